"""Rows of cases: the smallest honest one in any state."""

import hashlib
from datetime import UTC, datetime, timedelta

import factory

from cases.kinds import EventKind
from cases.models import Case, CaseEvent, Category
from cases.states import CaseState, Outcome, WaitingReason
from channels.kinds import Disposition, IntakeState
from channels.models import Channel, Conversation, RawIntake, Submission
from channels.references import new_reference
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Role
from tests.factories.organisation import posted

NOW = datetime(2026, 5, 4, 1, 30, tzinfo=UTC)  # a Monday, 09:30 in Taipei
# What the constraints of the table ask for beside the state.
OWNED = {CaseState.TRIAGED, CaseState.IN_PROGRESS, CaseState.WAITING}
SOLVED = {CaseState.RESOLVED, CaseState.VERIFYING, CaseState.CLOSED}


def web():
    return Channel.objects.get_or_create(
        code="web", defaults={"kind": "web", "name_zh_hant": "網頁", "name_en": "Web form"}
    )[0]


class ConversationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Conversation

    reference = factory.LazyFunction(new_reference)
    channel = factory.LazyFunction(web)
    opened_at = NOW

    @factory.post_generation
    def access(self, create, extracted, **kwargs):
        self.new_access()
        self.save()


class RawIntakeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RawIntake

    channel = factory.LazyFunction(web)
    seq = factory.Sequence(lambda n: 1_000_000 + n)
    reference = factory.LazyFunction(new_reference)
    received_at = NOW
    content_type = "text/plain"
    sha256 = hashlib.sha256(b"").digest()
    size = 0
    state = IntakeState.DONE
    disposition = Disposition.OPENED
    accounted_at = NOW


class SubmissionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Submission

    raw = factory.SubFactory(RawIntakeFactory)
    conversation = factory.SubFactory(ConversationFactory)
    channel = factory.SelfAttribute("raw.channel")
    title = "相片偏黃"
    text = "在中山店沖印的相片整批偏黃，想請你們重印。"
    language = "zh-hant"
    no_contact_reason = "anonymous"
    notice_version = "1"
    captured_at = NOW
    received_at = NOW


class CaseFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Case

    submission = factory.SubFactory(SubmissionFactory)
    reference = factory.SelfAttribute("submission.conversation.reference")
    title = factory.SelfAttribute("submission.title")
    language = "zh-hant"
    channel = factory.SelfAttribute("submission.channel")
    store = factory.SelfAttribute("submission.store")
    customer = factory.SelfAttribute("submission.customer")
    opened_at = NOW


def case_in(state: CaseState, *, owner: User | None = None, **more) -> Case:
    """Give a case in a state, with the history and the facts that it cannot be in without."""
    values = {"state": state, **more}
    if state in OWNED:
        values["owner"] = owner or posted(Role.AGENT)
    if state in SOLVED:
        values |= {
            "owner": owner or posted(Role.AGENT), "resolver": owner or posted(Role.AGENT),
            "resolved_at": NOW, "resolution_number": 1,
        }  # fmt: skip
    if state == CaseState.WAITING:
        values |= {"waiting_reason": WaitingReason.CUSTOMER, "resume_by": NOW + timedelta(days=1)}
    if state == CaseState.CLOSED:
        values |= {"outcome": Outcome.CONFIRMED, "closed_at": NOW}
    if state not in (CaseState.RECEIVED, CaseState.REJECTED):
        category = Category.objects.get(code="print_colour")
        values |= {"category": category, "klass": category.klass, "department": category.department}
    case = CaseFactory(**{**values, **more})
    _write_history(case, state)
    return case


def _write_history(case: Case, state: CaseState) -> None:
    kinds = [(EventKind.RECEIVED, {"class": case.klass, "priority": case.priority})]
    if state not in (CaseState.RECEIVED, CaseState.REJECTED):
        kinds.append((EventKind.TRIAGED, {"class": case.klass, "priority": case.priority}))
    if state in SOLVED:
        kinds.append((EventKind.RESOLVED, {}))
    for kind, facts in kinds:
        case.last_event_seq += 1
        CaseEvent.objects.create(
            case=case, seq=case.last_event_seq, kind=kind, facts=facts, happened_at=NOW,
            recorded_at=NOW,
        )  # fmt: skip
    case.save()
