"""Letters: every text in every language, filled with its values and with nothing else."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Engine

from channels import letters
from channels.kinds import ChannelKind
from channels.models import KeptMail, Message
from channels.rules.answers import writing
from channels.rules.letters import composing, drawing
from channels.rules.letters.composing import Circumstances, compose
from channels.rules.outbox import delivery
from channels.short_letters import is_short
from feedback_site.ledger.models import LedgerSeal
from tests.factories.channels import ChannelFactory, conversation_with
from tests.factories.organisation import UserFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
TAIPEI = Circumstances(zone=ZoneInfo("Asia/Taipei"))
MOMENT = datetime(2026, 5, 7, 10, 0, tzinfo=UTC).isoformat()
FULL = {
    "case_id": 42, "by": MOMENT, "due_at": MOMENT, "team": "沖印品質部", "asked": "請問訂單編號是多少？",
    "decision": "我們已經重印。", "outcome": "confirmed", "reason": "沒有購買紀錄。", "other": "FB-7K3M-92QX",
    "title": "相片偏黃", "clock": "first_response",
}  # fmt: skip
ALL = [(t, language) for t in letters.TEMPLATES for language in letters.LANGUAGES]
# Texts are told in tests/channels/texts/test_sending.py.
EVERY = [(t, language) for t, language in ALL if not is_short(t)]


def outgoing(template, language, context):
    if letters.is_for_staff(template):
        return delivery.enqueue(
            template=template, dedup_key="k", language=language, now=NOW, context=context,
            recipient=UserFactory(email="lin@shop.example"),
        )  # fmt: skip
    conversation = conversation_with(language=language)
    message = None
    if template == "answered":
        message = writing.write_to_customer(
            conversation, text="我們會重印。", author=UserFactory(display_name="林小姐"), now=NOW
        )
    return delivery.tell_customer(
        conversation, template=template, dedup_key="k", now=NOW, context=context, message=message
    )


@pytest.fixture
def strict(monkeypatch):
    """Make a value that a text asks for and does not get visible."""
    engine = Engine(dirs=[str(letters.TEXTS)], string_if_invalid="MISSING(%s)")
    monkeypatch.setattr(drawing, "engine", lambda: engine)


def test_there_is_a_text_for_each_template_and_none_besides():
    found = {(path.parent.name, path.stem) for path in letters.TEXTS.glob("*/*.txt")}

    assert found == set(ALL)


@pytest.mark.parametrize("context", [FULL, {"case_id": 42, "reference": "FB-7K3M-92QX"}, {}])
@pytest.mark.parametrize(("template", "language"), EVERY)
def test_every_text_renders(strict, template, language, context):
    about = (
        {"channel": "FB-7K3M-92QX", "alarm": "silent"}
        if template == "staff_channel_alarm"
        else {"reference": "FB-7K3M-92QX"}
    )
    row = outgoing(template, language, {**about, **context})

    letter = compose(row, TAIPEI, now=NOW)

    whole = letter.subject + letter.text + letter.html
    assert "MISSING" not in whole
    assert "{{" not in whole
    assert "{%" not in whole
    assert "\n\n\n" not in letter.text
    assert letter.subject
    assert letter.language == language
    reference = row.conversation.reference if row.conversation else "FB-7K3M-92QX"
    assert (reference in letter.subject) == letters.is_about_case(template)
    assert (
        f'lang="{ {"zh-hant": "zh-Hant", "zh-hans": "zh-Hans", "en": "en"}[language] }"'
        in letter.html
    )
    assert "src=" not in letter.html
    if not letters.is_about_case(template):
        assert reference not in letter.text
        assert "/c/" not in letter.text
    elif not letters.is_for_staff(template):
        assert f"http://testserver/c/{reference}/{row.conversation.access_code}" in letter.text
        assert letter.html.count('class="press"') == 1


@pytest.mark.parametrize(("template", "language"), ALL)
def test_every_documented_value_is_used_by_the_text(template, language):
    text = (letters.TEXTS / template / f"{language}.txt").read_text()

    assert {name for name in letters.TEMPLATES[template] if name not in text} == set()


def test_a_moment_is_written_in_the_zone_of_the_store():
    row = outgoing("in_progress", "en", {"by": MOMENT})

    taipei = compose(row, TAIPEI, now=NOW).text
    london = compose(row, Circumstances(zone=ZoneInfo("Europe/London")), now=NOW).text

    assert "Thursday 7 May, 18:00" in taipei
    assert "Thursday 7 May, 11:00" in london


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("zh-hant", "1月1日（週五）07:05"),
        ("zh-hans", "1月1日（周五）07:05"),
        ("en", "Friday 1 January, 07:05"),
    ],
)
def test_a_moment_as_people_write_it(language, expected):
    moment = datetime(2026, 12, 31, 23, 5, tzinfo=UTC)
    zone = ZoneInfo("Asia/Taipei")

    same_year = letters.moment_in(language, moment, zone, now=datetime(2027, 5, 1, tzinfo=UTC))
    another = letters.moment_in(language, moment, zone, now=NOW)

    assert same_year == expected
    assert "2027" in another


@pytest.mark.parametrize(
    ("given", "ours"),
    [
        ("zh-hant", "zh-hant"), ("zh_TW", "zh-hant"), ("zh", "zh-hant"), ("zh-HK", "zh-hant"),
        ("", "zh-hant"), ("zh-Hans", "zh-hans"), ("zh-CN", "zh-hans"), ("en-GB", "en"), ("ja", "zh-hant"),
    ],
)  # fmt: skip
def test_the_nearest_of_our_languages(given, ours):
    assert letters.language_of(given) == ours


def test_code_of_strangers_is_only_text():
    row = outgoing("rejected", "en", {"reason": "{{ x.y }}{% include 'x' %}<script>"})

    letter = compose(row, TAIPEI, now=NOW)

    assert "{{ x.y }}{% include 'x' %}<script>" in letter.text
    assert "<script>" not in letter.html
    assert "&lt;script&gt;" in letter.html


def test_a_persons_words_cannot_make_a_button_to_elsewhere():
    row = outgoing("rejected", "en", {"reason": "x:\nhttps://evil.example/c"})

    assert compose(row, TAIPEI, now=NOW).html.count('class="press"') == 1


def test_values_that_a_text_does_not_know_are_left_out():
    row = outgoing("closed", "en", {"text": "no", "customer_said": "no", "case_id": 1})

    assert set(composing._values(row, "en", TAIPEI, now=NOW)) == {
        "shop", "reference", "link", "code", "case_id",
    }  # fmt: skip


def test_a_letter_to_staff_carries_no_code_of_the_customer():
    row = outgoing("staff_limit_missed", "en", {"case_id": 7, "reference": "FB-7K3M-92QX"})

    letter = compose(row, TAIPEI, now=NOW)

    assert "/admin/cases/case/FB-7K3M-92QX/" in letter.text
    assert "/c/" not in letter.text


def test_a_missed_limit_as_reason_is_named_in_words():
    row = outgoing(
        "staff_escalated", "en", {"case_id": 7, "reference": "x", "reason": "first_response"}
    )

    assert "the time limit for the first answer was missed" in compose(row, TAIPEI, now=NOW).text


def test_the_receipt_carries_the_ledgers_head():
    row = outgoing("received", "en", {})
    assert "Receipt check" not in compose(row, TAIPEI, now=NOW).text

    LedgerSeal.objects.create(
        number=7, epoch=1, from_tx=1, to_tx=2, count=1, root=bytes(32), previous=bytes(32),
        head=b"\xab" * 32, signature=bytes(64), sealed_at=NOW,
    )  # fmt: skip

    letter = compose(row, composing.circumstances_of(row, now=NOW), now=NOW)
    assert f"Receipt check: seal number 7\n{'ab' * 32}\n" in letter.text


def outgoing_again(conversation):
    return delivery.tell_customer(conversation, template="received", dedup_key="again", now=NOW)


def test_the_mail_threads_proves_and_does_not_loop():
    conversation = conversation_with(language="zh-hans")
    Message.objects.create(
        conversation=conversation, channel=ChannelFactory(kind=ChannelKind.EMAIL), direction="inbound",
        text="x", mail_message_id="<theirs@mail.example>", happened_at=NOW, recorded_at=NOW,
    )  # fmt: skip
    Message.objects.create(
        conversation=conversation, channel=ChannelFactory(kind=ChannelKind.EMAIL), direction="inbound",
        text="x", mail_message_id="<evil@x>\r\nBcc: <a@b.example", happened_at=NOW, recorded_at=NOW,
    )  # fmt: skip

    row = delivery.deliver(outgoing_again(conversation).pk, now=NOW)

    raw = bytes(KeptMail.objects.get().raw)
    mail = message_from_bytes(raw, policy=default)
    assert raw.replace(b"\r\n", b"").count(b"\n") == 0
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert raw.isascii()
    assert mail["From"].addresses[0].addr_spec == "care@feedback.example.com"
    assert mail["To"] == "mei@example.com"
    assert mail["Message-ID"] == row.mail_message_id
    assert mail["In-Reply-To"] == "<theirs@mail.example>"
    assert mail["References"] == "<theirs@mail.example>"
    assert mail["Bcc"] is None
    assert mail["Auto-Submitted"] in {"auto-generated", "auto-replied"}
    assert mail["Content-Language"] == "zh-Hans"
    assert mail.get_body(("plain",)).get_content().startswith("您好")
    assert mail.get_body(("html",)).get_content().startswith("<!doctype html>")


def test_a_persons_answer_is_not_declared_automatic():
    conversation = conversation_with()
    writing.write_to_customer(
        conversation,
        text="您好，\n\n我們會重印。",
        author=UserFactory(display_name="林小姐"),
        now=NOW,
    )

    delivery.sweep(now=NOW, limit=1)

    mail = message_from_bytes(bytes(KeptMail.objects.get().raw), policy=default)
    assert mail["Auto-Submitted"] is None
    assert mail.get_body(("plain",)).get_content().split()[:3] == [
        "您好，",
        "我們會重印。",
        "林小姐",
    ]


def test_a_strict_engine_would_show_what_is_missing(strict):
    assert "MISSING" in drawing.engine().from_string("{{ nothing }}").render(Context({}))


def test_a_headers_line_cannot_be_broken(settings):
    settings.SITE_NAME = "Shop\r\nBcc: a@b.example"
    delivery.deliver(outgoing_again(conversation_with()).pk, now=NOW)

    mail = message_from_bytes(bytes(KeptMail.objects.get().raw), policy=default)
    assert mail["Bcc"] is None


def test_an_address_beyond_ascii_is_written_as_it_is():
    row = delivery.deliver(outgoing_again(conversation_with("陳@例子.example")).pk, now=NOW)

    kept = KeptMail.objects.get()
    assert row.state == "sent"
    assert kept.to == "陳@xn--fsqu00a.example"
    assert "To: 陳@xn--fsqu00a.example\r\n".encode() in bytes(kept.raw)


@pytest.mark.parametrize("by", ["", "soon", "2026-13-45T99:00:00Z", None, 7])
def test_a_moment_that_is_none_is_left_out(by):
    row = outgoing("in_progress", "en", {"by": by})

    assert "as soon as there is a result" in compose(row, TAIPEI, now=NOW).text


@pytest.mark.parametrize("name", ["Asia/Nowhere", "../etc/passwd", "", None])
def test_a_time_zone_that_is_none_is_the_sites(name):
    assert composing._zone(name) == ZoneInfo("Asia/Taipei")


def test_a_letter_about_a_call_back_leads_to_it():
    row = outgoing("staff_call_back_late", "en", {"call_back": 7, "reference": "+886•••••••78"})

    letter = compose(row, TAIPEI, now=NOW)

    assert letter.subject == "Call-back overdue: +886•••••••78"
    assert "http://testserver/admin/call-backs/7/" in letter.text
