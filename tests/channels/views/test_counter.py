"""The counter: who may stand behind it, what they see, and the slip."""

import re
from dataclasses import replace

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from cases.measures.queues.store_day import store_day
from cases.models import Case, CaseEvent, Promise, WorkOrder
from channels.forms.stamps import new_stamp
from channels.models import ContactPoint, RawIntake, Submission
from channels.references import new_reference
from channels.rules.customers import asking_who
from feedback_site.ledger.models import LedgerEvent
from feedback_site.organisation.models import Brand, Department, User
from feedback_site.organisation.roles import Role
from feedback_site.organisation.rules import branding
from tests.doors import PNG
from tests.factories.cases import NOW, case_in
from tests.factories.channels import customer_with
from tests.factories.organisation import StoreFactory, posted
from tests.factories.purchases import bought

pytestmark = pytest.mark.django_db
URL, FIND = "/counter/", "/counter/find/"


@pytest.fixture
def store():
    return StoreFactory()


@pytest.fixture
def clerk(store):
    return posted(Role.CLERK, store=store)


@pytest.fixture
def desk(client, clerk):
    client.force_login(clerk)
    return client


def said(store, **more):
    return {
        "text": "取件晚了兩天", "phone": "0912 345 678", "name": "王大明", "store": store.code,
        "language": "zh-hant", "category": "pickup_delayed", "stamp": new_stamp(), **more,
    }  # fmt: skip


def find(client, query):
    answer = client.post(FIND, {"query": query}, headers={"X-Requested-With": "fetch"})
    assert answer.status_code == 200
    return answer.context["found"]


@pytest.mark.parametrize("path", [URL, FIND, "/counter/slip/FB-2222-2222/"])
def test_strangers_are_sent_to_sign_in(client, path):
    answer = client.post(path) if path == FIND else client.get(path)

    assert answer.status_code == 302
    assert answer["Location"].startswith("/admin/login/")


def test_whoever_takes_no_feedback_has_no_counter(client, store):
    client.force_login(posted(Role.AUDITOR))

    assert client.get(URL).status_code == 403
    assert client.post(URL, said(store)).status_code == 403
    assert not RawIntake.objects.exists()


def test_a_complaint_is_taken_with_clerk_store_and_photo_and_ends_in_a_slip(desk, clerk, store):
    photo = SimpleUploadedFile("1.png", PNG, "image/png")

    answer = desk.post(URL, said(store, photos=photo))

    submission = Submission.objects.select_related("conversation").get()
    assert answer["Location"] == f"/counter/slip/{submission.conversation.reference}/"
    assert (submission.captured_by, submission.store) == (clerk, store)
    slip = desk.get(answer["Location"]).content.decode()
    assert submission.conversation.reference in slip
    assert submission.conversation.access_code[:5] in slip
    assert "<svg" in slip


def test_the_slip_is_in_the_customers_language_and_the_page_in_the_clerks(desk, store):
    desk.cookies["django_language"] = "zh-hant"

    answer = desk.post(URL, said(store, language="en"))

    page = desk.get(answer["Location"]).content.decode()
    assert '<html lang="zh-Hant"' in page
    assert '<div lang="en">' in page
    assert "Access code" in page


def test_the_slip_carries_the_chains_own_name_in_the_customers_language(desk, store):
    names = {"name_zh_hant": "光影沖印", "name_zh_hans": "光影冲印", "name_en": "Lightwell"}
    brand = Brand(**names, colour="#8a1538")
    try:
        branding.save_brand(brand, actor=posted(Role.ADMINISTRATOR), now=timezone.now())
        answer = desk.post(URL, said(store, language="zh-hans"))
        page = desk.get(answer["Location"]).content.decode()
    finally:
        branding.forget()

    slip = page[page.index('<div lang="zh-Hans">') :]
    assert "光影冲印" in slip
    assert "Lumen" not in page


def test_the_slip_names_when_a_person_answers(desk, store):
    answer = desk.post(URL, said(store))

    due = Case.objects.get().cycles.filter(clock__in=("first_response", "contact"))
    receipt = desk.get(answer["Location"]).context["receipt"]
    assert receipt.answer_due == min(cycle.due_at for cycle in due)


