"""Short histories of cases for the clock tests: hours after a Monday morning in Shanghai."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from cases.sla.clock import (
    CalendarEdition,
    ClockEvent,
    ClockKind,
    Match,
    Policy,
    PolicyTarget,
    fold,
)
from feedback_site.organisation.working_hours import CalendarDay, DayKind, WeeklyHours
from feedback_site.organisation.working_time import WorkingCalendar

HOUR = 3600
MONDAY = datetime(2025, 3, 3, 1, 0, tzinfo=UTC)  # 09:00 in Shanghai
CUSTOMER = frozenset({"customer"})
OFFICE = WorkingCalendar(
    "Asia/Shanghai",
    (WeeklyHours.of({day: [["09:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}),),
)
BOOKS = {"office": (CalendarEdition(version=1, calendar=OFFICE),)}


def after(hours):
    return MONDAY + timedelta(hours=hours)


def target(clock, hours, **more):
    return PolicyTarget(clock=ClockKind(clock), seconds=int(hours * HOUR), **more)


def policy(*targets, code="standard", version=1, rank=100, match=None, **more):
    return Policy(
        code=code, version=version, rank=rank, targets=targets, match=match or Match(), **more
    )


def closed_on(day):
    """The office calendar with one day closed."""
    return replace(OFFICE, exceptions=(CalendarDay(date.fromisoformat(day), DayKind.SPECIAL),))


def event(kind, hours, sequence, *, recorded=None, person="", **facts):
    return ClockEvent(
        kind=kind,
        at=after(hours),
        sequence=sequence,
        recorded_at=None if recorded is None else after(recorded),
        person=person,
        facts={name.rstrip("_"): value for name, value in facts.items()},
    )


class History:
    """Events one after another; a number in the second place is hours after Monday, 09:00."""

    def __init__(self, *policies, books=BOOKS):
        self.policies, self.books, self.events = policies, books, []

    def add(self, kind, hours, **more):
        self.events.append(event(kind, hours, len(self.events) + 1, **more))
        return self

    def at(self, hours):
        return fold(self.events, self.policies, self.books, after(hours))

    def cycles(self, clock, hours):
        return tuple(cycle for cycle in self.at(hours) if cycle.clock == clock)

    def cycle(self, clock, hours):
        (found,) = self.cycles(clock, hours)
        return found
