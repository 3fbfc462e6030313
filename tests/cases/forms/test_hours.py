"""Working times are typed as people write them, and written back in the reader's language."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from cases.forms.hours import WeekField

DAY = [["09:00", "18:00"]]
WORKING = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), DAY)
READ = [
    ("mon-fri 09:00-18:00", WORKING),
    ("Monday – Friday 9:00 – 18:00", WORKING),
    ("週一至週五 09:00-18:00", WORKING),
    ("周一到周五\uff1a\uff10\uff19\uff1a00～18:00", WORKING),
    ("星期一、二、三、四、五 09:00-18:00", WORKING),
    ("sat-mon 22:00-02:00", {key: [["22:00", "02:00"]] for key in ("sat", "sun", "mon")}),
    ("禮拜天 00:00-24:00\n", {"sun": [["00:00", "24:00"]]}),
    ("sat 09:00-12:00、13:30-18:00", {"sat": [["09:00", "12:00"], ["13:30", "18:00"]]}),
]
UNREAD = [
    (
        "mon 09:00-18:00\nfunday 09:00-18:00",
        "Line 2: “funday” is no weekday. Write such as “mon” or “mon-fri”.",
    ),
    ("mon 9-18", "Line 1: “9-18” is no span of time. Write such as 09:00-18:00, up to 24:00."),
    ("mon-wed 09:00-18:00\ntue 09:00-12:00", "Line 2: “tue” was said already."),
    ("09:00-18:00", "Line 1: it names no weekday. Write such as “mon 09:00-18:00”."),
]


@pytest.mark.parametrize(("typed", "week"), READ)
def test_days_and_hours_are_read_as_they_are_written(typed, week):
    assert WeekField().clean(typed) == week


@pytest.mark.parametrize(("typed", "words"), UNREAD)
def test_what_cannot_be_read_is_said_with_its_line(typed, words):
    with translation.override("en"), pytest.raises(ValidationError) as raised:
        WeekField().clean(typed)

    assert raised.value.messages == [words]


def test_hours_are_written_back_in_the_readers_language():
    stored = {"mon": DAY, "sun": [["10:00", "14:00"]]}
    with translation.override("zh-hant"):
        written = WeekField().prepare_value(stored)

    assert written == "週一 09:00-18:00\n週日 10:00-14:00"
    assert WeekField().clean(written) == stored
