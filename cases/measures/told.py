"""What was told in a case: its submission, or for a chat the lines of its customer without the greeting."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import dropwhile

from django.db import connection

from channels.chat_words import only_thanks, says_nothing_yet, wants_person
from channels.kinds import ChannelKind
from channels.models import Message, Submission
from feedback_site.many_values import listed

LONGEST_TITLE = 80
# A longer line says what the person is wanted for.
LONGEST_WISH = 45
_TOLD = """
SELECT one.id, submission.title, submission.text, channel.kind, CASE WHEN channel.kind = 'chat' THEN (
    SELECT array_agg(message.text ORDER BY message.id) FROM channels_message AS message
    WHERE message.conversation_id = submission.conversation_id AND message.direction = 'inbound'
          AND NOT message.is_automatic AND NOT message.is_bounce
) END
FROM cases_case AS one
JOIN channels_submission AS submission ON submission.id = one.submission_id
JOIN channels_channel AS channel ON channel.id = submission.channel_id
WHERE one.id = ANY(%s::bigint[])
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a case is read from: a title and everything that was said until it opened."""

    title: str
    text: str

    @property
    def whole(self) -> str:
        """Title and text, as they are read."""
        return f"{self.title}\n{self.text}"


def told_in(case_ids: Sequence[int]) -> dict[int, Words]:
    """Give what cases are known by, without what came later; one statement.

    Of a chat the submission holds the first line alone: a greeting, or our own words for a wish to talk to a
    person, by which strangers would be alike. So a chat gives all lines that tell something, or none.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TOLD, [listed(case_ids)])
        rows = cursor.fetchall()
    return {
        pk: Words(title="", text="\n".join(_telling(lines or ())))
        if kind == ChannelKind.CHAT
        else Words(title=title, text=text)
        for pk, title, text, kind, lines in rows
    }


def said_in_chats(submissions: Sequence[Submission]) -> Mapping[int, Words]:
    """Give, for those that came by chat, all that their customers wrote; one statement, none for others.

    Whoever chats says what it is about in the second or third line; the first is a greeting.
    """
    chats = {
        one.conversation_id: one for one in submissions if one.channel.kind == ChannelKind.CHAT
    }
    if not chats:
        return {}
    lines: dict[int, list[str]] = {conversation: [] for conversation in chats}
    rows = Message.objects.from_customers().filter(conversation__in=chats).order_by("pk")
    for conversation, text in rows.values_list("conversation", "text"):
        lines[conversation].append(text)
    return {
        chats[conversation].pk: Words(title=_title(said, chats[conversation]), text="\n".join(said))
        for conversation, said in lines.items()
    }


def _title(said: Sequence[str], submission: Submission) -> str:
    """Give the first line that says something: no greeting, and more than a wish for a person."""
    line = next((text for text in said if _says_something(text)), submission.title)
    first = line.splitlines()[0] if line else submission.title
    return first if len(first) <= LONGEST_TITLE else first[: LONGEST_TITLE - 1] + "…"


def _telling(lines: Sequence[str]) -> list[str]:
    """Once somebody has begun to tell, a word such as “staff” is more often a complaint than a wish."""
    begun = dropwhile(lambda line: not _says_something(line), lines)
    return [line for line in begun if not says_nothing_yet(line) and not only_thanks(line)]


def _says_something(text: str) -> bool:
    is_wish = len(text) < LONGEST_WISH and wants_person(text)
    return bool(text) and not says_nothing_yet(text) and not is_wish
