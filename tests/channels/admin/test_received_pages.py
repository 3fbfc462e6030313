"""Items, customers, channels and partners in the back office."""

from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest
from django.urls import reverse
from django.utils import timezone

from channels.kinds import ChannelKind, Disposition, IntakeState
from channels.measures.previews import masked_preview
from channels.models import Channel, ContactPoint, Customer, Partner, PartnerKey, RawIntake
from channels.rules import intake
from channels.rules.customers import asking_who
from feedback_site.ledger.models import LedgerEvent
from feedback_site.organisation.roles import Role
from feedback_site.privacy.models import Reveal
from tests.factories.channels import UNREADABLE, ChannelFactory, PartnerFactory
from tests.factories.organisation import PostingFactory, StoreFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
FORM = "application/x-www-form-urlencoded"
SECRETS = ("陳大文", "chen@example.com", "0912345678", "912345678")


def somebody(role, **place):
    return PostingFactory(role=role, **place).user


@pytest.fixture
def agent(client):
    user = somebody(Role.AGENT)
    client.force_login(user)
    return user


def take(channel=None, **fields):
    body = urlencode({"text": "刮痕", **fields}).encode()
    return intake.take(channel=channel or ChannelFactory(), body=body, content_type=FORM, now=NOW)


def failed(channel=None):
    channel = channel or ChannelFactory(kind=UNREADABLE)
    return take(channel, name="陳大文", email="chen@example.com", phone="0912 345 678")


def page(client, name, *args, query=""):
    return client.get(reverse(f"admin:{name}", args=args) + query)


def send(client, name, *args, **fields):
    return client.post(reverse(f"admin:{name}", args=args), fields)


def test_failed_items_come_first_with_what_went_wrong(client, agent):
    raw = failed()
    done = take()

    text = page(client, "channels_items").content.decode()

    assert raw.reference in text
    assert f"kind {UNREADABLE}" in text
    assert done.reference not in text
    assert done.reference in page(client, "channels_items", query="?state=done").content.decode()
    found = page(client, "channels_items", query=f"?q={done.reference.lower()}").content.decode()
    assert done.reference in found


@pytest.mark.parametrize("name", ["channels_items", "channels_customers"])
def test_lists_take_the_same_statements_for_one_row_and_thirty(
    client, agent, django_assert_num_queries, name
):
    channel = ChannelFactory(kind=ChannelKind.WEB)
    other = ChannelFactory(kind=UNREADABLE)
    take(channel, email="a@example.com")
    failed(other)
    page(client, name)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as one:
        page(client, name)
    for n in range(30):
        take(channel, email=f"a{n}@example.com", phone=f"09123456{n:02d}")
        failed(other)
    with django_assert_num_queries(len(one)):
        page(client, name)
    assert len(one) <= 13


def test_an_item_is_shown_masked(client, agent):
    text = page(client, "channels_item", failed().pk).content.decode()

    assert "刮痕" in text
    assert [secret for secret in SECRETS if secret in text] == []


def test_an_item_can_be_tried_again(client, agent):
    raw = failed()
    Channel.objects.update(kind=ChannelKind.WEB)

    send(client, "channels_item_again", raw.pk)

    raw.refresh_from_db()
    assert (raw.state, raw.disposition) == (IntakeState.DONE, "opened")
    event = LedgerEvent.objects.get(verb="intake.retried")
    assert event.actor == f"user:{agent.pk}"


def test_what_was_dismissed_is_found_by_what_became_of_it_and_opened_after_all(client, agent):
    channel = ChannelFactory(kind=UNREADABLE)
    raw, done = failed(channel), take()
    intake.dismiss(raw.pk, disposition=Disposition.SPAM, reason="an advert", actor=agent, now=NOW)

    found = page(client, "channels_items", query="?state=done&disposition=spam").content.decode()
    assert (raw.reference in found, done.reference in found) == (True, False)
    Channel.objects.filter(pk=channel.pk).update(kind=ChannelKind.WEB)
    send(client, "channels_item_take_up", raw.pk)
    send(client, "channels_item_take_up", done.pk)

    raw.refresh_from_db()
    assert (raw.disposition, raw.reviewer, raw.attempts) == ("opened", None, 3)
    events = LedgerEvent.objects.filter(verb="intake.taken_up").values_list("subject", "actor")
    assert list(events) == [(f"intake:{raw.pk}", f"user:{agent.pk}")]


