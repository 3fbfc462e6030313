"""What an error says of a moment: as its reader's clock shows it, and not as machines write it."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from cases.errors import WrongFact

PAST = datetime(2026, 11, 1, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "zone", "value", "shown"),
    [
        ("en", "Asia/Taipei", PAST, "1 Nov 2026, 10:00"),
        ("zh-hant", "Asia/Taipei", PAST, "2026年11月1日 10:00"),
        ("zh-hans", "Europe/Berlin", PAST, "2026年11月1日 03:00"),
        ("zh-hant", "Asia/Taipei", date(2026, 11, 1), "2026年11月1日"),
        ("en", "Asia/Taipei", "10:00", "10:00"),
    ],
)
def test_a_moment_is_told_in_the_readers_time_and_language(language, zone, value, shown):
    error = WrongFact(name="x", value=value)

    with translation.override(language), timezone.override(ZoneInfo(zone)):
        said = str(error)

    assert shown in said
    assert "+00:00" not in said
