"""The demonstration has reviews, a talk, and an owner for each channel."""

from datetime import UTC, datetime
from random import Random

import pytest

from channels.models import Channel, Review, ReviewImport, Statement
from feedback_site.organisation.roles import Role
from reports.demo.cast import Cast
from reports.demo.listening import live_listening
from tests.factories.organisation import StoreFactory, posted

pytestmark = pytest.mark.django_db


def test_it_fills_the_pages():
    StoreFactory()
    posted(Role.AGENT)
    posted(Role.SUPERVISOR)

    live_listening(Cast.assembled(), datetime(2026, 5, 20, tzinfo=UTC), Random(1))

    file = ReviewImport.objects.get()
    assert (file.state, file.wrong) == ("done", 1)
    assert Review.objects.count() == file.new > 30
    assert Review.objects.filter(submission__is_insight=True).exists()
    assert Review.objects.filter(submission__is_insight=False).exists()
    assert Statement.objects.count() == 4
    assert not Channel.objects.filter(owner=None).exists()
