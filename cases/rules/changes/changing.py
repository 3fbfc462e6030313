"""Changing a case: one transaction that locks, writes events, clocks and ledger, and rings at the end."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from django.db import connection, transaction

from cases.errors import CaseError, SentBefore, StaleCase
from cases.kinds import EventKind
from cases.measures.queues.owed import taken_back
from cases.models import Case, CaseEvent, CaseList, WorkOrder
from cases.rules.clocks import clocking, keeping, recounting
from cases.rules.locking import lock_case
from cases.signals import case_moved
from cases.states import CaseState
from channels.models import Message
from feedback_site.bare_rows import fresh_row
from feedback_site.kept_queries import planned_cursor
from feedback_site.ledger.canonical import body_bytes
from feedback_site.ledger.rules.recording import APPEND, Entry, appended, name_of
from feedback_site.many_values import as_json
from feedback_site.organisation.models import User

# Events after which a cycle that was stored may never have begun, and one that seemed over may have been
# missed while nobody looked.
TAKES_BACK = frozenset(
    {
        EventKind.RESOLUTION_UNDONE,
        EventKind.ANSWER_TAKEN_BACK,
        EventKind.NOTING_TAKEN_BACK,
        EventKind.MERGED,
        EventKind.UNMERGED,
        EventKind.CORRECTION,
        EventKind.SPAM,
        EventKind.NOT_SPAM,
    }
)

_FIELD_OF = {
    field.attname: field
    for field in Case._meta.concrete_fields  # noqa: SLF001
    if not field.primary_key
}
_UNREAD = object()
_EVENT = (
    "case_id", "seq", "kind", "came_from", "went_to", "actor_id", "by_customer", "message_id", "facts",
    "happened_at", "recorded_at",
)  # fmt: skip
_GIVEN = _EVENT[:-1]


@dataclass(slots=True)
class Change:
    """One locked case, who changes it, when, and what has happened so far in this transaction."""

    case: Case
    actor: User | None
    now: datetime
    by_customer: bool = False
    # Under which a browser may send the same again; its first event keeps it.
    key: str = ""
    events: list[CaseEvent] = field(default_factory=list)
    # Checklists laid on a case that has no number yet.
    laid: list[CaseList] = field(default_factory=list)
    # What was read of the case's row; a case just being opened has none.
    stored: dict[str, object] = field(init=False)

    def __post_init__(self) -> None:
        self.stored = vars(self.case).copy() if self.case.id else {}

    def happened(
        self,
        kind: EventKind,
        *,
        facts: Mapping[str, object] | None = None,
        at: datetime | None = None,
        message: Message | None = None,
        came_from: CaseState | str = "",
        went_to: CaseState | str = "",
    ) -> CaseEvent:
        """Add an event to the history; `at` is when it happened, where that is not now."""
        case = self.case
        case.last_event_seq += 1
        kept = {"key": self.key} if self.key and not self.events else {}
        values: dict[str, object] = {
            "id": None, "case_id": case.id, "seq": case.last_event_seq, "kind": kind,
            "came_from": came_from, "went_to": went_to, "by_customer": self.by_customer,
            "actor_id": self.actor and self.actor.pk, "message_id": message and message.pk,
            "facts": {**(facts or {}), **kept},
            "happened_at": at or self.now, "recorded_at": self.now,
        }  # fmt: skip
        event = fresh_row(CaseEvent, values, case=case, actor=self.actor, message=message)
        self.events.append(event)
        return event

    def changed(self) -> set[str]:
        """Name the columns of the case that are not as they were read, or were set unread.

        The values that we write are replaced and never changed in place, so that comparing them suffices.
        """
        before = self.stored.get
        return {
            name
            for name, value in vars(self.case).items()
            # Most are the very objects that were read, which costs no comparing.
            if (read := before(name, _UNREAD)) is not value and read != value and name in _FIELD_OF
        }

    @property
    def who(self) -> str:
        """The ledger's code of whoever acts."""
        return name_of(self.actor, "customer" if self.by_customer else "system")


@contextmanager
def changing(
    case_id: int,
    *,
    actor: User | None,
    now: datetime,
    version: int | None = None,
    by_customer: bool = False,
    key: str = "",
) -> Iterator[Change]:
    """Lock a case, let the caller change it, and keep row, history, clocks and ledger as one.

    Raises SentBefore where what this person did under this `key` before stands, StaleCase where `version`
    is given and somebody changed the case since, CaseError where the caller let nothing happen: a rule
    never does nothing in silence.
    """
    with transaction.atomic():
        case = lock_case(case_id)
        # What was taken back since is not there: sent again it is sent.
        if key and case.events.filter(~taken_back(), actor=actor, facts__key=key).exists():
            raise SentBefore
        if version is not None and version != case.version:
            raise StaleCase(who=last_hand(case))
        change = Change(case=case, actor=actor, now=now, by_customer=by_customer, key=key)
        yield change
        if not change.events:
            raise CaseError
        finish(change)


