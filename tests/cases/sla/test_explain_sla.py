"""The test bench: JSON lines in, JSON lines out, whatever is thrown at it."""

import io
import json
from datetime import date, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cases.kinds import EventKind
from cases.rules.changes.changing import changing
from cases.sla.wire import answer
from cases.states import CaseState
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Role
from tests.factories.cases import NOW, case_in
from tests.factories.organisation import posted
from tests.organisation.test_working_time_properties import questions
from tests.organisation.working_time_oracle import Oracle

OFFICE = [["09:00", "12:00"], ["13:30", "18:00"]]
A = {
    "tz": "Asia/Shanghai",
    "weekly": dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), OFFICE),
    "exceptions": {
        **{(date(2025, 1, 28) + timedelta(n)).isoformat(): [] for n in range(8)},
        "2025-01-26": OFFICE,
        "2025-02-08": OFFICE,
    },
}
NEW_YORK = {"tz": "America/New_York", "weekly": {day: [["00:00", "24:00"]] for day in (
    "mon", "tue", "wed", "thu", "fri", "sat", "sun")}}  # fmt: skip
NIGHTLY = {
    "tz": "Europe/Berlin",
    "weekly": {day: [["22:00", "06:00"]] for day in NEW_YORK["weekly"]},
}


def shanghai(text):
    return text + ":00+08:00"


def ask(calendar, start, target, *pauses):
    question = {
        "calendar": calendar,
        "start": start,
        "target_seconds": target,
        "pauses": [list(pause) for pause in pauses],
    }
    return json.loads(answer(json.dumps(question)))


@pytest.mark.parametrize(
    ("start", "target", "pauses", "due"),
    [
        ("2025-03-04T11:30", 7200, [], "2025-03-04T15:00"),
        ("2025-01-25T15:00", 14400, [], "2025-01-26T14:30"),
        ("2025-01-27T17:00", 14400, [], "2025-02-05T12:00"),
        ("2025-01-27T17:00", 14460, [], "2025-02-05T13:31"),
        ("2025-03-04T09:00", 14400, [("2025-03-04T10:00", "2025-03-04T16:00")], "2025-03-05T10:00"),
        (
            "2025-03-04T09:00",
            14400,
            [("2025-03-04T10:00", "2025-03-04T11:30"), ("2025-03-04T11:00", "2025-03-04T14:00")],
            "2025-03-04T17:00",
        ),
        ("2025-03-04T17:00", 7200, [("2025-03-04T19:00", "2025-03-05T08:00")], "2025-03-05T10:00"),
    ],
)
def test_golden_vectors_of_calendar_a(start, target, pauses, due):
    spans = [(shanghai(a), shanghai(b)) for a, b in pauses]

    found = ask(A, shanghai(start), target, *spans)

    assert found["error"] is None
    assert datetime.fromisoformat(found["due_at"]) == datetime.fromisoformat(shanghai(due))
    assert sum(each["seconds"] for each in found["segments"]) == target


def test_golden_vectors_over_the_gap():
    assert ask(NEW_YORK, "2026-03-08T01:30:00-05:00", 3600)["due_at"] == "2026-03-08T07:30:00Z"
    assert ask(None, "2026-03-08T06:30:00Z", 3600)["due_at"] == "2026-03-08T07:30:00Z"
    assert ask(NIGHTLY, "2026-03-28T23:00:00+01:00", 21600)["due_at"] == "2026-03-29T04:00:00Z"


def test_golden_vector_a_calendar_without_hours():
    assert ask({"tz": "Asia/Shanghai", "weekly": {}}, "2025-03-04T09:00:00Z", 60) == {
        "due_at": None,
        "segments": [],
        "error": "The calendar has no hours.",
    }


