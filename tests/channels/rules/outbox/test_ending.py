"""What is written down when a letter is out: which notice its reader has seen by now."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default

import pytest

from channels.kinds import ChannelKind, TextState
from channels.models import KeptMail, LetterText, Submission
from channels.rules import intake
from channels.rules.looking_up import notice_in_force
from channels.rules.outbox import delivery
from feedback_site.ledger.models import LedgerEvent
from tests.factories.channels import ChannelFactory
from tests.factories.organisation import UserFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
MAIL = (
    "From: Mei <mei@example.com>\r\nTo: care@feedback.example.com\r\nSubject: 相片\r\n"
    "Message-ID: <1@example.com>\r\n\r\n相片有刮痕\r\n"
).encode()


def mailed():
    intake.take(
        channel=ChannelFactory(kind=ChannelKind.EMAIL),
        body=MAIL,
        content_type="message/rfc822",
        now=NOW,
    )
    return Submission.objects.get()


@pytest.mark.parametrize("words", ["{{ reference }} {{ link }} {{ code }}", ""])
def test_the_notice_counts_as_shown_once_the_receipt_that_leads_to_it_is_out(words):
    """Words of our own that do not name it show it to nobody."""
    submission = mailed()
    assert submission.notice_version == ""
    if words:
        LetterText.objects.create(
            template="received", language=submission.language, version=1, subject="x", body=words,
            made_by=(clerk := UserFactory()), made_at=NOW, state=TextState.LIVE, live_by=clerk, live_at=NOW,
        )  # fmt: skip

    delivery.tell_customer(
        submission.conversation, template="received", dedup_key="receipt", now=NOW
    )
    delivery.sweep(now=NOW, limit=1)

    submission.refresh_from_db()
    shown = LedgerEvent.objects.filter(verb="notice.shown").values_list("subject", flat=True)
    notice = notice_in_force(NOW)
    assert (submission.notice_version, list(shown)) == (
        ("", []) if words else (notice, [f"submission:{submission.pk}"])
    )
    letter = message_from_bytes(bytes(KeptMail.objects.get().raw), policy=default)
    text = letter.get_body(("plain",)).get_content()
    assert (f"http://testserver/privacy/?version={notice}" in text) == (not words)


def test_who_was_shown_an_older_notice_at_the_door_has_seen_that_one():
    submission = mailed()
    Submission.objects.update(notice_version="2025-9")

    delivery.tell_customer(
        submission.conversation, template="received", dedup_key="receipt", now=NOW
    )
    delivery.sweep(now=NOW, limit=1)

    submission.refresh_from_db()
    assert submission.notice_version == "2025-9"
