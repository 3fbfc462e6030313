"""Expect what a messenger still holds: each file has its place at once, and is fetched afterwards."""

from datetime import datetime
from functools import partial

from django.db import transaction

from channels.drafts import Draft
from channels.kinds import FileProblem
from channels.models import Attachment, Errand
from channels.rules.files.attaching import safe_name
from channels.signals import files_expected


def expect(message_id: int, draft: Draft, *, now: datetime) -> None:
    """Write the errands of a message, in the caller's transaction, and ring `files_expected`."""
    errands = [
        Errand(message_id=message_id, attachment=file, position=position, due_at=now)
        for position, file in enumerate(_places(message_id, draft))
    ]
    if draft.person.is_named_elsewhere and not draft.person.name:
        errands.append(Errand(message_id=message_id, due_at=now))
    if errands:
        Errand.objects.bulk_create(errands)
        transaction.on_commit(partial(files_expected.send_robust, sender=Errand))


def _places(message_id: int, draft: Draft) -> list[Attachment]:
    return Attachment.objects.bulk_create(
        [
            Attachment(
                message_id=message_id, file="", name=safe_name(media.name), mime="", size=0,
                sha256=b"", problem=FileProblem.ON_ITS_WAY,
            )
            for media in draft.media
        ]
    )  # fmt: skip