def test_an_open_pause_is_no_error():
    found = ask(None, "2025-03-04T09:00:00Z", 7200, ("2025-03-04T10:00:00Z", None))

    assert found == {
        "due_at": None,
        "segments": [
            {"kind": "window", "from": "2025-03-04T09:00:00Z", "to": "2025-03-04T10:00:00Z",
             "seconds": 3600},
            {"kind": "pause", "from": "2025-03-04T10:00:00Z", "to": None, "seconds": 0},
        ],
        "error": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"\xff\xfe",
        b"nonsense",
        b"[]",
        b"null",
        b"{}",
        b"[" * 100_000,
        b'{"calendar": null}',
        b'{"calendar": null, "start": "2025-03-04T09:00:00", "target_seconds": 1}',
        b'{"calendar": null, "start": "2025-03-04T09:00:00Z", "target_seconds": 1.5}',
        b'{"calendar": null, "start": "2025-03-04T09:00:00Z", "target_seconds": -1}',
        b'{"calendar": null, "start": "2025-03-04T09:00:00Z", "target_seconds": true}',
        b'{"calendar": null, "start": "2025-03-04T09:00:00Z", "target_seconds": NaN}',
        b'{"calendar": null, "start": "2025-03-04T09:00:00Z", "target_seconds": 1e999}',
        b'{"calendar": null, "start": "9999-12-31T23:59:59Z", "target_seconds": 60}',
        b'{"calendar": {}, "start": "2025-03-04T09:00:00Z", "target_seconds": 1}',
        b'{"calendar": {"tz": 1}, "start": "2025-03-04T09:00:00Z", "target_seconds": 1}',
        (
            b'{"calendar": {"tz": "UTC", "weekly": []}, "start": "2025-03-04T09:00:00Z",'
            b' "target_seconds": 1}'
        ),
        (
            b'{"calendar": {"tz": "UTC", "weekly": {"mon": 5}}, "start": "2025-03-04T09:00:00Z",'
            b' "target_seconds": 1}'
        ),
        (
            b'{"calendar": null, "start": "2025-03-04T09:00:00Z", "target_seconds": 1,'
            b' "pauses": [["2025-03-04T10:00:00Z", "2025-03-04T09:00:00Z"]]}'
        ),
        b'{"calendar": null, "start": "2025-03-04T09:00:00Z", "target_seconds": 1, "pauses": [1]}',
        *(
            b'{"calendar": null, "start": "2025-03-04T09:00:00Z", "target_seconds": 1, "pauses": '
            + wrong
            + b"}"
            for wrong in (b"{}", b'""', b"0", b"false")
        ),
        (
            b'{"calendar": {"tz": "UTC", "weekly": {"tue": [["09:00", "18:00"]]}, "exceptions": []},'
            b' "start": "2025-03-04T09:00:00Z", "target_seconds": 1}'
        ),
    ],
)
def test_what_is_wrong_is_said_in_its_own_line(line):
    found = json.loads(answer(line))

    assert found["due_at"] is None
    assert found["segments"] == []
    assert found["error"]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(
    st.fixed_dictionaries(
        {
            "calendar": json_values | st.just(A),
            "start": json_values | st.just("2025-03-04T09:00:00Z"),
            "target_seconds": json_values | st.just(60),
            "pauses": json_values | st.just([["2025-03-04T09:00:00Z", None]]),
        }
    )
)
@example({"calendar": A, "start": "0001-01-01T00:00:00+14:00", "target_seconds": 1, "pauses": []})
@example({"calendar": A, "start": "2025-03-04T09:00:00Z", "target_seconds": 10**30, "pauses": []})
def test_nothing_that_is_json_makes_it_fall(question):
    assert set(json.loads(answer(json.dumps(question)))) == {"due_at", "segments", "error"}


@settings(max_examples=60)
@given(questions(), st.integers(0, 2400))
def test_the_bench_equals_counting_minutes_and_its_segments_lie_end_to_end(question, target):
    calendar, start, pauses = question
    expected = Oracle(calendar).due(start, target, pauses, start + timedelta(8))
    spans = [(a.isoformat(), None if b is None else b.isoformat()) for a, b in pauses]

    found = ask(calendar, start.isoformat(), target * 60, *spans)

    if expected is None or found["error"]:
        assert (
            found["error"]
            or found["due_at"] is None
            or (datetime.fromisoformat(found["due_at"]) > start + timedelta(8))
        )
        return
    assert datetime.fromisoformat(found["due_at"]) == expected
    assert sum(each["seconds"] for each in found["segments"]) == target * 60
    reached = start
    for each in found["segments"]:
        assert datetime.fromisoformat(each["from"]) == reached
        reached = datetime.fromisoformat(each["to"])
    assert reached == expected


@pytest.mark.parametrize("more", [{}, {"pauses": None}, {"pauses": []}])
@pytest.mark.parametrize("days", [{}, {"exceptions": None}, {"exceptions": {}}])
def test_what_is_left_out_is_none(more, days):
    calendar = {key: value for key, value in A.items() if key != "exceptions"} | days
    question = {"calendar": calendar, "start": shanghai("2025-03-04T11:30"), "target_seconds": 7200}

    found = json.loads(answer(json.dumps(question | more)))

    assert (found["error"], found["due_at"]) == (None, "2025-03-04T07:00:00Z")


