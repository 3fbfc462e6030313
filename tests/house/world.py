"""One small chain for the access tests: two stores, staff at one of them, three owners of everything."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.contrib.auth.models import AnonymousUser
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client
from django.utils import timezone

from cases.models import (
    AffectedCustomer,
    Appointment,
    Case,
    CaseList,
    Category,
    ChecklistItem,
    CodingSample,
    Consultation,
    Diagnosis,
    DoubleCoding,
    DutyShift,
    Escalation,
    ExpertSeat,
    Note,
    Opinion,
    Policy,
    Problem,
    Promise,
    Quote,
    ResponseScheme,
    SolutionVersion,
    TreeEdition,
    WordRule,
    WorkLimit,
    WorkOrder,
    WorkRoute,
)
from cases.states import CaseState
from channels.kinds import AccountKind, AlarmKind, Direction, IntakeState, OutboxState, TalkKind
from channels.models import (
    Attachment,
    Batch,
    BatchScan,
    Call,
    CallBack,
    Channel,
    ChannelAccount,
    ChannelAlarm,
    Chat,
    Conversation,
    CounterDevice,
    Customer,
    CustomerPair,
    DayAccount,
    KeptMail,
    Message,
    Outgoing,
    Partner,
    PartnerKey,
    PublicReply,
    RawIntake,
    Review,
    ServiceTier,
)
from channels.rules.connections import connecting
from channels.rules.devices import registering
from channels.rules.imports import importing, importing_purchases
from channels.rules.letters import wording
from channels.rules.manual_entry import listening
from feedback_site.ledger.models import LedgerEvent
from feedback_site.ledger.rules.recording import Entry, record
from feedback_site.ledger.rules.sealing import _sealed
from feedback_site.organisation.models import (
    Absence,
    Brand,
    RoleCapacity,
    Skill,
    StoreClosure,
    User,
)
from feedback_site.organisation.roles import Role
from feedback_site.privacy import sealing
from feedback_site.privacy.models import PrivacyNotice, Reveal
from feedback_site.sweeping.models import StuckRow
from surveys.models import FollowUp
from tests.channels import call_centre
from tests.factories.cases import RawIntakeFactory, SubmissionFactory, case_in
from tests.factories.channels import ChannelFactory, customer_with, partner_key
from tests.factories.incidents import bare_incident, problem_in
from tests.factories.organisation import (
    DepartmentFactory,
    PostingFactory,
    StoreFactory,
    UserFactory,
    posted,
)
from tests.factories.quotes import open_quote

OWNERS = ("own", "colleague", "stranger")


@dataclass(frozen=True, kw_only=True)
class Objects:
    """Everything that belongs to one case, and its case in verification beside it."""

    case: Case
    conversation: Conversation
    customer: Customer
    point_id: int
    message: Message
    attachment: Attachment
    escalation: Escalation
    promise: Promise
    appointment: Appointment
    quote: Quote
    order: WorkOrder
    opinion: Opinion
    raw: RawIntake
    outgoing: Outgoing
    follow_up: FollowUp
    call: Call
    call_back: CallBack
    by_hand: Call
    chat: Chat
    batch: Batch
    device: CounterDevice
    scan: BatchScan
    review: Review
    reply_id: int
    pair: CustomerPair
    problem: Problem
    affected: AffectedCustomer
    coding: DoubleCoding
    disputed: DoubleCoding


@dataclass(frozen=True, kw_only=True)
class Viewer:
    """Somebody at a door: how they send requests, and how far they reach."""

    name: str
    client: Client
    user: object = field(default_factory=AnonymousUser)
    headers: dict = field(default_factory=dict)
    # Which owners' cases they may see; and of things that a department sees over the whole chain.
    sees: tuple = ("own", "colleague")
    sees_placed: tuple = ("own", "colleague")

    @property
    def is_staff(self):
        return isinstance(self.user, User)

    def can(self, ability):
        return self.is_staff and (ability is None or self.user.can(ability))


@dataclass(frozen=True, kw_only=True)
class World:
    """All viewers, and the objects of each owner as each viewer means it."""

    viewers: dict
    objects: dict  # by viewer's name: own; and colleague, stranger
    partner: Partner
    rows: dict  # one row of each model that has pages

    def of(self, viewer, owner):
        return self.objects[viewer.name if owner == "own" else owner]


def build():
    """Make the rows; the caller rolls them back."""
    here, there = StoreFactory(), StoreFactory()
    elsewhere = DepartmentFactory(code="elsewhere")
    department = Category.objects.get(code="print_colour").department
    staff = {role.value: posted(role, store=here) for role in Role}
    staff["at_department"] = posted(Role.SPECIALIST, department=department)
    staff["chain_manager"] = posted(Role.MANAGER)
    staff["unposted"] = UserFactory()
    partner = _partner()
    viewers = {name: _staff(name, user) for name, user in staff.items()}
    viewers["anonymous"] = Viewer(name="anonymous", client=Client(), sees=(), sees_placed=())
    viewers["customer"] = Viewer(name="customer", client=Client(), sees=("own",), sees_placed=())
    viewers["partner"] = Viewer(
        name="partner", client=Client(), sees=("own",), sees_placed=(),
        headers={"Authorization": partner_key(partner)},
    )  # fmt: skip
    objects = {
        "colleague": _objects(here, owner=posted(Role.AGENT, store=here)),
        "stranger": _objects(there, owner=posted(Role.AGENT, store=there), department=elsewhere),
    }
    mine = {name: _objects(here, owner=user) for name, user in staff.items()}
    nobody = _objects(there, owner=posted(Role.AGENT, store=there), department=elsewhere)
    mine |= {"anonymous": nobody, "unposted": objects["colleague"]}
    mine["customer"] = _objects(there, owner=posted(Role.AGENT), department=elsewhere)
    mine["partner"] = _objects(there, owner=posted(Role.AGENT), partner=partner)
    _enter(viewers["customer"].client, mine["customer"])
    return World(
        viewers=viewers, objects={**objects, **mine}, partner=partner, rows=_rows(here, partner)
    )


def for_one():
    """Make one person of the staff who may do everything, one customer, and one of everything for each."""
    here, partner = StoreFactory(), _partner()
    chief = posted(Role.MANAGER)
    PostingFactory(user=chief, role=Role.ADMINISTRATOR)
    viewers = {
        "chief": _staff("chief", chief),
        "customer": Viewer(name="customer", client=Client(), sees=("own",), sees_placed=()),
    }
    objects = {
        "chief": _objects(here, owner=chief),
        "customer": _objects(here, owner=posted(Role.AGENT)),
    }
    _enter(viewers["customer"].client, objects["customer"])
    with transaction.atomic():
        rows = _rows(here, partner)
    return World(viewers=viewers, objects=objects, partner=partner, rows=rows)


def _staff(name, user):
    client = Client()
    client.force_login(user)
    sees, placed = ("own", "colleague"), ("own", "colleague")
    if name == "chain_manager":
        sees = placed = OWNERS
    if name == "at_department":
        placed = OWNERS
    if name == "unposted":
        sees = placed = ()
    return Viewer(name=name, client=client, user=user, sees=sees, sees_placed=placed)


def _partner():
    channel = Channel.objects.get(code="partner")
    return Partner.objects.create(name="Courier", channel=channel)


def _enter(client, objects):
    conversation = objects.conversation
    answer = client.get(f"/c/{conversation.reference}/{conversation.access_code}")
    assert answer.headers["Location"] == f"/case/{conversation.reference}/"


def _objects(store, *, owner, partner=None, **case_values):
    now = timezone.now()
    customer = customer_with(phone=f"+8869{owner.pk:08}", email=f"mei{owner.pk}@example.com")
    working = _case(CaseState.IN_PROGRESS, store, customer, owner, partner, case_values)
    solved = _case(CaseState.VERIFYING, store, customer, owner, partner, case_values)
    conversation = working.submission.conversation
    review = Review.objects.create(submission=working.submission, stars=2)
    message = Message.objects.create(
        conversation=conversation, raw=working.submission.raw, channel=working.channel,
        direction=Direction.INBOUND, text="太黃了", html="<p>太黃了</p>", happened_at=now,
        recorded_at=now,
    )  # fmt: skip
    return Objects(
        case=working,
        conversation=conversation,
        customer=customer,
        point_id=customer.contact_points.earliest("pk").pk,
        message=message,
        attachment=Attachment.objects.create(
            message=message, name="a.txt", file=ContentFile(b"a", name="a.txt"), size=1,
            mime="text/plain", sha256=b"",
        ),
        escalation=Escalation.objects.create(
            case=working, level=1, role=Role.DEPARTMENT_HEAD, cause=Escalation.Cause.REQUEST,
            raised_at=now, acknowledge_by=now,
        ),
        promise=Promise.objects.create(
            case=working, text="明天回電", owner=owner, due_at=now, made_at=now
        ),
        appointment=Appointment.objects.create(
            case=working, store=store, purpose="repair", starts_at=now,
            ends_at=now + timedelta(minutes=30), change_until=now, booked_at=now,
        ),
        quote=open_quote(working, by=owner, now=now),
        order=WorkOrder.objects.create(
            case=working, kind="reprint", title="重印", asked="霧面", asked_by=owner, asked_at=now,
            department=working.department,
        ),
        opinion=Opinion.objects.create(
            consultation=Consultation.objects.create(
                case=working, question="下架？", asked_by=owner, asked_at=now, due_at=now
            ),
            role="technical_expert", person=owner,
        ),
        raw=working.submission.raw,
        review=review,
        reply_id=PublicReply.objects.create(review=review, text="Sorry", written_at=now).pk,
        outgoing=Outgoing.objects.create(
            conversation=conversation, contact_point=customer.contact_points.latest("pk"),
            template="received", language="en", dedup_key=f"test:{conversation.pk}",
            state=OutboxState.DEAD, created_at=now, due_at=now,
        ),
        follow_up=FollowUp.objects.create(
            case=solved, resolution_number=1, due_at=now - timedelta(hours=1), created_at=now
        ),
        pair=_pair(store, customer, owner),
        **_shared(store, working, customer),
        coding=_coding(working),
        disputed=_coding(solved, second_coder=posted(Role.AGENT), second_at=now),
        **_phone(store, owner),
        **_paper(store, owner),
        chat=Chat.objects.create(
            channel=Channel.objects.get(code="chat"), conversation=conversation, store=store,
            token_digest=conversation.access_digest, language="en", state="waiting", started_at=now,
            asked_at=now, asked_why="wished", was_staffed=True, waiting_since=now,
        ),
    )  # fmt: skip


def _shared(store, case, customer):
    """A recurring problem and an incident that the case is of, and somebody affected by that."""
    now = timezone.now()
    problem = problem_in("open", store=store)
    incident = bare_incident(store=store)
    Case.objects.filter(pk=case.pk).update(problem=problem, incident=incident)
    affected = AffectedCustomer.objects.create(
        incident=incident, contact_point=customer.contact_points.earliest("pk"), language="en",
        added_by=incident.declared_by, added_at=now,
    )  # fmt: skip
    return {"problem": problem, "affected": affected}


def _pair(store, customer, owner):
    """Another customer of the store, who may be the same person."""
    twin = customer_with(email=f"twin{owner.pk}@example.com")
    SubmissionFactory(store=store, customer=twin, no_contact_reason="")
    return CustomerPair.objects.create(
        low=customer, high=twin, score=60, reasons=["same_name"], found_at=timezone.now()
    )


def _coding(case, **second):
    """Coded by somebody who left, and where a second person did so too, by them in another way."""
    sample, _is_new = CodingSample.objects.get_or_create(
        week=timezone.localdate(), defaults={"size": 20, "seed": 1, "drawn_at": timezone.now()}
    )
    if second:
        second["second"] = Category.objects.get(code="print_blur")
    return DoubleCoding.objects.create(
        sample=sample,
        case=case,
        position=0,
        first=case.category,
        first_coder=UserFactory(),
        **second,
    )


def _phone(store, owner):
    """A call in vain, and the call-back that it is owed."""
    now = timezone.now()
    account = ChannelAccount.objects.filter(kind=AccountKind.CALL_CENTRE).first() or (
        call_centre.account()
    )
    call = Call(
        account=account, channel=account.channel, external_id=f"c-{owner.pk}", store=store,
        wrapped_key=sealing.new_key(), rang_at=now, ended_at=now, outcome="missed",
    )  # fmt: skip
    call.write_number(f"+8869{owner.pk:08}")
    call.call_back = CallBack.objects.create(
        channel=account.channel, store=store, number_index=call.number_index,
        number_masked=call.number_masked, made_at=now, promised_at=now, due_at=now,
    )  # fmt: skip
    call.save()
    by_hand = Call.objects.create(
        channel=account.channel, external_id=f"form:{owner.pk}", logged_by=owner, store=store,
        wrapped_key=sealing.new_key(), rang_at=now, answered_at=now, outcome="answered",
        direction="inbound",
    )  # fmt: skip
    return {"call": call, "call_back": call.call_back, "by_hand": by_hand}


def _paper(store, owner):
    """A batch of one sheet, with its scan; and the device at the counter."""
    now = timezone.now()
    batch = Batch.objects.create(
        channel=Channel.objects.get(code="box"), store=store, collected_at=now,
        collected_by=owner, sheets=1, made_at=now,
    )  # fmt: skip
    scan = BatchScan.objects.create(
        batch=batch, file=ContentFile(b"a", name="a"), name="a.pdf", mime="application/pdf", size=1,
        sha256=b"", added_by=owner, added_at=now,
    )  # fmt: skip
    device = registering.register_device(
        Channel.objects.get(code="counter"), store=store, name="Tablet",
        actor=posted(Role.SUPERVISOR, store=store), now=timezone.now(),
    )[0]  # fmt: skip
    return {"batch": batch, "scan": scan, "device": device}


def _case(state, store, customer, owner, partner, values):
    now, key = timezone.now(), sealing.new_key()
    raw = RawIntakeFactory(
        received_at=now, wrapped_key=key, context={"partner": partner.pk} if partner else {},
        body=sealing.seal_bytes(key, b"text=%E9%BB%83", context="channels_rawintake.body"),
    )  # fmt: skip
    submission = SubmissionFactory(
        raw=raw, store=store, customer=customer, no_contact_reason="", conversation__reference=raw.reference,
        conversation__opened_at=now, conversation__customer=customer, received_at=now,
    )  # fmt: skip
    raw.conversation = submission.conversation
    raw.save()
    resolver = {"resolver": posted(Role.AGENT)} if state == CaseState.VERIFYING else {}
    case = case_in(state, submission=submission, owner=owner, partner=partner, **resolver, **values)
    Note.objects.create(case=case, author=owner, text="只有同事看得到", written_at=now)
    return case


def _rows(store, partner):
    """One row of each model with pages of its own in the back office."""
    now = timezone.now()
    failed = RawIntakeFactory(
        state=IntakeState.FAILED, disposition="", accounted_at=None, error="unreadable"
    )
    KeptMail.objects.create(
        to="mei@example.com", subject="Hello", mail_message_id="<1@example.com>", kept_at=now,
        raw=b"Subject: Hello\r\n\r\nHello",
    )  # fmt: skip
    record([Entry(verb="test.happened", subject="test:1")], now=now)
    seal = _sealed(None, 1, 0, 1, [bytes(32)], now)
    seal.save(force_insert=True)
    admin = posted(Role.AUDITOR)
    reveal = Reveal.objects.create(actor=admin, subject="customer:1", field="name", revealed_at=now)
    key = PartnerKey.objects.create_key(name="second", partner=partner)[0]
    mail = Channel.objects.get(code="mail")
    account = connecting.make_account(
        mail, kind=AccountKind.IMAP, name="Mailbox", actor=None, now=now,
        values={"host": "imap.example.com", "user": "care", "password": "secret"},
    )  # fmt: skip
    stuck = StuckRow.objects.create(
        sweep="cases.ring", row_id=1, label="1", tries=1, reason="ValueError", first_failed_at=now,
        last_failed_at=now, next_try_at=now,
    )  # fmt: skip
    ChannelAlarm.objects.create(channel=mail, kind=AlarmKind.SILENT, raised_at=now)
    file = importing.begin_import(
        Channel.objects.get(code="reviews"), name="a.csv", body=b"text\nfine\n", actor=None, now=now
    )
    purchases = importing_purchases.begin_file(
        name="till.csv", body=b"order,date\nA1,2026-05-01\n", actor=admin, now=now
    )
    talk = listening.hold_talk(
        kind=TalkKind.INTERVIEW, subject="Waiting", held_at=now, place="", participants=["P1"],
        has_consent=True, moderator=admin, now=now,
    )  # fmt: skip
    text = wording.write_text(
        template="closed", language="en", channel=None, category="", subject="Closed",
        body="{{ link }}", actor=admin, now=now,
    )  # fmt: skip
    closure = StoreClosure.objects.create(
        store=store, begins_at=now, ends_at=now + timedelta(days=1), reason="flood",
        closed_by=admin, recorded_at=now,
    )  # fmt: skip
    rows = (
        DutyShift.objects.create(
            level=1, person=admin, starts_at=now + timedelta(days=99), ends_at=now + timedelta(days=100)
        ),
        ExpertSeat.objects.create(role="product_owner", person=admin),
        WorkRoute.objects.first(), WorkLimit.objects.first(),
        Absence.objects.create(
            person=posted(Role.AGENT, store=store), begins_at=now - timedelta(days=2),
            ends_at=now - timedelta(days=1), kind="leave", entered_by=admin, entered_at=now,
        ),
        Skill.objects.first(), RoleCapacity.objects.first(),
        closure, ChecklistItem.objects.first(), CaseList.objects.first(),
        ServiceTier.objects.first(), ResponseScheme.objects.first(),
        stuck, file, purchases, text, talk, ChannelAlarm.objects.latest("pk"), admin, store,
        store.region, store.calendar, Category.objects.first(), Policy.objects.first(),
        Category.objects.first().department, Channel.objects.first(), partner, key, account, seal,
        reveal, LedgerEvent.objects.latest("pk"), PrivacyNotice.objects.first(),
        KeptMail.objects.latest("pk"), SolutionVersion.objects.first(),
        DayAccount.objects.create(channel=mail, day=now.date(), reconciled_at=now),
        WordRule.objects.create(
            number=1, category=Category.objects.first(), points=3, words=["x-pro"], since=now,
            made_by=admin, example="x-pro", reason="new",
        ),
        TreeEdition.objects.create(number=1, kind="begun", content=[], made_at=now),
        Brand.objects.create(pk=1, name_en="Lumen Photo", colour="#0f6468", changed_at=now),
        Diagnosis.objects.create(code="draft", category=Category.objects.first(), name_en="Draft"),
    )  # fmt: skip
    return {"failed": failed, **_messengers(now), **{row._meta.label_lower: row for row in rows}}


def _messengers(now):
    """A connection to each, by the code of its kind."""
    told = {
        AccountKind.WECHAT: {"app_id": "wx1", "app_secret": "secret", "token": "token"},
        AccountKind.LINE: {"channel_secret": "secret", "access_token": "token"},
        AccountKind.WEBHOOK: {"secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"},
        AccountKind.SMS: {"account_sid": f"AC{'0' * 32}", "auth_token": "token", "sender": "Shop"},
    }
    return {
        kind.value: connecting.make_account(
            ChannelFactory(kind=kind.value), kind=kind, name=kind.label, actor=None, now=now,
            values=values,
        )
        for kind, values in told.items()
    }  # fmt: skip
