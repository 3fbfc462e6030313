"""Demonstration texts: varied, repeatable, in the right script, and nobody's."""

from datetime import date
from random import Random

import phonenumbers
import pytest

from cases.kinds import RootCause
from cases.triage.category_tree import BY_CODE, CATEGORIES
from cases.triage.languages import detect_language
from cases.triage.rules import classify
from reports.demo import people, wording

ON = date(2026, 11, 20)
LANGUAGES = ("zh-hant", "zh-hans", "en")
EACH = [(language, category.code) for language in LANGUAGES for category in CATEGORIES]


def many(count, seed=1):
    rng, taken, drawn = Random(seed), set(), []
    for _ in range(count):
        language = rng.choice(("zh-hant",) * 6 + ("zh-hans",) * 2 + ("en",) * 2)
        category = rng.choice(CATEGORIES).code
        text = wording.complaint(rng, category, language, on=ON, taken=taken)
        taken.add(text.opening)
        drawn.append((language, category, text))
    return drawn


def test_two_thousand_cases_have_no_two_equal_openings_or_texts():
    drawn = many(2000)

    assert len({text.opening for _, _, text in drawn}) == 2000
    assert len({text.text for _, _, text in drawn}) == 2000


def test_lengths_spread_like_real_ones():
    lengths = sorted(len(text.text) for language, _, text in many(2000) if language != "en")

    assert lengths[0] >= 15
    assert lengths[len(lengths) // 10] <= 60
    assert lengths[len(lengths) // 2] >= 60
    assert lengths[-len(lengths) // 20] >= 130
    assert lengths[-1] <= 320


def test_the_same_seed_tells_the_same_story():
    assert many(50, seed=3) == many(50, seed=3)
    assert many(50, seed=3) != many(50, seed=4)


@pytest.mark.parametrize(("language", "category"), EACH)
def test_texts_fill_their_gaps_in_their_own_script(language, category):
    rng = Random(category + language)
    drawn = [wording.complaint(rng, category, language, on=ON) for _ in range(25)]
    answers = [wording.reply(rng, category, language, name="A") for _ in range(10)]
    solved = [wording.resolution(rng, category, language) for _ in range(10)]

    assert {text.title for text in drawn}.__len__() >= 6
    for text in (*(d.text for d in drawn), *answers, *(s.decision_text for s in solved)):
        assert "{" not in text
        assert detect_language(text) == language, text


@pytest.mark.parametrize(("language", "category"), EACH)
def test_resolutions_carry_known_codes(language, category):
    found = [wording.resolution(Random(seed), category, language) for seed in range(8)]

    assert {one.root_cause for one in found} <= set(RootCause.values)
    assert {one.remedy for one in found} <= {"reprint", "refund", "exchange", "voucher", "apology"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_category_has_twelve_base_texts(language):
    texts = wording._texts("complaints", language)

    assert set(texts) == set(BY_CODE)
    assert all(len({base["text"] for base in bases}) >= 12 for bases in texts.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_small_talk_fills_its_gaps(language):
    rng = Random(5)
    said = [
        *(wording.praise(rng, language, on=ON).text for _ in range(20)),
        *(wording.question(rng, language, on=ON).text for _ in range(20)),
        *(wording.follow_up_message(rng, language, on=ON) for _ in range(40)),
        *(wording.follow_up_remark(rng, language, "solved") for _ in range(5)),
        *(wording.follow_up_remark(rng, language, "not_solved") for _ in range(5)),
        *(wording.follow_up_remark(rng, language, "unreached") for _ in range(5)),
        *(wording.internal_note(rng, language) for _ in range(20)),
        wording.reply(rng, "staff_attitude", language, mood="praise"),
    ]

    assert all(text and "{" not in text for text in said)
    assert len(set(said)) > 60


def test_most_drawn_complaints_are_read_as_what_they_are():
    drawn = [one for one in many(400) if one[2].mood == "complaint"]
    hits = sum(classify(text.text).category == category for _, category, text in drawn)

    assert hits / len(drawn) >= 0.6


def test_people_cannot_be_real():
    rng = Random(2)
    for language in LANGUAGES:
        for _ in range(50):
            number = people.phone_number(rng, language)
            assert phonenumbers.is_possible_number(phonenumbers.parse(number, "TW"))
            assert number.startswith("0900-000-") or " 555 01" in number
            assert people.mail_address(rng).split("@")[1] in (
                *("example.com", "example.org", "example.net"),
            )
            assert people.person_name(rng, language)
    assert people.order_number(rng, ON).startswith("P261120-")
