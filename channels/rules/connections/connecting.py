"""Connecting channels to the outside: their accounts, and how each of them is."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from channels.account_fields import chosen_in
from channels.accounts import FIELDS
from channels.errors import WrongAccount
from channels.kinds import MEANS, AccountKind
from channels.models import AccountToken, Channel, ChannelAccount
from feedback_site.ledger.rules.recording import Entry, name_of, record
from feedback_site.organisation.models import User

_MINUTE = timedelta(minutes=1)


@transaction.atomic
def make_account(
    channel: Channel, *, kind: AccountKind, name: str, values: Mapping[str, object],
    actor: User | None, now: datetime,
) -> ChannelAccount:  # fmt: skip
    """Connect a channel. Raises WrongAccount where the kind does not fit it, or something is missing."""
    if MEANS[kind] != channel.kind:
        raise WrongAccount(why=str(kind.label))
    account = ChannelAccount(channel=channel, kind=kind, name=name)
    if kind == AccountKind.IMAP:
        account.cursor = {"begun": now.isoformat()}
    _write(account, values)
    account.save(force_insert=True)
    _record("account.made", account, sorted(values), actor=actor, now=now)
    return account


@transaction.atomic
def change_account(
    account_id: int, *, name: str, is_active: bool, values: Mapping[str, object],
    actor: User, now: datetime,
) -> ChannelAccount:  # fmt: skip
    """Change what a connection is told; a secret that is not among the values stays as it is.

    Raises WrongAccount where something is missing.
    """
    # Whoever keeps a token has its row first, and may then write the account.
    list(AccountToken.objects.select_for_update().filter(pk=account_id))
    account = ChannelAccount.objects.select_for_update().get(pk=account_id)
    account.name, account.is_active = name, is_active
    if "uid_validity" in account.cursor:
        # It holds for the place of before the change, and may not say so yet.
        account.cursor |= account.place_read
    was_left = account.values.get("start") != "all" and "left" in account.cursor
    _write(account, values)
    if was_left and account.values.get("start") == "all":
        # Read from the beginning once more: what was left is new, the rest is known by its name.
        account.cursor = account.fresh_cursor
    # What failed with the old values is tried again with the new ones.
    account.failures, account.error = 0, ""
    account.save()
    # A token on loan was given out for what the account was told before.
    AccountToken.objects.filter(pk=account_id).update(token_sealed=None, expires_at=None)
    _record("account.changed", account, sorted(values), actor=actor, now=now)
    return account


def note_success(
    account: ChannelAccount, *, now: datetime, cursor: Mapping[str, object] | None = None
) -> None:
    """Keep that a connection works, and how far its source was read."""
    account.tried_at = account.worked_at = now
    account.failures, account.error = 0, ""
    if cursor is not None:
        account.cursor = dict(cursor)
    account.save(update_fields=("tried_at", "worked_at", "failures", "error", "cursor"))


def note_alive(account: ChannelAccount, *, now: datetime) -> None:
    """Keep that a connection works, at most once a minute: busy ones have other things to write."""
    is_news = account.failures or account.worked_at is None or now - account.worked_at > _MINUTE
    if is_news:
        note_success(account, now=now)


def note_failure(account: ChannelAccount, why: str, *, now: datetime) -> None:
    """Keep that a connection did not work; `why` names the trouble and nobody's data."""
    ChannelAccount.objects.filter(pk=account.pk).update(
        tried_at=now, failures=F("failures") + 1, error=why[:250]
    )
    account.refresh_from_db(fields=("tried_at", "failures", "error"))


def _write(account: ChannelAccount, values: Mapping[str, object]) -> None:
    """Split values into settings and secrets; keep the secrets that were not given anew."""
    fields = FIELDS[AccountKind(account.kind)]
    known = account.secrets()
    secrets = {
        field.code: str(values.get(field.code) or known.get(field.code, ""))
        for field in fields
        if field.is_secret
    }
    settings = {
        field.code: values.get(field.code, account.values.get(field.code, field.default))
        for field in fields
        if not field.is_secret
    }
    chosen = chosen_in(fields, settings)
    missing = [
        str(field.label)
        for field in fields
        if (field.is_required or field.is_needed_by(chosen))
        and (secrets | settings).get(field.code) in ("", None)
    ]
    if missing:
        raise WrongAccount(why="、".join(missing))
    account.values = settings
    account.write_secrets(secrets)


def _record(
    verb: str, account: ChannelAccount, names: list[str], *, actor: User | None, now: datetime
) -> None:
    """Name what was set; the values of secrets stand nowhere but in their seal."""
    body = {"kind": account.kind, "active": account.is_active, "set": names}
    entry = Entry(verb=verb, subject=f"account:{account.pk}", actor=name_of(actor), body=body)
    record([entry], now=now)
