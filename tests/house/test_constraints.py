"""What must never be false is refused by the database itself, each constraint once."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.db.models import F

from cases.kinds import LinkKind, SolutionState
from cases.models import (
    AffectedCustomer,
    Appointment,
    CaseLink,
    CaseList,
    Category,
    CodingSample,
    Consultation,
    Diagnosis,
    DiagnosisStep,
    DoubleCoding,
    DutyShift,
    IncidentMessage,
    IncidentRecipient,
    IncidentRun,
    IncidentRunCase,
    IncidentTask,
    LaidList,
    LaidStep,
    NearDuplicate,
    Opinion,
    ReplyTemplate,
    ResponseScheme,
    SchemeUse,
    TreeEdition,
    WordRule,
    WorkLimit,
)
from cases.rules.work_orders import ordering
from cases.states import CaseState
from channels.batch_kinds import BatchState, SheetState
from channels.call_kinds import CallBackState
from channels.kinds import OutboxState
from channels.models import (
    Batch,
    BatchSheet,
    Call,
    CallBack,
    Channel,
    ChannelAlarm,
    CustomerPair,
    DeviceNumber,
    LetterText,
    Outgoing,
    PublicReply,
    Purchase,
    PurchaseFile,
    Review,
    Talk,
)
from channels.rules.devices import registering
from feedback_site.organisation.models import Absence, Brand, Posting, StoreClosure
from feedback_site.organisation.roles import Role
from tests.channels import call_centre
from tests.channels.chats.chatting import begin
from tests.factories.cases import NOW, RawIntakeFactory, SubmissionFactory, case_in
from tests.factories.channels import ChannelFactory, conversation_with, customer_with
from tests.factories.incidents import bare_incident, problem_in
from tests.factories.organisation import (
    DepartmentFactory,
    RegionFactory,
    StoreFactory,
    UserFactory,
    posted,
)
from tests.factories.quotes import open_quote
from tests.factories.slots import offer_at, open_store
from tests.factories.solutions import solution_version
from tests.factories.surveys import FollowUpFactory

pytestmark = pytest.mark.django_db


def changed(row, **values):
    type(row)._base_manager.filter(pk=row.pk).update(**values)


def laid_list():
    return LaidList.objects.create(
        case=case_in(CaseState.IN_PROGRESS),
        template=CaseList.objects.first(),
        number=1,
        laid_at=NOW,
    )


def outgoing(**more):
    conversation = conversation_with()
    return Outgoing.objects.create(**{
        "conversation": conversation, "template": "received", "language": "en", "dedup_key": "one",
        "contact_point": conversation.customer.contact_points.get(), "created_at": NOW,
        "due_at": NOW, **more,
    })  # fmt: skip


def linked_to_itself():
    case = case_in(CaseState.RECEIVED)
    CaseLink.objects.create(source=case, target=case, kind=LinkKind.values[0], made_at=NOW)


def near_duplicate(*, itself=False, **more):
    case, other = case_in(CaseState.RECEIVED), case_in(CaseState.RECEIVED)
    NearDuplicate.objects.create(
        case=case, other=case if itself else other, similarity=90, found_at=NOW, **more
    )


def coding():
    case = case_in(CaseState.CLOSED)
    sample = CodingSample.objects.create(week=NOW.date(), size=1, seed=1, drawn_at=NOW)
    return DoubleCoding.objects.create(
        sample=sample, case=case, position=0, first=case.category, first_coder=posted(Role.AGENT)
    )


def appointment(**more):
    values = {"ends_at": NOW + timedelta(hours=1), **more}
    return Appointment.objects.create(
        case=case_in(CaseState.IN_PROGRESS), store=StoreFactory(), purpose="repair", starts_at=NOW,
        change_until=NOW, booked_at=NOW, **values,
    )  # fmt: skip


def quote():
    case = case_in(CaseState.IN_PROGRESS)
    return open_quote(case, by=case.owner)


def call():
    account = call_centre.account()
    return Call.objects.create(
        account=account, channel=account.channel, external_id="c-1", rang_at=NOW
    )


def call_back():
    return CallBack.objects.create(
        channel=Channel.objects.get(code="phone"), number_index=b"1", number_masked="•", made_at=NOW,
        promised_at=NOW, due_at=NOW,
    )  # fmt: skip


def batch():
    return Batch.objects.create(
        channel=Channel.objects.get(code="box"), store=StoreFactory(), collected_at=NOW,
        collected_by=posted(Role.CLERK), sheets=1, made_at=NOW,
    )  # fmt: skip


def pair(*, turned=False, **more):
    low, high = customer_with(), customer_with()
    return CustomerPair.objects.create(
        low=high if turned else low, high=low if turned else high, score=50, found_at=NOW, **more
    )


def above_itself():
    step = DiagnosisStep.objects.get(diagnosis__code="colours", code="lamp")
    changed(step, above=step)


def approved_by_its_writer():
    version = solution_version()
    changed(version, approved_by=version.written_by)


def device():
    store = StoreFactory()
    supervisor = posted(Role.SUPERVISOR, store=store)
    return registering.register_device(
        Channel.objects.get(code="counter"), store=store, name="", actor=supervisor, now=NOW
    )[0]


def absence(**more):
    person = posted(Role.AGENT)
    return Absence.objects.create(**{
        "person": person, "begins_at": NOW, "ends_at": NOW + timedelta(days=1), "kind": "leave",
        "entered_by": person, "entered_at": NOW, **more,
    })  # fmt: skip


def stands_in_for_themselves():
    row = absence()
    changed(row, stand_in=row.person)


def order():
    return ordering.order_work(
        kind="reprint", title="a", asked="b", actor=posted(Role.AGENT), now=NOW
    )


def consultation():
    case = case_in(CaseState.IN_PROGRESS)
    return Consultation.objects.create(case=case, question="a", asked_at=NOW, due_at=NOW)


VIOLATIONS = {
    "organisation_absence_lasts": lambda: absence(ends_at=NOW),
    "organisation_absence_other_stands_in": stands_in_for_themselves,
    "channels_customer_merged_iff_person": lambda: changed(customer_with(), person=customer_with()),
    "channels_contact_known_or_claimed": lambda: changed(
        customer_with(email="m@example.com").contact_points.get(), claim_index=b"m"
    ),
    "channels_pair_in_order": lambda: pair(turned=True),
    "channels_pair_decided_iff_at": lambda: pair(decided_at=NOW),
    "channels_pair_merged_iff_joined": lambda: changed(pair(), joined=customer_with()),
    "organisation_posting_one_place": lambda: Posting.objects.create(
        user=posted(Role.AGENT), role=Role.CLERK, store=StoreFactory(), region=RegionFactory()
    ),
    "channels_outgoing_one_recipient": lambda: outgoing(recipient=posted(Role.AGENT)),
    "channels_outgoing_sent_iff_at": lambda: changed(outgoing(), state=OutboxState.SENT),
    "channels_intake_done_iff_disposed": lambda: changed(RawIntakeFactory(), disposition=""),
    "channels_intake_reason_given": lambda: changed(RawIntakeFactory(), disposition="spam"),
    "channels_alarm_acknowledged_by": lambda: ChannelAlarm.objects.create(
        channel=ChannelFactory(), kind="silent", raised_at=NOW, acknowledged_at=NOW
    ),
    "channels_device_revoked_by": lambda: changed(device(), revoked_at=NOW),
    "channels_device_numbers": lambda: changed(device(), gapless_to=1),
    "channels_device_number_item_or_reason": lambda: DeviceNumber.objects.create(
        device=device(), number=1, at=NOW, reason="lost"
    ),
    "channels_letter_live_by": lambda: LetterText.objects.create(
        template="closed",
        language="en",
        version=1,
        subject="x",
        body="x",
        state="live",
        made_by=posted(Role.ADMINISTRATOR),
        made_at=NOW,
    ),
    "channels_talk_somebody_took_part": lambda: Talk.objects.create(
        kind="interview",
        subject="x",
        held_at=NOW,
        made_at=NOW,
        moderator=posted(Role.AGENT),
        participants=[],
    ),
    "channels_purchase_amount_has_currency": lambda: Purchase.objects.create(
        order_number="A1",
        order_key="A1",
        bought_at=NOW,
        amount_minor=1,
        says=bytes(32),
        kept_at=NOW,
    ),
    "channels_purchase_file_read_is_gone": lambda: PurchaseFile.objects.create(
        file_name="a",
        kind="csv",
        sha256=bytes(32),
        size=1,
        body=b"a",
        made_by=posted(Role.AGENT),
        made_at=NOW,
        read_at=NOW,
    ),
    "channels_review_stars": lambda: Review.objects.create(
        submission=SubmissionFactory(), stars=Decimal("5.5")
    ),
    "channels_reply_posted_is_said": lambda: PublicReply.objects.create(
        review=Review.objects.create(submission=SubmissionFactory()),
        text="x",
        written_at=NOW,
        posted_at=NOW,
    ),
    "channels_submission_contact_or_reason": lambda: changed(
        SubmissionFactory(), customer=None, no_contact_reason=""
    ),
    "channels_call_answered_iff_at": lambda: changed(call(), outcome="answered"),
    "channels_call_told_or_by_hand": lambda: changed(call(), account=None),
    "channels_call_unheard_has_ended": lambda: changed(call(), outcome="missed"),
    "channels_call_back_open_iff_unfinished": lambda: changed(
        call_back(), state=CallBackState.DONE
    ),
    "channels_chat_ended_iff_at": lambda: changed(begin(NOW), state="ended", ended_at=NOW),
    "channels_chat_asked_iff_why": lambda: changed(begin(NOW), asked_at=NOW, was_staffed=True),
    "channels_chat_person_was_asked_for": lambda: changed(begin(NOW), state="waiting"),
    "channels_chat_with_somebody": lambda: changed(
        begin(NOW),
        state="with_person",
        asked_at=NOW,
        asked_why="wished",
        was_staffed=True,
        waiting_since=NOW,
    ),
    "channels_batch_reconciled_adds_up": lambda: changed(
        batch(), state=BatchState.RECONCILED, reconciled_at=NOW
    ),
    "channels_batch_reconciled_iff_at": lambda: changed(batch(), reconciled_at=NOW),
    "channels_sheet_item_or_reason": lambda: BatchSheet.objects.create(
        batch=batch(),
        number=1,
        state=SheetState.EMPTY,
        entered_by=posted(Role.CLERK),
        entered_at=NOW,
    ),
    "cases_case_closed_iff_outcome": lambda: changed(
        case_in(CaseState.CLOSED), outcome="", closed_at=NOW
    ),
    "cases_case_waiting_iff_reason": lambda: changed(
        case_in(CaseState.IN_PROGRESS), resume_by=NOW + timedelta(days=1)
    ),
    "cases_case_solved_has_resolver": lambda: changed(case_in(CaseState.RESOLVED), resolver=None),
    "cases_case_in_progress_has_owner": lambda: changed(case_in(CaseState.IN_PROGRESS), owner=None),
    "cases_link_not_itself": linked_to_itself,
    "cases_duty_lasts": lambda: DutyShift.objects.create(
        level=1, person=posted(Role.AGENT), starts_at=NOW, ends_at=NOW
    ),
    "cases_scheme_use_of_one": lambda: SchemeUse.objects.create(
        scheme=ResponseScheme.objects.first()
    ),
    "organisation_closure_lasts": lambda: StoreClosure.objects.create(
        store=StoreFactory(),
        begins_at=NOW,
        ends_at=NOW,
        reason="flood",
        closed_by=posted(Role.SUPERVISOR),
        recorded_at=NOW,
    ),
    "cases_category_retired_for_another": lambda: changed(
        Category.objects.first(), successor=Category.objects.last()
    ),
    "cases_edition_has_reason": lambda: TreeEdition.objects.create(
        number=1, kind="changed", content=[], made_at=NOW
    ),
    "cases_word_rule_speaks_for_one": lambda: WordRule.objects.create(
        number=1,
        category=Category.objects.first(),
        urgency="safety",
        since=NOW,
        reason="x",
        made_by=posted(Role.ADMINISTRATOR),
    ),
    "cases_coding_second_is_another": lambda: changed(
        coding(), second=Category.objects.first(), second_coder=F("first_coder"), second_at=NOW
    ),
    "cases_coding_third_is_another": lambda: changed(
        coding(), decided=Category.objects.first(), decided_by=F("first_coder"), decided_at=NOW
    ),
    "cases_near_not_itself": lambda: near_duplicate(itself=True),
    "cases_near_decided_iff_at": lambda: near_duplicate(decided_at=NOW),
    "cases_reply_template_says_something": lambda: ReplyTemplate.objects.create(
        name="Empty", owner=UserFactory(), changed_at=NOW
    ),
    "cases_reply_template_team_is_shared": lambda: ReplyTemplate.objects.create(
        name="Team",
        owner=UserFactory(),
        text_en="x",
        changed_at=NOW,
        department=DepartmentFactory(),
    ),
    "cases_problem_decided_iff_at": lambda: changed(problem_in("proposed"), decided_at=NOW),
    "cases_problem_closed_with_cause": lambda: changed(problem_in("closed"), root_cause=""),
    "cases_problem_merged_iff_into": lambda: changed(problem_in("open"), state="merged"),
    "cases_incident_solved_with_cause": lambda: bare_incident(state="solved", solved_at=NOW),
    "cases_incident_over_iff_at": lambda: bare_incident(state="cancelled"),
    "cases_list_for_one_kind": lambda: changed(
        CaseList.objects.filter(category__isnull=False).first(), klass="product"
    ),
    "cases_list_by_itself_for_a_kind": lambda: CaseList.objects.create(
        name_en="Any", is_automatic=True, changed_at=NOW
    ),
    "cases_laid_step_done_iff_by": lambda: LaidStep.objects.create(
        checklist=laid_list(), done_at=NOW
    ),
    "cases_task_done_iff_by": lambda: IncidentTask.objects.create(
        incident=bare_incident(), role="lead", done_at=NOW
    ),
    "cases_affected_contacted_iff_at": lambda: AffectedCustomer.objects.create(
        incident=bare_incident(),
        contact_point=customer_with(email="m@example.com").contact_points.get(),
        language="en",
        added_by=posted(Role.AGENT),
        added_at=NOW,
        contacted_how="phone",
    ),
    "cases_run_case_done_iff_result": lambda: IncidentRunCase.objects.create(
        run=IncidentRun.objects.create(
            incident=bare_incident(), kind="join", asked_by=posted(Role.AGENT), asked_at=NOW
        ),
        case=case_in(CaseState.RECEIVED),
        result="done",
    ),
    "cases_message_sent_iff_at": lambda: IncidentMessage.objects.create(
        incident=bare_incident(), state="sent", written_by=posted(Role.AGENT), written_at=NOW
    ),
    "cases_recipient_one_of_two": lambda: IncidentRecipient.objects.create(
        language="en",
        message=IncidentMessage.objects.create(
            incident=bare_incident(), written_by=posted(Role.AGENT), written_at=NOW
        ),
    ),
    "cases_solution_approved_at": lambda: changed(
        solution_version(SolutionState.DRAFT), state=SolutionState.APPROVED
    ),
    "cases_solution_second_person": approved_by_its_writer,
    "organisation_one_brand": lambda: Brand.objects.create(pk=2, colour="#0f6468", changed_at=NOW),
    "organisation_brand_colour": lambda: Brand.objects.create(pk=1, colour="red", changed_at=NOW),
    "cases_diagnosis_published_at": lambda: changed(
        Diagnosis.objects.get(code="colours"), published_at=None
    ),
    "cases_step_not_above_itself": above_itself,
    "cases_order_begun_has_owner": lambda: changed(order(), state="accepted"),
    "cases_order_ended_iff_moment": lambda: changed(order(), ended_at=NOW),
    "cases_order_done_has_result": lambda: changed(order(), state="done", ended_at=NOW),
    "cases_order_returns_are_hops": lambda: changed(order(), returns=1),
    "cases_stay_left_somehow": lambda: changed(order().stays.get(), left_at=NOW),
    "cases_worklimit_positive": lambda: WorkLimit.objects.create(kind="other", minutes=0),
    "cases_worklimit_warns_before": lambda: WorkLimit.objects.create(
        kind="other", minutes=1, warn_at=100
    ),
    "cases_quote_sent_iff_no_draft": lambda: changed(quote(), state="draft"),
    "cases_quote_answered_whole": lambda: changed(quote(), state="approved"),
    "cases_quote_begun_is_answered": lambda: changed(quote(), begun_at=NOW),
    "cases_quote_word_recorded_by_somebody": lambda: changed(
        quote(), state="approved", answered_at=NOW, answered_how="phone", said_by="customer"
    ),
    "cases_slot_offer_is_possible": lambda: offer_at(open_store(), places=0),
    "cases_appointment_lasts": lambda: appointment(ends_at=NOW),
    "cases_appointment_settled_iff_at": lambda: appointment(state="came"),
    "cases_consultation_decided_in_words": lambda: changed(consultation(), decided_at=NOW),
    "cases_opinion_given_whole": lambda: Opinion.objects.create(
        consultation=consultation(), role="product_owner", person=posted(Role.AGENT), given_at=NOW
    ),
    "surveys_follow_up_score": lambda: changed(FollowUpFactory(), score=6),
}
CHECKS = {
    constraint.name
    for model in apps.get_models()
    for constraint in model._meta.constraints
    if isinstance(constraint, models.CheckConstraint)
}


def test_each_constraint_is_violated_here():
    assert VIOLATIONS.keys() == CHECKS


@pytest.mark.parametrize("name", VIOLATIONS)
def test_the_database_refuses(name):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        VIOLATIONS[name]()
