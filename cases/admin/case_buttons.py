"""The buttons of a case: what most likely comes next stands open, all else waits behind one more press."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.admin.acts import acts_for
from cases.admin.desk_keys import STEP_KEYS
from cases.models import Case
from cases.rules import booking, quoting, steps
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability

DANGEROUS = frozenset({"withdraw"})
DIRECT = frozenset({"claim", "undo", "confirm_rejection", "spam", "not_spam"})
# What people do next, the likeliest first: what runs out, what a second person is asked for, then the way
# from receipt to the confirmed close.
LIKELY = (
    "undo", "not_spam", "confirm_rejection", "decline_rejection", "claim", "triage", "start", "resume",
    "resolve", "wait", "close", "not_solved", "reopen",
)  # fmt: skip
# On a phone these and the word for the rest fill one line; the conversation begins right below.
MOST_LIKELY = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """One thing to press: a link to a dialog, or where nothing is asked a form of its own."""

    code: str
    label: str | Promise
    url: str
    key: str = ""
    is_step: bool = False
    is_dangerous: bool = False
    is_direct: bool = False
    # Whether it leads to a page of its own, which is too much for a dialog.
    is_page: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Buttons:
    """Steps of the table of moves, and acts beside them."""

    steps: Sequence[Button]
    acts: Sequence[Button]

    @property
    def likely(self) -> Sequence[Button]:
        """What stands open, in the order of likelihood."""
        known = {button.code: button for button in (*self.acts, *self.steps)}
        return [known[code] for code in LIKELY if code in known][:MOST_LIKELY]

    @property
    def other_steps(self) -> Sequence[Button]:
        """The steps behind "more"."""
        return [button for button in self.steps if button not in self.likely]

    @property
    def other_acts(self) -> Sequence[Button]:
        """The acts behind "more"."""
        return [button for button in self.acts if button not in self.likely]


def buttons_for(case: Case, user: User, now: datetime) -> Buttons:
    """What this person may do with the case now."""
    return Buttons(steps=_steps(case, user), acts=_acts(case, user, now))


def _steps(case: Case, user: User) -> Sequence[Button]:
    return [
        Button(
            code=step.verb, label=str(step.label), key=STEP_KEYS.get(step.verb, ""), is_step=True,
            url=reverse("admin:cases_case_step", args=(case.reference, to.value)),
            is_dangerous=step.verb in DANGEROUS,
        )
        for to, step in steps.available(case, user)
    ]  # fmt: skip


def _acts(case: Case, user: User, now: datetime) -> Sequence[Button]:
    buttons = [
        Button(
            code=act.code, label=act.label, key=act.key, is_dangerous=act.is_dangerous,
            is_direct=act.code in DIRECT,
            url=reverse("admin:cases_case_act", args=(case.reference, act.code)),
        )
        for act in acts_for(case, user, now)
    ]  # fmt: skip
    if quoting.may_write(case, user):
        url = reverse("admin:cases_case_quote", args=(case.reference,))
        buttons.append(
            Button(code="quote", label=_("Quote to the customer"), url=url, is_page=True)
        )
    if case.state in booking.BOOKABLE and user.can(Ability.TAKE_FEEDBACK):
        url = reverse("admin:cases_case_book", args=(case.reference,))
        buttons.append(Button(code="book", label=_("Appointment"), url=url, is_page=True))
    return buttons
