"""Drafting: keep what somebody has begun to write, so that no shut window and no colleague can lose it."""

from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import QuerySet

from cases.kinds import ComposerMode
from cases.models import Case, ComposerDraft
from feedback_site.errors import NotAllowed
from feedback_site.kept_queries import Kept
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability

LONGEST = 20_000
_DRAFTS = Kept[Any]()
_MAY = {ComposerMode.CUSTOMER: Ability.WORK_CASES, ComposerMode.NOTE: Ability.SEE_CASES}


def keep_draft(
    case_id: int, *, mode: ComposerMode, text: str, actor: User, now: datetime
) -> ComposerDraft | None:
    """Keep the text as it stands now in place of the one before; an empty text takes the draft away.

    One statement, without a lock: the same person's last word counts. It is no act on the case, which
    keeps its version and its history. Raises NotAllowed where this person could not send it either.
    """
    if not actor.can(_MAY[mode]):
        raise NotAllowed
    if not text.strip():
        drop_draft(case_id, mode=mode, actor=actor)
        return None
    draft = ComposerDraft(
        case_id=case_id, author=actor, mode=mode, text=text[:LONGEST], saved_at=now
    )
    ComposerDraft.objects.bulk_create(
        [draft], update_conflicts=True, unique_fields=("author", "case", "mode"),
        update_fields=("text", "saved_at"),
    )  # fmt: skip
    return draft


def drop_draft(case_id: int, *, mode: ComposerMode, actor: User) -> None:
    """Take a draft away, because it was sent or is not wanted; one that is not there is gone already."""
    ComposerDraft.objects.filter(case=case_id, author=actor, mode=mode).delete()


def drafts_of(case: Case, user: User) -> dict[str, ComposerDraft]:
    """What this person has begun to write on a case, by mode."""
    own = _DRAFTS.ask(partial(_own, user), user.pk, case=case.pk)
    return {draft.mode: draft for draft in own}


def _own(user: User, case: int) -> "QuerySet[ComposerDraft]":
    return ComposerDraft.objects.visible_to(user).filter(case=case)
