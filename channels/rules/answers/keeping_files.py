"""Keeping files beside an answer that is being written, and sending them with it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import accumulate

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import QuerySet

from channels.drafts import FileDraft
from channels.errors import RecordsErased
from channels.models import Attachment, Conversation, Message, UnsentFile
from channels.models.attachment import StoredFile, key_of_conversation, new_path
from channels.rules.files.attaching import (
    LARGEST_MESSAGE,
    MOST_FILES,
    Prepared,
    facts_of,
    prepare,
    write_sealed,
)
from feedback_site.errors import NotAllowed
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability
from feedback_site.privacy.sealing import Bytes, CannotUnseal

# What is said of a file, whether it was sent or not.
_SAME = tuple(
    field.name
    for field in StoredFile._meta.fields  # noqa: SLF001
    if field.name != "file"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What came of putting files beside an answer: the rows that are new, and what was refused."""

    rows: Sequence[UnsentFile]
    refused: Sequence[Prepared]


def fitting(sizes: Iterable[int]) -> list[bool]:
    """Say of each file, by its size, whether it could go with one answer: the others need not be read."""
    running = enumerate(accumulate(sizes), 1)
    return [number <= MOST_FILES and total <= LARGEST_MESSAGE for number, total in running]


def keep_files(
    conversation_id: int, files: Iterable[FileDraft], *, actor: User, now: datetime
) -> Kept:
    """Keep files for the next answer of this person; what is there already is kept once.

    They are looked at like files that come in, before anything is written. Raises NotAllowed,
    FilesAway where the storage takes none, RecordsErased where the case was forgotten.
    """
    if not actor.can(Ability.WORK_CASES):
        raise NotAllowed
    looked_at = prepare(files)
    with transaction.atomic():
        # One after the other: two at once would each find room for ten. Whoever writes meanwhile goes on.
        Conversation.objects.select_for_update(of=("self",), no_key=True).get(pk=conversation_id)
        there = list(UnsentFile.objects.filter(author=actor, conversation=conversation_id))
        fresh, refused = _sorted_out(looked_at, there)
        key = _key(conversation_id) if fresh else b""
        rows = UnsentFile.objects.bulk_create(
            _row(file, key, conversation_id, actor, now) for file in fresh
        )
    return Kept(rows=rows, refused=refused)


def files_beside(conversation_id: int, user: User) -> list[UnsentFile]:
    """Give what this person has put beside their answer on a conversation, in the order it was added."""
    return list(UnsentFile.objects.visible_to(user).filter(conversation=conversation_id))


def drop_file(file_id: int, *, conversation_id: int, actor: User) -> bool:
    """Take a file away; false where it is gone already, or went with an answer meanwhile."""
    mine = UnsentFile.objects.filter(pk=file_id, conversation=conversation_id, author=actor)
    return clear_one(mine)


@transaction.atomic
def clear_one(rows: QuerySet[UnsentFile]) -> bool:
    """Delete the one file that these rows hold, with its bytes; false where there is none any more."""
    found = rows.select_for_update(of=("self",)).first()
    if found is None:
        return False
    found.delete()
    transaction.on_commit(partial(default_storage.delete, str(found.file.name)))
    return True


def send_along(message: Message) -> int:
    """Let what lies beside its author's answer go with a message; returns how many files.

    In the caller's transaction. Their content stays where it lies, under the same key.
    """
    rows = UnsentFile.objects.filter(conversation=message.conversation_id, author=message.author_id)
    files = list(rows.select_for_update().order_by("pk"))
    if files:
        Attachment.objects.bulk_create(_attached(message, file) for file in files)
        UnsentFile.objects.filter(pk__in=[file.pk for file in files]).delete()
    return len(files)


def bring_back(message: Message, *, now: datetime) -> int:
    """Put the files of a message that did not go out beside its author's answer again; returns how many.

    In the caller's transaction; no byte moves, as in sending. Who has put others there meanwhile has both.
    """
    files = list(Attachment.objects.select_for_update().filter(message=message).order_by("pk"))
    if files and message.author is not None:
        UnsentFile.objects.bulk_create(_beside(message, file, now) for file in files)
        Attachment.objects.filter(pk__in=[file.pk for file in files]).delete()
    return len(files)


def _sorted_out(
    looked_at: Iterable[Prepared], there: Sequence[UnsentFile]
) -> tuple[list[Prepared], list[Prepared]]:
    """What is new and has room beside what is there, and what is refused."""
    taken = {bytes(file.sha256): file.size for file in there}
    fresh, refused = [], []
    for file in looked_at:
        if file.content and file.sha256 in taken:
            continue
        room = LARGEST_MESSAGE - sum(taken.values())
        if file.content is None or len(taken) >= MOST_FILES or file.size > room:
            refused.append(file)
        elif file.content:
            taken[file.sha256] = file.size
            fresh.append(file)
    return fresh, refused


def _key(conversation_id: int) -> Bytes:
    try:
        return key_of_conversation(conversation_id)
    except CannotUnseal as error:
        raise RecordsErased from error


def _row(
    file: Prepared, key: Bytes, conversation_id: int, actor: User, now: datetime
) -> UnsentFile:
    name = write_sealed(new_path(), file.content or b"", file.sha256, key)
    return UnsentFile(
        conversation_id=conversation_id, author=actor, file=name, is_sealed=True, added_at=now,
        **facts_of(file),
    )  # fmt: skip


def _attached(message: Message, file: UnsentFile) -> Attachment:
    name = str(file.file.name)
    return Attachment(message=message, file=name, is_sealed=True, **facts_of(file))


def _beside(message: Message, file: Attachment, now: datetime) -> UnsentFile:
    same = {name: getattr(file, name) for name in _SAME}
    return UnsentFile(
        conversation_id=message.conversation_id, author=message.author, file=str(file.file.name),
        added_at=now, **same,
    )  # fmt: skip
