"""What tests of pages share: a stamp of some minutes ago, and the pages of a case opened."""

from datetime import timedelta

import time_machine
from django.test import Client, TestCase
from django.utils import timezone

from channels.forms.stamps import new_stamp

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d4944415478da63f8cf"
    "c0f01f0005000201a53f5b2f0000000049454e44ae426082"
)


def stamp(*, ago=timedelta(minutes=3)):
    """Give the stamp of a page that was opened some time ago."""
    with time_machine.travel(timezone.now() - ago, tick=False):
        return new_stamp()


def enter(client, conversation):
    """Open a case in this browser by its link."""
    answer = client.get(f"/c/{conversation.reference}/{conversation.access_code}")
    assert answer.status_code == 302
    return f"/case/{conversation.reference}/"


class CommittingClient(Client):
    """A browser whose requests end as they do outside tests: what waits for the commit is done."""

    def request(self, **request):
        with TestCase.captureOnCommitCallbacks(execute=True):
            return super().request(**request)
