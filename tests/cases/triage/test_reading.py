"""One call gives intake all it needs."""

import json
from datetime import UTC, datetime
from io import BytesIO, StringIO, TextIOWrapper

import pytest
from django.core.management import call_command

from cases.triage.reading import read
from cases.triage.sentiment import feel

NOW = datetime(2026, 11, 22, 2, tzinfo=UTC)


def test_a_plain_complaint():
    triage = read("整批相片偏黃，膚色很怪", now=NOW)

    assert triage.category == "print_colour"
    assert triage.klass == "technical"
    assert triage.severity == "normal"
    assert triage.priority == "normal"
    assert triage.language == "zh-hant"
    assert triage.sentiment.band == "negative"
    assert triage.flags == frozenset()
    assert triage.verdict.auto


def test_danger_is_critical_urgent_and_goes_to_a_person():
    triage = read("自助機當機還冒煙，機器燒焦味很重", now=NOW)

    assert triage.category == "equipment_failure"
    assert triage.severity == "critical"
    assert triage.priority == "urgent"
    assert triage.flags == {"safety"}
    assert not triage.verdict.auto


def test_praise_is_low():
    triage = read("店員很親切，非常有耐心，謝謝你們", now=NOW)

    assert triage.category == "staff_attitude"
    assert triage.sentiment.band == "positive"
    assert (triage.severity, triage.priority) == ("low", "low")


def test_an_empty_text_takes_the_defaults():
    triage = read("", now=NOW, default_language="zh-hans")

    assert triage.category is None
    assert triage.language == "zh-hans"
    assert triage.sentiment.score == 0
    assert triage.priority == "normal"


@pytest.mark.parametrize(
    ("text", "band"),
    [
        ("服務很好，照片很漂亮", "positive"),
        ("服务很好，照片很漂亮", "positive"),
        ("Great service, lovely prints", "positive"),
        ("太失望了，照片模糊又偏黃", "negative"),
        ("不滿意，態度不親切", "negative"),
        ("not happy at all", "negative"),
        ("請問營業到幾點", "neutral"),
        ("Are you open on Sunday?", "neutral"),
        ("還不錯，沒問題", "positive"),
    ],
)
def test_mood(text, band):
    assert feel(text).band == band


def test_the_command_answers_each_line(monkeypatch):
    lines = '{"text": "相片偏黃"}\nnonsense\n\n{"text": "x", "hint": "nope"}\n{"text": 3}\n'
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(lines.encode())))
    out = StringIO()

    call_command("classify", shipped=True, stdout=out)
    first, *errors = [json.loads(line) for line in out.getvalue().splitlines()]

    assert list(first) == [
        *("category", "class", "top3", "confidence", "auto", "sentiment", "sentiment_score"),
        *("urgency", "language", "reasons"),
    ]
    assert first["category"] == "print_colour"
    assert first["top3"][0] == ["print_colour", first["confidence"]]
    assert first["urgency"] == {"points": 0, "reasons": []}
    assert [list(error) for error in errors] == [["error"]] * 4
