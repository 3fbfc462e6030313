"""Raising cases, one or many at once: escalations and notices to staff, written together at the end."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from cases.kinds import EventKind, Priority
from cases.measures.assignment.matching import told_of
from cases.measures.assignment.presence import points_of
from cases.models import Assignment, Case, Escalation, Promise
from cases.models.duty import TOP
from cases.rules.changes import owning
from cases.rules.changes.changing import Change
from cases.rules.escalation.climbing import Roster, Rung
from channels.rules.outbox.gathering import Notice, Pile, tell_colleagues
from feedback_site.bare_rows import fresh_row
from feedback_site.kept_queries import planned_cursor
from feedback_site.many_values import as_json
from feedback_site.organisation.models import User

# The most urgent first, in a letter about many.
_RANKS = {priority: rank for rank, priority in enumerate(Priority.values[::-1])}


@dataclass(slots=True, kw_only=True)
class _Raised:
    """An escalation that is not written yet, whom it is for, and which limit it was raised by, if any."""

    case: Case
    escalation: Escalation
    rung: Rung
    reason: str
    due_at: str


@dataclass(slots=True, kw_only=True)
class Raising:
    """One pass over some cases, or one step on one: decides at once, writes when it is told to."""

    roster: Roster
    now: datetime
    # What customers told, in which nobody who is asked may be named; who answers for promises.
    _told: dict[int, str] = field(default_factory=dict)
    _promisers: dict[int, tuple[int, int | None]] = field(default_factory=dict)
    _raised: list[_Raised] = field(default_factory=list)
    _assignments: list[Assignment] = field(default_factory=list)
    # Whoever owns the case when the pass is over need not be told of what they did not have.
    _owed: dict[tuple[int, str], list[Notice]] = field(default_factory=dict)

    def learn(self, cases: Iterable[Case], *, promises: Iterable[int] = ()) -> None:
        """Read at once what these cases and promises will be asked for; else each is read by itself."""
        if fresh := [case for case in cases if case.id not in self._told]:
            self._told |= told_of(fresh)
        if ids := list(promises):
            rows = Promise.objects.filter(pk__in=ids).values_list("pk", "case", "owner")
            self._promisers |= {pk: (case_id, owner_id) for pk, case_id, owner_id in rows}

    def tell_owner(
        self, change: Change, template: str, *, limit: int, level: int, clock: str, due_at: str
    ) -> None:
        """Put a notice to the owner of a case on the list; nobody's case tells nobody.

        `limit` is the id of the cycle, `level` how many hundredths of it are over.
        """
        if change.case.owner_id is not None:
            notice = _notice(change.case, limit, level, clock, due_at)
            self._owe(change.case.owner_id, template, notice)

    def tell_promiser(
        self, change: Change, promise: str, template: str, *, limit: int, level: int, due_at: str
    ) -> None:
        """Put the same to whoever answers for a promise, where that is not the owner of the case."""
        case = change.case
        # A clock's subject is text: of a promise its number, of anything else nobody's.
        pk = int(promise) if promise.isdecimal() else 0
        if pk and pk not in self._promisers:
            self.learn((), promises=[pk])
        case_id, owner_id = self._promisers.get(pk, (0, None))
        if case_id == case.id and owner_id is not None and owner_id != case.owner_id:
            self._owe(owner_id, template, _notice(case, limit, level, "promise", due_at))

    def _owe(self, person_id: int, template: str, notice: Notice) -> None:
        self._owed.setdefault((person_id, template), []).append(notice)

    def raise_level(
        self, change: Change, *, cause: Escalation.Cause, reason: str, due_at: str = ""
    ) -> None:
        """Raise the locked case one level, as the roster has people for it; by a limit that was due then."""
        rung = self.rung_for(min(change.case.level + 1, TOP), change.case)
        self.place(change, rung, cause=cause, reason=reason, due_at=due_at)

    def rung_for(
        self, level: int, case: Case, *, passing_over: frozenset[int] = frozenset()
    ) -> Rung:
        """Find who holds a level; nobody whom the customer names, whoever owns the case meanwhile.

        Whom it may be about would decide on it, and read what colleagues think of them.
        """
        if case.id not in self._told:
            self._told |= told_of([case])
        return self.roster.rung_beside(
            level, case, told=self._told[case.id], passing_over=passing_over
        )

    def place(
        self, change: Change, rung: Rung, *, cause: Escalation.Cause, reason: str,
        new_owner: bool = False, due_at: str = "",
    ) -> Escalation:  # fmt: skip
        """Put the locked case on a rung; whoever stands there owns it where nobody does, or where they must.

        The escalation is written, and has an id, after `write`.
        """
        escalation = drafted(change, rung, cause=cause, reason=reason)
        self._raised.append(
            _Raised(
                case=change.case, escalation=escalation, rung=rung, reason=reason, due_at=due_at
            )
        )
        is_wanted = new_owner or change.case.owner_id is None
        if rung.person is not None and is_wanted and self.roster.may_work(rung.person):
            self._give(change, rung.person)
        return escalation

    def write(self) -> None:
        """Write all of it: owners, escalations, and letters to staff, for when they are there.

        In some statements, however many cases they are; one or two more for each store of whom is told.
        """
        Assignment.objects.bulk_create(self._assignments)
        _insert([one.escalation for one in self._raised], now=self.now)
        tell_colleagues([*self._piles_owed(), *self._piles_raised()], now=self.now)

    def _piles_owed(self) -> Iterator[Pile]:
        owing = {person_id for person_id, _template in self._owed}
        people, there = self.roster.people(owing), self.roster.told_from(owing)
        for (person_id, template), notices in self._owed.items():
            yield Pile(people[person_id], template, there.get(person_id), notices)

    def _piles_raised(self) -> Iterator[Pile]:
        told: dict[tuple[int, datetime], tuple[User, list[Notice]]] = {}
        for one in self._raised:
            person, tell_at = one.rung.person, one.rung.tell_at
            if person is not None:
                notice = _told_as(one.case, one.escalation.id, one.reason, one.due_at)
                told.setdefault((person.id, tell_at), (person, []))[1].append(notice)
        for (_person_id, tell_at), (person, notices) in told.items():
            yield Pile(person, "staff_escalated", tell_at, notices)

    def _give(self, change: Change, owner: User) -> None:
        if change.case.owner_id == owner.pk:
            return
        owning.release(change)
        change.case.owner_id = owner.pk
        self.roster.took(owner.pk, points_of(change.case))
        self._assignments.append(
            Assignment(
                case=change.case, owner_id=owner.pk, given_by=change.actor, began_at=self.now
            )
        )
        facts = {"assignee": str(owner.pk), "reason": "escalated"}
        change.happened(EventKind.ASSIGNED, facts=facts)


# In the order given. By hand, for a pass has hundreds.
_INSERT = """
INSERT INTO cases_escalation
    (case_id, level, role, instead_of, assignee_id, cause, reason, raised_at, acknowledge_by,
     step_down_reason)
