"""A case's states and events in the words of its customer; what is not here, customers do not see."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.kinds import EventKind, ToldHow
from cases.states import CaseState, Outcome, WaitingReason

Words = str | Promise
# The five steps of the customer's picture.
RECEIVED, LOOKED_AT, SOLVING, SOLVED, CONFIRMED = 1, 2, 3, 4, 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a case stands; step 0 is beside the five steps, `is_finished` fills the fifth."""

    heading: Words
    explanation: Words
    step: int
    is_finished: bool = False


STANDINGS: Mapping[CaseState, Standing] = MappingProxyType(
    {
        CaseState.RECEIVED: Standing(
            heading=_("We have received it"),
            explanation=_("It is stored safely, and a person looks at it next."),
            step=RECEIVED,
        ),
        CaseState.TRIAGED: Standing(
            heading=_("We have looked at it"),
            explanation=_("The right team has it and starts next."),
            step=LOOKED_AT,
        ),
        CaseState.IN_PROGRESS: Standing(
            heading=_("We are solving it"),
            explanation=_("Somebody of ours is working on it now."),
            step=SOLVING,
        ),
        CaseState.RESOLVED: Standing(
            heading=_("We think it is solved"),
            explanation=_("Only you decide whether it is. Tell us if something is missing."),
            step=SOLVED,
        ),
        CaseState.VERIFYING: Standing(
            heading=_("We think it is solved"),
            explanation=_("Only you decide whether it is. Tell us if something is missing."),
            step=SOLVED,
        ),
        CaseState.MERGED: Standing(
            heading=_("We handle it together with another case"),
            explanation=_("It is about the same thing. You are told here just the same."),
            step=SOLVING,
        ),
        CaseState.DUPLICATE: Standing(
            heading=_("We have this already"),
            explanation=_(
                "It came to us before, and we are dealing with it under the other number."
            ),
            step=0,
        ),
        CaseState.REJECTED: Standing(
            heading=_("We cannot take this up"),
            explanation=_("The reason stands below. Write to us if we misunderstood you."),
            step=0,
        ),
        CaseState.WITHDRAWN: Standing(
            heading=_("You took it back"),
            explanation=_("Nothing more happens. Tell us again at any time."),
            step=0,
        ),
    }
)
WAITING: Mapping[WaitingReason, Standing] = MappingProxyType(
    {
        WaitingReason.CUSTOMER: Standing(
            heading=_("We need your answer"),
            explanation=_("What we asked stands below. We go on as soon as you write."),
            step=SOLVING,
        ),
        WaitingReason.PART: Standing(
            heading=_("We are waiting for a part"),
            explanation=_("We go on as soon as it is here."),
            step=SOLVING,
        ),
        WaitingReason.VENDOR: Standing(
            heading=_("We are waiting for a supplier"),
            explanation=_("We go on as soon as we have their answer."),
            step=SOLVING,
        ),
        WaitingReason.APPROVAL: Standing(
            heading=_("We are having it approved"),
            explanation=_("It goes on as soon as that is done."),
            step=SOLVING,
        ),
        WaitingReason.PARTNER: Standing(
            heading=_("We are waiting for a partner"),
            explanation=_("We go on as soon as we have their answer."),
            step=SOLVING,
        ),
    }
)
# Where what we asked is a yes or no to a quote.
QUOTED = Standing(
    heading=_("We need your answer"),
    explanation=_("Our quote stands below. We go on as soon as you say yes or no."),
    step=SOLVING,
)
QUOTE = _("Quote %(number)s · %(total)s")
_OPEN_AGAIN = _("If it is not solved after all, tell us: we open it again.")
OUTCOMES: Mapping[Outcome, Standing] = MappingProxyType(
    {
        Outcome.CONFIRMED: Standing(
            heading=_("Solved, and confirmed by you"),
            explanation=_OPEN_AGAIN,
            step=CONFIRMED,
            is_finished=True,
        ),
        Outcome.UNREACHABLE: Standing(
            heading=_("Closed: we could not reach you"),
            explanation=_(
                "We tried several times. If it is not solved, tell us: we open it again."
            ),
            step=SOLVED,
        ),
        Outcome.NO_CONTACT: Standing(
            heading=_("Closed"),
            explanation=_(
                "We had no way to ask you. If it is not solved, tell us: we open it again."
            ),
            step=SOLVED,
        ),
        Outcome.DECLINED: Standing(
            heading=_("Closed, as you wished"), explanation=_OPEN_AGAIN, step=SOLVED
        ),
        Outcome.WITHDRAWN: Standing(
            heading=_("Closed, as you wished"), explanation=_OPEN_AGAIN, step=SOLVED
        ),
        Outcome.LEGAL: Standing(
            heading=_("Closed"), explanation=_("It was closed for legal reasons."), step=SOLVED
        ),
    }
)