def test_an_english_slip_writes_days_and_times_as_nobody_here_misreads_them(desk, store):
    with time_machine.travel("2026-12-01T02:02:00Z", tick=False):
        answer = desk.post(URL, said(store, language="en"))
        slip = desk.get(answer["Location"]).content.decode()

    # 12/01/2026 is the 12th of January here, and "10:02 a.m.." ends twice.
    assert "Taken 1 Dec 2026, 10:02" in " ".join(strip_tags(slip).split())
    assert re.search(r"A person answers you by \d+ Dec 2026, \d\d:\d\d\.", slip)


def test_a_slip_is_shown_to_nobody_else(desk, store, client):
    path = desk.post(URL, said(store))["Location"]
    colleague = posted(Role.CLERK, store=store)
    client.logout()
    client.force_login(colleague)

    assert client.get(path).status_code == 404


def test_a_clerk_cannot_take_feedback_for_another_store(desk, store):
    other = StoreFactory()

    answer = desk.post(URL, said(other))

    assert set(answer.context["form"].errors) == {"store"}
    assert not RawIntake.objects.exists()


def test_without_contact_the_clerk_must_say_anonymous(desk, store):
    refused = desk.post(URL, said(store, phone=""))
    taken = desk.post(URL, said(store, phone="", name="", is_anonymous="on"))

    assert set(refused.context["form"].errors) == {"email"}
    assert taken.status_code == 302
    assert Submission.objects.get().is_anonymous


@pytest.mark.parametrize("query", ["0912345678", "345678", "+886 912 345 678", "王大明"])
def test_a_known_customer_is_found_with_masked_contacts(desk, store, query):
    desk.post(URL, said(store))

    (customer,) = find(desk, query)

    assert customer.name == "王○○"
    assert customer.contacts == ("+886•••••••78",)
    assert [case.title for case in customer.cases] == ["取件晚了兩天"]
    assert customer.unfinished == 1


def test_a_scanned_slip_finds_its_case_though_nobody_is_known(desk, store):
    desk.post(URL, said(store, phone="", name="", is_anonymous="on"))
    conversation = Submission.objects.get().conversation

    (nobody,) = find(
        desk, f"https://x.example/c/{conversation.reference}/{conversation.access_code}"
    )

    assert nobody.name == ""
    assert [case.reference for case in nobody.cases] == [conversation.reference]


def test_another_stores_clerk_finds_nobody(desk, store, client):
    desk.post(URL, said(store))
    reference = Case.objects.get().reference
    client.force_login(posted(Role.CLERK, store=StoreFactory()))

    assert find(client, "0912345678") == ()
    assert find(client, reference) == ()


@pytest.mark.parametrize("spelled", ["{}", "https://x.example/c/{}/ABCDE"])
def test_a_slip_of_elsewhere_is_not_called_a_person_that_nobody_knows(desk, store, client, spelled):
    desk.post(URL, said(store))
    reference = Case.objects.get().reference
    client.force_login(posted(Role.CLERK, store=StoreFactory()))
    client.cookies["django_language"] = "en"

    slip = client.post(FIND, {"query": spelled.format(reference)}).text
    number = client.post(FIND, {"query": "0912345678"}).text
    unknown = client.post(FIND, {"query": spelled.format(new_reference())}).text

    assert ("No case with this number" in slip, "Nobody found" in slip) == (True, False)
    assert ("No case with this number" in number, "Nobody found" in number) == (False, True)
    # Whether there is such a case elsewhere is not told.
    assert "No case with this number" in unknown


def test_open_promises_are_remembered_and_kept_ones_are_not(desk, store, clerk):
    desk.post(URL, said(store))
    case, now = Case.objects.get(), timezone.now()
    due = now - timezone.timedelta(hours=1)
    Promise.objects.create(case=case, text="週四前回電", owner=clerk, due_at=due, made_at=due)
    Promise.objects.create(
        case=case, text="重印", owner=clerk, due_at=due, made_at=due, kept_at=now
    )

    (customer,) = find(desk, "0912345678")

    assert [(one.text, one.is_overdue) for one in customer.promises] == [("週四前回電", True)]