def test_the_command_answers_line_by_line(monkeypatch):
    good = {"calendar": None, "start": "2025-03-04T17:00:00+08:00", "target_seconds": 60}
    lines = json.dumps(good).encode() + b"\n\n\xff broken\n" + json.dumps(good).encode()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(lines)))

    out = io.StringIO()
    call_command("explain_sla", stdout=out)

    answers = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [each["due_at"] for each in answers] == [
        "2025-03-04T09:01:00Z",
        None,
        "2025-03-04T09:01:00Z",
    ]


@pytest.mark.parametrize(
    ("start", "pauses", "due"),
    [
        ("2025-03-04T11:30:00", [], "2025-03-04T07:00:00Z"),
        ("2025-03-04T11:30", [["2025-03-04T14:00:00", None]], None),
        ("2025-03-04T11:30", [["2025-03-04T14:00", "2025-03-04T14:15"]], "2025-03-04T07:15:00Z"),
    ],
)
def test_a_moment_without_its_offset_is_local_time_of_the_calendar(start, pauses, due):
    found = ask(A, start, 7200, *pauses)

    assert (found["error"], found["due_at"]) == (None, due)


@pytest.mark.parametrize(
    ("tz", "local", "moment"),
    [
        ("Europe/Berlin", "2026-03-29T02:30", "2026-03-29T01:00:00Z"),  # skipped
        ("Europe/Berlin", "2026-10-25T02:30", "2026-10-25T00:30:00Z"),  # twice
    ],
)
def test_01_a_local_start_that_is_skipped_or_twice_is_read_as_an_opening_is(tz, local, moment):
    always = {"tz": tz, "weekly": {"sun": [["00:00", "24:00"]]}}

    assert ask(always, local, 60)["segments"][0]["from"] == moment


@pytest.mark.django_db
@pytest.mark.parametrize("spelled", [str, str.lower, lambda one: one.replace("-", "")])
def test_the_command_explains_a_real_case(spelled):
    case, out = case_in(CaseState.RECEIVED), io.StringIO()

    call_command("explain_sla", case=spelled(case.reference), stdout=out)

    told = {each["clock"]: each for each in map(json.loads, out.getvalue().splitlines())}
    first = told["first_response"]
    assert datetime.fromisoformat(first["due_at"]) == NOW + timedelta(hours=24)
    assert sum(each["seconds"] for each in first["segments"]) == first["target_seconds"] == 86_400
    assert {"acknowledge", "first_response", "resolve"} <= set(told)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "name", "hours", "paused"),
    [
        ("zh-hant", "首次回覆", "全天候", "暫停，顧客的答覆（林美玲）"),
        ("zh-hans", "首次回复", "全天候", "暂停，顾客的答复（林美玲）"),
        ("en", "the first answer", "round the clock", "paused, the customer's answer (林美玲)"),
    ],
)
def test_the_command_explains_a_real_case_in_words(language, name, hours, paused):
    case, agent = case_in(CaseState.RECEIVED), posted(Role.AGENT)
    User.objects.filter(pk=agent.pk).update(display_name="林美玲")
    for kind, at, facts in (
        (EventKind.WAITING_BEGAN, 1, {"waiting_reason": "customer"}),
        (EventKind.WAITING_ENDED, 2, {}),
    ):
        with changing(case.pk, actor=agent, now=NOW + timedelta(hours=at)) as change:
            change.happened(kind, facts=facts)
    out = io.StringIO()

    call_command("explain_sla", case=case.reference, language=language, stdout=out)

    told = {one["clock"]: one["words"] for one in map(json.loads, out.getvalue().splitlines())}
    assert (told["first_response"]["name"], told["first_response"]["hours"]) == (name, hours)
    assert any(paused in line for line in told["resolve"]["lines"])


@pytest.mark.django_db
def test_a_number_that_no_case_has_is_said():
    with pytest.raises(CommandError, match="no such case"):
        call_command("explain_sla", case="FB-0000-0000", language="en")
    with pytest.raises(CommandError, match="沒有這個案件"):
        call_command("explain_sla", case="FB-0000-0000")
