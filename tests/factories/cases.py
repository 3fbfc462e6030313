"""Rows of cases: the smallest honest one in any state."""

import hashlib
from datetime import UTC, datetime, timedelta

import factory

from cases.kinds import EventKind
from cases.models import Case, CaseEvent, Category
from cases.rules.replies import replying
from cases.states import CaseState, Outcome, WaitingReason
from channels.kinds import Direction, Disposition, IntakeState
from channels.models import Channel, Conversation, Message, RawIntake, Submission
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


def _web_as(raw):
    """The web's channel, which the item at hand may know already: most of all rows are made by this file."""
    return raw.channel if raw.channel.code == "web" else web()


class ConversationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Conversation

    reference = factory.LazyFunction(new_reference)
    channel = factory.LazyFunction(web)
    opened_at = NOW
    access_digest = factory.LazyAttribute(lambda own: Conversation.digest_of(own.reference))


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
    conversation = factory.SubFactory(
        ConversationFactory,
        channel=factory.LazyAttribute(lambda own: _web_as(own.factory_parent.raw)),
    )
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
        category = Category.objects.select_related("department").get(code="print_colour")
        values |= {"category": category, "klass": category.klass, "department": category.department}
    return _with_history({**values, **more}, state)


def _with_history(values, state: CaseState) -> Case:
    kinds = [EventKind.RECEIVED]
    if state not in (CaseState.RECEIVED, CaseState.REJECTED):
        kinds.append(EventKind.TRIAGED)
    if state in SOLVED:
        kinds.append(EventKind.RESOLVED)
    before = values.get("last_event_seq", 0)
    case = CaseFactory(**{**values, "last_event_seq": before + len(kinds)})
    told = {"class": case.klass, "priority": case.priority}
    CaseEvent.objects.bulk_create(
        CaseEvent(
            case=case, seq=seq, kind=kind, facts={} if kind == EventKind.RESOLVED else told,
            happened_at=NOW, recorded_at=NOW,
        )
        for seq, kind in enumerate(kinds, before + 1)
    )  # fmt: skip
    return case


def solving(**more):
    """Give the facts of a step that says it is solved."""
    return {
        "root_cause": "machine_setting", "action_taken": "calibrated", "remedy": "reprint",
        "remedy_cost": "120", "decision_text": "我們已重印。", "told_how": "message", **more,
    }  # fmt: skip


def customer_writes(case, at, *, text="?", channel=None, **more):
    """Let the customer write once more, as intake passes it on."""
    message = Message.objects.create(
        conversation=case.submission.conversation, channel=channel or case.channel, text=text,
        direction=Direction.INBOUND, happened_at=at, recorded_at=at, **more,
    )  # fmt: skip
    replying.customer_wrote(message.pk, now=at)
    return message
