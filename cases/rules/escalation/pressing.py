"""Pressing: what must not wait for a limit is raised by fact, and what nobody acknowledges climbs on."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.kinds import EventKind, Severity
from cases.measures.queues.owed import taken_back, undone
from cases.measures.triage.word_rules import site_book
from cases.models import Case, Escalation
from cases.models.case import CaseQuerySet, reference_of
from cases.models.duty import TOP
from cases.rules.changes.changing import Change, changing
from cases.rules.escalation.climbing import Roster, Rung
from cases.rules.escalation.escalating import raise_level
from cases.rules.escalation.raising import Raising
from cases.rules.locking import lock_case
from cases.states import UNFINISHED, WORKABLE
from cases.triage.urgency import weigh
from channels.kinds import WRITTEN_TO_AND_FRO, ChannelKind
from channels.models import Message
from feedback_site.sweeping.rules.isolating import one_by_one, stuck, together
from feedback_site.sweeping.sweeps import BELL_HAS, Sweep

Cause = Escalation.Cause
# The reading's flags that raise a case as soon as it is open.
FLAGS = {"safety": Cause.SAFETY, "legal": Cause.PRESS}
SEVERITY = "severity"
OF_FACTS = (*FLAGS.values(), Cause.SEVERITY)
THIRD_CONTACT = 3
# Lines at a messenger that follow one another within this are one sitting.
SITTING = timedelta(hours=1)
# Cases whose bell may have been lost are looked for among the latest only.
LOOK_BACK = timedelta(hours=48)
# Solved, and nobody need be pressed unless the customer says otherwise.
SOLVED = UNFINISHED - WORKABLE


def _case_of(escalation_id: int) -> str:
    case_id = Escalation.objects.values_list("case", flat=True).filter(pk=escalation_id).first()
    return reference_of(case_id) if case_id else ""


CLIMBING_ON = Sweep(
    code="cases.climb", title=_("Hand on an escalation that nobody acknowledged"), label=_case_of
)
RAISING = Sweep(
    code="cases.raise", title=_("Escalate for safety, press or a regulator"), label=reference_of
)


@transaction.atomic
def raise_by_fact(case_id: int, *, now: datetime) -> Escalation | None:
    """Escalate a case for what it is about: safety, press or a regulator, or how bad it is; once for each."""
    case = lock_case(case_id)
    cause = _cause_of(case)
    if cause is None or case.is_finished:
        return None
    with changing(case_id, actor=None, now=now) as change:
        return raise_level(change, cause=cause)


def raise_for_facts(change: Change) -> None:
    """Escalate the locked case for each fact about it that no escalation names yet."""
    case = change.case
    while not case.is_finished and (cause := _cause_of(case)) is not None:
        raise_level(change, cause=cause)


def raise_for_words(change: Change, text: str) -> None:
    """Escalate the locked case for what its customer wrote just now, as for what they told first."""
    case = change.case
    if new := _flags_new_in(text, case, change.now):
        case.reading = {
            **case.reading, "flags": sorted({*case.reading.get("flags", ()), *new}),
        }  # fmt: skip
        case.is_safety = case.is_safety or "safety" in new
        raise_for_facts(change)


def raise_leading(case_id: int, text: str, *, now: datetime) -> None:
    """Escalate a locked case for what the customer of one that is merged into it wrote just now."""
    case = Case.objects.get(pk=case_id)
    causes = {FLAGS[flag] for flag in _flags_new_in(text, case, now)}
    if not causes or case.is_finished:
        return
    if causes - set(case.escalations.values_list("cause", flat=True)):
        with changing(case_id, actor=None, now=now) as change:
            raise_for_words(change, text)


def _flags_new_in(text: str, case: Case, now: datetime) -> frozenset[str]:
    """What a text says that raises a case, and that nobody knows about it yet."""
    weighed = weigh(text, now=timezone.localtime(now), own=site_book().urgency)
    flags = weighed.flags & FLAGS.keys()
    return frozenset(flags - facts_about(case))


def is_third_contact(case: Case, message: Message) -> bool:
    """Whether with this message, not stored in the history yet, they have come thrice without an answer.

    What they told first counts. In a chat, and in one sitting at a messenger, many lines are one coming.
    """
    # An answer that a slip seemed to give was never given.
    answers = case.events.filter(
        ~undone(), ~taken_back(), kind=EventKind.ANSWERED, by_customer=False
    )
    last = answers.order_by("-seq").first()
    after = case.events.filter(
        kind__in=(EventKind.RECEIVED, EventKind.CUSTOMER_WROTE), seq__gt=last.seq if last else 0
    )
    lines = after.order_by("happened_at", "seq").values_list(
        "message__channel__kind", "happened_at"
    )
    number, is_new, before = 0, False, None
    for kind, at in (*lines, (message.channel.kind, message.happened_at)):
        is_sitting = before is not None and kind in WRITTEN_TO_AND_FRO and at - before < SITTING
        is_new = before is None or not (kind == ChannelKind.CHAT or is_sitting)
        number, before = number + is_new, at
    return is_new and number == THIRD_CONTACT


def sweep_pressing(*, now: datetime, limit: int = 100) -> int:
    """Hand on what was not acknowledged in time, and make up for lost bells."""
    late = (
        Escalation.objects.filter(
            acknowledge_by__lte=now, acknowledged_at=None, stepped_down_at=None, climbed_at=None
        )
        .exclude(case__state__in=sorted(SOLVED))
        .exclude(pk__in=stuck(CLIMBING_ON))
        .order_by("acknowledge_by")
    )  # fmt: skip
    handed = together(
        CLIMBING_ON, list(late.values_list("pk", flat=True)[:limit]), partial(hand_on, now=now),
        now=now,
    )  # fmt: skip
    lost = _unraised(now).exclude(pk__in=stuck(RAISING)).values_list("pk", flat=True)[:limit]
    return handed + one_by_one(RAISING, list(lost), partial(raise_by_fact, now=now), now=now)


@transaction.atomic
def hand_on(escalation_ids: Iterable[int], *, now: datetime) -> list[Escalation]:
    """Give escalations that nobody acknowledged to the next in line, else to the next level.

    Never to somebody off shift. Where the whole ladder was asked, the top is asked again. Left out is what
    somebody acknowledged or solved meanwhile, and what is let rest, so that no pass looks at it again: the
    case is finished, or went up since by another escalation, which climbs by itself. Whoever stands above
    is told of all of them together.
    """
    raising = Raising(roster=Roster(now=now), now=now)
    late = Escalation.objects.filter(pk__in=list(escalation_ids)).order_by("case", "pk")
    # In the order of cases, as every pass takes them.
    handed = [_handed_on(pk, case_id, raising) for pk, case_id in late.values_list("pk", "case")]
    raising.write()
    return [one for one in handed if one is not None]


def _handed_on(escalation_id: int, case_id: int, raising: Raising) -> Escalation | None:
    # The case first, as every step takes it.
    case = lock_case(case_id)
    late = Escalation.objects.select_for_update().get(pk=escalation_id)
    if case.state in SOLVED or late.acknowledged_at or late.stepped_down_at or late.climbed_at:
        return None
    late.climbed_at = raising.now
    late.save(update_fields=["climbed_at"])
    if case.is_finished or _is_passed(late, case):
        return None
    with changing(case.pk, actor=None, now=raising.now) as change:
        rung = _next_rung(late, change.case, raising)
        return raising.place(change, rung, cause=Cause.NOT_ACKNOWLEDGED, reason=late.reason)


def _is_passed(late: Escalation, case: Case) -> bool:
    return case.level > late.level or case.escalations.filter(pk__gt=late.pk).exists()


def _next_rung(late: Escalation, case: Case, raising: Raising) -> Rung:
    """Somebody else on the same level who is there, else the level above."""
    passed = case.escalations.filter(level=late.level, climbed_at__isnull=False)
    asked = frozenset(pk for pk in passed.values_list("assignee", flat=True) if pk is not None)
    beside = raising.rung_for(late.level, case, passing_over=asked)
    if beside.level == late.level and beside.person is not None and beside.instead_of is None:
        return beside
    return raising.rung_for(min(late.level + 1, TOP), case)


def _cause_of(case: Case) -> Escalation.Cause | None:
    """The first fact that no escalation names yet; how bad it is counts where nothing else raised it."""
    facts = facts_about(case)
    if not facts:
        return None
    told = set(case.escalations.values_list("cause", flat=True))
    named = (cause for fact, cause in FLAGS.items() if fact in facts and cause not in told)
    worst = Cause.SEVERITY if SEVERITY in facts and not told & {*OF_FACTS} else None
    return next(named, worst)


def facts_about(case: Case) -> set[str]:
    """Which facts about a case raise it as soon as it is open."""
    facts = set(case.reading.get("flags", ())) & FLAGS.keys()
    if case.is_safety:
        facts.add("safety")
    if case.severity == Severity.CRITICAL:
        facts.add(SEVERITY)
    return facts


def _unraised(now: datetime) -> CaseQuerySet:
    """Open cases of these days about which there is such a fact, and no escalation that names it."""
    mine = Escalation.objects.filter(case=OuterRef("pk"))
    recent = Case.objects.unfinished().filter(
        opened_at__gt=now - LOOK_BACK, opened_at__lt=now - BELL_HAS
    )
    return recent.filter(
        Q(is_safety=True) & ~Exists(mine.filter(cause=Cause.SAFETY))
        | Q(reading__flags__contains=["legal"]) & ~Exists(mine.filter(cause=Cause.PRESS))
        | Q(severity=Severity.CRITICAL) & ~Exists(mine.filter(cause__in=OF_FACTS))
    )
