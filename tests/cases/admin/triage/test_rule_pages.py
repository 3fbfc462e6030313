"""The pages of word rules: trying a text, writing a rule with its preview, shipped rules off and on."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.models import Category, WordRule
from cases.rules.openings import opening
from cases.triage.rule_book import RULES, key_of
from feedback_site.organisation.roles import Role
from tests.factories.cases import NOW, SubmissionFactory
from tests.factories.organisation import posted

pytestmark = pytest.mark.django_db
LIST, NEW = "admin:cases_word_rules", "admin:cases_word_rule_new"
FILLED = {
    "speaks_for": "category:service_other", "points": "5", "words": "底片味\nfilmic*", "near": "",
    "unless": "", "example": "沖出來都是底片味", "reason": "a new style", "seen": "0",
}  # fmt: skip


@pytest.fixture
def administrator(at_desk):
    return at_desk(posted(Role.ADMINISTRATOR))


def test_a_rule_is_previewed_saved_changed_retired_and_brought_back(administrator):
    opening.open_case(SubmissionFactory(text="底片味").pk, now=NOW)

    seen = administrator.post(reverse(NEW), {**FILLED, "preview": "yes"})
    assert seen.status_code == 200
    assert seen.context["preview"]["effect"].changed == 1
    assert "One would be read otherwise." in seen.text
    assert not WordRule.objects.exists()

    assert administrator.post(reverse(NEW), FILLED).status_code == 302
    row = WordRule.objects.get()
    page = reverse("admin:cases_word_rule", args=(row.number,))
    assert "底片味\nfilmic*" in administrator.get(page).text
    administrator.post(page, {**FILLED, "points": "4", "seen": "1"})
    stale = administrator.post(page, {**FILLED, "points": "2", "seen": "1"})
    assert (stale.status_code, WordRule.objects.count()) == (409, 2)
    assert "changed this rule while you were working on it" in stale.text

    for name in ("retire", "restore"):
        address = reverse(f"admin:cases_word_rule_{name}", args=(row.number,))
        administrator.post(address, {"reason": "", "seen": "2"})
        administrator.post(address, {"reason": "x", "seen": "2"})
    rows = WordRule.objects.order_by("version")
    assert [(one.version, one.until is None) for one in rows] == [(1, False), (2, False), (3, True)]


def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(administrator):
    answer = administrator.post(reverse(NEW), {**FILLED, "example": "沒有", "points": "50"})

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"example", "points"}
    assert "a new style" in answer.text
    assert not WordRule.objects.exists()


def test_a_text_is_tried_and_shows_which_rules_spoke(administrator):
    administrator.post(reverse(NEW), FILLED)

    answer = administrator.post(reverse(LIST), {"text": "底片味，而且相片偏黃"})

    hits = [(name, hit.word, hit.is_own) for name, hit in answer.context["trial"]["hits"]]
    other = Category.objects.get(code="service_other").name
    assert hits[0] == (other, "底片味", True)
    assert any(not is_own for _name, _word, is_own in hits)
    assert administrator.post(reverse(LIST), {"text": ""}).status_code == 422


def test_a_shipped_rule_is_read_and_switched(administrator):
    rule = RULES[0]
    address = f"{reverse(LIST)}?category={rule.category}"
    switch = reverse("admin:cases_shipped_rule", args=(key_of(rule),))
    shown = administrator.get(address)
    assert "Switch off" in shown.text
    assert "Switch on" not in shown.text

    administrator.post(switch, {"to": "off", "reason": ""})
    assert not WordRule.objects.exists()
    administrator.post(switch, {"to": "off", "reason": "too eager"})
    assert "too eager" in administrator.get(address).text
    administrator.post(switch, {"to": "on", "reason": "after all"})

    assert not WordRule.objects.in_force().exists()


def test_many_rules_cost_as_many_statements_as_one(administrator):
    def count():
        with CaptureQueriesContext(connection) as found:
            administrator.get(reverse(LIST))
        return len(found)

    administrator.post(reverse(NEW), FILLED)
    few = count()
    one = WordRule.objects.get()
    WordRule.objects.bulk_create(
        WordRule(
            number=n, category=one.category, points=3, words=one.words, since=NOW, reason="x",
            made_by=posted(Role.ADMINISTRATOR),
        )
        for n in range(2, 31)
    )  # fmt: skip

    assert count() == few