def test_an_item_can_be_dismissed_with_a_reason_only(client, agent):
    raw = failed()

    refused = send(client, "channels_item_dismiss", raw.pk, disposition="spam", reason="")
    raw.refresh_from_db()
    assert (refused.status_code, raw.state) == (200, IntakeState.FAILED)

    send(client, "channels_item_dismiss", raw.pk, disposition="spam", reason="an advert")
    raw.refresh_from_db()
    assert (raw.disposition, raw.disposition_reason, raw.reviewer) == ("spam", "an advert", agent)


def test_the_original_is_a_download_that_leaves_a_trace(client, agent):
    raw = failed()
    response = send(client, "channels_item_original", raw.pk)

    assert response.content == raw.bytes()
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"] == f'attachment; filename="{raw.reference}.bin"'
    assert Reveal.objects.get().subject == f"intake:{raw.pk}"
    assert LedgerEvent.objects.filter(verb="privacy.revealed").count() == 1


def test_an_erased_item_can_still_be_looked_at(client, agent):
    raw = failed()
    RawIntake.objects.update(wrapped_key=None, body=None)

    assert page(client, "channels_item", raw.pk).status_code == 200
    assert send(client, "channels_item_original", raw.pk).status_code == 404


@pytest.mark.parametrize("role", [Role.CLERK, Role.AUDITOR, Role.EXPERIENCE_OFFICER])
def test_who_does_not_watch_channels_sees_no_items(client, role):
    raw = failed()
    client.force_login(somebody(role))

    codes = [
        page(client, "channels_items").status_code,
        page(client, "channels_item", raw.pk).status_code,
        send(client, "channels_item_again", raw.pk).status_code,
        send(client, "channels_item_dismiss", raw.pk, disposition="spam", reason="x").status_code,
        send(client, "channels_item_original", raw.pk).status_code,
    ]

    assert set(codes) <= {403, 404}
    raw.refresh_from_db()
    assert (raw.state, Reveal.objects.count()) == (IntakeState.FAILED, 0)


def test_getting_the_original_by_a_link_is_refused(client, agent):
    raw = failed()

    assert page(client, "channels_item_original", raw.pk).status_code == 405
    assert not Reveal.objects.exists()


def test_a_customer_is_shown_masked_and_revealed_on_purpose(client, agent):
    take(name="陳大文", email="chen@example.com", phone="0912345678")
    customer = Customer.objects.get()

    masked = page(client, "channels_customer", customer.pk).content.decode()
    assert "陳○○" in masked
    assert [secret for secret in SECRETS if secret in masked] == []
    assert not Reveal.objects.exists()

    point = ContactPoint.objects.get(kind="email")
    revealed = send(client, "channels_customer_reveal", customer.pk, what=str(point.pk))
    assert "chen@example.com" in revealed.content.decode()
    assert "陳大文" not in revealed.content.decode()
    assert [(r.actor, r.subject) for r in Reveal.objects.all()] == [
        (agent, f"contact_point:{point.pk}")
    ]
    assert (
        "陳大文"
        in send(client, "channels_customer_reveal", customer.pk, what="name").content.decode()
    )


@pytest.mark.parametrize("gate", [0, 1])
def test_customers_cannot_be_gone_through_by_their_ids_or_page_by_page(
    client, agent, monkeypatch, gate
):
    take(name="陳大文", email="chen@example.com")
    customer = Customer.objects.get()
    small = replace(asking_who.LOOK_UPS[gate], limit=3)
    monkeypatch.setattr(asking_who, "LOOK_UPS", (small,))
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    client.cookies["django_language"] = "en"
    looks = [
        lambda: page(client, "channels_customer", customer.pk),
        lambda: page(client, "channels_customers", query=f"?before={customer.pk + 1}"),
        lambda: send(client, "channels_customer_reveal", customer.pk, what="name"),
    ]
    assert [look().status_code for look in looks] == [200] * 3

    for look in looks:
        answer = look()
        assert (answer.status_code, answer["Retry-After"]) == (429, str(small.opens_in(NOW)))
        text = answer.content.decode()
        assert "You have looked at very many customers" in text
        assert "陳" not in text
    likes = client.get(reverse("channels:counter_likes", args=(customer.pk,)))
    assert (likes.status_code, likes.headers["Location"]) == (302, reverse("channels:counter"))
    assert Reveal.objects.count() == 1
    told = LedgerEvent.objects.get(verb="counter.too_many_look_ups")
    assert (told.subject, told.actor) == (f"user:{agent.pk}",) * 2
    # A colleague goes on.
    client.force_login(somebody(Role.AGENT))
    assert page(client, "channels_customer", customer.pk).status_code == 200


