"""Tiers, schemes and after-sales limits: which limits a case gets, and that they follow the customer."""

import pytest

from cases.models import Case, CaseEvent, ClockCycle, Policy, ResponseScheme, SchemeUse
from cases.rules.assignment import assigning
from cases.rules.clocks.ruling import rules
from cases.rules.commitments import reporting_back
from cases.rules.desk import steps
from cases.rules.openings import opening
from cases.rules.time_limits import entitling, revising
from cases.rules.triage import triaging
from channels.models import Channel, CustomerPair, Partner, ServiceTier
from channels.rules.customers import joining, tiering
from feedback_site.errors import NotAllowed
from feedback_site.ledger.models import LedgerEvent
from feedback_site.organisation.roles import Role
from tests.factories.cases import NOW, SubmissionFactory
from tests.factories.channels import customer_with
from tests.factories.organisation import StoreFactory, posted

pytestmark = pytest.mark.django_db
HOUR = 3600
TEXT = {
    "fault": "沖印機故障，卡紙了，機器壞掉。", "attitude": "店員態度很差，對我大吼。",
    "repair": "相機送修，快門壞了，想維修相機。",
}  # fmt: skip


def opened(what, *, store=None, partner=None, **more):
    submission = SubmissionFactory(title=TEXT[what], text=TEXT[what], store=store, **more)
    submission.conversation.partner = partner
    submission.conversation.save()
    return opening.open_case(submission.pk, now=NOW)


def limits(case):
    return {
        clock: (policy, seconds)
        for clock, policy, seconds in ClockCycle.objects.filter(case=case, cancelled_at=None).values_list(
            "clock", "policy", "target_seconds"
        )
    }  # fmt: skip


def sorted_as(case, category):
    agent = posted(Role.AGENT)
    facts = {
        "category": category, "severity": "normal", "concerns": "x", "is_safety": False,
        "is_privacy": False, "duplicates_checked": True,
    }  # fmt: skip
    if case.state == "received":
        steps.take_step(case.pk, "triaged", facts=facts, actor=agent, now=NOW)
    return agent


@pytest.mark.parametrize(
    ("what", "category", "first"),
    [
        ("fault", "equipment_failure", ("tiered_fault", 2 * HOUR)),
        ("attitude", "staff_attitude", ("tiered_attitude", 24 * HOUR)),
        ("attitude", "delivery", ("tiered_process", 72 * HOUR)),
    ],
)
def test_a_store_that_chose_the_tiered_scheme_answers_by_kind(what, category, first):
    store = StoreFactory()
    SchemeUse.objects.create(scheme=ResponseScheme.objects.get(code="tiered"), store=store)

    case = opened(what, store=store, captured_at=NOW)
    agent = sorted_as(case, category)
    case.refresh_from_db()
    if case.category.code != category:
        triaging.retarget_case(case.pk, category=category, reason="x", actor=agent, now=NOW)

    assert limits(case)["first_response"] == first
    assert limits(opened(what))["first_response"][0] in {"standard", "return_request"}


def test_a_contract_goes_before_the_choice_of_a_store():
    store, other = StoreFactory(), ResponseScheme.objects.create(code="other", name_en="Other")
    partner = Partner.objects.create(name="Mall", channel=Channel.objects.first())
    SchemeUse.objects.create(scheme=ResponseScheme.objects.get(code="tiered"), store=store)
    SchemeUse.objects.create(scheme=other, partner=partner)

    found = [
        entitling.scheme_for(store_id=s, partner_id=p)
        for s, p in ((store.pk, partner.pk), (store.pk, None), (None, None))
    ]

    assert found == ["other", "tiered", ""]


def test_limits_of_open_cases_follow_the_tier_of_their_customer():
    customer, supervisor = customer_with(email="mei@example.com"), posted(Role.SUPERVISOR)
    case = opened("attitude", customer=customer, no_contact_reason="")
    assert limits(case)["first_response"] == ("standard", 24 * HOUR)

    tiering.put_tier(customer.pk, "professional", actor=supervisor, now=NOW)
    assert entitling.follow_tier(customer.pk, now=NOW) == 1
    assert entitling.sweep_tiers(now=NOW) == 0

    assert limits(case)["first_response"] == ("tier_professional", 4 * HOUR)
    assert limits(case)["resolve"] == ("tier_professional", 24 * HOUR)
    assert LedgerEvent.objects.filter(verb="customer.tier").count() == 1
    tiering.put_tier(customer.pk, "", actor=supervisor, now=NOW)
    assert entitling.sweep_tiers(now=NOW) == 1
    assert limits(case)["first_response"] == ("standard", 24 * HOUR)
    assert limits(opened("attitude", customer=customer, no_contact_reason=""))["resolve"][0] != (
        "tier_professional"
    )


@pytest.mark.parametrize("of_head", ["consumer", ""])
def test_a_tier_is_not_lost_where_two_customers_are_found_to_be_one_person(of_head):
    head, other = customer_with(email="mei@example.com"), customer_with(email="chen@example.com")
    supervisor = posted(Role.SUPERVISOR)
    tiering.put_tier(other.pk, "business", actor=supervisor, now=NOW)
    tiering.put_tier(head.pk, of_head, actor=supervisor, now=NOW)
    opened("attitude", customer=other, no_contact_reason="")

    type(other).objects.filter(pk=other.pk).update(person=head, merged_into=head)
    other.refresh_from_db()
    opened("attitude", customer=other, no_contact_reason="")
    opened("attitude", customer=head, no_contact_reason="")

    assert entitling.sweep_tiers(now=NOW) == 0
    assert set(Case.objects.values_list("tier", flat=True)) == {"business"}