def test_remembering_costs_the_same_for_one_case_and_for_thirty(desk, store):
    desk.post(URL, said(store))
    with CaptureQueriesContext(connection) as few:
        find(desk, "0912345678")
    for number in range(29):
        desk.post(URL, said(store, text=f"第 {number} 次"))

    with CaptureQueriesContext(connection) as many:
        (customer,) = find(desk, "0912345678")

    assert customer.unfinished == 30
    assert len(many) == len(few)


@pytest.mark.parametrize("gate", [0, 1])
def test_a_session_that_asks_for_one_customer_after_the_other_is_stopped_and_told_of(
    desk, store, clerk, monkeypatch, gate
):
    small = replace(asking_who.LOOK_UPS[gate], limit=2)
    monkeypatch.setattr(asking_who, "LOOK_UPS", (small,))
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    desk.cookies["django_language"] = "en"
    desk.post(URL, said(store))
    for _each in range(2):
        assert len(find(desk, "0912345678")) == 1
    answers = [
        desk.post(FIND, {"query": "0912345678"}, headers=headers)
        for headers in ({"X-Requested-With": "fetch"}, {})
    ]

    for answer in answers:
        assert (answer.status_code, answer.context.get("found")) == (429, None)
        assert answer["Retry-After"] == str(small.opens_in(NOW))
        assert "You have looked up very many customers" in answer.content.decode()
        assert "Nobody found" not in answer.content.decode()
    told = LedgerEvent.objects.get(verb="counter.too_many_look_ups")
    assert (told.subject, told.actor) == (f"user:{clerk.pk}",) * 2
    # A colleague at the same counter goes on, and so does everything else of this one.
    assert desk.post(FIND, {}, headers={"X-Requested-With": "fetch"}).status_code == 200
    assert desk.post(URL, said(store, stamp=new_stamp())).status_code == 302
    desk.force_login(posted(Role.CLERK, store=store))
    assert len(find(desk, "0912345678")) == 1


def test_customers_cannot_be_counted_through_by_their_numbers_either(desk, store, monkeypatch):
    desk.cookies["django_language"] = "en"
    desk.post(URL, said(store))
    small = replace(asking_who.LOOK_UPS[0], limit=1)
    monkeypatch.setattr(asking_who, "LOOK_UPS", (small,))
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    path = f"{URL}?customer={Case.objects.get().customer_id}"

    first, second = (desk.get(path) for _each in range(2))

    assert [len(one.context["found"]) for one in (first, second)] == [1, 0]
    assert "You have looked up very many customers" in second.content.decode()
    # What stands in the form is taken down as always.
    assert desk.post(URL, said(store, stamp=new_stamp())).status_code == 302


def test_a_receipt_number_finds_its_customer_and_an_anonymous_case_within_reach(
    desk, store, client
):
    desk.post(URL, said(store, order_number="ZS-20411"))
    desk.post(URL, said(store, order_number="ZS-20411", phone="", name="", is_anonymous="on"))

    customer, nobody = find(desk, "zs-20411")
    client.force_login(posted(Role.CLERK, store=StoreFactory()))

    assert (customer.name, nobody.name, nobody.customer_id) == ("王○○", "", None)
    assert [len(one.cases) for one in (customer, nobody)] == [1, 1]
    assert find(client, "ZS-20411") == ()


def test_what_went_wrong_last_time_stands_beside_whoever_is_found(desk, store, clerk):
    desk.post(URL, said(store))
    case, now = Case.objects.get(), timezone.now()
    hour = timezone.timedelta(hours=1)
    Case.objects.filter(pk=case.pk).update(
        state="closed",
        outcome="confirmed",
        closed_at=now,
        remedy="reprint",
        decision_text="已重印整批。",
    )
    made = {"case": case, "owner": clerk, "made_at": now - 3 * hour}
    Promise.objects.create(text="當天重印", due_at=now - hour, kept_at=now - 2 * hour, **made)
    Promise.objects.create(text="回電", due_at=now - 2 * hour, kept_at=now - hour, **made)
    Promise.objects.create(text="寄出", due_at=now + hour, **made)

    desk.cookies["django_language"] = "en"
    (customer,) = find(desk, "0912345678")

    (past,) = customer.cases
    assert (past.remedy, past.decision) == ("reprint", "已重印整批。")
    # What was promised is owed after the case was closed as well.
    assert [(one.text, one.is_overdue) for one in customer.promises] == [("寄出", False)]
    assert {one.text: (one.standing, one.is_broken) for one in past.promises} == {
        "當天重印": ("kept", False), "回電": ("kept late", True),
    }  # fmt: skip
    Case.objects.update(state="withdrawn", outcome="", closed_at=None)
    (customer,) = find(desk, "0912345678")
    assert customer.promises == ()
    assert {one.text: one.standing for one in customer.cases[0].promises}["寄出"] == "not kept"


