"""Word rules of a site's own: made, changed, retired, tried; what they do to reading, and what not."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import connection

from cases.errors import AlreadyDone, CaseError, MissingFacts, StaleRule, WrongRule
from cases.kinds import Severity
from cases.measures.triage.word_rules import book_of, site_book
from cases.models import Case, Category, MoodModel, WordRule
from cases.rules.openings import opening
from cases.rules.triage import instructing, rehearsing
from cases.rules.triage.instructing import RuleTerms
from cases.triage.learner.moods import pack_moods
from cases.triage.learner.shipped import shipped_moods
from cases.triage.rule_book import RULES, key_of
from cases.triage.rules import classify
from feedback_site.errors import NotAllowed
from feedback_site.ledger.models import LedgerEvent
from feedback_site.organisation.models import Department, User
from feedback_site.organisation.roles import Role
from feedback_site.remembering import forget
from tests.factories.cases import NOW, SubmissionFactory
from tests.factories.organisation import posted

pytestmark = pytest.mark.django_db
DRONE = RuleTerms(
    category="drone_photos",
    points=Decimal(3),
    words=("空拍機", "drone*"),
    example="空拍機的相片不見了",
)


@pytest.fixture
def administrator():
    return posted(Role.ADMINISTRATOR)


@pytest.fixture
def drones():
    """A category of the site's own, that nothing shipped knows."""
    return Category.objects.create(
        code="drone_photos", klass="technical", name_zh_hant="空拍", name_zh_hans="航拍",
        name_en="Drone photos", department=Department.objects.first(),
    )  # fmt: skip


def add(administrator, terms=DRONE, **more):
    return instructing.add_rule(terms, reason="new service", actor=administrator, now=NOW, **more)


def test_a_rule_lets_new_cases_be_read_and_never_sorts_one_alone(administrator, drones):
    before = opening.open_case(SubmissionFactory(text="我的空拍机拍的东西很怪").pk, now=NOW)
    add(administrator)

    after = opening.open_case(SubmissionFactory(text="我的空拍机拍的东西很怪").pk, now=NOW)
    english = opening.open_case(SubmissionFactory(text="My drones shot nothing").pk, now=NOW)

    assert before.reading["category"] != "drone_photos"
    assert after.reading["category"] == english.reading["category"] == "drone_photos"
    assert (after.category, english.category) == (None, None)
    assert {"category": "drone_photos", "word": "空拍机", "points": 3.0} in after.reading["reasons"]
    (told,) = LedgerEvent.objects.filter(verb="word_rule.made")
    assert told.subject == "word_rule:1"


def test_no_own_rule_makes_a_reading_sure_by_rules_alone(administrator, drones):
    strong = replace(DRONE, category="print_colour", points=Decimal(5))
    assert classify("空拍機空拍機", book=book_of([instructing.as_row(strong)])).auto is False
    sure = next(one for one in RULES if classify(one.words[0].rstrip("*")).auto)
    text = sure.words[0].rstrip("*")

    same = classify(
        f"{text}，空拍機",
        book=book_of([instructing.as_row(replace(strong, category=sure.category))]),
    )
    other = classify(f"{text}，空拍機", book=book_of([instructing.as_row(DRONE)]))

    assert (same.auto, other.auto) == (True, False)


def test_a_rule_of_urgency_calls_a_person_and_does_not_add_up(administrator):
    fumes = RuleTerms(
        urgency="safety", points=Decimal(60), words=("藥水味",), unless=("沒有藥水味",),
        example="店裡都是藥水味",
    )  # fmt: skip
    add(administrator, fumes)

    alone = rehearsing.try_text("店里都是药水味", now=NOW).reading
    both = rehearsing.try_text("店裡都是藥水味，機器冒煙", now=NOW).reading
    denied = rehearsing.try_text("店裡沒有藥水味", now=NOW).reading

    assert (alone.urgency.points, set(alone.flags)) == (60, {"safety"})
    assert (both.urgency.points, denied.urgency.points) == (60, 0)
    case = opening.open_case(SubmissionFactory(text="店裡都是藥水味").pk, now=NOW)
    assert (case.is_safety, case.severity) == (True, Severity.CRITICAL)


def test_versions_follow_one_another_and_a_retired_rule_comes_back(administrator, drones):
    first = add(administrator)
    acts = {"reason": "narrower", "actor": administrator, "now": NOW}
    with pytest.raises(AlreadyDone):
        instructing.change_rule(first.number, DRONE, seen=1, **acts)

    narrower = replace(DRONE, words=("空拍機",))
    instructing.change_rule(first.number, narrower, seen=1, **acts)
    with pytest.raises(StaleRule):
        instructing.retire_rule(first.number, seen=1, **acts)
    instructing.retire_rule(first.number, seen=2, **acts)
    assert site_book().own == ()
    instructing.restore_rule(first.number, seen=2, **acts)

    rows = WordRule.objects.filter(number=first.number).order_by("version")
    assert [(row.version, row.until, row.words) for row in rows] == [
        (1, NOW, ["空拍機", "drone*"]), (2, NOW, ["空拍機"]), (3, None, ["空拍機"]),
    ]  # fmt: skip
    verbs = LedgerEvent.objects.filter(subject=f"word_rule:{first.number}").order_by("id")
    assert [one.verb.partition(".")[2] for one in verbs] == [
        "made",
        "changed",
        "retired",
        "changed",
    ]


