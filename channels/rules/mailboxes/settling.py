"""Putting messages aside in their mailbox, once their bytes are ours."""

import logging
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from channels.adapters.email.mailbox import Conversation
from channels.errors import MailboxRefused
from channels.kinds import IntakeState
from channels.models import ChannelAccount, SeenMail
from channels.models.account import folder_of, server_of
from channels.models.seen_mail import UIDVALIDITIES

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The folders of one account; an empty name means that mail stays where it is."""

    folder: str
    handled: str
    failed: str


def place_of(account: ChannelAccount) -> Place:
    """Give the folders of an account; one that would move mail onto itself moves nothing."""
    values, folder = account.values, folder_of(account)
    handled, failed = (str(values.get(f"{name}_folder") or "") for name in ("handled", "failed"))
    return Place(
        folder=folder,
        handled="" if handled == folder else handled,
        failed="" if failed == folder else failed,
    )


def begin_where_moved(account: ChannelAccount, place: Place) -> int:
    """Forget how far was read where the account was since moved to another folder or server; in memory.

    Gives what to add to a UIDVALIDITY, which has 32 bits: with each server another multiple of those, so that
    no message of one is taken for that of another. What comes again is known by its content, as it is when a
    folder is numbered anew; what the connection is to leave alone is found out anew by when it arrived.
    """
    told = account.place_read
    is_elsewhere = told["server"] != server_of(account)
    if is_elsewhere or told["folder"] != place.folder:
        era = int(str(told["era"])) + is_elsewhere
        account.cursor = account.fresh_cursor | {
            "server": server_of(account), "folder": place.folder, "era": era,
        }  # fmt: skip
    else:
        account.cursor |= told
    return int(str(account.cursor["era"])) * UIDVALIDITIES


def make_folders(opened: Conversation, place: Place) -> None:
    """Make the folders that are missing; where the server will not, mail stays where it is."""
    for name in {place.handled, place.failed} - {""}:
        try:
            opened.make_folder(name)
        except MailboxRefused as error:
            log.warning("a mailbox will not make a folder: %s", error)


def settle(
    account: ChannelAccount, opened: Conversation, place: Place, validity: int, *, now: datetime
) -> None:
    """Move what is stored and read into its folder.

    Where moving fails, the message stays, is known by its name, and is moved at the next look.
    """
    rows = SeenMail.objects.of(account.pk, place.folder, validity).unsettled()
    by_folder: dict[str, list[SeenMail]] = defaultdict(list)
    for seen in rows.exclude(raw=None).select_related("raw").only("uid", "error", "raw__state"):
        target = _folder_of(seen, place)
        if target is not None:
            by_folder[target].append(seen)
    for folder, group in by_folder.items():
        if _moved(opened, [seen.uid for seen in group], folder):
            SeenMail.objects.filter(pk__in=[seen.pk for seen in group]).update(settled_at=now)


def _folder_of(seen: SeenMail, place: Place) -> str | None:
    """Give the folder for a message; None while its item is not read yet."""
    state = seen.raw.state if seen.raw else IntakeState.STORED
    if state == IntakeState.STORED:
        return None
    return place.failed if state == IntakeState.FAILED or seen.error else place.handled


def _moved(opened: Conversation, uids: list[int], folder: str) -> bool:
    if not folder:
        return True
    try:
        opened.move(uids, folder)
    except MailboxRefused as error:
        log.warning("a mailbox will not move %s message(s): %s", len(uids), error)
        return False
    return True
