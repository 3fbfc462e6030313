"""Beginning: the first events of a case, and from when its limits count."""

from cases.kinds import EventKind
from cases.rules.changing import Change
from cases.rules.lifecycle import attributes
from cases.states import CaseState
from channels.kinds import ChannelKind
from channels.models import Submission

# Where the customer holds the receipt in their hands, or on their screen, when the item is taken.
RECEIPT_IN_HAND = frozenset({ChannelKind.WEB, ChannelKind.PARTNER, ChannelKind.CHAT})


def first_events(change: Change, submission: Submission, *, is_automatic: bool) -> None:
    """Receipt, and where the customer holds it already, its acknowledgement; limits count from capture."""
    kind = ChannelKind(submission.channel.kind)
    was_split = is_split(submission)
    change.happened(
        EventKind.RECEIVED,
        at=submission.received_at
        if was_split
        else submission.case_asked_at or submission.captured_at,
        facts={
            **attributes(change.case),
            "channel": kind,
            "face_to_face": kind == ChannelKind.COUNTER,
            "remedy_sought": submission.remedy_sought,
            # Kept on a device while the line was down: what was over by then is told to nobody.
            **({"offline": True} if submission.raw.context.get("was_kept") else {}),
            # Its limits count from when it was said; what was over by then is the splitting's doing.
            **({"anchored_at": submission.captured_at.isoformat()} if was_split else {}),
        },
        went_to=CaseState.RECEIVED,
    )
    if was_split:
        change.happened(EventKind.ACKNOWLEDGED, facts={"how": "with_the_first_matter"})
    elif kind in RECEIPT_IN_HAND or kind == ChannelKind.COUNTER:
        change.happened(EventKind.ACKNOWLEDGED, facts={"how": "receipt_in_hand"})
    elif is_automatic:
        change.happened(EventKind.ACKNOWLEDGED, facts={"how": "none_to_a_machine"})
    elif kind == ChannelKind.SOCIAL:
        # Whoever wrote on somebody else's page left no address.
        change.happened(EventKind.ACKNOWLEDGED, facts={"how": "none_in_public"})
    elif kind == ChannelKind.INTERVIEW:
        change.happened(EventKind.ACKNOWLEDGED, facts={"how": "face_to_face"})


def is_split(submission: Submission) -> bool:
    """Whether it was split off from another: its customer has a receipt, and is told only on purpose."""
    return "split_of" in submission.raw.context
