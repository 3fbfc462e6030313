"""Give partners keys and take them back."""

from datetime import datetime

from django.db import transaction

from channels.models import PartnerKey
from feedback_site.ledger.rules.recording import Entry, name_of, record
from feedback_site.organisation.models import User


@transaction.atomic
def make_key(
    partner_id: int, *, name: str, actor: User | None, now: datetime, expires_at: datetime | None = None
) -> tuple[PartnerKey, str]:  # fmt: skip
    """Make a key and give it with its secret, which is not kept and cannot be shown again."""
    key = PartnerKey(partner_id=partner_id, name=name, expiry_date=expires_at)
    secret: str = PartnerKey.objects.assign_key(key)
    key.save(force_insert=True)
    _record("partner_key.made", key, actor=actor, now=now)
    return key, secret


@transaction.atomic
def revoke_key(key_id: str, *, actor: User | None, now: datetime) -> PartnerKey:
    """Make a key useless from this moment on; a revoked one stays revoked."""
    key: PartnerKey = PartnerKey.objects.select_for_update().get(pk=key_id)
    if not key.revoked:
        key.revoked = True
        key.save(update_fields=("revoked",))
        _record("partner_key.revoked", key, actor=actor, now=now)
    return key


def _record(verb: str, key: PartnerKey, *, actor: User | None, now: datetime) -> None:
    """Name the key by its prefix, in the body: codes of the ledger are lower case, prefixes are not."""
    entry = Entry(
        verb=verb,
        subject=f"partner:{key.partner_id}",
        actor=name_of(actor),
        body={"prefix": key.prefix},
    )
    record([entry], now=now)
