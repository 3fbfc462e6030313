"""Chats as visitors and colleagues lead them, through the rules that their doors call."""

import secrets
from contextlib import contextmanager
from urllib.parse import urlencode

import time_machine
from django.db import connection
from django.test import TestCase

from cases.models import Case
from channels.chat_kinds import ChatState
from channels.models import Chat
from channels.panels import Suggestion, slots
from channels.rules import intake
from channels.rules.chats import chatting, staffing, taking

# Rings the bells that a rule leaves for after its commit, and those that they leave.
ringing = TestCase.captureOnCommitCallbacks
FORM = "application/x-www-form-urlencoded"


def begin(now, *, language="en", store=""):
    return chatting.begin_chat(
        secrets.token_urlsafe(32), language=language, store=store, page="", now=now
    )


def write(chat, text, now, *, key=None):
    """Take one line as the door does, and give the chat as it stands then."""
    context = {"chat": chat.pk, "language": chat.language}
    with time_machine.travel(now, tick=False), ringing(execute=True):
        raw = intake.take(
            channel=chat.channel, body=urlencode({"text": text}).encode(), content_type=FORM,
            now=now, external_id=key, context=context,
        )  # fmt: skip
    chat.refresh_from_db()
    return raw


def quietly(chat, text, now):
    """Take one line whose bell nobody hears."""
    intake.take(
        channel=chat.channel, body=urlencode({"text": text}).encode(), content_type=FORM, now=now,
        context={"chat": chat.pk, "language": chat.language},
    )  # fmt: skip
    chat.refresh_from_db()


def leave_contact(chat, contact, now):
    body = urlencode({"contact": contact, "name": "陳美玲", "notice_version": "1"}).encode()
    with time_machine.travel(now, tick=False), ringing(execute=True):
        raw = intake.take(
            channel=chat.channel, body=body, content_type=FORM, now=now,
            context={"chat": chat.pk, "language": chat.language, "is_contact": True},
        )  # fmt: skip
    chat.refresh_from_db()
    return raw


def waiting_chat(now, *, text="I want to talk to a person about my torn prints", **more):
    chat = begin(now, **more)
    write(chat, text, now)
    assert chat.state == ChatState.WAITING
    return chat


def case_of_chat(now, *lines):
    """Give the case of a chat in which these lines were written, the first of which asks for a person."""
    chat = begin(now)
    for line in lines:
        write(chat, line, now)
    return Case.objects.get(submission__conversation=chat.conversation_id)


def taken_chat(agent, now, **more):
    chat = waiting_chat(now, **more)
    with time_machine.travel(now, tick=False), ringing(execute=True):
        taking.claim_chat(chat.pk, actor=agent, now=now)
    return Chat.objects.get(pk=chat.pk)


def takes_chats(user, now):
    staffing.be_available(user, is_available=True, now=now)
    return user


def suggestion(number=1, *, is_sure=True):
    return Suggestion(
        solution_id=number, version_id=10 + number, title="Prints too yellow",
        body="Choose “no correction” when you order.", url=f"/help/{number}/", score=0.9,
        is_sure=is_sure,
    )  # fmt: skip


@contextmanager
def library(*suggestions):
    """Let the slot of the assistant hold this library, and none else."""
    before = slots.answers
    slots.answers = lambda text, language: suggestions
    try:
        yield
    finally:
        slots.answers = before


# Copies of the newest row of each table; `n` counts them, and their ids lie below all others.
_OLD = {
    "channels_conversation": (2_000, {"id": "-n", "reference": "'OLD-' || n"}),
    "channels_rawintake": (
        2_000, {"id": "-n", "seq": "-n", "reference": "'OLD-' || n", "external_id": "NULL"},
    ),
    "channels_submission": (
        2_000,
        {
            "id": "-n", "raw_id": "-n", "conversation_id": "-n",
            "named_at": "named_at - interval '100 days'",
        },
    ),
    "cases_case": (
        2_000,
        {
            "id": "-n", "reference": "'OLD-' || n", "submission_id": "-n", "customer_id": "NULL",
            "opened_at": "opened_at - interval '100 days'",
        },
    ),
    "channels_chat": (
        2_000,
        {
            "id": "-n", "conversation_id": "-n", "token_digest": "int4send(n)", "state": "'ended'",
            "ending": "'left'", "started_at": "started_at - interval '100 days'", "agent_id": "NULL",
            "ended_at": "started_at - interval '100 days'",
        },
    ),
    "channels_message": (
        20_000, {"id": "-n", "conversation_id": "-1 - n % 2000", "raw_id": "NULL"},
    ),
}  # fmt: skip


def fill_with_old_chats():
    """Give the newest chat two thousand like it of long ago, with ten lines each."""
    with connection.cursor() as cursor:
        for table, (number, changed) in _OLD.items():
            cursor.execute(
                "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0"
                " AND NOT attisdropped AND attgenerated = ''", [table],
            )  # fmt: skip
            names = [name for (name,) in cursor.fetchall()]
            values = ", ".join(changed.get(name, name) for name in names)
            listed = ", ".join(names)
            cursor.execute(
                f"INSERT INTO {table} ({listed}) SELECT {values}"
                f" FROM (SELECT * FROM {table} ORDER BY id DESC LIMIT 1) AS one,"
                f" generate_series(1, {number}) AS n"
            )
            cursor.execute(f"ANALYZE {table}")
