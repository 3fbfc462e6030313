"""Give partners keys, tell whose a key is, and take it back."""

from datetime import datetime

from django.db import transaction

from channels.models import Channel, Partner, PartnerKey
from feedback_site.kept_queries import planned_cursor
from feedback_site.ledger.rules.recording import Entry, name_of, record
from feedback_site.organisation.models import User

# Asked for each call of the API: letting Django write this down takes ten times as long as asking.
_KEY = """
SELECT key.hashed_key, partner.id, partner.name, channel.id, channel.code, channel.kind
FROM channels_partnerkey AS key
JOIN channels_partner AS partner ON partner.id = key.partner_id
JOIN channels_channel AS channel ON channel.id = partner.channel_id
WHERE key.prefix = %s AND NOT key.revoked AND (key.expiry_date IS NULL OR key.expiry_date > %s)
  AND partner.is_active AND channel.is_active
"""


def partner_of(secret: str, *, now: datetime) -> Partner | None:
    """Give the partner of a key in force, with what intake needs of the partner and their channel.

    None, whatever is wrong: unknown, changed, revoked, expired, or its partner or channel is not active.
    A fast hash suffices for a random secret.
    """
    with planned_cursor() as cursor:
        cursor.execute(_KEY, [secret.partition(".")[0], now])
        found = cursor.fetchone()
    if found is None or not PartnerKey.objects.key_generator.verify(secret, found[0]):
        return None
    channel = Channel(pk=found[3], code=found[4], kind=found[5])
    return Partner(pk=found[1], name=found[2], channel=channel)


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
