"""Following chats: one look at the database a moment for all streams of a process, and seats for few of them.

A door without a request of its own. A stream waits here without a connection to the database, and is
woken when the version of its chat has changed, or an answer that waited is told.
"""

import logging
import time
from collections import Counter
from collections.abc import Callable, Generator, Iterator
from datetime import datetime
from threading import BoundedSemaphore, Condition, Lock, Thread
from typing import NamedTuple

from django.conf import settings
from django.db import Error, connection
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from channels.kinds import Direction
from channels.models import Chat, Message
from channels.rules.chats.typing_signs import shown_for

log = logging.getLogger(__name__)
LOOK_EVERY = 0.5
# A proxy or a phone that hears nothing for long hangs up.
BEAT_EVERY = 10.0
# The browser comes back by itself, so no worker is held for long and every line is asked for again.
LONGEST = 25.0


class Seen(NamedTuple):
    """Until when the colleague in a chat is shown to write, and since when their last answer is told.

    An answer from the desk waits before its customer reads it; nothing happens in the chat when that ends.
    """

    version: int
    types_until: datetime | None
    told_at: datetime | None


# A chat in more tabs than this asks in the others: one visitor must not take everybody's seats.
MOST_OF_ONE_CHAT = 3

seats = BoundedSemaphore(settings.CHAT_STREAMS)
_taken: Counter[int] = Counter()
_taking = Lock()


class Watch:
    """Which chats are followed in this process, and what was last seen of each."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._followed: Counter[int] = Counter()
        self._seen: dict[int, Seen] = {}
        self._is_looking = False

    def wait(
        self, chat_id: int, known: int, seconds: float, told: datetime | None = None,
        since: datetime | None = None,
    ) -> bool:  # fmt: skip
        """Wait until a chat has a later version than `known`, or somebody writes for longer than was told.

        Or until an answer is told later than `since`. Says whether one of the three is so.
        """

        def is_news() -> bool:
            version, until, told_at = self._seen.get(chat_id, Seen(known, told, None))
            is_told = since is not None and told_at is not None and told_at > since
            return version > known or is_told or (until is not None and until != told)

        with self._changed:
            self._followed[chat_id] += 1
            self._look()
            try:
                return self._changed.wait_for(is_news, timeout=seconds)
            finally:
                self._followed[chat_id] -= 1
                if not self._followed[chat_id]:
                    del self._followed[chat_id]

    def types_until(self, chat_id: int) -> datetime | None:
        """Give until when the colleague in a chat is shown to write, as it was seen last."""
        seen = self._seen.get(chat_id)
        return seen.types_until if seen else None

    def _look(self) -> None:
        if not self._is_looking:
            self._is_looking = True
            Thread(target=self._keep_looking, name="chats", daemon=True).start()

    def _keep_looking(self) -> None:
        """Look until nobody follows anything; whoever comes next begins anew."""
        is_over = False
        try:
            while not is_over:
                time.sleep(LOOK_EVERY)
                is_over = self._look_once()
        finally:
            # Whatever broke the looking off: whoever waits next begins it anew.
            if not is_over:
                with self._changed:
                    self._is_looking = False

    def _look_once(self) -> bool:
        """Look at what is followed, and say whether nothing is, for then the looking is over."""
        with self._changed:
            if not self._followed:
                # In one step with the look: who comes now must find that nobody looks.
                self._is_looking = False
                return True
            wanted = list(self._followed)
        seen = _versions_of(wanted)
        with self._changed:
            before, self._seen = self._seen, seen
            # Waking everybody each time would cost more than all that is said.
            if any(before.get(chat) != one for chat, one in seen.items()):
                self._changed.notify_all()
        return False


watch = Watch()


class Stream:
    """What is sent to one browser; whoever closes it, by the end or by hanging up, gives its seat back."""

    def __init__(self, chat_id: int, pieces: Generator[str, None, None]) -> None:
        self._chat_id = chat_id
        self._pieces = pieces
        self._has_seat = True

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        """Give the next piece."""
        return next(self._pieces)

    def close(self) -> None:
        """End it, also where nothing of it was ever sent."""
        try:
            self._pieces.close()
        finally:
            if self._has_seat:
                self._has_seat = False
                _give_back(self._chat_id)


def follow(
    chat_id: int, news: Callable[[], tuple[str, int]], *, seconds: float | None = None
) -> Stream | None:
    """Give what is new in a chat as it comes, with signs of life between, for so many seconds (LONGEST).

    `news` gives the next piece ("" for none) and the version of the chat that it shows. None where
    all seats are taken, or this chat has its share of them.
    """
    if not _take(chat_id):
        return None
    return Stream(chat_id, _pieces(chat_id, news, LONGEST if seconds is None else seconds))


def _take(chat_id: int) -> bool:
    with _taking:
        if _taken[chat_id] >= MOST_OF_ONE_CHAT or not seats.acquire(blocking=False):
            return False
        _taken[chat_id] += 1
        return True


def _give_back(chat_id: int) -> None:
    with _taking:
        _taken[chat_id] -= 1
        if not _taken[chat_id]:
            del _taken[chat_id]
        seats.release()


def _pieces(
    chat_id: int, news: Callable[[], tuple[str, int]], seconds: float
) -> Generator[str, None, None]:
    ends = time.monotonic() + seconds
    told: datetime | None = None
    yield "retry: 1500\n\n"
    while True:
        since = timezone.now()
        piece, version = news()
        _let_go()
        if piece:
            yield piece
        while True:
            left = ends - time.monotonic()
            if left <= 0:
                return
            is_woken = watch.wait(chat_id, version, min(BEAT_EVERY, left), told, since)
            until = watch.types_until(chat_id)
            if not is_woken or until is None or until == told:
                break
            # Nothing was said: that somebody writes is told without looking at what was.
            told = until
            if seconds_more := shown_for(until, now=timezone.now()):
                yield f"event: typing\ndata: {seconds_more}\n\n"
        if not is_woken:
            yield ": still here\n\n"


def _versions_of(chat_ids: list[int]) -> dict[int, Seen]:
    try:
        chats = Chat.objects.filter(pk__in=chat_ids).annotate(told_at=_told_last(timezone.now()))
        rows = chats.values_list("pk", "version", "agent_types_until", "told_at")
        return {pk: Seen(*seen) for pk, *seen in rows}
    except Error as error:
        log.warning("chats are not followed at the moment: %s", type(error).__name__)
        return {}
    finally:
        _let_go()


def _told_last(now: datetime) -> Subquery:
    told = Message.objects.told(now).filter(
        conversation=OuterRef("conversation"), direction=Direction.OUTBOUND
    )
    return Subquery(
        told.annotate(told_at=Coalesce("held_until", "recorded_at"))
        .order_by("-told_at")
        .values("told_at")[:1]
    )


def _let_go() -> None:
    """Give the connection back to the pool: a stream must not hold one while it waits."""
    if not connection.in_atomic_block:
        connection.close()
