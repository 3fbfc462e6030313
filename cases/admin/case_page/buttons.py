"""The buttons of a case: what most likely comes next stands open, all else waits behind one more press."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from cases.admin.acts.acts import acts_for
from cases.admin.addresses import case_url
from cases.admin.queues.desk_keys import STEP_KEYS
from cases.models import Case
from cases.rules.appointments import booking
from cases.rules.commitments import quoting
from cases.rules.desk import steps
from feedback_site.drawn_once import filled_in, mark
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability

DANGEROUS = frozenset({"withdraw"})
DIRECT = frozenset({"claim", "undo", "confirm_rejection", "spam", "not_spam"})
# What people do next, the likeliest first: what runs out, what a second person is asked for, then the way
# from receipt to the confirmed close.
LIKELY = (
    "undo", "not_spam", "confirm_rejection", "decline_rejection", "claim", "triage", "start", "resume",
    "resolve", "wait", "close", "not_solved", "reopen", "unmerge",
)  # fmt: skip
# On a phone these and the word for the rest fill one line; the conversation begins right below.
MOST_LIKELY = 2
_CASE, _VERSION, _TOKEN = mark("case"), mark("version"), mark("token")


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """One thing to press: a link to a dialog, or where nothing is asked a form of its own."""

    code: str
    label: str | Promise
    path: str  # below the case's own address
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

    def drawn(self, case: Case, token: str) -> SafeString:
        """Draw them for a case: most cases have one of the same few sets, and only addresses differ."""
        drawn = _drawn(translation.get_language() or "", tuple(self.steps), tuple(self.acts))
        values = {_CASE: case_url(case.reference), _VERSION: case.version, _TOKEN: token}
        return filled_in(drawn, values)

    @property
    def other_steps(self) -> Sequence[Button]:
        """The steps behind "more"."""
        return [button for button in self.steps if button not in self.likely]

    @property
    def other_acts(self) -> Sequence[Button]:
        """The acts behind "more"."""
        return [button for button in self.acts if button not in self.likely]


@lru_cache(maxsize=512)
def _drawn(language: str, steps: tuple[Button, ...], acts: tuple[Button, ...]) -> str:
    context = {
        "buttons": Buttons(steps=steps, acts=acts), "case_url": _CASE, "version": _VERSION,
        "csrf_token": _TOKEN,
    }  # fmt: skip
    return render_to_string("cases/desk/verbs.html", context)


def buttons_for(case: Case, user: User, now: datetime) -> Buttons:
    """What this person may do with the case now."""
    return Buttons(steps=_steps(case, user), acts=_acts(case, user, now))


def _steps(case: Case, user: User) -> Sequence[Button]:
    return [
        Button(
            code=step.verb, label=str(step.label), key=STEP_KEYS.get(step.verb, ""), is_step=True,
            path=f"step/{to.value}/", is_dangerous=step.verb in DANGEROUS,
        )
        for to, step in steps.available(case, user)
    ]  # fmt: skip


def _acts(case: Case, user: User, now: datetime) -> Sequence[Button]:
    buttons = [
        Button(
            code=act.code, label=act.label, key=act.key, is_dangerous=act.is_dangerous,
            is_direct=act.code in DIRECT, path=f"{act.code}/",
        )
        for act in acts_for(case, user, now)
    ]  # fmt: skip
    if quoting.may_write(case, user):
        buttons.append(
            Button(code="quote", label=_("Quote to the customer"), path="quote/", is_page=True)
        )
    if case.state in booking.BOOKABLE and user.can(Ability.TAKE_FEEDBACK):
        buttons.append(
            Button(code="book", label=_("Appointment"), path="appointment/", is_page=True)
        )
    return buttons