def test_the_stores_day_stands_there_before_anybody_is_found(desk, store, clerk):
    empty = desk.get(URL).context["day"]
    desk.post(URL, said(store))
    case, now = Case.objects.get(), timezone.now()
    due = now - timezone.timedelta(hours=1)
    made = {"case": case, "owner": clerk, "made_at": due}
    Promise.objects.create(text="今天取件", due_at=due, **made)
    Promise.objects.create(text="下週回電", due_at=now + timezone.timedelta(days=2), **made)
    WorkOrder.objects.create(
        case=case, kind="reprint", title="重印一百張", state="done", asked_by=clerk, asked_at=due,
        ended_at=now, result="重印好了", department=Department.objects.first(),
    )  # fmt: skip
    elsewhere = StoreFactory()

    page = desk.get(URL)

    day = page.context["day"]
    assert (empty.promised, empty.ready, empty.open, empty.open_number) == ((), (), (), 0)
    assert [(one.title, one.is_overdue) for one in day.promised] == [("今天取件", True)]
    assert [one.title for one in day.ready] == ["重印一百張"]
    assert ([one.reference for one in day.open], day.open_number) == ([case.reference], 1)
    assert reverse("admin:cases_case_desk", args=(case.reference,)) in page.content.decode()
    assert store_day(posted(Role.CLERK, store=elsewhere), store.code, now).open_number == 0


def test_the_stores_day_ends_by_its_own_calendars_clock(desk, store, clerk):
    type(store.calendar).objects.filter(pk=store.calendar_id).update(time_zone="Pacific/Honolulu")
    desk.post(URL, said(store))
    # At noon in Honolulu it is the next morning in Taipei.
    now = timezone.datetime(2026, 5, 4, 22, tzinfo=NOW.tzinfo)
    due = now + timezone.timedelta(hours=15)
    Promise.objects.create(
        text="明天", case=Case.objects.get(), owner=clerk, made_at=now, due_at=due
    )

    assert store_day(clerk, store.code, now).promised == ()


def test_the_stores_day_costs_the_same_however_much_is_open(
    desk, store, clerk, django_assert_num_queries
):
    reached = User.objects.get(pk=clerk.pk)
    for number in (1, 30):
        for each in range(number):
            desk.post(URL, said(store, text=f"第 {each} 次"))
        assert reached.reach.stores
        with django_assert_num_queries(6):
            day = store_day(reached, store.code, timezone.now())
    assert (len(day.open), day.open_number) == (4, 31)


def test_what_a_customer_adds_at_the_counter_becomes_their_message(desk, store, clerk):
    desk.post(URL, said(store))
    case = Case.objects.get()
    path = f"/counter/case/{case.reference}/"
    photo = SimpleUploadedFile("1.png", PNG, "image/png")
    words = {"text": "還是沒有好", "photos": photo, "stamp": new_stamp()}

    nothing = desk.post(path, {"text": " ", "stamp": new_stamp()})
    before = RawIntake.objects.count()
    answer = desk.post(path, words)

    message = case.submission.conversation.messages.latest("pk")
    raw = RawIntake.objects.latest("pk")
    assert (nothing.status_code, before) == (422, 1)
    assert answer["Location"] == f"/counter/?customer={case.customer_id}"
    assert (message.text, message.direction, message.channel.code) == (
        "還是沒有好",
        "inbound",
        "counter",
    )
    assert (message.attachments.count(), raw.context["clerk"]) == (1, clerk.pk)
    assert (raw.disposition, Case.objects.count()) == ("appended", 1)
    assert case.events.filter(message=message).exists()
    assert desk.get(answer["Location"]).context["found"][0].customer_id == case.customer_id


