"""One case being lived: the clock on its wall, the alarms that ring meanwhile, and who is on it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random
from typing import Self, cast

from django.db import connection

from cases.models import Case
from cases.rules.openings import acknowledging, opening
from cases.rules.time_limits import alarming
from cases.triage.languages import Language
from channels.kinds import OutboxState
from channels.models import Channel
from channels.rules import intake
from feedback_site.organisation.models import User
from reports.demo.cast import Cast
from reports.demo.plan import BY_CUSTOMER, Plan
from reports.demo.posting import posted
from reports.demo.seasons import at_work
from surveys.models import FollowUp

# What the steps of a story ask of its case.
_ASKED = {
    "id", "reference", "state", "waiting_reason", "severity", "concerns", "is_safety", "is_privacy",
    "customer_id", "submission_id", "store_id", "resolution_number", "department_id", "owner_id",
    "resolver_id", "rejection_proposed_by_id", "category_id", "first_answered_at",
}  # fmt: skip
_SEEN = [name for field in Case._meta.concrete_fields if (name := field.attname) in _ASKED]  # noqa: SLF001
# By hand: a story looks at its case before each of its steps, some 17 000 times in all.
_LOOK = f"""
SELECT (SELECT min(alarm_at) FROM cases_clockcycle WHERE case_id = cases_case.id), {", ".join(_SEEN)}
FROM cases_case WHERE id = %s
"""  # noqa: S608 the columns are ours
_BEGUN = "SELECT id, conversation_id FROM channels_submission WHERE raw_id = %s ORDER BY id LIMIT 1"
_SENT = """
UPDATE channels_outgoing SET state = %s, sent_at = %s
WHERE conversation_id = %s AND template = 'received' RETURNING id
"""


class NotTaken(RuntimeError):
    """The item that the demonstration made was not read: its making is wrong, not the product."""


@dataclass(slots=True)
class Life:
    """One case being lived."""

    plan: Plan
    cast: Cast
    channels: Mapping[str, Channel]
    rng: Random
    until: datetime
    now: datetime = field(init=False)
    case: Case = field(init=False)
    conversation_id: int = field(init=False)
    follow_up: FollowUp | None = None

    def __post_init__(self) -> None:
        self.now = self.plan.opened_at

    @property
    def language(self) -> Language:
        """The customer's language."""
        return cast(Language, self.plan.language)

    @property
    def is_over(self) -> bool:
        """Whether today is reached."""
        return self.now >= self.until

    def begin(self) -> None:
        """Take the item in, open its case, and let the receipt go out; it is not looked at yet."""
        submission_id, self.conversation_id = self._taken_in()
        self.case = opening.open_case(submission_id, now=self.now)
        self._acknowledge()

    def twin(self, text: str) -> Self:
        """Let the same customer send the same once more, in other words; begun, and open."""
        plan = replace(self.plan, opened_at=self.now, text=text, steps=())
        second = replace(self, plan=plan)
        second.begin()
        return second

    # ------------------------------------------------------------------------------ time

    def reach(self, step: str, *, left: int) -> None:
        """Let time pass until a step, of which so many are left, with whoever takes it at work."""
        pause = self.plan.pause(self.rng, step)
        if self.plan.is_open_today:
            self.pass_time(min(pause, (self.until - self.now) / (left + 1)))
        else:
            self.pass_time(pause, at_work_again=step not in BY_CUSTOMER)

    def pass_time(self, some: timedelta, *, at_work_again: bool = False) -> None:
        """Let time pass, and let the limits that came up meanwhile be told."""
        self.now += some
        if at_work_again:
            self.now = at_work(self.rng, self.now)
        self.look()

    def look(self) -> None:
        """Read the case as it stands, after the alarms that are due; not beyond today."""
        moment = min(self.now, self.until)
        self.case, alarm_at = self._seen()
        if alarm_at is not None and alarm_at <= moment:
            alarming.ring(self.case.pk, now=moment)
            self.case, _ = self._seen()

    def _seen(self) -> tuple[Case, datetime | None]:
        """The case's row, as far as stories ask for it, and its next alarm."""
        with connection.cursor() as cursor:
            cursor.execute(_LOOK, [self.case.pk])
            alarm_at, *values = cursor.fetchone()
        return Case.from_db(connection.alias, _SEEN, values), alarm_at

    # ---------------------------------------------------------------------------- people

    def worker(self) -> User:
        """Whoever has the case; the cast's own copy, which knows its postings already."""
        if self.case.owner_id is not None:
            return self.cast.by_id[self.case.owner_id]
        return self.cast.worker(self.rng, self.case)

    def caller(self) -> User:
        """Somebody who did not solve it."""
        return self.cast.other_than(self.rng, self.case.resolver_id)

    # ------------------------------------------------------------------------- coming in

    def _taken_in(self) -> tuple[int, int]:
        """Let the item come in; gives its submission and conversation."""
        item = posted(self.plan, self.rng)
        raw = intake.take(
            channel=self.channels[self.plan.channel], body=item.body, content_type=item.content_type,
            now=self.now, context=item.context, captured_at=self.now if item.is_captured else None,
        )  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute(_BEGUN, [raw.pk])
            begun = cursor.fetchone()
        if begun is None:
            raise NotTaken(f"{raw.state} {raw.error}")
        return begun[0], begun[1]

    def _acknowledge(self) -> None:
        """The receipt goes out some seconds later."""
        sent_at = self.now + timedelta(seconds=self.rng.randint(3, 40))
        with connection.cursor() as cursor:
            cursor.execute(_SENT, [OutboxState.SENT, sent_at, self.conversation_id])
            receipts = [pk for (pk,) in cursor.fetchall()]
        for pk in receipts:
            acknowledging.acknowledge_receipt(pk, now=sent_at)