@pytest.mark.parametrize("what", ["", "0", "x", "-1", "9" * 30])
def test_nothing_else_is_revealed(client, agent, what):
    take(email="chen@example.com")

    response = send(client, "channels_customer_reveal", Customer.objects.get().pk, what=what)
    assert response.status_code == 404
    assert not Reveal.objects.exists()


@pytest.mark.parametrize(
    ("query", "hits"),
    [
        ("CHEN@example.com", 1), ("0912-345-678", 1), ("345678", 1), ("陳大文", 1),
        ("chen", 0), ("345679", 0), ("陳大", 0), ("%", 0),
    ],
)  # fmt: skip
def test_customers_are_found_by_what_is_whole(client, agent, query, hits):
    take(name="陳大文", email="chen@example.com", phone="0912345678")
    take(name="Li Lei", email="li@example.com")

    text = page(client, "channels_customers", query="?" + urlencode({"q": query})).content.decode()

    assert text.count("陳○○") == hits
    assert "L○" not in text


def test_a_store_sees_its_own_customers_only(client):
    here, there = StoreFactory(), StoreFactory()
    take(name="Here", email="here@example.com", store=here.code)
    take(name="There", email="there@example.com", store=there.code)
    user = somebody(Role.CLERK, store=here)
    client.force_login(user)
    stranger = Customer.objects.get(name_masked="T○○○")

    assert "T○○○" not in page(client, "channels_customers").content.decode()
    assert "H○○○" in page(client, "channels_customers").content.decode()
    assert page(client, "channels_customer", stranger.pk).status_code == 404
    assert send(client, "channels_customer_reveal", stranger.pk, what="name").status_code == 404
    assert not Reveal.objects.exists()


def test_a_partner_key_is_shown_once_and_can_be_revoked(client):
    administrator = somebody(Role.ADMINISTRATOR)
    client.force_login(administrator)
    partner = PartnerFactory()
    form = {"partner": partner.pk, "name": "shop", "expiry_date_0": "", "expiry_date_1": ""}

    shown = client.post(reverse("admin:channels_partnerkey_add"), form, follow=True)
    key = PartnerKey.objects.get()
    text = shown.content.decode()
    assert f"{key.prefix}." in text
    secret = text.split(f"{key.prefix}.")[1][:32]
    assert key.is_valid(f"{key.prefix}.{secret}")
    later = client.get(reverse("admin:channels_partnerkey_changelist")).content.decode()
    assert secret not in later

    client.post(
        reverse("admin:channels_partnerkey_changelist"),
        {"action": "revoke", "_selected_action": key.pk},
    )
    key.refresh_from_db()
    assert key.revoked
    verbs = LedgerEvent.objects.filter(subject=f"partner:{partner.pk}").order_by("id")
    assert [event.verb for event in verbs] == ["partner_key.made", "partner_key.revoked"]


@pytest.mark.parametrize("model", ["channel", "partner", "partnerkey"])
@pytest.mark.parametrize("rows", [1, 30])
def test_settings_lists_work_and_keep_their_statements(client, model, rows):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.force_login(somebody(Role.ADMINISTRATOR))
    for _ in range(rows):
        partner = PartnerFactory()
        PartnerKey.objects.create_key(name="k", partner=partner)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(reverse(f"admin:channels_{model}_changelist"))

    assert response.status_code == 200
    assert len(captured) <= 12


def test_settings_are_changed_by_administrators_only(client, agent):
    partner = PartnerFactory()

    assert page(client, "channels_partner_changelist").status_code == 403
    assert page(client, "channels_partnerkey_add").status_code == 403
    assert page(client, "channels_channel_changelist").status_code == 200
    response = client.post(
        reverse("admin:channels_channel_change", args=[partner.channel_id]), {"name_en": "Mine"}
    )
    assert response.status_code == 403
    assert not Channel.objects.filter(name_en="Mine").exists()
    assert Partner.objects.count() == 1


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        (FORM, urlencode({"name": "陳大文", "email": "chen@example.com", "phone": "0912345678"})),
        (
            "application/json",
            '{"name": "陳大文", "email": "chen@example.com", "phone": "0912345678"}',
        ),
        ("message/rfc822", "From: 陳大文 <chen@example.com>\r\nSubject: x\r\n\r\n0912 345 678"),
        (
            "multipart/form-data",
            '--B\r\nContent-Disposition: form-data; name="name"\r\n\r\n陳大文\r\n--B',
        ),
    ],
)
def test_previews_hide_who_it_is(content_type, body):
    preview = masked_preview(body.encode(), content_type)

    assert [secret for secret in (*SECRETS, "345 678") if secret in preview] == []
    assert "•••" in preview
