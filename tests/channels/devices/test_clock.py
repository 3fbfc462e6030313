"""A device's clock is believed as far as it can be."""

from datetime import UTC, datetime, timedelta

import pytest

from channels.devices.clock import OLDEST, captured_moment

NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
NONE = timedelta()
AGO = {hours: NOW - hours * HOUR for hours in range(10)}
FIRST = datetime.min.replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "offset", "contact_at", "registered_at", "at", "clamped"),
    [
        pytest.param(AGO[3], NONE, AGO[4], NOW - DAY, AGO[3], False, id="as said"),
        pytest.param(AGO[5], 2 * HOUR, AGO[4], NOW - DAY, AGO[3], False, id="slow clock"),
        pytest.param(NOW + DAY, -DAY - HOUR, None, NOW - DAY, AGO[1], False, id="clock of tomorrow"),
        pytest.param(NOW + MINUTE, NONE, None, NOW - DAY, NOW, True, id="in the future"),
        pytest.param(AGO[5], NONE, AGO[4], NOW - DAY, AGO[4], True, id="before the contact"),
        pytest.param(NOW - 2 * DAY, NONE, None, NOW - DAY, NOW - DAY, True, id="before it was set up"),
        pytest.param(NOW - 40 * DAY, NONE, None, NOW - 90 * DAY, NOW - OLDEST, True, id="very old"),
        pytest.param(AGO[1], NONE, NOW + HOUR, NOW - DAY, NOW, True, id="a contact that was not yet"),
        pytest.param(FIRST, -DAY, None, NOW - DAY, NOW, False, id="beyond all calendars"),
    ],
)  # fmt: skip
def test_the_moment_from_which_clocks_count(said, offset, contact_at, registered_at, at, clamped):
    found = captured_moment(
        said, offset=offset, contact_at=contact_at, registered_at=registered_at, now=NOW
    )

    assert (found.at, found.is_clamped, found.skew) == (at, clamped, offset)


@pytest.mark.parametrize(
    ("offset", "doubtful"), [(5 * MINUTE, False), (6 * MINUTE, True), (-6 * MINUTE, True)]
)
def test_a_clock_far_off_is_flagged_though_it_was_corrected(offset, doubtful):
    found = captured_moment(
        NOW - HOUR - offset, offset=offset, contact_at=None, registered_at=NOW - DAY, now=NOW
    )

    assert (found.at, found.is_doubtful) == (NOW - HOUR, doubtful)