TITLES: Mapping[EventKind, Words] = MappingProxyType(
    {
        EventKind.RECEIVED: _("We received it"),
        EventKind.TRIAGED: _("We looked at it and gave it to the right team"),
        EventKind.STARTED: _("Work began"),
        EventKind.WAITING_BEGAN: _("We have to wait"),
        EventKind.WAITING_ENDED: _("We went on"),
        EventKind.DISPATCHED: _("A specialist was sent"),
        EventKind.CONTACTED: _("We contacted you"),
        EventKind.REMEDIED: _("It was put right"),
        EventKind.NOTING_TAKEN_BACK: _("We had noted that by mistake: it is not done yet"),
        EventKind.RESOLVED: _("We think it is solved"),
        EventKind.VERIFYING_BEGAN: _("We ask you whether it is solved"),
        EventKind.FOLLOW_UP_TRIED: _("We tried to reach you"),
        EventKind.CLOSED: _("Closed"),
        EventKind.REOPENED: _("Opened again, one level higher"),
        EventKind.REJECTED: _("We cannot take this up"),
        EventKind.DUPLICATE: _("We have this already"),
        EventKind.WITHDRAWN: _("You took it back"),
        EventKind.ASKED_UP: _("You asked that somebody else looks at it"),
        EventKind.MERGED: _("Joined with another case about the same thing"),
        EventKind.UNMERGED: _("Handled on its own again"),
        EventKind.PROMISE_MADE: _("We promised"),
        EventKind.PROMISE_KEPT: _("Promise kept"),
        EventKind.PROMISE_CHANGED: _("We changed a promise"),
        EventKind.PROMISE_WITHDRAWN: _("We took a promise back"),
        EventKind.QUOTE_SENT: _("We sent you a quote"),
        EventKind.QUOTE_APPROVED: _("You approved the quote"),
        EventKind.QUOTE_DECLINED: _("You declined the quote"),
        EventKind.QUOTE_WITHDRAWN: _("We took the quote back"),
        EventKind.BOOKED: _("An appointment was made"),
        EventKind.BOOKING_MOVED: _("The appointment was moved"),
        EventKind.BOOKING_CANCELLED: _("The appointment was cancelled"),
        EventKind.BOOKING_CAME: _("You came to your appointment"),
        EventKind.QUOTE_BEGUN: _("What you answered to the quote is being done"),
    }
)
WAITING_TITLES: Mapping[str, Words] = MappingProxyType(
    {reason.value: standing.heading for reason, standing in WAITING.items()}
)
CLOSED_TITLES: Mapping[str, Words] = MappingProxyType(
    {outcome.value: standing.heading for outcome, standing in OUTCOMES.items()}
    | {Outcome.CONFIRMED.value: _("You confirmed that it is solved")}
)
NOT_SOLVED_TITLE = _("You said that it is not solved yet")
TOLD_TITLES: Mapping[str, Words] = MappingProxyType(
    {
        ToldHow.MESSAGE.value: _("We wrote to you"),
        ToldHow.PHONE.value: _("We told you by phone"),
        ToldHow.IN_PERSON.value: _("We told you in the store"),
        ToldHow.LETTER.value: _("We sent you a letter"),
        ToldHow.IN_PUBLIC.value: _("We answered beside your review"),
    }
)
YOU_TOLD_US, YOU_WROTE = _("You told us"), _("You wrote")
YOU_TOOK_BACK = _("You took this message back.")