SELECT case_id, level, role, instead_of, assignee_id, cause, reason, %s, acknowledge_by::timestamptz, ''
FROM json_to_recordset(%s) AS given (
    case_id bigint, level smallint, role text, instead_of text, assignee_id bigint, cause text,
    reason text, acknowledge_by text
)
RETURNING id
"""


def _insert(escalations: Sequence[Escalation], *, now: datetime) -> None:
    """Write escalations in one statement, and give each its id."""
    if not escalations:
        return
    rows = [
        {
            "case_id": one.case_id, "level": one.level, "role": one.role,
            "instead_of": one.instead_of, "assignee_id": one.assignee_id, "cause": one.cause,
            "reason": one.reason, "acknowledge_by": one.acknowledge_by,
        }
        for one in escalations
    ]  # fmt: skip
    with planned_cursor() as cursor:
        cursor.execute(_INSERT, [now, as_json(rows)])
        for one, (pk,) in zip(escalations, cursor.fetchall(), strict=True):
            one.pk = pk


def drafted(change: Change, rung: Rung, *, cause: Escalation.Cause, reason: str) -> Escalation:
    """Put the case on a rung and say so in its history; the record of it is not written yet."""
    case = change.case
    # A case comes down by being stepped down alone, never by being raised.
    case.level = max(case.level, rung.level)
    facts = {"level": rung.level, "role": rung.role, "cause": cause, "reason": reason}
    if rung.instead_of is not None:
        facts["instead_of"] = rung.instead_of
    if rung.person is None:
        facts["nobody"] = True
    change.happened(EventKind.ESCALATED, facts=facts)
    values = {
        "id": None, "case_id": case.id, "level": rung.level, "role": rung.role,
        "instead_of": rung.instead_of or "", "assignee_id": rung.person and rung.person.id,
        "cause": cause, "reason": reason, "raised_at": change.now,
        "acknowledge_by": rung.acknowledge_by, "climbed_at": None, "acknowledged_at": None,
        "stepped_down_at": None, "step_down_reason": "",
    }  # fmt: skip
    return fresh_row(Escalation, values, case=case, assignee=rung.person)


def _notice(case: Case, limit: int, level: int, clock: str, due_at: str) -> Notice:
    return _told_as(case, limit * 1000 + level, clock, due_at, limit=limit)


def _told_as(case: Case, number: int, clock: str, due_at: str, *, limit: int = 0) -> Notice:
    rank = _RANKS[case.priority]
    return Notice(rank, due_at, case.id, number, clock, case.reference, case.title, limit)


def context_of(case: Case, **more: object) -> dict[str, object]:
    """What every letter to staff about a case names."""
    return {"case_id": case.id, "reference": case.reference, "title": case.title, **more}
