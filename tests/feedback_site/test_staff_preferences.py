"""Each member of staff has their own language and time zone; nobody else's page is touched by it."""

from datetime import UTC, datetime

import pytest
from django.http import HttpResponse
from django.utils import timezone, translation

from feedback_site.organisation.roles import Role
from feedback_site.staff_preferences import StaffPreferencesMiddleware
from tests.factories.organisation import posted

pytestmark = pytest.mark.django_db


def shown(rf, user, **cookies):
    """Give language and hour as a page would show them to this person."""
    request = rf.get("/admin/")
    request.user = user
    request.COOKIES |= {"sessionid": "x"} | cookies
    seen = {}

    def page(request):
        seen["language"] = translation.get_language()
        seen["hour"] = timezone.localtime(datetime(2026, 5, 4, 1, 30, tzinfo=UTC)).hour
        return HttpResponse()

    with translation.override("zh-hant"):
        StaffPreferencesMiddleware(page)(request)
    return seen


def person(**fields):
    user = posted(Role.AGENT)
    for name, value in fields.items():
        setattr(user, name, value)
    return user


def test_their_own_language_and_hours(rf):
    assert shown(rf, person(language="en", time_zone="Europe/Berlin")) == {
        "language": "en", "hour": 3,
    }  # fmt: skip


def test_a_language_chosen_on_the_page_comes_first(rf):
    assert shown(rf, person(language="en"), django_language="zh-hans")["language"] == "zh-hant"


def test_without_a_choice_the_sites(rf):
    assert shown(rf, person(language="", time_zone="")) == {"language": "zh-hant", "hour": 9}


def test_a_time_zone_that_does_not_exist_shows_them_the_sites_hours(rf):
    for wrong in ("Asia/Taibei", "../etc/passwd", "x" * 64):
        assert shown(rf, person(language="en", time_zone=wrong)) == {"language": "en", "hour": 9}


def test_the_next_request_begins_with_the_sites_hours(rf):
    shown(rf, person(time_zone="Europe/Berlin"))

    assert timezone.get_current_timezone_name() == "Asia/Taipei"


def test_a_page_is_shown_in_ones_own_language(client):
    user = person(language="en", time_zone="Asia/Taipei")
    user.save()
    client.force_login(user)

    assert b'lang="en"' in client.get("/admin/").content
