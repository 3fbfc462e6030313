"""What each figure means: one definition, with its version, for the page, its list and the export alike."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.sla.terms import ClockKind
from cases.states import CaseState, Outcome
from reports.measures.selection import Cohort
from reports.models.case_fact import CLOCK_BITS, EXCLUDED

Kind = Literal["count", "share", "duration"]
# Raised whenever any definition below changes what is counted; it is printed beside the figures.
VERSION = "2026-11.3"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One figure.

    `base` says which cases of its cohort it is about, `hits` which of them it counts; the list behind the
    figure is both together. Both are conditions in SQL on reports_casefact, "" for all, so that figure and
    list ask the same. `column` holds the seconds of a duration. Excluded cases are counted only where
    `is_excluded` asks for them.
    """

    code: str
    name: str | Promise
    meaning: str | Promise
    kind: Kind
    cohort: Cohort = "opened"
    base: str = ""
    hits: str = ""
    column: str = ""
    is_excluded: bool = False

    @property
    def listed(self) -> str:
        """Which cases stand in the list behind the figure."""
        return " AND ".join(one for one in (self.base, self.hits) if one)


# Whoever took it back, or was decided by a court, was not asked.
_ASKED = "reports_casefact.outcome IN ({})".format(
    ", ".join(
        f"'{outcome.value}'"
        for outcome in (
            Outcome.CONFIRMED, Outcome.UNREACHABLE, Outcome.NO_CONTACT, Outcome.DECLINED,
        )
    )
)  # fmt: skip
_SOLVED_ONCE = "reports_casefact.times_solved > 0"
_EXCLUDED_NAMES = {
    CaseState.REJECTED: _("Rejected"),
    CaseState.DUPLICATE: _("Duplicates"),
    CaseState.WITHDRAWN: _("Withdrawn by the customer"),
    CaseState.MERGED: _("Merged into another case"),
}
CLOCK_NAMES: Mapping[ClockKind, str | Promise] = MappingProxyType(
    {
        ClockKind.ACKNOWLEDGE: _("Acknowledged"),
        ClockKind.FIRST_RESPONSE: _("First answer by a person"),
        ClockKind.DISPATCH: _("Specialist sent"),
        ClockKind.CONTACT: _("Customer contacted"),
        ClockKind.NEXT_RESPONSE: _("Further answers"),
        ClockKind.REMEDY: _("Remedy carried out"),
        ClockKind.RESOLVE: _("Solved"),
        ClockKind.VERIFY: _("Asked whether it is solved"),
        ClockKind.PROMISE: _("Promises"),
        ClockKind.VISIT: _("Somebody on site"),
        ClockKind.REVIEW: _("Request for a remedy decided"),
    }
)


def _closed_as(code: str, outcome: Outcome, name: str | Promise, meaning: str | Promise) -> Measure:
    return Measure(
        code=code, name=name, meaning=meaning, kind="share", cohort="closed",
        base=_ASKED, hits=f"reports_casefact.outcome = '{outcome.value}'",
    )  # fmt: skip


def _all() -> tuple[Measure, ...]:
    return (
        Measure(
            code="received", name=_("Cases received"), kind="count",
            meaning=_("Cases that came in during the period, without the exclusions listed below."),
        ),
        Measure(
            code="answer_felt", name=_("First answer, felt"), kind="duration", column="answer_felt",
            hits="reports_casefact.answer_felt IS NOT NULL",
            meaning=_(
                "From receipt to the first answer of a person, as the customer's clock runs. Cases "
                "received in the period that were answered."
            ),
        ),
        Measure(
            code="answer_agreed", name=_("First answer, agreed"), kind="duration", column="answer_agreed",
            hits="reports_casefact.answer_agreed IS NOT NULL",
            meaning=_("The same in working time without pauses, as the time limit counts."),
        ),
        Measure(
            code="solve_felt", name=_("Solution, felt"), kind="duration", column="solve_felt",
            hits="reports_casefact.solve_felt IS NOT NULL",
            meaning=_(
                "From receipt to the solution that stands, as the customer's clock runs. Cases "
                "received in the period that are solved now."
            ),
        ),
        Measure(
            code="solve_agreed", name=_("Solution, agreed"), kind="duration", column="solve_agreed",
            hits="reports_casefact.solve_agreed IS NOT NULL",
            meaning=_("The same in working time without pauses, all rounds of a re-opened case added up."),
        ),
        Measure(
            code="unanswered", name=_("Not answered yet"), kind="share",
            hits="reports_casefact.answer_felt IS NULL",
            meaning=_(
                "Cases received in the period that no person has answered; the times above leave them "
                "out."
            ),
        ),
        Measure(
            code="unsolved", name=_("Not solved yet"), kind="share",
            hits="reports_casefact.solve_felt IS NULL",
            meaning=_(
                "Cases received in the period that are not solved now; the times above leave them "
                "out."
            ),
        ),
        _closed_as(
            "verified", Outcome.CONFIRMED, _("Verified solved"),
            _(
                "Of the cases closed in the period whose customer was to be asked: those who said "
                "yes. Silence is not yes."
            ),
        ),
        _closed_as(
            "unreachable", Outcome.UNREACHABLE, _("Could not be reached"),
            _("Of the same cases: closed after three honest attempts without an answer."),
        ),
        _closed_as(
            "no_contact", Outcome.NO_CONTACT, _("No contact given"),
            _("Of the same cases: nobody to ask."),
        ),
        _closed_as(
            "declined", Outcome.DECLINED, _("Did not want to be asked"),
            _("Of the same cases: the customer declined."),
        ),
        Measure(
            code="not_verified", name=_("Not solved, said the customer"), kind="share",
            base=_SOLVED_ONCE, hits="reports_casefact.times_not_solved > 0",
            meaning=_(
                "Of the cases received in the period that were called solved at least once: those "
                "whose customer said no at the follow-up."
            ),
        ),
        Measure(
            code="reopened", name=_("Re-opened"), kind="share",
            base=_SOLVED_ONCE, hits="reports_casefact.times_reopened > 0",
            meaning=_("Of the same cases: re-opened on an objection or by a supervisor."),
        ),
        Measure(
            code="missed_any", name=_("Any limit"), kind="share",
            base="reports_casefact.clocks_decided > 0", hits="reports_casefact.clocks_missed > 0",
            meaning=_(
                "Of the cases received in the period with a limit that was decided: those that missed "
                "at least one and were not excused."
            ),
        ),
        *(
            Measure(
                code=f"missed_{clock.value}", name=CLOCK_NAMES[clock], kind="share",
                base=f"reports_casefact.clocks_decided & {bit} > 0",
                hits=f"reports_casefact.clocks_missed & {bit} > 0",
                meaning=_(
                "Of the cases received in the period for which this limit was decided: those that "
                "missed it at least once and were not excused."
            ),
            )
            for clock, bit in CLOCK_BITS.items()
        ),
        *(
            Measure(
                code=f"excluded_{state.value}", name=_EXCLUDED_NAMES[state], kind="count",
                is_excluded=True, base=f"reports_casefact.state = '{state.value}'",
                meaning=_("Cases that came in during the period and are left out of the figures."),
            )
            for state in EXCLUDED
        ),
    )  # fmt: skip


MEASURES: Mapping[str, Measure] = MappingProxyType({one.code: one for one in _all()})
MISSED = (*(f"missed_{clock.value}" for clock in CLOCK_BITS), "missed_any")
EXCLUSIONS = tuple(f"excluded_{state.value}" for state in EXCLUDED)
