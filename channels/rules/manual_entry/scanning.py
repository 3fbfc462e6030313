"""Scans of a batch: pictures are drawn anew, as with attachments; documents are for downloading."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from channels.batch_kinds import BatchEventKind
from channels.drafts import FileDraft
from channels.models import Batch, BatchScan
from channels.rules.files.attaching import Prepared, prepare, write_sealed
from channels.rules.manual_entry.batching import note
from feedback_site.errors import NotAllowed
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability
from feedback_site.privacy.sealing import new_key, token_digest


def add_scans(
    batch_id: int, files: Sequence[FileDraft], *, actor: User, now: datetime
) -> list[BatchScan]:
    """Keep scans with a batch, in the order given; one that is there already is kept once.

    Files are looked at before anything is locked. Raises NotAllowed, and FilesAway where the storage takes
    none.
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
    scans = [_scan(batch, one, actor=actor, now=now) for one in fresh.values()]
    if scans:
        BatchScan.objects.bulk_create(scans)
        note(batch, BatchEventKind.SCANNED, actor=actor, now=now, scans=len(scans))
    return scans


def _scan(batch: Batch, file: Prepared, *, actor: User, now: datetime) -> BatchScan:
    """Seal one under a key of its own; the name is derived, so that a second try leaves no orphan."""
    key = new_key()
    token = token_digest("scan", str(batch.pk), file.sha256.hex()).hex()[:40]
    name = write_sealed(f"scans/{token[:2]}/{token}", file.content or b"", file.sha256, key)
    return BatchScan(
        batch=batch, file=name, name=file.name, mime=file.mime, size=file.size, sha256=file.sha256,
        is_safe_picture=file.is_safe_picture, wrapped_key=key, is_sealed=True, added_by=actor,
        added_at=now,
    )  # fmt: skip
