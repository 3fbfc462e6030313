"""The demonstration's chats are lived through the rules and show each end, and some that wait."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from cases.models import Case
from cases.rules.sweeping import sweep_submissions
from channels.models import Chat
from channels.rules.monitoring import sweeping
from feedback_site.organisation.roles import Role
from reports.demo.cast import Cast
from reports.demo.chats import TALKS, WAITING, live_chats
from tests.factories.organisation import StoreFactory, posted

pytestmark = pytest.mark.django_db
UNTIL = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)


def test_a_week_of_chats():
    posted(Role.CLERK, store=StoreFactory())
    posted(Role.AGENT)

    made = live_chats(Cast.assembled(), UNTIL, Random(1))

    assert made == Chat.objects.count() == 2 * len(TALKS) + len(WAITING)
    ended = Counter(Chat.objects.values_list("ending", flat=True))
    assert ended == {"helped": 6, "closed": 8, "left": 2, "": 2}
    assert Case.objects.count() == Chat.objects.exclude(asked_at=None).count() == 10
    assert Case.objects.exclude(first_answered_at=None).count() == 8
    assert sweeping.reconcile(now=UNTIL + timedelta(hours=1)) == []
    # Nothing was left to the sweeps.
    assert sweep_submissions(now=UNTIL + timedelta(minutes=5)) == 0
