"""Texts out: short, at decent hours, within what is allowed, and each refusal for what it is."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from channels import letters
from channels.kinds import NO_CARRIER, AlarmKind, OutboxState, Standing, StopReason
from channels.letter_grammar import allowed_in, faults_of
from channels.measures.troubles import troubles, watched
from channels.models import Consent, ContactPoint, KeptMail, Outgoing, StoppedNumber
from channels.rules.answers import writing
from channels.rules.connections import probing
from channels.rules.letters import composing, wording
from channels.rules.letters.composing import Circumstances
from channels.rules.outbox import delivery, texting
from channels.segments import segments_of
from channels.short_letters import is_short
from feedback_site.ledger.models import LedgerEvent
from feedback_site.organisation.roles import Role
from reports.display.channels import line_of
from reports.measures.channel_health import health_of
from tests.channels.servers import Said
from tests.channels.texts.conftest import connected
from tests.channels.texts.platform import MEI, SHOP, SID, TOKEN, post_status, refused
from tests.factories.cases import SubmissionFactory
from tests.factories.channels import customer_with
from tests.factories.organisation import UserFactory, posted

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 4, 2, 30, tzinfo=UTC)  # half past ten in Taipei
NIGHT = datetime(2026, 5, 4, 15, 30, tzinfo=UTC)
MORNING = datetime(2026, 5, 5, 1, 0, tzinfo=UTC)


def told(*, phone=MEI, email=None, consents=("texts",)):
    """Give a conversation of somebody who gave these contacts with what they told us."""
    customer = customer_with(phone=phone, email=email)
    submission = SubmissionFactory(customer=customer, no_contact_reason="")
    talk = submission.conversation
    talk.customer, talk.language = customer, "zh-hant"
    talk.save()
    for purpose in consents:
        Consent.objects.create(
            customer=customer, purpose=purpose, submission=submission, notice_version="1",
            given_at=NOW,
        )  # fmt: skip
    return talk


def notice(talk, template="in_progress", *, now=NOW, key="k", **context):
    return delivery.tell_customer(talk, template=template, dedup_key=key, now=now, context=context)


def sent(talk, template="in_progress", *, now=NOW, key="k"):
    return delivery.deliver(notice(talk, template, now=now, key=key).pk, now=now)


@pytest.mark.parametrize(
    ("contacts", "way"),
    [
        ({}, "phone"),
        ({"email": "mei@example.com"}, "email"),
        ({"consents": ()}, None),
        ({"consents": ("survey",)}, None),
    ],
)
def test_whoever_gave_a_number_alone_and_agreed_is_texted(account, contacts, way):
    row = notice(told(**contacts))

    assert (row and row.kind) == way


def test_without_a_carrier_or_after_a_stop_nobody_is_texted():
    talk = told()
    assert notice(talk) is None
    account = connected()
    index = ContactPoint.objects.get().value_index
    StoppedNumber.objects.create(number_index=index, reason=StopReason.ASKED, stopped_at=NOW)
    assert notice(talk) is None
    StoppedNumber.objects.all().delete()
    account.is_active = False
    account.save()
    assert notice(talk) is None
    Consent.objects.update(withdrawn_at=NOW)
    account.is_active = True
    account.save()
    assert notice(talk) is None
    assert not Outgoing.objects.exists()


def test_a_notice_is_one_message_with_the_link_and_nothing_that_anybody_wrote(account, twilio):
    talk = told()
    message = writing.write_to_customer(
        talk, text="陳美玲小姐，退款 480 元。", author=UserFactory(), now=NOW
    )

    row = delivery.deliver(Outgoing.objects.get(message=message).pk, now=NOW)

    (taken,) = twilio.taken
    assert (row.state, row.receipt) == ("sent", f"SM{1:032x}")
    assert {name: taken[name] for name in ("From", "To")} == {"From": SHOP, "To": MEI}
    assert taken["StatusCallback"] == f"{account.callback_url}status/{row.pk}/"
    body = taken["Body"]
    assert f"/c/{talk.reference}/" in body
    assert "480" not in body
    assert "美玲" not in body
    account.refresh_from_db()
    assert account.worked_at == NOW


def test_every_text_is_short_in_every_language_and_holds_no_code_of_its_own(account):
    talk = told()
    moment = "2026-12-17T10:00:00+00:00"
    for template in letters.TEMPLATES:
        if not is_short(template):
            continue
        for language in letters.LANGUAGES:
            row = Outgoing(
                kind="phone", conversation=talk, template=template.removeprefix("sms_"),
                language=language,
                context={
                    "by": moment, "starts_at": "2026-12-17T11:00:00+00:00", "drawn": "d",
                    "text": "佛", "reason": "佛",
                },
            )  # fmt: skip
            letter = composing.compose(row, Circumstances(zone=ZoneInfo("Asia/Taipei")), now=NOW)
            assert segments_of(letter.text) <= 4, (template, language)
            assert "{" not in letter.text
            # Whoever comes by appointment need not open the page to know when.
            assert ("19:00" in letter.text) is ("starts_at" in allowed_in(template))
            assert "佛" not in letter.text
            assert (talk.access_code in letter.text) is ("/c/" in letter.text)
    assert [one.code for one in faults_of("sms_closed", "x", "{{ link }} {{ code }}")] == [
        "unknown"
    ]
    assert [one.code for one in faults_of("sms_closed", "x", "長" * 121 + "{{ link }}")] == [
        "too_long_text"
    ]


def test_a_text_about_an_appointment_says_when_and_where_and_nothing_that_was_written(account):
    talk, names = told(), {"zh-hant": "中山店", "zh-hans": "中山店", "en": "Zhongshan"}
    context = {
        "starts_at": "2026-12-17T10:00:00+00:00", "reason": "佛", "appointment": {
            "id": 1, "purpose": "repair", "zone": "Asia/Taipei", "store": names,
            "words": {"zh-hant": "佛"},
        },
    }  # fmt: skip
    for template in ("appointment_booked", "appointment_reminder", "appointment_cancelled"):
        row = Outgoing(
            kind="phone",
            conversation=talk,
            template=template,
            language="zh-hant",
            context=context,
        )
        text = composing.compose(row, Circumstances(zone=ZoneInfo("UTC")), now=NOW).text
        assert ("18:00" in text, "中山店" in text, "佛" in text) == (True, True, False), text


def test_our_own_words_are_texted_and_what_grew_too_long_is_shop_and_link_alone(account, twilio):
    manager = posted(Role.ADMINISTRATOR)
    text = wording.write_text(
        template="sms_in_progress", language="zh-hant", channel=None, category="",
        subject="開工", body="動工了 {{ link }}", actor=manager, now=NOW,
    )  # fmt: skip
    wording.publish_text(text.pk, actor=manager, now=NOW)
    talk = told()

    sent(talk)
    account.values["segments"] = 1
    account.save()
    sent(talk, "closed", key="k2")

    first, second = (one["Body"] for one in twilio.taken)
    assert first.startswith("動工了 http")
    assert second.splitlines()[1].startswith("http")
    assert "結案" not in second


@pytest.mark.parametrize(
    ("answer", "state", "why", "stopped"),
    [
        (refused(21610), "dead", "error 21610", ["asked"]),
        (refused(21211), "dead", "error 21211", ["unreachable"]),
        (refused(21614), "dead", "error 21614", ["unreachable"]),
        (refused(21408), "dead", "error 21408", []),
        (refused(20429, 429), "pending", "error 20429", []),
        (Said(429), "pending", "HTTP 429", []),
        (Said(503), "pending", "HTTP 503", []),
        (refused(30001), "pending", "error 30001", []),
        (Said(201, b"<html>"), "pending", "not JSON", []),
        (Said.of({}, 201), "pending", "no id", []),
    ],
)
def test_each_refusal_is_what_it_is(account, twilio, answer, state, why, stopped):
    twilio.trouble = [answer]

    row = sent(told())

    assert (row.state, row.attempts) == (state, 1)
    assert why in row.last_error
    assert MEI not in row.last_error
    assert [one.reason for one in StoppedNumber.objects.all()] == stopped
    if state == "pending":
        later = delivery.deliver(row.pk, now=NOW + timedelta(hours=3))
        assert (later.state, len(twilio.taken)) == ("sent", 1)


def test_a_desks_number_is_tried_once_and_then_no_more(account, twilio):
    talk = told(phone="+886227001234")

    row = sent(talk)

    assert (row.state, twilio.taken) == ("dead", [])
    assert "not a mobile number" in row.last_error
    assert [one.reason for one in StoppedNumber.objects.all()] == ["unreachable"]
    assert notice(talk, "closed", key="k2") is None


def test_a_wrong_token_waits_and_the_connection_shows_it(account, twilio):
    twilio.secret = "changed"

    row = sent(told())

    account.refresh_from_db()
    assert (row.state, account.failures) == ("pending", 1)
    assert "error 20003" in account.error
    assert TOKEN.encode() not in bytes(account.secrets_sealed)


def test_a_key_of_its_own_and_a_messaging_service(twilio):
    key, service = f"SK{'2' * 32}", f"MG{'3' * 32}"
    account = connected(api_key=key, api_secret="key-secret", service_sid=service)
    twilio.user, twilio.secret = key, "key-secret"

    assert probing.try_out(account.pk, actor=UserFactory(), now=NOW) is None
    assert sent(told()).state == OutboxState.SENT

    assert twilio.taken[0]["MessagingServiceSid"] == service
    assert "From" not in twilio.taken[0]
    assert twilio.server.asked[0].path == f"/2010-04-01/Accounts/{SID}/Messages.json"


def test_nobody_is_woken_but_for_a_code_they_asked_for(account, twilio):
    talk = told()
    row = sent(talk, now=NIGHT)
    assert (row.state, row.due_at, row.attempts) == ("pending", MORNING, 0)
    assert not twilio.taken
    code = Outgoing.objects.create(
        kind="phone", contact_point=ContactPoint.objects.get(), template="sign_in_code",
        language="en", context={"drawn": "d"}, dedup_key="code", created_at=NIGHT, due_at=NIGHT,
    )  # fmt: skip

    assert delivery.deliver(code.pk, now=NIGHT).state == OutboxState.SENT
    assert delivery.sweep(now=MORNING, limit=5) == 1

    assert len(twilio.taken) == 2
    row.refresh_from_db()
    assert row.state == OutboxState.SENT


def test_a_code_that_opens_nothing_any_more_is_not_paid_for(account, twilio):
    told()
    code = Outgoing.objects.create(
        kind="phone", contact_point=ContactPoint.objects.get(), template="sign_in_code",
        language="en", context={"drawn": "d"}, dedup_key="code", created_at=NOW, due_at=NOW,
    )  # fmt: skip

    row = delivery.deliver(code.pk, now=NOW + timedelta(minutes=10))

    assert (row.state, twilio.taken) == (OutboxState.RECALLED, [])


def test_no_more_than_a_days_most_and_only_where_it_is_allowed(account, twilio):
    account.values["daily_cap"] = 1
    account.save()
    talk = told()
    sent(talk)
    row = sent(talk, "closed", key="k2")
    abroad = sent(told(phone="+447400123456"), key="k3")

    assert [one["To"] for one in twilio.taken] == [MEI]
    assert (row.state, row.attempts) == ("pending", 0)
    assert row.due_at == datetime(2026, 5, 5, tzinfo=UTC)
    assert (abroad.state, "GB" in abroad.last_error) == ("dead", True)
    account.refresh_from_db()
    assert account.failures == 1


def code_to(point, *, now=NOW, key="code"):
    return Outgoing.objects.create(
        kind="phone", contact_point=point, template="sign_in_code", language="en",
        context={"drawn": "d"}, dedup_key=key, created_at=now, due_at=now,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "is_paid"),
    [
        (refused(21408), False),
        (refused(20429, 429), False),
        (Said(503), False),
        # Nobody knows whether that one went out.
        (Said(201, b"<html>"), True),
    ],
)
def test_what_did_not_go_out_is_not_counted_against_the_day(account, twilio, answer, is_paid):
    account.values["daily_cap"] = 1
    account.save()
    twilio.trouble = [answer]
    sent(told(), key="k1")

    second = sent(told(phone="+886922333444"), key="k2")

    assert second.state == ("pending" if is_paid else "sent")
    third = sent(told(phone="+886933444555"), key="k3")
    assert (third.state, third.due_at) == ("pending", datetime(2026, 5, 5, tzinfo=UTC))
    assert len(twilio.taken) == (0 if is_paid else 1)


@pytest.mark.parametrize(("told_later", "is_paid"), [("failed", False), ("undelivered", True)])
def test_what_turns_out_never_to_have_left_is_counted_once_less(
    client, account, twilio, told_later, is_paid
):
    account.values["daily_cap"] = 1
    account.save()
    first = sent(told(), key="k1")
    for _twice in range(2):
        post_status(client, first, told_later, account=account, code="30008")

    second = sent(told(phone="+886922333444"), key="k2")
    third = sent(told(phone="+886933444555"), key="k3")

    assert [row.state for row in (second, third)] == ["pending" if is_paid else "sent", "pending"]


def test_where_nobody_answers_the_day_is_not_used_up_either(account, settings):
    account.values["daily_cap"] = 1
    account.save()
    settings.TWILIO_API_URL = "http://127.0.0.1:9"

    rows = [sent(told(phone=f"+88692233344{n}"), key=str(n)) for n in range(3)]

    assert {row.state for row in rows} == {"pending"}
    assert all("ConnectError" in row.last_error for row in rows)


@pytest.mark.parametrize("first", ["texts", "codes"])
def test_neither_letters_nor_codes_take_the_others_place(account, twilio, first):
    account.values |= {"daily_cap": 1, "codes_cap": 1}
    account.save()
    talk = told()
    point = ContactPoint.objects.get()

    def letters():
        return [sent(talk, key=f"k{n}").state for n in range(2)]

    def codes():
        rows = [code_to(point, key=f"c{n}") for n in range(2)]
        return [delivery.deliver(row.pk, now=NOW).state for row in rows]

    for one in (letters, codes) if first == "texts" else (codes, letters):
        assert one() == ["sent", "pending"]
    assert len(twilio.taken) == 2


def test_a_connection_from_before_has_a_days_most_of_codes_as_well(account, twilio):
    del account.values["codes_cap"]
    account.save()
    told()

    code = code_to(ContactPoint.objects.get())

    assert delivery.deliver(code.pk, now=NOW).state == OutboxState.SENT


def test_while_no_connection_is_in_use_a_text_waits_for_one_and_the_page_says_so(account, twilio):
    talk = told()
    row = notice(talk)
    account.is_active = False
    account.save()

    waiting = delivery.deliver(row.pk, now=NOW)

    assert (waiting.state, waiting.attempts) == ("pending", 0)
    assert (waiting.last_error, waiting.due_at) == (NO_CARRIER, NOW + texting.LOOKS_AGAIN)
    (found,) = (one for one in troubles(watched(), now=NOW) if one.kind == AlarmKind.WAITING)
    assert (found.channel_id, found.facts["n"]) == (account.channel_id, 1)
    (health,) = (one for one in health_of(now=NOW) if one.channel == account.channel)
    assert health.standing == Standing.WAITING
    with translation.override("zh-hant"):
        (problem,) = line_of(health, None).problems
        assert "沒有啟用中的簡訊連線" in str(problem.sentence)
    # Where the channel for texts is switched off as well, that of the case says so.
    type(account.channel).objects.filter(pk=account.channel_id).update(is_active=False)
    (found,) = (one for one in troubles(watched(), now=NOW) if one.kind == AlarmKind.WAITING)
    assert (found.channel_id, found.facts["n"]) == (talk.channel_id, 1)
    type(account.channel).objects.filter(pk=account.channel_id).update(is_active=True)
    account.is_active = True
    account.save()
    assert delivery.deliver(row.pk, now=NOW + texting.LOOKS_AGAIN).state == OutboxState.SENT
    assert not [one for one in troubles(watched(), now=NOW) if one.kind == AlarmKind.WAITING]


@pytest.mark.parametrize(
    ("context", "last"),
    [
        ({}, NOW + texting.GOOD_FOR),
        ({"starts_at": "2026-05-05T02:30:00+00:00"}, NOW + timedelta(1)),
    ],
)
def test_a_text_waits_no_longer_than_it_is_of_use_and_then_says_why(account, context, last):
    row = notice(told(), "appointment_booked" if context else "in_progress", **context)
    account.is_active = False
    account.save()

    still = delivery.deliver(row.pk, now=last - timedelta(seconds=1))
    assert (still.state, still.due_at) == ("pending", last)
    over = delivery.deliver(row.pk, now=last)

    assert (over.state, over.last_error) == ("dead", NO_CARRIER)
    verbs = LedgerEvent.objects.filter(subject=f"outgoing:{row.pk}").values_list("verb", flat=True)
    assert list(verbs) == ["outgoing.dead"]


def test_what_is_told_later_is_kept_once_in_any_order_and_only_if_it_is_theirs(
    client, account, twilio
):
    row = sent(told())
    other = connected(name="Other", auth_token="other-token")

    assert post_status(client, row, "delivered", account=account, signed="wrong").status_code == 401
    assert post_status(client, row, "undelivered", account=other, code="30005").status_code == 401
    assert not StoppedNumber.objects.exists()
    for status in ("sent", "undelivered", "undelivered", "delivered", "sent"):
        answer = post_status(client, row, status, account=account, code="30005")
        assert answer.status_code == 200
    # Of a try before the last one.
    post_status(client, row, "delivered", account=account, sid="SMother")

    row.refresh_from_db()
    assert (row.state, row.last_error) == ("sent", "bounced")
    assert row.receipt == f"SM{1:032x} error 30005"
    assert [one.reason for one in StoppedNumber.objects.all()] == ["unreachable"]
    verbs = LedgerEvent.objects.filter(subject=f"outgoing:{row.pk}").values_list("verb", flat=True)
    assert list(verbs) == ["outgoing.sent", "outgoing.came_back"]
    account.refresh_from_db()
    assert b"Response" in answer.content


def test_a_trial_keeps_texts_and_calls_nobody(twilio):
    account = connected(provider="kept", account_sid="", auth_token="", sender="")

    row = sent(told())

    assert (row.state, row.receipt) == ("sent", "kept")
    assert KeptMail.objects.get().to == MEI
    assert twilio.server.asked == []
    assert account.can_be_tried
