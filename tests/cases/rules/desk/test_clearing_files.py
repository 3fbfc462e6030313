"""Clearing files beside answers: what is old or of a case that has ended goes, with its bytes."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage

from cases.rules.desk import clearing_files
from cases.states import CaseState
from channels.drafts import FileDraft
from channels.models import RawIntake, UnsentFile
from channels.rules.answers import keeping_files
from feedback_site.organisation.roles import Role
from feedback_site.privacy.sealing import new_key
from reports.measures import file_invariants
from tests.factories.cases import NOW, case_in
from tests.factories.organisation import posted

pytestmark = pytest.mark.django_db
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)


@pytest.mark.parametrize(
    ("state", "age", "is_cleared"),
    [
        (CaseState.IN_PROGRESS, 30 * DAY, False),
        (CaseState.IN_PROGRESS, 30 * DAY + SECOND, True),
        (CaseState.CLOSED, DAY, False),
        (CaseState.CLOSED, DAY + SECOND, True),
        (CaseState.MERGED, DAY + SECOND, False),
    ],
)
def test_what_nobody_will_send_goes_with_its_bytes(
    settings, tmp_path, django_capture_on_commit_callbacks, state, age, is_cleared
):
    settings.MEDIA_ROOT = tmp_path
    case = case_in(state)
    RawIntake.objects.update(wrapped_key=new_key())
    file = FileDraft(name="a.txt", mime="", content=b"a")
    talk = case.submission.conversation_id
    keeping_files.keep_files(talk, [file], actor=posted(Role.AGENT), now=NOW - age)
    name = UnsentFile.objects.get().file.name

    with django_capture_on_commit_callbacks(execute=True):
        assert clearing_files.sweep_files(now=NOW) == is_cleared

    assert UnsentFile.objects.exists() is not is_cleared
    assert default_storage.exists(name) is not is_cleared
    assert list(file_invariants.files(NOW)) == []
