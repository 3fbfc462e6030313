"""All cases of a customer by a code to their phone: the same answers for all, few texts, no stranger's."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from channels.kinds import StopReason
from channels.models import ContactPoint, Outgoing, RawIntake
from channels.one_time_codes import pin_of
from channels.rules.customers import proving
from channels.rules.letters import composing
from channels.rules.outbox import delivery, stopping
from tests.cases.views.test_own_cases import CODE, MINE, shown, told
from tests.channels.texts.conftest import connected
from tests.factories.channels import customer_with

pytestmark = pytest.mark.django_db
MEI, TYPED = "+886912345678", "0912 345 678"


@pytest.fixture(autouse=True)
def _soon_after():
    with time_machine.travel("2026-05-05T03:00:00Z", tick=True), translation.override("en"):
        yield


@pytest.fixture
def carrier():
    return connected(provider="kept", account_sid="", auth_token="", sender="")


def proven(phone=MEI, proof="call", **more):
    customer = customer_with(phone=phone, **more)
    customer.contact_points.filter(kind="phone").update(proof=proof)
    return customer


def claim(customer, case, number):
    """Let this number have been merely typed with this case."""
    raw = case.submission.raw
    RawIntake.objects.filter(pk=raw.pk).update(conversation=case.submission.conversation)
    point = ContactPoint(customer=customer, kind="phone", created_at=timezone.now())
    point.write(customer.wrapped_key, number)
    point.claim_in(raw.pk)
    point.save()


def ask(client, number=TYPED):
    client.post(MINE, {"email": number})
    row = Outgoing.objects.filter(template="sign_in_code").order_by("-pk").first()
    return pin_of(row.context["drawn"]) if row else None


def test_a_code_by_text_opens_the_cases_of_that_number(client, carrier):
    mine = told(customer := proven())
    stranger = told(proven(phone="+886922333444"))

    pin = ask(client)
    row = delivery.deliver(Outgoing.objects.get().pk, now=timezone.now())
    answer = client.post(CODE, {"pin": pin})

    assert (row.state, row.kind, answer["Location"]) == ("sent", "phone", MINE)
    assert shown(client) == [mine.reference]
    assert client.get(f"{MINE}{stranger.reference}/")["Location"] == MINE
    letter = composing.compose(
        row, composing.circumstances_of(row, now=timezone.now()), now=timezone.now()
    )
    assert pin in letter.text
    assert "http" not in letter.text
    assert customer.contact_points.get().proof == "call"


def test_what_was_merely_typed_opens_its_own_case_or_nothing(client, carrier):
    """A number of before contacts were confirmed may be a stranger's; a typed one is of that case alone."""
    told(proven(proof="earlier"))
    assert ask(client) is None
    writer = customer_with(email="mei@example.com")
    here, _other = told(writer), told(writer)
    claim(writer, here, MEI)

    assert client.post(CODE, {"pin": ask(client)})["Location"] == MINE

    assert shown(client) == [here.reference]


def test_the_answer_is_the_same_whether_known_unknown_or_stopped(client, carrier):
    client.cookies["django_language"] = "en"
    proven()
    proven(phone="+886912345679")
    stopping.stop("+886912345679", reason=StopReason.ASKED, now=timezone.now())
    answers = []
    for number in (TYPED, "0912 345 670", "0912 345 679"):
        with CaptureQueriesContext(connection) as queries:
            answer = client.post(MINE, {"email": number})
        page = client.get(answer["Location"])
        body = re.sub(r'(csrfmiddlewaretoken" value|nonce)="[^"]+"', "", page.content.decode())
        body = re.sub(r"\d*[•*]+\d*|67[09]", "", body)
        answers.append((answer.status_code, answer["Location"], len(queries), body))

    assert answers[0] == answers[1] == answers[2]
    assert "Look at your phone" in answers[0][3]
    assert Outgoing.objects.count() == 1


def test_few_texts_to_one_number_and_by_one_network(client, carrier):
    proven()
    statuses = [client.post(MINE, {"email": TYPED}).status_code for _ in range(4)]
    assert statuses == [302, 302, 302, 429]
    assert client.post(MINE, {"email": "+886 912-345-678"}).status_code == 429
    others = [
        client.post(MINE, {"email": f"09123456{n}"}, REMOTE_ADDR="203.0.113.9").status_code
        for n in range(10, 11 + proving.TEXTS_BY_ONE.limit)
    ]

    assert others == [302] * proving.TEXTS_BY_ONE.limit + [429]
    assert Outgoing.objects.count() == 3
    # Whoever may have no more texts may still have mail.
    assert client.post(MINE, {"email": "mei@example.com"}).status_code == 302


@pytest.mark.parametrize("number", ["+447400123456", "+1 900 555 0100", "02 2345 6789", "12345678"])
def test_numbers_that_get_no_texts_are_refused_alike(client, carrier, number):
    client.cookies["django_language"] = "en"
    proven(phone=number)

    answer = client.post(MINE, {"email": number})

    assert answer.status_code == 200
    assert "begin with +852、+853、+86、+886 only" in str(answer.context["form"].errors)
    assert not Outgoing.objects.exists()


def test_without_a_carrier_only_mail_is_spoken_of(client):
    client.cookies["django_language"] = "en"
    proven()

    assert "mobile" not in client.get(MINE).content.decode()
    answer = client.post(MINE, {"email": TYPED})

    assert "by e-mail only" in str(answer.context["form"].errors)
    assert not Outgoing.objects.exists()


def test_a_code_by_text_holds_ten_minutes_and_once(client, carrier):
    proven()
    pin = ask(client)
    with time_machine.travel(timezone.now() + timedelta(minutes=10, seconds=1), tick=True):
        assert client.post(CODE, {"pin": pin}).status_code == 422
    assert client.post(CODE, {"pin": pin}).status_code == 302
    assert client.post(CODE, {"pin": pin})["Location"] == MINE
    assert Outgoing.objects.count() == 1


def test_the_page_for_one_case_says_that_a_number_opens_all_where_texts_are_carried(client):
    client.cookies["django_language"] = "en"
    words = "gave us an e-mail address or mobile number"
    assert words not in client.get("/case/").content.decode()

    connected(provider="kept", account_sid="", auth_token="", sender="")

    page = client.get("/case/").content.decode()
    assert words in page
    assert "You stayed anonymous and lost the code?" in page
