"""Cases as intake opens them, half an hour ago: with who said it, the first message, and a talk that grew."""

from datetime import UTC, datetime, timedelta

from cases.rules.desk import noting
from cases.rules.openings import opening
from cases.rules.replies import replying
from channels.kinds import Direction
from channels.models import Message
from tests.factories.cases import SubmissionFactory
from tests.factories.channels import customer_with

NOW = datetime.now(UTC).replace(microsecond=0)


def customer_called(name, email="", phone="", at=NOW):
    return customer_with(name=name, email=email, phone=phone, at=at)


def opened(text="在中山店沖印的相片整批偏黃，想請你們重印。", *, at=None, customer=None, **more):
    """Give a case as intake opens it, with its first message."""
    at = at or NOW - timedelta(minutes=30)
    submission = SubmissionFactory(
        title=text[:40], text=text, captured_at=at, received_at=at, customer=customer,
        no_contact_reason="" if customer else "anonymous", **more,
    )  # fmt: skip
    submission.conversation.customer = customer
    submission.conversation.save()
    Message.objects.create(
        conversation=submission.conversation, channel=submission.channel, text=text,
        direction=Direction.INBOUND, happened_at=at, recorded_at=at,
    )  # fmt: skip
    return opening.open_case(submission.pk, now=at)


def talk(case, agent, times):
    """Let a case grow: answers and notes."""
    for number in range(times):
        replying.reply(case.pk, text=f"answer {number}", actor=agent, now=NOW)
        noting.note(case.pk, text=f"note {number}", actor=agent, now=NOW)
