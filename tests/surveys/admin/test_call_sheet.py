"""The call sheet: the number on purpose and logged, outcomes through the rules, nothing typed lost."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from channels.kinds import Direction
from channels.models import ContactPoint, Message
from feedback_site.organisation.roles import Role
from feedback_site.privacy.models import Reveal
from surveys.models import CallAttempt
from tests.factories.channels import customer_with
from tests.factories.organisation import StoreFactory, posted
from tests.factories.surveys import FollowUpFactory, solved_case

pytestmark = pytest.mark.django_db
PHONE = "+886912345678"


@pytest.fixture
def caller(client):
    user = posted(Role.AGENT)
    client.force_login(user)
    return user


@pytest.fixture
def customer():
    return customer_with(phone="0912345678", email="mei@example.com")


@pytest.fixture
def follow_up(customer):
    return FollowUpFactory(case=solved_case(customer=customer, decision_text="我們已重印。"))


def page(name, follow_up):
    return reverse(f"admin:surveys_call_{name}", args=[follow_up.pk])


def number_of(follow_up):
    return ContactPoint.objects.get(customer=follow_up.case.customer, kind="phone")


def states(follow_up):
    follow_up.refresh_from_db()
    follow_up.case.refresh_from_db()
    return follow_up.state, follow_up.case.state


def test_the_sheet_tells_the_story_and_hides_the_number(client, caller, follow_up):
    text = client.get(page("sheet", follow_up)).text

    assert follow_up.case.submission.text in text
    assert "我們已重印。" in text
    assert "+886•••••••78" in text
    assert PHONE not in text
    assert not Reveal.objects.exists()


def test_showing_the_number_is_logged_and_keeps_what_was_typed(client, caller, follow_up):
    typed = {"point": number_of(follow_up).pk, "remark": "on the train", "outcome": "no_answer"}

    answer = client.post(page("number", follow_up), typed)

    assert f'href="tel:{PHONE}"' in answer.text
    assert "+886 912 345 678" in answer.text
    assert "on the train" in answer.text
    assert answer.context["form"]["outcome"].value() == "no_answer"
    look = Reveal.objects.get()
    assert (look.actor, look.subject) == (caller, f"contact_point:{number_of(follow_up).pk}")
    assert not CallAttempt.objects.exists()


def test_a_script_gets_the_number_alone(client, caller, follow_up):
    answer = client.post(
        page("number", follow_up),
        {"point": number_of(follow_up).pk},
        headers={"X-Requested-With": "fetch"},
    )

    assert f'href="tel:{PHONE}"' in answer.text
    assert "<html" not in answer.text


def test_only_numbers_of_this_customer_are_shown(client, caller, follow_up):
    other = FollowUpFactory(case=solved_case(customer=customer_with(phone="0922333444")))

    answer = client.post(page("number", follow_up), {"point": number_of(other).pk})

    assert answer.status_code == 404
    assert not Reveal.objects.exists()


@pytest.mark.parametrize(
    ("typed", "state", "case_state"),
    [
        ({"outcome": "solved", "score": "5"}, "solved", "closed"),
        ({"outcome": "solved", "score": "2"}, "not_solved", "in_progress"),
        ({"outcome": "not_solved", "remark": "still yellow"}, "not_solved", "in_progress"),
        ({"outcome": "no_answer"}, "open", "verifying"),
        ({"outcome": "busy"}, "open", "verifying"),
        ({"outcome": "wrong_number"}, "open", "verifying"),
        ({"outcome": "declined"}, "given_up", "closed"),
    ],
)
def test_each_outcome_does_what_it_says(client, caller, follow_up, typed, state, case_state):
    answer = client.post(page("sheet", follow_up), {"channel": "phone", "seen": "0", **typed})

    assert answer.status_code == 302
    assert states(follow_up) == (state, case_state)
    assert CallAttempt.objects.get().made_by == caller


def test_after_one_comes_the_next_that_is_due(client, caller, follow_up):
    following = FollowUpFactory(case=solved_case(customer=customer_with()))

    answer = client.post(
        page("sheet", follow_up), {"channel": "phone", "outcome": "busy", "seen": "0"}
    )

    assert answer.url == page("sheet", following)


def test_not_solved_asks_what_is_missing_and_keeps_the_rest(client, caller, follow_up):
    answer = client.post(
        page("sheet", follow_up),
        {"channel": "in_person", "outcome": "not_solved", "score": "1", "remark": " "},
    )

    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"remark"}
    assert answer.context["form"]["score"].value() == "1"
    assert answer.context["form"]["channel"].value() == "in_person"
    assert states(follow_up) == ("open", "verifying")
    assert not CallAttempt.objects.exists()


def test_a_named_time_is_read_in_the_customers_zone(client, caller, customer):
    store = StoreFactory(calendar__time_zone="America/New_York")
    follow_up = FollowUpFactory(case=solved_case(customer=customer, store=store))
    wish = (timezone.now() + timedelta(days=2)).strftime("%Y-%m-%dT12:00")

    client.post(
        page("sheet", follow_up),
        {"channel": "phone", "outcome": "call_later", "call_at": wish, "seen": "0"},
    )

    follow_up.refresh_from_db()
    local = follow_up.due_at.astimezone(ZoneInfo("America/New_York"))
    assert local.strftime("%Y-%m-%dT%H:%M") == wish


@pytest.mark.parametrize("call_at", ["", "2020-01-01T12:00", "soon"])
def test_call_later_asks_for_a_time_to_come(client, caller, follow_up, call_at):
    answer = client.post(
        page("sheet", follow_up),
        {"channel": "phone", "outcome": "call_later", "call_at": call_at, "remark": "in a meeting"},
    )

    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"call_at"}
    assert "in a meeting" in answer.text
    assert not CallAttempt.objects.exists()


def test_whoever_solved_it_has_no_sheet(client, caller, customer):
    follow_up = FollowUpFactory(case=solved_case(customer=customer, resolver=caller))

    assert client.get(page("sheet", follow_up)).status_code == 404
    answer = client.post(page("sheet", follow_up), {"channel": "phone", "outcome": "solved"})
    assert answer.status_code == 404
    assert states(follow_up) == ("open", "verifying")


def test_a_second_press_records_nothing_twice(client, caller, follow_up):
    typed = {"channel": "phone", "outcome": "no_answer", "seen": "0", "remark": "rang ten times"}

    client.post(page("sheet", follow_up), typed)
    again = client.post(page("sheet", follow_up), typed)

    assert again.status_code == 409
    assert "rang ten times" in again.text
    assert CallAttempt.objects.count() == 1


def test_an_answered_sheet_says_so_and_offers_nothing(client, caller, follow_up):
    client.post(page("sheet", follow_up), {"channel": "phone", "outcome": "solved", "seen": "0"})

    answer = client.get(page("sheet", follow_up))

    assert answer.context["is_open"] is False
    assert 'name="outcome"' not in answer.text


def test_a_message_is_an_attempt(client, caller, follow_up):
    answer = client.post(page("message", follow_up))

    assert answer.status_code == 302
    sent = CallAttempt.objects.get()
    assert (sent.channel, sent.outcome, sent.carried_link) == ("email", "sent", True)
    assert states(follow_up) == ("open", "verifying")


def test_without_an_address_no_message_is_sent_and_nothing_typed_is_lost(client, caller):
    follow_up = FollowUpFactory(case=solved_case(customer=customer_with(phone="0912345678")))

    answer = client.post(page("message", follow_up), {"remark": "no answer at noon"})

    assert answer.status_code == 422
    assert "no answer at noon" in answer.text
    assert not CallAttempt.objects.exists()


def test_giving_up_says_what_is_missing(client, caller, follow_up):
    client.post(page("sheet", follow_up), {"channel": "phone", "outcome": "busy", "seen": "0"})

    answer = client.post(page("give_up", follow_up))

    assert answer.status_code == 422
    assert len(answer.context["missing"]) == 4
    assert states(follow_up) == ("open", "verifying")


def test_what_was_written_since_stands_there_and_nobody_is_called_unreachable(
    client, caller, follow_up
):
    Message.objects.create(
        conversation=follow_up.case.submission.conversation, channel=follow_up.case.channel,
        direction=Direction.INBOUND, text="還是偏黃", happened_at=timezone.now(),
        recorded_at=timezone.now(),
    )  # fmt: skip
    for number in range(3):
        CallAttempt.objects.create(
            follow_up=follow_up, made_by=caller, channel=("phone", "email")[number % 2],
            outcome="no_answer", day_part=("morning", "evening", "evening")[number],
            carried_link=number == 1, tried_at=timezone.now(),
        )  # fmt: skip

    sheet = client.get(page("sheet", follow_up))
    answer = client.post(page("give_up", follow_up))

    assert "還是偏黃" in sheet.text
    assert len(sheet.context["missing"]) == 1
    assert answer.status_code == 409
    assert states(follow_up) == ("open", "verifying")


def test_no_contact_is_no_way_round_somebody_who_left_a_number(client, caller, follow_up):
    ending = {"end-outcome": "no_contact", "end-statement": "could not find a number"}

    answer = client.post(page("end", follow_up), ending)

    assert answer.status_code == 422
    assert "could not find a number" in answer.text
    assert states(follow_up) == ("open", "verifying")


def test_an_anonymous_case_ends_with_a_statement(client, caller):
    follow_up = FollowUpFactory(case=solved_case())
    address = page("end", follow_up)

    without = client.post(address, {"end-outcome": "no_contact", "end-statement": ""})
    assert without.status_code == 422
    assert states(follow_up) == ("open", "verifying")

    client.post(address, {"end-outcome": "no_contact", "end-statement": "card without a name"})

    assert states(follow_up) == ("given_up", "closed")
    assert follow_up.case.outcome == "no_contact"


def test_only_a_supervisor_ends_by_law(client, caller, follow_up):
    answer = client.post(
        page("end", follow_up), {"end-outcome": "legal", "end-statement": "court order 12"}
    )

    assert answer.status_code == 422
    assert states(follow_up) == ("open", "verifying")


@pytest.mark.parametrize("role", [Role.CLERK, Role.SPECIALIST, Role.AUDITOR])
@pytest.mark.parametrize("name", ["sheet", "number", "message", "give_up", "end"])
def test_who_makes_no_calls_reaches_no_page(client, follow_up, role, name):
    client.force_login(posted(role))

    assert client.post(page(name, follow_up), {"outcome": "solved"}).status_code == 403
    assert states(follow_up) == ("open", "verifying")


def test_somebody_of_another_store_finds_nothing(client, follow_up):
    client.force_login(posted(Role.SUPERVISOR, store=StoreFactory()))

    assert client.get(page("sheet", follow_up)).status_code == 404


@pytest.mark.parametrize("attempts", [0, 20])
def test_the_sheet_costs_the_same_however_often_it_was_tried(
    client, caller, follow_up, attempts, django_assert_num_queries
):
    for _ in range(attempts):
        CallAttempt.objects.create(
            follow_up=follow_up, made_by=caller, channel="phone", outcome="busy",
            day_part="morning", tried_at=timezone.now(),
        )  # fmt: skip

    with django_assert_num_queries(21):
        client.get(page("sheet", follow_up))
