"""Take the files of an item: pictures are drawn anew, recordings looked into, the rest is for download.

Files lie sealed under paths derived from the item, so a second try after a crash writes over the first and
leaves no orphan; whatever is not kept here is still in the raw item's own bytes.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import filetype
from django.core.files.base import File
from django.core.files.storage import default_storage

from channels.drafts import FileDraft
from channels.errors import FilesAway
from channels.kinds import FileProblem
from channels.models import Attachment, Message
from channels.models.attachment import LONGEST_CONTENT_ID, StoredFile, seal_context
from channels.pictures import PICTURE_MIMES, NotAPicture, redraw
from channels.sounds import listen
from feedback_site.privacy.sealed_streams import sealed
from feedback_site.privacy.sealing import Bytes, CannotUnseal, token_digest

MOST_FILES = 10
LARGEST_PICTURE = 10 * 1024 * 1024  # bytes
LARGEST_RECORDING = 10 * 1024 * 1024  # bytes, from our own forms
LARGEST_MESSAGE = 25 * 1024 * 1024  # bytes, all files of a message together


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How many files of one message are kept beside its raw bytes, and how large they may be, in bytes."""

    files: int = MOST_FILES
    picture: int = LARGEST_PICTURE
    together: int = LARGEST_MESSAGE


OF_FORMS = Limits()
# Nobody tells a mail's sender beforehand how many photographs are welcome; what is taken in at all has 40 MB.
OF_MAIL = Limits(files=100, picture=40 * 1024 * 1024, together=40 * 1024 * 1024)
# Brands of the same format that the library does not know: ten bits, sequences, layers.
_HEIC = re.compile(rb".{4}ftyphe(?:ix|im|is|vc|vx)", re.DOTALL)
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """One file ready to be written; without content it was refused, and `problem` says why."""

    name: str
    mime: str
    size: int
    sha256: bytes
    content: bytes | None
    is_inline: bool
    is_safe_picture: bool
    problem: FileProblem | None
    is_playable: bool = False
    seconds: int | None = None
    content_id: str = ""


def prepare(files: Iterable[FileDraft], limits: Limits = OF_FORMS) -> list[Prepared]:
    """Look at each file and draw pictures anew, off database and disk; refused files stay listed.

    What a mail shows in its text, such as the icons of a signature, takes no place from what was attached.
    """
    given = list(files)
    prepared: dict[int, Prepared] = {}
    total = 0
    for number, at in enumerate(sorted(range(len(given)), key=lambda at: given[at].is_inline), 1):
        total += len(given[at].content)
        prepared[at] = _refusal(given[at], number, total, limits) or _look_at(given[at])
    return [prepared[at] for at in range(len(given))]


def attach(message_id: int, files: Sequence[Prepared], *, item: str) -> None:
    """Write files and their rows; `item` is a code of the item they came with, such as intake:7.

    Raises CannotUnseal where the item's key was forgotten, FilesAway where the storage takes no files.
    """
    if not files:
        return
    key = Message.objects.values_list("raw__wrapped_key", flat=True).get(pk=message_id)
    if key is None:
        raise CannotUnseal
    rows = [
        Attachment(
            message_id=message_id, file=_write(file, item, number, key),
            is_sealed=file.content is not None, is_inline=file.is_inline,
            content_id=file.content_id, **facts_of(file),
        )
        for number, file in enumerate(files)
    ]  # fmt: skip
    Attachment.objects.bulk_create(rows)


def facts_of(file: Prepared | StoredFile) -> dict[str, Any]:
    """What a row says of a content, wherever that lies and whosever it is."""
    return {
        "name": file.name, "mime": file.mime, "size": file.size, "sha256": file.sha256,
        "is_safe_picture": file.is_safe_picture, "is_playable": file.is_playable,
        "seconds": file.seconds, "problem": file.problem or "",
    }  # fmt: skip


def fill(attachment: Attachment, file: FileDraft, prepared: Prepared) -> None:
    """Put a file that was fetched later into its place; nothing else holds it, so all of it is kept.

    Raises CannotUnseal where its item was erased meanwhile.
    """
    kept = (
        prepared
        if prepared.content is not None
        else _prepared(file, mime=prepared.mime, content=file.content)
    )
    key = Message.objects.values_list("raw__wrapped_key", flat=True).get(pk=attachment.message_id)
    if key is None:
        raise CannotUnseal
    attachment.file = _write(kept, f"fetched:{attachment.pk}", 0, key)
    attachment.is_sealed = True
    for name, value in facts_of(kept).items():
        setattr(attachment, name, value)
    attachment.save()


