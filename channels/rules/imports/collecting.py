"""Fetching: go to the sources that are due, take in what is new, and come later where it failed."""

import logging
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from django.conf import settings

from channels.adapters.social import CONTENT_TYPE, document, options_for
from channels.adapters.social.cells import read_cells
from channels.adapters.social.columns import FIELDS
from channels.adapters.social.connectors import CONNECTORS, Found, connector_for
from channels.adapters.social.identity import identity_of, of_account, says_of
from channels.errors import ChannelError
from channels.kinds import AccountKind
from channels.measures.troubles import home_zone
from channels.models import ChannelAccount
from channels.rules import intake
from channels.rules.connections import connecting
from channels.rules.items.telling_apart import Item, untold

log = logging.getLogger(__name__)
# With each failure in a row a source is left alone twice as long, up to this many times its usual pause.
_MOST_PATIENT = 5
LONGEST_PAUSE = timedelta(hours=12)


def collect_due(*, now: datetime) -> int:
    """Ask every source whose time has come, and give the number of new items."""
    return sum(fetch(account.pk, now=now) for account in _due(now))


def fetch(account_id: int, *, now: datetime) -> int:
    """Ask one source, and give the number of new items; nothing where somebody else is asking it.

    How far it was read is kept after its items: a killed fetch brings them again, and they are known.
    """
    account = ChannelAccount.objects.select_related("channel").get(pk=account_id)
    if not _claim(account, now):
        return 0
    try:
        fetched = connector_for(AccountKind(account.kind)).fetch(account)
    except ChannelError as error:
        log.warning("source %s failed: %s", account.pk, error.code)
        connecting.note_failure(account, str(error), now=now)
        return 0
    new = _take(account, fetched.items, now=now)
    connecting.note_success(account, now=now, cursor=fetched.cursor)
    return new


def pause_of(account: ChannelAccount) -> timedelta:
    """How long a source is left alone after it was asked."""
    usual = timedelta(minutes=max(1, int(str(account.values.get("minutes") or 15))))
    pause: timedelta = usual * 2 ** min(account.failures, _MOST_PATIENT)
    return max(usual, min(pause, LONGEST_PAUSE))


def _due(now: datetime) -> Iterator[ChannelAccount]:
    for account in ChannelAccount.objects.in_use().filter(kind__in=list(CONNECTORS)):
        if account.tried_at is None or account.tried_at + pause_of(account) <= now:
            yield account


def _claim(account: ChannelAccount, now: datetime) -> bool:
    """Take the account by the time it was last tried: of two who saw the same, one gets it."""
    seen = ChannelAccount.objects.filter(pk=account.pk, tried_at=account.tried_at)
    return bool(seen.update(tried_at=now))


def _take(account: ChannelAccount, found: Sequence[Found], *, now: datetime) -> int:
    """Take what is new, and what says something else than before; each by itself."""
    options = options_for(
        zone=settings.TIME_ZONE, source=account.name,
        stars=str(account.values.get("stars") or 3), days=int(str(account.values.get("days") or 30)),
    )  # fmt: skip
    before: Counter[str] = Counter()
    items = [_item(account, one, options, before, now=now) for one in found]
    return sum(
        intake.take_once(
            channel=account.channel, body=item.body, content_type=CONTENT_TYPE, now=now,
            external_id=item.external_id, context=item.context,
        ).is_new
        for item in untold(items, account.channel)
    )  # fmt: skip


def _item(
    account: ChannelAccount, found: Found, options: Mapping[str, object], before: Counter[str], *,
    now: datetime,
) -> Item:  # fmt: skip
    mapping = {field: field for field in FIELDS if field in found.cells}
    reading = read_cells(found.cells, mapping, zone=home_zone(), now=now)
    return Item(
        body=document(found.cells, mapping, options), context={"account": account.pk},
        external_id=identity_of(reading, origin=of_account(account.pk), store="", before=before),
        says=says_of(reading),
    )  # fmt: skip
