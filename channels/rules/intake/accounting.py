"""Read a raw item and give it its one disposition: a new conversation, or a message on one."""

import logging
import traceback
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import DatabaseError, DataError, IntegrityError, connection, transaction
from django.utils import translation

from channels.adapters import adapter_for
from channels.drafts import Draft
from channels.errors import ComesTooEarly, FilesAway, UnreadableIntake
from channels.kinds import WRITTEN_TO_AND_FRO, ChannelKind, Disposition, IntakeState
from channels.models import Conversation, RawIntake
from channels.rules.calls import call_logging
from channels.rules.chats.keeping_lines import keep_line
from channels.rules.conversations.beginning import begin, disposition_of
from channels.rules.conversations.continuing import append, dispose
from channels.rules.conversations.naming import name_conversation
from channels.rules.conversations.rereading import reread
from channels.rules.customers.attributing import lock_and_look
from channels.rules.files.attaching import OF_FORMS, OF_MAIL, Prepared, prepare
from channels.rules.intake.noting_signs import note_sign
from channels.rules.intake.pairing import first_copy, pair
from channels.rules.intake.threading import find_thread
from channels.rules.items.completing import completed
from channels.rules.items.drafting import cleaned
from feedback_site.errors import FeedbackError
from feedback_site.ledger.rules.recording import Entry, record

log = logging.getLogger(__name__)
# Two first items of one new customer may collide once; the second try finds the customer.
_TRIES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    draft: Draft
    files: list[Prepared]


def account(raw_id: int, *, now: datetime) -> RawIntake:
    """Read one stored item and give it its disposition; an item that has one is returned as it is.

    What cannot be read is marked as failed, with the reason, and returned: its bytes are kept.
    Raises RawIntake.DoesNotExist, DatabaseError or FilesAway where the database or the storage is away,
    and ComesTooEarly.
    """
    raw = RawIntake.objects.select_related("channel").get(pk=raw_id)
    if raw.state == IntakeState.DONE:
        return raw
    return account_fresh(raw, None, now=now)


def account_fresh(raw: RawIntake, body: bytes | None, *, now: datetime) -> RawIntake:
    """Do the same with a row just read or written; `body` saves unsealing its bytes again."""
    try:
        reading = _read(raw, raw.bytes() if body is None else body)
        return _apply(raw, reading, now=now)
    except (DataError, IntegrityError) as error:
        return _fail(raw, error, now=now)
    except (DatabaseError, FilesAway, ComesTooEarly):
        raise
    # The one broad catch of this house. Whatever a stranger's bytes make a parser raise, the item
    # must end in the queue of failed items with its bytes and its reason, and must not take the door
    # or the worker down. Nothing is hidden: the error is on the row, in the ledger and in the log.
    except Exception as error:
        return _fail(raw, error, now=now)


def _read(raw: RawIntake, body: bytes) -> _Reading:
    """Parse before the row is locked: the bytes never change, and parsing may take seconds."""
    read = adapter_for(raw.channel.kind).read(raw, body)
    draft = cleaned(completed(read, raw))
    if not (draft.text or draft.title or draft.files or draft.media or draft.sign or draft.call):
        raise UnreadableIntake(why="it holds neither words nor files")
    limits = OF_MAIL if raw.channel.kind == ChannelKind.EMAIL else OF_FORMS
    return _Reading(draft=draft, files=prepare(draft.files, limits))


def _apply(raw: RawIntake, reading: _Reading, *, now: datetime) -> RawIntake:
    for left in reversed(range(_TRIES)):
        try:
            return _decide(raw, reading, now=now)
        except IntegrityError as error:
            if not left or "channels_contact_once" not in str(error):
                raise
    raise AssertionError("unreachable")


@transaction.atomic
def _decide(raw: RawIntake, reading: _Reading, *, now: datetime) -> RawIntake:
    if (first := first_copy(raw, reading.draft, now=now)) is not None:
        pair(raw, first, now=now)
        return raw
    return _find_place(raw, reading, now=now)


def _find_place(raw: RawIntake, reading: _Reading, *, now: datetime) -> RawIntake:
    draft, known = reading.draft, None
    if _begins(raw, draft):
        waits, known = lock_and_look(raw.pk, draft.person)
    else:
        waits = _lock_undisposed(raw.pk)
    if not waits:
        return RawIntake.objects.select_related("channel").get(pk=raw.pk)
    if draft.sign:
        note_sign(raw, draft, now=now)
        return raw
    if draft.call is not None:
        call_logging.log_event(raw, draft.call, now=now)
        return raw
    conversation = find_thread(raw, draft, now=now)
    if conversation is not None:
        _continue(raw, reading, conversation, now=now)
    elif draft.is_bounce:
        dispose(raw, Disposition.REJECTED, reason="bounce of a mail that is not ours", now=now)
    else:
        raw.conversation_id = begin(raw, draft, reading.files, now=now, known=known)
        raw.state, raw.accounted_at = IntakeState.DONE, now
        raw.disposition = disposition_of(draft)
        raw.attempts += 1
        raw.error = ""
    if "call" in raw.context:
        call_logging.link(raw, now=now)
    if "chat" in raw.context:
        keep_line(raw, draft, now=now)
    elif "is_contact" in raw.context and conversation is not None:
        name_conversation(conversation.pk, draft, raw_id=raw.pk, now=now)
    return raw


def _continue(
    raw: RawIntake, reading: _Reading, conversation: Conversation, *, now: datetime
) -> None:
    if "version_of" in raw.context:
        reread(raw, reading.draft, conversation, now=now)
    else:
        append(raw, reading.draft, reading.files, conversation, now=now)


def _begins(raw: RawIntake, draft: Draft) -> bool:
    """Whether an item most likely begins a conversation, of somebody who is looked up without more ado."""
    is_said = not (draft.reference or draft.sign or draft.call or draft.is_anonymous)
    is_threaded = raw.context.keys() & {"chat", "version_of"}
    return is_said and not is_threaded and raw.channel.kind not in WRITTEN_TO_AND_FRO


def _lock_undisposed(raw_id: int) -> bool:
    """Lock the item and say whether it still waits for its disposition; its body stays where it is."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT state <> 'done' FROM channels_rawintake WHERE id = %s FOR UPDATE", [raw_id]
        )
        return bool(cursor.fetchone()[0])


@transaction.atomic
def _fail(raw: RawIntake, error: Exception, *, now: datetime) -> RawIntake:
    """Put the item into the queue that people look at."""
    locked = (
        RawIntake.objects.select_related("channel").select_for_update(of=("self",)).get(pk=raw.pk)
    )
    if locked.state == IntakeState.DONE:
        return locked
    log.error("intake %s could not be read: %s", locked.pk, _place(error))
    locked.state = IntakeState.FAILED
    locked.error = _sentence(error)
    locked.attempts += 1
    locked.save(update_fields=("state", "error", "attempts"))
    entry = Entry(
        verb="intake.failed", subject=f"intake:{locked.pk}", body={"error": type(error).__name__}
    )
    record([entry], now=now)
    return locked


def _sentence(error: Exception) -> str:
    """Say what went wrong. A parser's message may quote the customer: only its place is told."""
    if isinstance(error, FeedbackError):
        with translation.override("en"):
            return str(error)
    return f"The reader stopped at {_place(error)}"


def _place(error: Exception) -> str:
    """Give kind, module and line of an error: what a developer needs, and nothing personal."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f"{Path(frames[-1].filename).name}, line {frames[-1].lineno}" if frames else "nowhere"
    return f"{type(error).__name__} in {where}"
