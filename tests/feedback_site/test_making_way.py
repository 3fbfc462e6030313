"""While the past is written, workers leave it as it is, and make up for it afterwards."""

from datetime import timedelta

import pytest
from django.utils import timezone

from channels.tasks import sweep_chats
from feedback_site.celery_app import app
from feedback_site.making_way import PatientTask, alone, has_to_wait
from tests.channels.chats.chatting import begin

pytestmark = pytest.mark.django_db


def test_a_worker_leaves_a_chat_of_yesterday_alone_until_its_story_is_told():
    chat = begin(timezone.now() - timedelta(days=1))

    with alone():
        sweep_chats.apply()
        chat.refresh_from_db()
        is_over = chat.is_over
        waits = has_to_wait()
    sweep_chats.apply()
    chat.refresh_from_db()

    assert (is_over, waits) == (False, True)
    assert (chat.is_over, has_to_wait()) == (True, False)


def test_every_task_of_ours_makes_way():
    ours = [task for name, task in app.tasks.items() if not name.startswith("celery.")]
    assert ours
    assert all(isinstance(task, PatientTask) for task in ours)
