"""What a time-limit policy says, and what differs between two versions of it, in a manager's words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from cases.event_words import waiting_reason
from cases.kinds import Priority
from cases.measures.time_limits.policy_words import calendar_name, in_a_row
from cases.sla.terms import OF_STORE, WARN_AT, Anchor, ClockKind, PolicyTarget, RetargetMode
from cases.sla.words import duration_in_words
from feedback_site.organisation.working_hours import WorkingCalendar

DAY = 86_400
# Each promise of a case has the time that was promised; a policy says nothing of it.
SET_BY_POLICY = tuple(clock for clock in ClockKind if clock is not ClockKind.PROMISE)
Words = str | Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class Promised:
    """One kind of limit: what is promised, from when it counts, and what meets it."""

    title: Words
    begins: Words
    met_by: Words


_RECEIPT = gettext_lazy("from when the feedback reached us")
PROMISED: Mapping[str, Promised] = MappingProxyType(
    {
        ClockKind.ACKNOWLEDGE: Promised(
            title=pgettext_lazy("promised", "Receipt confirmed"), begins=_RECEIPT,
            met_by=gettext_lazy("the receipt was sent, or the feedback was handed in face to face"),
        ),
        ClockKind.FIRST_RESPONSE: Promised(
            title=pgettext_lazy("promised", "First answer"), begins=_RECEIPT,
            met_by=gettext_lazy("a person answered; automatic answers do not count"),
        ),
        ClockKind.DISPATCH: Promised(
            title=pgettext_lazy("promised", "Specialist sent"), begins=_RECEIPT,
            met_by=gettext_lazy("somebody of the department began to work on the case"),
        ),
        ClockKind.CONTACT: Promised(
            title=pgettext_lazy("promised", "Customer contacted"), begins=_RECEIPT,
            met_by=gettext_lazy("a person answered the customer, or spoke to them"),
        ),
        ClockKind.NEXT_RESPONSE: Promised(
            title=pgettext_lazy("promised", "Every further answer"),
            begins=gettext_lazy("from the customer's first unanswered message"),
            met_by=gettext_lazy("a person answered it"),
        ),
        ClockKind.REVIEW: Promised(
            title=pgettext_lazy("promised", "Request for refund or exchange decided"), begins=_RECEIPT,
            met_by=gettext_lazy("the request was granted or refused, or the case was solved"),
        ),
        ClockKind.REMEDY: Promised(
            title=pgettext_lazy("promised", "Refund, exchange or reprint done"), begins=_RECEIPT,
            met_by=gettext_lazy("the remedy was carried out"),
        ),
        ClockKind.VISIT: Promised(
            title=pgettext_lazy("promised", "Somebody on site"),
            begins=gettext_lazy("from when somebody was sent"),
            met_by=gettext_lazy("it was noted that somebody arrived"),
        ),
        ClockKind.RESOLVE: Promised(
            title=pgettext_lazy("promised", "Solved"), begins=_RECEIPT,
            met_by=gettext_lazy("the case was set to solved"),
        ),
        ClockKind.VERIFY: Promised(
            title=pgettext_lazy("promised", "Confirmed with the customer"),
            begins=gettext_lazy("from when the case was solved"),
            met_by=gettext_lazy("the customer was asked, and said whether it is solved"),
        ),
        ClockKind.PER_ASSIGNEE: Promised(
            title=pgettext_lazy("promised", "With one colleague (internal)"),
            begins=gettext_lazy("from when the case was given to them"),
            met_by=gettext_lazy("the case was solved; it begins anew with another colleague"),
        ),
        ClockKind.PER_VENDOR: Promised(
            title=pgettext_lazy("promised", "With a supplier (internal)"),
            begins=gettext_lazy("from when the wait for the supplier began"),
            met_by=gettext_lazy("the wait for the supplier ended"),
        ),
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class TermLine:
    """One limit of a policy: what, for which priorities, how long on which hours, and what else it says."""

    title: str
    only_for: str
    time: str
    more: Sequence[str]

    @property
    def heading(self) -> str:
        """What tells it from the other limits of its policy."""
        return f"{self.title} ({self.only_for})" if self.only_for else self.title

    @property
    def words(self) -> str:
        """All of it but its heading."""
        return in_a_row([self.time, *self.more])


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What of a policy differs between two versions: its heading, before and after; "" where it was not."""

    title: str
    before: str
    after: str


def promised_title(clock: str) -> str:
    """What is promised by a clock."""
    return str(PROMISED[ClockKind(clock)].title) if clock in PROMISED else clock


def hours_in_words(calendar: str) -> str:
    """On which hours a limit counts, by the code that its policy names."""
    if calendar == OF_STORE:
        return _("the opening hours of the case's store")
    return calendar_name(calendar)


def length_in_words(seconds: int, *, by_days: bool) -> str:
    """How long a limit is; `by_days` where each day of its hours is a whole one."""
    if by_days and seconds % DAY == 0:
        days = seconds // DAY
        return ngettext("%(n)s working day", "%(n)s working days", days) % {"n": days}
    return duration_in_words(seconds)


def counts_days(calendar: WorkingCalendar | None) -> bool:
    """Whether the days on which a calendar is open are open from midnight to midnight, so that days count."""
    if calendar is None:
        return False
    days = [hours for week in calendar.weekly for hours in week.days if hours]
    days += [one.hours for one in calendar.exceptions if one.hours]
    return bool(days) and all(sum(one.closes - one.opens for one in hours) == DAY for hours in days)


def line_of(target: PolicyTarget, *, by_days: frozenset[str]) -> TermLine:
    """One limit in words; `by_days` are the calendars that count whole days."""
    length = length_in_words(target.seconds, by_days=target.calendar in by_days)
    hours = hours_in_words(target.calendar)
    labels = [str(one.label) for one in Priority if one in target.priorities]
    return TermLine(
        title=promised_title(target.clock),
        only_for=_("only priority %(names)s") % {"names": "、".join(labels)} if labels else "",
        time=_("%(length)s, %(hours)s") % {"length": length, "hours": hours},
        more=list(_more(target)),
    )


def _more(target: PolicyTarget) -> Iterator[str]:
    """What a limit says beside its length, where it is not what all of them say."""
    if target.anchor is not Anchor.RECEIVED:
        yield _("counts from sorting")
    if target.pause_reasons:
        reasons = "、".join(sorted(waiting_reason(one) for one in target.pause_reasons))
        yield _("rests while waiting for %(reasons)s") % {"reasons": reasons}
    if target.warn_at != WARN_AT:
        shares = "、".join(f"{one} %" for one in target.warn_at)
        yield (
            _("tells at %(shares)s of the time") % {"shares": shares}
            if shares
            else _("never tells")
        )
    if target.warn_before:
        minutes = "、".join(str(one) for one in target.warn_before)
        yield _("tells %(minutes)s working minutes before") % {"minutes": minutes}
    if target.retarget_mode is not RetargetMode.FROM_START:
        yield _("counts anew from a change")


def differences(before: Mapping[str, str], after: Mapping[str, str]) -> list[Change]:
    """What differs between two versions, each told as headings and words."""
    titles = [*before, *(one for one in after if one not in before)]
    found = [
        Change(title=one, before=before.get(one, ""), after=after.get(one, "")) for one in titles
    ]
    return [one for one in found if one.before != one.after]