def test_the_tier_of_any_row_of_a_person_is_followed_by_all_their_cases():
    head, other = customer_with(email="mei@example.com"), customer_with(email="chen@example.com")
    type(other).objects.filter(pk=other.pk).update(person=head, merged_into=head)
    cases = [opened("attitude", customer=one, no_contact_reason="") for one in (head, other)]
    tiering.put_tier(other.pk, "business", actor=posted(Role.SUPERVISOR), now=NOW)

    assert entitling.follow_tier(other.pk, now=NOW) == len(cases)


def test_one_pass_does_more_than_a_batch():
    customer = customer_with(email="mei@example.com")
    for _ in range(3):
        opened("attitude", customer=customer, no_contact_reason="")
    type(customer).objects.update(tier=ServiceTier.objects.get(code="business"))

    assert entitling.sweep_tiers(now=NOW, limit=1) == 3


def test_a_tier_made_elsewhere_just_now_is_known(settings):
    settings.LOOK_UP_SECONDS = 60
    customer = customer_with(email="mei@example.com")
    type(customer).objects.update(tier=ServiceTier.objects.get(code="business"))
    assert entitling.tier_of(customer) == "business"

    type(customer).objects.update(tier=ServiceTier.objects.create(code="gold", name_en="Gold"))

    assert entitling.tier_of(customer) == "gold"


def test_of_several_rows_of_one_person_the_tier_is_that_of_the_first():
    head, other = customer_with(email="mei@example.com"), customer_with(email="chen@example.com")
    case = opened("attitude", customer=other, no_contact_reason="")
    tiering.put_tier(head.pk, "business", actor=posted(Role.SUPERVISOR), now=NOW)

    type(other).objects.filter(pk=other.pk).update(person=head, merged_into=head)

    assert entitling.sweep_tiers(now=NOW) == 1
    assert limits(case)["first_response"] == ("tier_business", 8 * HOUR)


def test_limits_follow_at_once_whoever_is_joined_and_taken_out(django_capture_on_commit_callbacks):
    head, other = customer_with(email="mei@example.com"), customer_with(email="chen@example.com")
    case, agent = opened("attitude", customer=other, no_contact_reason=""), posted(Role.AGENT)
    tiering.put_tier(head.pk, "business", actor=posted(Role.SUPERVISOR), now=NOW)
    pair = CustomerPair.objects.create(low=head, high=other, score=70, reasons=[], found_at=NOW)

    with django_capture_on_commit_callbacks(execute=True):
        joining.join(pair.pk, keep_id=head.pk, actor=agent, now=NOW)
    assert limits(case)["first_response"] == ("tier_business", 8 * HOUR)
    with django_capture_on_commit_callbacks(execute=True):
        joining.part(other.pk, actor=agent, now=NOW)
    assert limits(case)["first_response"] == ("standard", 24 * HOUR)


@pytest.mark.parametrize(("role", "tier"), [(Role.AGENT, "business"), (Role.SUPERVISOR, "gold")])
def test_a_tier_is_given_by_supervisors_and_exists(role, tier):
    customer = customer_with(email="mei@example.com")

    with pytest.raises((NotAllowed, ServiceTier.DoesNotExist)):
        tiering.put_tier(customer.pk, tier, actor=posted(role), now=NOW)

    customer.refresh_from_db()
    assert customer.tier is None


def test_a_refund_is_reviewed_in_a_day_and_deciding_meets_that():
    case = opened("attitude", remedy_sought="refund")
    agent = posted(Role.AGENT)
    assert limits(case)["review"] == ("refund_review", 24 * HOUR)
    assert limits(case)["first_response"] == ("return_request", 24 * HOUR)

    reporting_back.decide_request(
        case.pk, decision="granted", reason="print was yellow", actor=agent, now=NOW
    )

    assert ClockCycle.objects.get(case=case, clock="review").met_at == NOW
    assert CaseEvent.objects.get(case=case, kind="reviewed").facts["decision"] == "granted"


def test_whoever_is_sent_is_on_site_within_two_hours():
    case = opened("fault")
    agent = sorted_as(case, "equipment_failure")
    assert "visit" not in limits(case)

    assigning.claim_case(case.pk, actor=agent, now=NOW)
    assert limits(case)["visit"] == ("onsite_visit", 2 * HOUR)
    reporting_back.arrive(case.pk, where="Zhongshan", actor=agent, now=NOW)

    assert ClockCycle.objects.get(case=case, clock="visit").met_at == NOW


def test_a_repair_runs_on_working_days_and_beats_the_day_of_technical_problems():
    case = opened("repair")
    sorted_as(case, "camera_repair")

    cycle = ClockCycle.objects.get(case=case, clock="resolve")

    assert (cycle.policy, cycle.calendar) == ("camera_repair", "working_days")
    assert (cycle.due_at - NOW).days == 3  # from a Monday to Thursday


def test_what_fits_no_kind_of_problem_is_a_complex_enquiry():
    case = opened("attitude")
    agent = sorted_as(case, "service_other")
    triaging.retarget_case(case.pk, category="service_other", reason="x", actor=agent, now=NOW)

    assert limits(case)["resolve"] == ("complex_enquiry", 48 * HOUR)


def test_a_policy_that_is_off_sets_no_limit_until_it_is_turned_on():
    shipped = Policy.objects.get(code="return_exchange")
    assert not shipped.is_on
    before = opened("attitude", remedy_sought="refund")

    revising.revise_policy(
        shipped.pk, terms={"is_on": True}, actor=posted(Role.ADMINISTRATOR), now=NOW
    )
    after = opened("attitude", remedy_sought="refund")

    assert "remedy" not in limits(before)
    assert limits(after)["remedy"] == ("return_exchange", 5 * 24 * HOUR)
    assert {p.code for p in rules().policies if p.code == "return_exchange"}
