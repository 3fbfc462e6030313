"""Beginning: the first events of a case, and from when its limits count."""

from datetime import datetime, timedelta

from cases.kinds import EventKind
from cases.rules.changes.changing import Change
from cases.rules.lifecycle.moving import attributes
from cases.states import CaseState
from channels.kinds import WRITTEN_TO_AND_FRO, ChannelKind
from channels.models import Submission

# Where the customer has the receipt in their hands, on their screen or in their ear when the item is taken.
RECEIPT_IN_HAND = frozenset(
    {
        ChannelKind.WEB, ChannelKind.PARTNER, ChannelKind.CHAT, ChannelKind.COUNTER, ChannelKind.PHONE,
    }
)  # fmt: skip
# Where the customer gets none at once: on somebody else's page they left no address, at the box nobody was.
# A letter goes out where a sheet names an address, and no minute can be promised for it.
_NONE_AT_ONCE = {
    ChannelKind.SOCIAL: "none_in_public",
    ChannelKind.INTERVIEW: "face_to_face",
    ChannelKind.BOX: "none_at_once",
}
# A partner that hands on at once takes no longer.
_AT_ONCE = timedelta(minutes=1)
# What these say of when something was said is somebody else's word, and may lie days back.
_TOLD_BY_OTHERS = frozenset({ChannelKind.EMAIL, ChannelKind.PARTNER, *WRITTEN_TO_AND_FRO})


def first_events(change: Change, submission: Submission, *, is_automatic: bool) -> None:
    """Receipt, and where the customer holds it already, its acknowledgement at that very moment."""
    kind = ChannelKind(submission.channel.kind)
    was_split = is_split(submission)
    received = change.happened(
        EventKind.RECEIVED,
        at=submission.received_at if was_split else counts_from(submission),
        facts={
            **attributes(change.case),
            "channel": kind,
            "face_to_face": kind == ChannelKind.COUNTER,
            "remedy_sought": submission.remedy_sought,
            # Where it was said well before: what was over when it came here is told to nobody.
            **({kept: True} if (kept := _kept_as(submission)) else {}),
            # Its limits count from when it was said; what was over by then is the splitting's doing.
            **({"anchored_at": submission.captured_at.isoformat()} if was_split else {}),
        },
        went_to=CaseState.RECEIVED,
    )
    how = "with_the_first_matter" if was_split else _acknowledged(kind, is_automatic=is_automatic)
    if how:
        # Not when the case is opened: a worker that comes late has kept nobody waiting for a receipt.
        at = submission.captured_at if was_split else received.happened_at
        change.happened(EventKind.ACKNOWLEDGED, at=at, facts={"how": how})


def counts_from(submission: Submission) -> datetime:
    """Say from when a case's limits count.

    From when our own people or devices took it down, or a partner says that they did; what comes by others
    counts from when it reached us.
    """
    if submission.case_asked_at is not None:
        return submission.case_asked_at
    if submission.channel.kind in _TOLD_BY_OTHERS and not _kept_as(submission):
        return submission.received_at
    return submission.captured_at


def _acknowledged(kind: ChannelKind, *, is_automatic: bool) -> str:
    """Say how the customer has the receipt already, or why there is none to wait for; "" for one to come."""
    if kind in RECEIPT_IN_HAND:
        return "receipt_in_hand"
    if is_automatic:
        return "none_to_a_machine"
    return _NONE_AT_ONCE.get(kind, "")


def _kept_as(submission: Submission) -> str:
    """Say how it was kept until it came: on a device while the line was down, or by a partner; "" for not."""
    if submission.raw.context.get("was_kept"):
        return "offline"
    came_late = submission.captured_at < submission.received_at - _AT_ONCE
    is_handed_on = submission.channel.kind == ChannelKind.PARTNER and came_late
    return "imported" if is_handed_on else ""


def is_split(submission: Submission) -> bool:
    """Whether it was split off from another: its customer has a receipt, and is told only on purpose."""
    return "split_of" in submission.raw.context
