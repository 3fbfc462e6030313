"""What the sweeps of chats find: two rows each, of which the database refuses the first."""

from datetime import timedelta

from cases.models import Case, CaseEvent
from cases.rules import sweeping
from cases.rules.replies import chatting
from channels.models import Chat, Outgoing, Submission
from channels.rules.chats import assisting, leaving, taking
from feedback_site.organisation.roles import Role
from tests.channels.chats.chatting import begin, quietly, write
from tests.factories.cases import NOW
from tests.factories.channels import customer_with
from tests.factories.organisation import posted

LATER = NOW + timedelta(hours=1)


def waiting():
    """A chat with its case, of which no bell was rung for anything that comes after."""
    chat = begin(NOW)
    write(chat, "I want to talk to a real person", NOW)
    return chat


def case_of(chat):
    return Case.objects.get(submission__conversation=chat.conversation_id)


def answered(agent, number):
    chat = waiting()
    taking.claim_chat(chat.pk, actor=agent, now=NOW)
    return taking.say(chat.pk, text="Hello", key=str(number), actor=agent, now=NOW)


def taking_in():
    rows = [answered(posted(Role.AGENT), number) for number in range(2)]
    for row in rows:
        chatting.own_by_chat(row.conversation.chat.pk, now=NOW)
    poisoned = case_of(rows[0].conversation.chat)
    return ("cases_case", "id", poisoned.pk), {
        "rows": tuple(row.pk for row in rows),
        "sweep": sweeping.sweep_submissions,
        "is_done": lambda pk: CaseEvent.objects.filter(message=pk, kind="answered").exists(),
    }


def owning():
    chats = [waiting() for _ in range(2)]
    for chat in chats:
        taking.claim_chat(chat.pk, actor=posted(Role.AGENT), now=NOW)
    return ("cases_case", "id", case_of(chats[0]).pk), {
        "rows": tuple(chat.pk for chat in chats),
        "sweep": sweeping.sweep_submissions,
        "is_done": lambda pk: case_of(Chat.objects.get(pk=pk)).owner_id is not None,
    }


def naming():
    chats = [waiting() for _ in range(2)]
    customer = customer_with(email="mei@example.com")
    rows = Submission.objects.filter(conversation__chat__in=chats)
    rows.update(customer=customer, received_at=LATER, named_at=LATER)
    return ("cases_case", "id", case_of(chats[0]).pk), {
        "rows": tuple(rows.order_by("pk").values_list("pk", flat=True)),
        "sweep": sweeping.sweep_submissions,
        "is_done": lambda pk: Case.objects.get(submission=pk).customer_id == customer.pk,
    }


def assisting_scene():
    chats = [begin(NOW) for _ in range(2)]
    for chat in chats:
        quietly(chat, "你好", NOW)
    return ("channels_chat", "id", chats[0].pk), {
        "rows": tuple(chat.pk for chat in chats),
        "sweep": assisting.sweep_owing,
        "is_done": lambda pk: Chat.objects.get(pk=pk).owes_since is None,
    }


def ending():
    chats = [waiting() for _ in range(2)]
    Chat.objects.update(seen_at=NOW - timedelta(hours=1))
    return ("channels_chat", "id", chats[0].pk), {
        "rows": tuple(chat.pk for chat in chats),
        "sweep": leaving.sweep_left,
        "is_done": lambda pk: Chat.objects.get(pk=pk).is_over,
    }


def sending_on():
    rows = [answered(posted(Role.AGENT), number) for number in range(2)]
    for number, row in enumerate(rows):
        row.conversation.customer = customer_with(email=f"mei{number}@example.com")
        row.conversation.save()
    # Nobody is gone: only what was not seen is there to do.
    Chat.objects.update(seen_at=LATER + timedelta(hours=9))
    return ("channels_outgoing", "message_id", rows[0].pk), {
        "rows": tuple(row.pk for row in rows),
        "sweep": leaving.sweep_left,
        "is_done": lambda pk: Outgoing.objects.filter(message=pk).exists(),
    }


CHAT_SCENES = {
    "cases.take_in_chat": taking_in, "cases.own_chat": owning, "cases.name_chat": naming,
    "channels.assist": assisting_scene, "channels.end_chat": ending, "channels.send_chat": sending_on,
}  # fmt: skip
