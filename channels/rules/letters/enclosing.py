"""Enclosing: which files of an answer go with its letter, and what the letter says of all of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from channels import letters
from channels.errors import DeliveryDelayed, FilesAway
from channels.kinds import ContactKind
from channels.letters import LetterFile
from channels.models import Attachment, Outgoing
from feedback_site.privacy.sealing import CannotUnseal

# A third more as base64: most mail servers refuse above 20 to 25 MB.
MOST_BY_MAIL = 15 * 1024 * 1024  # bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    """Files that go along, and a sentence about them and about those that are read on the case's page."""

    words: str = ""
    files: tuple[LetterFile, ...] = ()


def enclosure_of(row: Outgoing, language: str) -> Enclosure:
    """Open the files of a row's message; nothing is asked where the row says that there are none.

    What is too large together for a mail, and all files of a messenger, are on the page that every answer
    links to. Raises DeliveryDelayed where the storage does not answer.
    """
    if row.message_id is None or not row.context.get("files"):
        return Enclosure()
    rows = Attachment.objects.filter(message=row.message_id).order_by("pk")
    kept = [one for one in rows.select_related("message") if one.is_kept]
    going = _by_mail(kept) if row.kind == ContactKind.EMAIL else []
    left = [one.name for one in kept if one not in going]
    files = tuple(file for file in map(_opened, going) if file is not None)
    said = letters.FILES[language]
    parts = (
        [said["with"].format(names=_named([one.name for one in files], language))] if files else []
    )
    parts += [said["page"].format(names=_named(left, language))] if left else []
    return Enclosure(words="\n".join(parts), files=files)


def _by_mail(files: Sequence[Attachment]) -> list[Attachment]:
    """Take one after the other, as long as all of them fit."""
    going: list[Attachment] = []
    for file in files:
        if sum(one.size for one in going) + file.size <= MOST_BY_MAIL:
            going.append(file)
    return going


def _opened(file: Attachment) -> LetterFile | None:
    """None where the item was forgotten meanwhile, or the file is no longer there."""
    try:
        with file.content() as stream:
            return LetterFile(name=file.name, mime=file.mime, content=stream.read())
    except FilesAway as error:
        raise DeliveryDelayed(why=str(error)) from error
    except (CannotUnseal, FileNotFoundError):
        return None


def _named(names: Sequence[str], language: str) -> str:
    return (", " if language == "en" else "、").join(names)