WRONG = [
    ({"category": "", "urgency": ""}, {"speaks_for"}),
    ({"category": "drone_photos", "urgency": "safety", "points": Decimal(3)}, {"speaks_for"}),
    ({"category": "nowhere"}, {"speaks_for"}),
    ({"points": Decimal(9)}, {"points"}),
    ({"words": ("我",), "example": "我"}, {"words"}),
    ({"words": ("a*",), "example": "abc"}, {"words"}),
    ({"words": (".*+", "空拍機")}, {"words"}),
    ({"words": ("12345",)}, {"words"}),
    ({"words": ("空拍機",) * 41}, {"words"}),
    ({"example": "什麼都沒說"}, {"example"}),
]


@pytest.mark.parametrize(("terms", "fields"), WRONG)
def test_what_cannot_be_a_rule_is_refused_by_field(administrator, drones, terms, fields):
    with pytest.raises(WrongRule) as refused:
        add(administrator, replace(DRONE, **terms))

    assert {fault.field for fault in refused.value.faults} >= fields
    assert not WordRule.objects.exists()
    assert not LedgerEvent.objects.filter(verb__startswith="word_rule").exists()


def test_it_is_for_administrators_and_with_a_reason(administrator, drones):
    with pytest.raises(NotAllowed):
        add(posted(Role.MANAGER))
    with pytest.raises(MissingFacts):
        instructing.add_rule(DRONE, reason=" ", actor=administrator, now=NOW)

    assert not WordRule.objects.exists()


def test_a_shipped_rule_is_switched_off_and_on(administrator):
    rule = next(one for one in RULES if not one.near and one.points >= 3)
    text, acts = rule.words[0].rstrip("*"), {"reason": "x", "actor": administrator, "now": NOW}

    def speaks():
        return any(hit.code == rule.category for hit in rehearsing.try_text(text, now=NOW).hits)

    assert speaks()
    instructing.switch_off(key_of(rule), **acts)
    assert len(site_book().shipped) == len(RULES) - 1
    assert not speaks()
    with pytest.raises(AlreadyDone):
        instructing.switch_off(key_of(rule), **acts)
    with pytest.raises(WrongRule):
        instructing.switch_off("", **acts)

    instructing.switch_on(key_of(rule), **acts)

    assert speaks()
    assert site_book().shipped is RULES


def test_a_draft_tells_how_many_cases_it_would_change_and_changes_none(administrator, drones):
    for text in ("空拍機的相片不見了", "空拍機壞了", "相片偏黃"):
        opening.open_case(SubmissionFactory(text=text).pk, now=NOW)
    before = list(Case.objects.values_list("pk", "reading"))
    draft = instructing.as_row(DRONE)

    effect = rehearsing.effect_of(draft, user=administrator, now=NOW)

    assert (effect.looked_at, effect.speaks, effect.read, effect.changed) == (3, 2, 2, 2)
    assert {one.after for one in effect.examples} == {"drone_photos"}
    assert list(Case.objects.values_list("pk", "reading")) == before
    assert not WordRule.objects.exists()


def test_a_text_is_tried_by_the_moods_that_read():
    text = "氣死我了，態度極差"
    plain = pack_moods(replace(shipped_moods(), within=2.0))
    assert rehearsing.try_text(text, now=NOW).reading.sentiment.band == "negative"

    MoodModel.objects.create(
        number=1, numbers=plain, labels=0, up_to_label=0, made_at=NOW, is_in_use=True
    )
    forget()

    assert rehearsing.try_text(text, now=NOW).reading.sentiment.band == "neutral"


@pytest.mark.django_db(transaction=True)
def test_of_two_who_change_a_rule_at_once_one_is_told(administrator):
    fixed = RuleTerms(
        category="print_colour", points=Decimal(3), words=("空拍機",), example="空拍機"
    )
    number = add(administrator, fixed).number

    def change(points):
        try:
            actor = User.objects.get(pk=administrator.pk)
            terms = replace(fixed, points=Decimal(points))
            instructing.change_rule(number, terms, seen=1, reason="x", actor=actor, now=NOW)
        except CaseError as error:
            return error.code
        else:
            return "changed"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as both:
        found = sorted(both.map(change, ("1", "2")))

    assert found == ["changed", "stale_rule"]
    assert WordRule.objects.in_force().count() == 1
