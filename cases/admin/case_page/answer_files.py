"""Files that go with what is said to a customer: kept beside it when they are chosen, or refused with why."""

from collections.abc import Sequence
from itertools import compress

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import ngettext

from cases.errors import FilesStay
from cases.models import Case
from channels.drafts import FileDraft
from channels.models import UnsentFile
from channels.rules.answers import keeping_files
from channels.rules.files.attaching import safe_name
from feedback_site.errors import FeedbackError
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability


def files_beside(case: Case, user: User) -> Sequence[UnsentFile]:
    """What this person has put beside their answer; most have nothing, and it costs nothing."""
    if not getattr(case, "has_files_beside", True) or not user.can(Ability.WORK_CASES):
        return ()
    return keeping_files.files_beside(case.submission.conversation_id, user)


def keep_all(request: HttpRequest, case: Case, user: User) -> Sequence[UnsentFile]:
    """Keep what was chosen; gives what is new. Raises FilesStay where some cannot go with an answer."""
    chosen = request.FILES.getlist("files")
    if not chosen:
        return ()
    fits = keeping_files.fitting(file.size or 0 for file in chosen)
    drafts = [
        FileDraft(name=file.name or "", mime=file.content_type or "", content=file.read())
        for file in compress(chosen, fits)
    ]
    talk = case.submission.conversation_id
    kept = keeping_files.keep_files(talk, drafts, actor=user, now=timezone.now())
    unread = [safe_name(file.name or "") for file, fit in zip(chosen, fits, strict=True) if not fit]
    if names := [*(file.name for file in kept.refused), *unread]:
        raise FilesStay(_not_taken(names))
    return kept.rows


def why_not_kept(request: HttpRequest, case: Case, user: User) -> str:
    """Keep what was chosen; why some of it was not, or "" where all is there."""
    try:
        keep_all(request, case, user)
    except FeedbackError as error:
        return str(error)
    return ""


def drop_all(rows: Sequence[UnsentFile], case: Case, user: User) -> None:
    """Take away what was just kept, because it had arrived before."""
    talk = case.submission.conversation_id
    for row in rows:
        keeping_files.drop_file(row.pk, conversation_id=talk, actor=user)


def _not_taken(names: Sequence[str]) -> str:
    words = ngettext(
        "This file was not taken: %(names)s. With one answer go at most 10 files and 25 MB, a picture may "
        "have 10 MB. Nothing was sent.",
        "These files were not taken: %(names)s. With one answer go at most 10 files and 25 MB, a picture "
        "may have 10 MB. Nothing was sent.",
        len(names),
    )
    return words % {"names": ", ".join(names)}