def finish(change: Change) -> None:
    """Store what happened: events, folded clocks, the case itself, the ledger; ring after commit."""
    case = change.case
    before = case.last_event_seq - len(change.events)
    clocks = keeping.clocks_after({case.pk: before})[case.pk]
    for event in change.events:
        clocks.take(recounting.clock_event(event))
    cycles = clocks.cycles(change.now)
    clocking.show_due(case, cycles)
    case.version += 1
    save_cases([change])
    takes_back = any(event.kind in TAKES_BACK for event in change.events)
    clocking.store(case, cycles, now=change.now, from_their_start=takes_back)
    if takes_back:
        clocking.drop_undone(case, cycles)
    write_events([change])
    keeping.keep(case, clocks)
    for event in change.events:
        if not event.came_from:
            continue  # something happened, but the case did not move
        transaction.on_commit(
            partial(case_moved.send_robust, sender=Case, case_id=case.pk, event_id=event.pk)
        )


# History and ledger in one statement: neither is there without the other.
_WRITE = f"""
WITH written AS (
    INSERT INTO cases_caseevent ({", ".join(_EVENT)})
    SELECT case_id, seq, kind, coalesce(came_from, ''), coalesce(went_to, ''), actor_id,
           coalesce(by_customer, false), message_id, coalesce(facts, '{{}}')::jsonb,
           happened_at::timestamptz, %s
    FROM json_to_recordset(%s) AS given (
        case_id bigint, seq integer, kind text, came_from text, went_to text, actor_id bigint,
        by_customer boolean, message_id bigint, facts text, happened_at text
    )
    RETURNING id, case_id, seq
)
SELECT (SELECT json_agg(json_build_array(case_id, seq, id)) FROM written), (SELECT count(*) FROM {APPEND})
"""  # noqa: S608 the columns are ours


def write_events(changes: Sequence[Change]) -> None:
    """Write what happened to some cases at one moment, and its lines of the ledger, in one statement."""
    events = [event for change in changes for event in change.events]
    if not events:
        return
    now = changes[0].now
    for change in changes:
        case_id = change.case.id
        for event in change.events:
            # A case just opened had no number when it happened; the event goes on knowing it.
            vars(event)["case_id"] = case_id
    entries = [entry for change in changes for entry in entries_of(change)]
    with planned_cursor() as cursor:
        cursor.execute(
            _WRITE, [now, as_json([_row(e) for e in events]), *appended(entries, now=now)]
        )
        written = cursor.fetchone()[0]
    ids = {(case_id, seq): pk for case_id, seq, pk in written}
    for event in events:
        event.id = ids[event.case_id, event.seq]


def _row(event: CaseEvent) -> dict[str, object]:
    """What it says; the database reads each name anew in each row, so that what is empty is not named."""
    values = vars(event)
    return {name: values[name] for name in _GIVEN if values[name]}


def save_cases(changes: Sequence[Change]) -> None:
    """Write the columns that any of the cases changed, in one statement; the rows are locked by us."""
    names = sorted(set().union(*(change.changed() for change in changes)))
    if not names:
        return
    fields = [_FIELD_OF[name] for name in names]
    rows = [
        {"id": change.case.id, **{str(f.column): getattr(change.case, f.attname) for f in fields}}
        for change in changes
    ]
    sets = ", ".join(f'"{f.column}" = new."{f.column}"' for f in fields)
    types = ", ".join(f'"{f.column}" {f.db_type(connection)}' for f in fields)
    with planned_cursor() as cursor:
        cursor.execute(
            f"UPDATE cases_case SET {sets} FROM json_to_recordset(%s) AS new (id bigint, {types})"  # noqa: S608
            " WHERE cases_case.id = new.id",
            [as_json(rows)],
        )


def entries_of(change: Change) -> list[Entry]:
    """What the ledger is told of a change, one line for each event."""
    who = change.who
    subject = f"case:{change.case.id}"
    return [_entry(event, subject, who) for event in change.events]


def _entry(event: CaseEvent, subject: str, who: str) -> Entry:
    """Commit to an event without repeating what a customer said: its facts go in as a hash."""
    return Entry(
        verb=f"case.{event.kind}",
        subject=subject,
        actor=who,
        body={
            "seq": event.seq,
            "from": event.came_from,
            "to": event.went_to,
            "facts": hashed(event.facts),
        },
    )


def hashed(facts: Mapping[str, object]) -> str:
    """What the ledger keeps of what was said: enough to prove it, nothing to read."""
    return hashlib.sha256(body_bytes(facts)).hexdigest()


def last_hand(row: Case | WorkOrder) -> str:
    """Who changed a case or a work order last, as a colleague is told."""
    event = row.events.select_related("actor").order_by("-seq").first()
    return str(event.actor) if event and event.actor else "—"
