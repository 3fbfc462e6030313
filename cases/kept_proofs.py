"""What a visitor's session keeps of proven addresses: which, and until when; never a code."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.sessions.backends.base import SessionBase

from channels.kinds import ContactKind
from channels.rules.customers.proving import Address, Asking
from feedback_site import opened_cases

# Long enough to read and answer, short enough for a phone that is put down.
VALID_FOR = timedelta(minutes=30)
# As many addresses as one person may well have.
MOST = 5
_ASKED, _PROVEN, _OPENED = "code_asked", "proven_addresses", "opened_by_proof"


def keep_asking(session: SessionBase, asking: Asking) -> None:
    """Keep which code was asked for last; an earlier one opens nothing any more."""
    session[_ASKED] = {
        **_written(asking.address), "drawn": asking.drawn, "asked_at": asking.asked_at.timestamp(),
    }  # fmt: skip


def asking_in(session: SessionBase) -> Asking | None:
    """Give the code that is waited for; None for none."""
    kept = session.get(_ASKED)
    if kept is None:
        return None
    asked_at = datetime.fromtimestamp(kept["asked_at"], tz=UTC)
    return Asking(address=_read(kept), drawn=kept["drawn"], asked_at=asked_at)


def keep_proof(session: SessionBase, address: Address, *, now: datetime) -> None:
    """Add a proven address to this session, in a session of a new name: nobody planted it."""
    session.pop(_ASKED, None)
    until = (now + VALID_FOR).timestamp()
    others = [one for one in _proven(session, now) if one["index"] != address.index]
    session[_PROVEN] = [*others, {**_written(address), "until": until}][-MOST:]
    session.cycle_key()


def proven_in(session: SessionBase, *, now: datetime) -> Sequence[Address]:
    """Give the addresses that were proven not long ago."""
    return [_read(kept) for kept in _proven(session, now)]


def shuts_at(session: SessionBase, *, now: datetime) -> datetime:
    """Say when the list shuts by itself, and with it what was opened from it: with the last proof."""
    untils = [one["until"] for one in _proven(session, now)]
    return datetime.fromtimestamp(max(untils), tz=UTC) if untils else now


def note_opened(session: SessionBase, reference: str) -> None:
    """Remember which cases were opened from the list, so that they are shut with it."""
    session[_OPENED] = [*dict.fromkeys([*session.get(_OPENED, []), reference])]


def forget(session: SessionBase) -> None:
    """Shut the list, and every case that was opened from it."""
    for reference in session.get(_OPENED, []):
        opened_cases.forget(session, reference)
    for key in (_ASKED, _PROVEN, _OPENED):
        session.pop(key, None)


def _proven(session: SessionBase, now: datetime) -> list[dict[str, Any]]:
    return [one for one in session.get(_PROVEN, []) if one["until"] > now.timestamp()]


def _written(address: Address) -> dict[str, Any]:
    return {
        "index": address.index, "sign": address.sign, "masked": address.masked,
        "kind": str(address.kind),
    }  # fmt: skip


def _read(kept: dict[str, Any]) -> Address:
    # Sessions of before there were texts do not say.
    kind = ContactKind(kept.get("kind", ContactKind.EMAIL))
    return Address(index=kept["index"], sign=kept["sign"], masked=kept["masked"], kind=kind)