def test_what_a_customer_likes_is_noted_at_the_counter_and_shown_wherever_they_are_met(
    desk, store, client
):
    desk.post(URL, said(store, notice_version="2026-05"))
    case = Case.objects.get()
    path = f"/counter/customer/{case.customer_id}/"
    likes = {"way": "phone", "time": "evening", "language": "zh-hant", "words": "霧面，白邊"}
    desk.cookies["django_language"] = "en"

    refused = desk.post(path, {**likes, "words": "call 0912345678"})
    answer = desk.post(path, likes)

    (known,) = desk.get(answer["Location"]).context["found"]
    at_desk = desk.get(reverse("admin:cases_case_desk", args=(case.reference,))).content.decode()
    of_customer = desk.get(reverse("admin:channels_customer", args=(case.customer_id,)))
    assert refused.status_code == 422
    assert known.likes == ("by phone", "in the evening", "霧面，白邊")
    assert ("霧面，白邊" in at_desk, of_customer.context["likes"]) == (True, known.likes)
    assert [one.notice_version for one in of_customer.context["consents"]] == ["2026-05"]
    assert all(words in of_customer.content.decode() for words in ("Service tier", "Consents"))
    client.force_login(posted(Role.CLERK, store=StoreFactory()))
    assert client.post(path, likes).status_code == 404


def test_what_a_customer_bought_stands_at_the_counter_and_on_the_case(desk, store, clerk):
    desk.cookies["django_language"] = "en"
    desk.post(URL, said(store, order_number="P101"))
    for number, more in (
        ("P101", {"serial": "SN-4711"}), ("P102", {"phone": "0912345678", "lines": ("桌曆",)}),
        ("P103", {"phone": "0987654321"}),
    ):  # fmt: skip
        bought(number, store_code=store.code, **more)

    (known,) = find(desk, "0912345678")
    assert [find(desk, number) for number in ("p 102", "P103")] == [(known,), ()]
    page = desk.post(FIND, {"query": "0912345678"}).content.decode()
    client = type(desk)()
    client.force_login(posted(Role.AGENT, store=store))
    case = Case.objects.get()
    shown = client.get(reverse("admin:cases_case_desk", args=(case.reference,))).content.decode()

    assert [(one.words, one.by_order) for one in known.bought] == [
        ("桌曆", False), ("相片書 20 頁、4x6 沖印 × 30", True),
    ]  # fmt: skip
    assert known.bought_number == 2
    assert "Bought:" in page
    assert "SN-4711" in shown
    assert "#customer-purchases" in shown


@pytest.mark.parametrize("said_of", ["them", "another", None])
def test_a_new_mail_address_of_whom_the_clerk_knows_by_number_is_kept_with_the_case(
    desk, store, said_of
):
    desk.post(URL, said(store))
    whom = {"them": Submission.objects.get().customer_id}
    whom["another"] = customer_with(phone="0922333444").pk
    more, is_said = {"same_person": whom[said_of]} if said_of else {}, said_of == "them"
    shown = desk.post(FIND, {"query": "0912345678"}).content.decode()

    desk.post(URL, said(store, text="又晚了", email="new@example.com", **more))

    first, second = Submission.objects.order_by("pk")
    assert f'name="same_person" value="{whom["them"]}"' in shown
    assert (first.customer_id == second.customer_id) is is_said
    mail = ContactPoint.objects.get(kind="email")
    assert (mail.is_claim, mail.customer_id) == (is_said, second.customer_id)


def test_a_closed_case_takes_no_more_words_and_a_stranger_has_none_to_add(desk, store, client):
    case = case_in("closed", store=store)
    CaseEvent.objects.create(
        case=case, seq=9, kind="closed", went_to="closed", happened_at=NOW, recorded_at=NOW
    )
    path = f"/counter/case/{case.reference}/"
    before = RawIntake.objects.count()

    shut = desk.post(path, {"text": "還有", "stamp": new_stamp()})
    client.force_login(posted(Role.CLERK, store=StoreFactory()))

    assert (shut.status_code, shut.context["goes_to"]) == (409, "")
    assert client.post(path, {"text": "還有", "stamp": new_stamp()}).status_code == 404
    assert RawIntake.objects.count() == before


def test_what_was_typed_is_never_markup(desk, store):
    desk.post(URL, said(store, text="<script>alert(1)</script>", name="<b>x</b>"))

    page = desk.post(FIND, {"query": "0912345678"}).content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
