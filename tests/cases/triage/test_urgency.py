"""Points for what makes waiting dangerous, and none for anger."""

from datetime import UTC, datetime

import pytest

from cases.triage.urgency import priority, weigh

SUNDAY = datetime(2026, 11, 22, 2, tzinfo=UTC)


def found(text, **more):
    return {reason.code: reason.matched for reason in weigh(text, now=SUNDAY, **more).reasons}


@pytest.mark.parametrize(
    ("text", "code", "matched"),
    [
        ("機器冒煙了", "safety", "冒煙"),
        ("I got an electric shock from the kiosk", "safety", "electric shock"),
        ("我要找消保官", "legal", "消保官"),
        ("打12315投诉你们", "legal", "12315"),
        ("消委會見", "legal", "消委會"),
        ("You will hear from my lawyer", "legal", "lawyer"),
        ("袋子裡是別人的照片", "privacy", "別人的照片"),
        ("底片被弄丟了", "lost_photos", "底片被弄丟了"),
        ("You lost my negatives", "lost_photos", "lost my negatives"),
        ("已經第三次了", "repeat_contact", "第三次"),
        ("花了12,000元", "large_amount", "12,000元"),
        ("赔我¥1500", "large_amount", "¥1500"),
        ("麻煩盡快", "pressing_words", "盡快"),
        ("只剩兩小時，照片還沒好", "time_left", "只剩兩小時"),
        ("明天下午三點前必須拿到相片", "time_left", "明天下午三點前"),
        ("请在今天下班前修好", "time_left", "请在今天下班前"),
        ("2小时后就要来拿", "time_left", "2小时后就要"),
        ("I must have them within 3 hours", "time_left", "must have them within 3 hours"),
        ("Please finish it by noon", "time_left", "by noon"),
    ],
)
def test_a_fact_is_found(text, code, matched):
    assert found(text) == {code: matched}


@pytest.mark.parametrize(
    "text",
    [
        "氣到冒煙，爛透了，超級生氣！！！",
        "I was shocked how bad this is, worst shop ever",
        "花了120元",
        "上星期五的婚禮照片偏黃",
        "三年前的婚禮照片想加洗，明年再拿",
        "證件照偏黃",
        "等了2小時後才拿到",
        "今天之前都很好，店員今天提前打烊",
        "照片在2小時內就洗好了",
        "They were ready within 2 hours",
        "",
    ],
)
def test_anger_and_harmless_words_give_nothing(text):
    assert found(text) == {}


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("婚禮就在明天", 40),
        ("後天要面試用", 30),
        ("告別式在11月24日", 30),
        ("星期三簽證要用", 30),
        ("The wedding is tomorrow", 40),
        ("I need it by Nov 25 for my visa", 30),
        ("exhibition on Wednesday", 30),
        ("婚禮在11月26日", 0),
        ("下週五毕业典礼", 0),
        ("My birthday was on 20 November", 0),
        ("the wedding was last Friday", 0),
    ],
)
def test_an_event_counts_within_three_days(text, points):
    assert weigh(text, now=SUNDAY).points == points


def test_days_are_counted_where_now_is():
    from zoneinfo import ZoneInfo

    late = datetime(2026, 11, 22, 17, tzinfo=UTC)

    assert weigh("婚禮在11月26日", now=late).points == 0
    assert weigh("婚禮在11月26日", now=late.astimezone(ZoneInfo("Asia/Taipei"))).points == 30


def test_a_third_contact_counts_by_itself():
    assert found("還是一樣", prior_contacts=1) == {}
    assert found("還是一樣", prior_contacts=2) == {"repeat_contact": "3"}


def test_flags_name_what_needs_a_person():
    urgency = weigh("機器漏電，我的個資也外洩，我要提告，很急", now=SUNDAY)

    assert urgency.flags == {"safety", "privacy", "legal"}
    assert urgency.points == 100


@pytest.mark.parametrize(
    ("severity", "points", "level"),
    [
        ("low", 0, "low"),
        ("low", 20, "normal"),
        ("normal", 0, "normal"),
        ("normal", 24, "normal"),
        ("normal", 25, "high"),
        ("normal", 55, "urgent"),
        ("high", 0, "high"),
        ("high", 30, "urgent"),
        ("critical", 5, "urgent"),
    ],
)
def test_priority_adds_severity_and_urgency(severity, points, level):
    assert priority(severity, points) == level
