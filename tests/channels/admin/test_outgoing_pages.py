"""Reading outgoing mail, and sending dead letters again."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from channels.kinds import OutboxState
from channels.models import KeptMail, Outgoing
from channels.rules.outbox import delivery
from feedback_site.organisation.roles import Role
from tests.factories.channels import conversation_with
from tests.factories.organisation import posted

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
READERS = {Role.ADMINISTRATOR}
WATCHERS = {
    Role.AGENT, Role.SUPERVISOR, Role.DEPARTMENT_HEAD, Role.MANAGER, Role.ADMINISTRATOR,
}  # fmt: skip


def sent(number=0):
    conversation = conversation_with(f"p{number}@example.com")
    row = delivery.tell_customer(conversation, template="received", dedup_key=str(number), now=NOW)
    return delivery.deliver(row.pk, now=NOW)


def dead(number=0):
    row = sent(number)
    Outgoing.objects.filter(pk=row.pk).update(
        state="dead", sent_at=None, last_error="550 <b>no</b>"
    )
    return row


def pages(mail, row):
    return [
        (reverse("admin:channels_mail"), READERS),
        (reverse("admin:channels_mail_read", args=(mail.pk,)), READERS),
        (reverse("admin:channels_mail_raw", args=(mail.pk,)), READERS),
        (reverse("admin:channels_outbox"), WATCHERS),
    ]


@pytest.mark.parametrize("role", list(Role))
def test_only_those_entitled_read(client, role):
    row = sent()
    client.force_login(posted(role))

    for url, entitled in pages(KeptMail.objects.get(), row):
        answer = client.get(url)
        assert answer.status_code == (200 if role in entitled else 403), url
        assert answer.status_code == 403 or "no-store" in answer["Cache-Control"]


def test_strangers_are_sent_to_the_sign_in(client):
    row = dead()
    for url, _ in pages(KeptMail.objects.get(), row):
        assert client.get(url).status_code == 302
    assert client.post(reverse("admin:channels_outbox_again", args=(row.pk,))).status_code == 302
    row.refresh_from_db()
    assert row.state == OutboxState.DEAD


def test_a_mail_is_read_as_text_and_in_a_frame_without_scripts(client):
    row = sent()
    client.force_login(posted(Role.ADMINISTRATOR))

    page = client.get(
        reverse("admin:channels_mail_read", args=(KeptMail.objects.get().pk,))
    ).content.decode()

    link = f"http://testserver/c/{row.conversation.reference}/{row.conversation.access_code}"
    assert f'<a href="{link}"' in page
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in page
    assert 'srcdoc="&lt;!doctype html&gt;' in page
    assert "allow-scripts" not in page
    assert "allow-same-origin" not in page


def test_the_bytes_are_saved_and_not_shown(client):
    sent()
    mail = KeptMail.objects.get()
    client.force_login(posted(Role.ADMINISTRATOR))

    answer = client.get(reverse("admin:channels_mail_raw", args=(mail.pk,)))

    assert answer.content == bytes(mail.raw)
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("url_name", ["admin:channels_mail", "admin:channels_outbox"])
def test_a_list_costs_the_same_at_one_and_at_thirty_rows(client, url_name):
    client.force_login(posted(Role.ADMINISTRATOR))
    client.get(reverse(url_name))
    dead()
    one, of_one = counted(client, url_name)
    for number in range(1, 30):
        dead(number)
    thirty, of_thirty = counted(client, url_name)

    assert (one.content.count(b"<tr>"), thirty.content.count(b"<tr>")) == (2, 31)
    # The rows, those held since a restore, and the menu's count; the rest is the frame's.
    of_the_page = 3 if "outbox" in url_name else 2
    assert (of_one["ours"], of_thirty["ours"]) == (of_the_page, of_the_page)
    assert of_one["all"] == of_thirty["all"]


def counted(client, url_name):
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(reverse(url_name))
    ours = [
        q for q in captured if "channels_keptmail" in q["sql"] or "channels_outgoing" in q["sql"]
    ]
    return answer, {"ours": len(ours), "all": len(captured)}


def test_older_ones_are_on_further_pages(client, monkeypatch):
    monkeypatch.setattr("channels.admin.kept_mail.ROWS", 2)
    monkeypatch.setattr("channels.admin.outbox.ROWS", 2)
    rows = [dead(number) for number in range(3)]
    client.force_login(posted(Role.ADMINISTRATOR))

    for name in ("admin:channels_mail", "admin:channels_outbox"):
        first = client.get(reverse(name))
        second = client.get(first.context["next_url"])
        assert rows[2].conversation.reference in first.content.decode()
        assert rows[0].conversation.reference not in first.content.decode()
        assert rows[0].conversation.reference in second.content.decode()
        assert second.context["next_url"] == ""


def test_a_dead_letter_is_found_masked_and_escaped_and_sent_again(client):
    row = dead()
    client.force_login(posted(Role.AGENT))
    url = reverse("admin:channels_outbox")

    page = client.get(url).content.decode()
    by_reference = client.get(url, {"q": row.conversation.reference.lower()}).content.decode()
    elsewhere = client.get(url, {"state": "sent"}).content.decode()
    answer = client.post(
        reverse("admin:channels_outbox_again", args=(row.pk,)), {"next": f"{url}?state=dead"}
    )

    assert row.conversation.reference in page
    assert row.conversation.reference in by_reference
    assert row.conversation.reference not in elsewhere
    assert "p0@example.com" not in page
    assert "550 &lt;b&gt;no" in page
    assert (answer.status_code, answer["Location"]) == (302, f"{url}?state=dead")
    row.refresh_from_db()
    assert (row.state, row.attempts) == (OutboxState.PENDING, 0)


def test_sending_again_leads_nowhere_else_and_changes_nothing_that_is_sent(client):
    row = sent()
    client.force_login(posted(Role.AGENT))
    again = reverse("admin:channels_outbox_again", args=(row.pk,))

    answer = client.post(again, {"next": "https://evil.example/"})

    assert answer["Location"] == reverse("admin:channels_outbox")
    assert client.get(again).status_code == 405
    row.refresh_from_db()
    assert row.state == OutboxState.SENT


def test_a_clerk_sends_nothing_again(client):
    row = dead()
    client.force_login(posted(Role.CLERK))

    assert client.post(reverse("admin:channels_outbox_again", args=(row.pk,))).status_code == 403
    row.refresh_from_db()
    assert row.state == OutboxState.DEAD


@pytest.mark.parametrize(
    "query", ["?before=x", "?before=99999999999999999999", "?state=nonsense", "?q=%00"]
)
def test_odd_addresses_are_harmless(client, query):
    client.force_login(posted(Role.ADMINISTRATOR))

    assert client.get(reverse("admin:channels_outbox") + query).status_code == 200
    assert client.get(reverse("admin:channels_mail") + query).status_code == 200


def of_before(number=0):
    """A message that was held since a restore."""
    conversation = conversation_with(f"p{number}@example.com")
    row = delivery.tell_customer(conversation, template="closed", dedup_key=str(number), now=NOW)
    Outgoing.objects.filter(pk=row.pk).update(state="held", hold_reason="restored", life=0)
    return row


def decide(client, decision, row=None):
    url = reverse("admin:channels_outbox_held")
    return client.post(url, {"decision": decision, "message": row.pk if row else ""})


def states():
    return list(Outgoing.objects.order_by("pk").values_list("state", "hold_reason"))


def test_what_a_restore_held_is_shown_on_every_page_of_the_outbox_and_counted(client):
    row = of_before()
    client.force_login(posted(Role.ADMINISTRATOR))
    client.cookies["django_language"] = "en"
    url = reverse("admin:channels_outbox")

    dead, held = client.get(url).text, client.get(url, {"state": "held"}).text

    for text in (dead, held):
        assert "One message waits since this database was restored" in text
        assert "Withdraw all" in text
    assert "written before the database was restored" in held
    assert row.conversation.reference in held
    assert "Send again" not in held


def test_an_agent_sees_it_and_an_administrator_decides(client):
    row = of_before()
    client.force_login(posted(Role.AGENT))
    client.cookies["django_language"] = "en"

    text = client.get(reverse("admin:channels_outbox"), {"state": "held"}).text

    assert "An administrator decides about them." in text
    assert "Withdraw all" not in text
    assert decide(client, "send", row).status_code == 403
    client.post(reverse("admin:channels_outbox_again", args=(row.pk,)))
    assert states() == [("held", "restored")]


@pytest.mark.parametrize(
    ("decision", "state"), [("send", OutboxState.PENDING), ("withdraw", OutboxState.RECALLED)]
)
def test_one_is_decided_and_then_all_others(client, decision, state):
    one = [of_before(number) for number in range(3)][1]
    client.force_login(posted(Role.ADMINISTRATOR))

    decide(client, decision, one)
    assert states() == [("held", "restored"), (state, ""), ("held", "restored")]

    decide(client, decision)
    assert states() == [(state, "")] * 3


def test_no_decision_changes_nothing(client):
    of_before()
    client.force_login(posted(Role.ADMINISTRATOR))

    assert decide(client, "").status_code == 400
    assert states() == [("held", "restored")]


def listing(reader, *, number=12, key="listing"):
    rows = [{"case_id": 1, "reference": "FB-1", "clock": "resolve", "due_at": ""}]
    return delivery.enqueue(
        template="staff_limits_missed", dedup_key=key, language="en", now=NOW, recipient=reader,
        context={"count": number, "rows": rows, "also": []},
    )  # fmt: skip


def test_a_letter_that_lists_cases_says_how_many(client):
    reader = posted(Role.ADMINISTRATOR)
    listing(reader)
    client.force_login(reader)
    client.cookies["django_language"] = "en"

    page = client.get(f"{reverse('admin:channels_outbox')}?state=pending").content.decode()

    assert "several limits were missed" in page
    assert '<td class="nowrap">12 in one letter</td>' in page
    assert "FB-1" not in page


def test_letters_that_list_cases_cost_the_list_nothing(client):
    reader = posted(Role.ADMINISTRATOR)
    client.force_login(reader)
    address = f"{reverse('admin:channels_outbox')}?state=pending"
    listing(reader, key="first")
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for number in range(29):
        listing(reader, key=str(number))
    with CaptureQueriesContext(connection) as many:
        client.get(address)

    assert len(many) == len(few)