def type_of(content: bytes) -> str:
    """Tell the type by the content alone: a known signature, plain text, or unknown bytes."""
    guess = filetype.guess(content[:8192])
    if guess is not None:
        return str(guess.mime)
    if _HEIC.match(content):
        return "image/heic"
    try:
        text = content[:4096].decode("utf-8", "strict")
    except UnicodeDecodeError:
        return "application/octet-stream"
    return "application/octet-stream" if re.search(r"[\x00-\x08\x0e-\x1f]", text) else "text/plain"


def safe_name(name: str) -> str:
    """Keep the last part of a name without control, direction or path characters; never empty."""
    visible = "".join(
        char
        for char in unicodedata.normalize("NFC", name)
        if unicodedata.category(char) not in _UNSEEN
    )
    last = re.split(r"[/\\]", visible)[-1].strip(" .\"'<>|:*?")
    stem, dot, extension = last.rpartition(".")
    if len(last) > 120 and dot and len(extension) <= 10:
        last = f"{stem[: 119 - len(extension)]}.{extension}"
    return last[:120] or "file"


def _refusal(file: FileDraft, number: int, total: int, limits: Limits) -> Prepared | None:
    if number > limits.files:
        return _refused(file, FileProblem.TOO_MANY)
    if total > limits.together:
        return _refused(file, FileProblem.TOGETHER_TOO_LARGE)
    if len(file.content) > limits.picture and type_of(file.content) in PICTURE_MIMES:
        return _refused(file, FileProblem.TOO_LARGE)
    return None


def _refused(file: FileDraft, problem: FileProblem) -> Prepared:
    return _prepared(file, mime=type_of(file.content), content=None, problem=problem)


def _look_at(file: FileDraft) -> Prepared:
    mime = type_of(file.content)
    if mime not in PICTURE_MIMES:
        return _heard(file, mime)
    try:
        drawn = redraw(file.content)
    except NotAPicture as error:
        return _prepared(file, mime=mime, content=file.content, problem=error.problem)
    name = safe_name(file.name)
    if drawn.mime != mime:
        name = f"{name.rpartition('.')[0] or name}.{drawn.extension}"
    return _prepared(file, name=name, mime=drawn.mime, content=drawn.content, is_safe_picture=True)


def _heard(file: FileDraft, mime: str) -> Prepared:
    """Keep a file as it came, and say of a recording what it is."""
    sound = listen(file.content)
    if sound is None:
        return _prepared(file, mime=mime, content=file.content)
    problem = None if sound.is_playable else FileProblem.NOT_PLAYABLE
    kept = _prepared(file, mime=sound.mime, content=file.content, problem=problem)
    return replace(kept, is_playable=sound.is_playable, seconds=sound.seconds)


def _prepared(
    file: FileDraft, *, mime: str, content: bytes | None, name: str = "",
    problem: FileProblem | None = None, is_safe_picture: bool = False,
) -> Prepared:  # fmt: skip
    kept = file.content if content is None else content
    return Prepared(
        name=name or safe_name(file.name), mime=mime, size=len(kept),
        sha256=hashlib.sha256(kept).digest(), content=content, is_inline=file.is_inline,
        is_safe_picture=is_safe_picture, problem=problem,
        # No more than a column holds, and nothing that a column refuses.
        content_id=file.content_id.replace("\x00", "")[:LONGEST_CONTENT_ID],
    )  # fmt: skip


def _write(file: Prepared, item: str, number: int, key: Bytes) -> str:
    """Seal one file piece by piece and give its name in the storage; nothing where it was refused."""
    if file.content is None:
        return ""
    token = token_digest("attachment", item, str(number)).hex()[:40]
    name = f"attachments/{token[:2]}/{token}"
    return write_sealed(name, file.content, file.sha256, key)


def write_sealed(name: str, content: bytes, sha256: bytes, key: Bytes) -> str:
    """Write a file over whatever lies there, in memory that does not grow with it, and give its name.

    Raises FilesAway where the storage takes no files.
    """
    try:
        if default_storage.exists(name):
            default_storage.delete(name)
        with sealed(key, content, context=seal_context(sha256)) as stream:
            return default_storage.save(name, File(stream))
    except OSError as error:
        raise FilesAway from error
