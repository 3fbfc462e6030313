"""What the site is told from outside, and what it must not depend on."""

import zoneinfo
from importlib.resources import files

import pytest
from django.conf import settings


def test_time_zones_are_those_of_the_locked_package():
    assert zoneinfo.TZPATH == ()
    with files("tzdata.zoneinfo.Asia").joinpath("Taipei").open("rb") as packed:
        shipped = zoneinfo.ZoneInfo.from_file(packed, key="Asia/Taipei")
    assert repr(shipped) == repr(zoneinfo.ZoneInfo("Asia/Taipei"))


def test_a_zone_that_nobody_knows_is_refused():
    with pytest.raises(zoneinfo.ZoneInfoNotFoundError):
        zoneinfo.ZoneInfo("Asia/Atlantis")


def test_scripts_cannot_read_the_session():
    assert settings.SESSION_COOKIE_HTTPONLY
    assert "unsafe-inline" not in str(settings.CONTENT_SECURITY_POLICY)
