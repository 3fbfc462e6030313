"""Scans of a batch: pictures are drawn anew, as with attachments; documents are for downloading."""

from collections.abc import Sequence
from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from channels.batch_kinds import BatchEventKind
from channels.drafts import FileDraft
from channels.models import Batch, BatchScan
from channels.rules.attaching import Prepared, prepare
from channels.rules.batching import note
from feedback_site.errors import NotAllowed
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability
from feedback_site.privacy.sealing import token_digest


def add_scans(
    batch_id: int, files: Sequence[FileDraft], *, actor: User, now: datetime
) -> list[BatchScan]:
    """Keep scans with a batch, in the order given; one that is there already is kept once.

    Files are looked at before anything is locked. Raises NotAllowed.
    """
    if not actor.can(Ability.TAKE_FEEDBACK):
        raise NotAllowed
    return _keep(batch_id, prepare(files), actor=actor, now=now)


@transaction.atomic
def _keep(
    batch_id: int, files: Sequence[Prepared], *, actor: User, now: datetime
) -> list[BatchScan]:
    batch = Batch.objects.select_for_update().get(pk=batch_id)
    there = {bytes(digest) for digest in batch.scans.values_list("sha256", flat=True)}
    fresh = {one.sha256: one for one in files if one.content and one.sha256 not in there}
    scans = [
        BatchScan(
            batch=batch, file=_write(batch, one), name=one.name, mime=one.mime, size=one.size,
            sha256=one.sha256, is_safe_picture=one.is_safe_picture, added_by=actor, added_at=now,
        )
        for one in fresh.values()
    ]  # fmt: skip
    if scans:
        BatchScan.objects.bulk_create(scans)
        note(batch, BatchEventKind.SCANNED, actor=actor, now=now, scans=len(scans))
    return scans


def _write(batch: Batch, file: Prepared) -> str:
    """Write under a name derived from batch and content, so that a second try leaves no orphan."""
    token = token_digest("scan", str(batch.pk), file.sha256.hex()).hex()[:40]
    name = f"scans/{token[:2]}/{token}"
    if default_storage.exists(name):
        default_storage.delete(name)
    return default_storage.save(name, ContentFile(file.content or b""))
