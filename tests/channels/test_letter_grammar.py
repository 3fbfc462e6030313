"""An edited letter holds words, named values and conditions on them, and nothing that runs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels import letters
from channels.letter_grammar import allowed_in, compiled_text, faults_of, rendered, required_in
from channels.measures.letter_samples import shipped_text

GOOD = (
    "Dear customer,\n{{ reference }} {% if by %}by {{ by }}{% else %}soon{% endif %}\n"
    "{{ link }} {{ code }}"
)


def codes(body, template="received", subject="Received"):
    return [(one.code, one.about) for one in faults_of(template, subject, body)]


@pytest.mark.parametrize("language", letters.LANGUAGES)
@pytest.mark.parametrize("template", letters.TEMPLATES)
def test_every_shipped_text_is_good(template, language):
    subject, body = shipped_text(template, language)

    assert faults_of(template, subject, body) == []


def test_words_values_and_conditions_are_good():
    assert codes(GOOD) == []


@pytest.mark.parametrize(
    "mark",
    [
        "{% include 'x' %}", "{% load static %}", "{% debug %}", "{% for a in b %}", "{% now 'Y' %}",
        "{% csrf_token %}", "{% if by == 'x' %}", '{% if by == "X" %}',
        '{% if by == "x"|safe %}', "{% if by == code %}",
        "{% if by.x %}", "{% if by|length %}", "{% if 'a' %}",
        "{{ by|safe }}", "{{ by.__class__ }}", "{{ settings.SECRET_KEY }}", "{{ 'x' }}", "{{ 1 }}",
        "{{ by() }}", "{# note #}", "{% comment %}", "{% verbatim %}", "{{ by", "by }}", "{%", "{{}}",
        "{% if %}", "{%if by%}{{ by }}{%endif%}{{ By }}", "{% extends 'x' %}", "{{ reference\nby }}",
    ],
)  # fmt: skip
def test_everything_else_is_refused(mark):
    assert codes(GOOD + mark)[0][0] in {"foreign", "unknown"}


@pytest.mark.parametrize("name", ["decision", "case_id", "secret", "text"])
def test_values_of_other_letters_are_refused(name):
    assert codes(GOOD + "{{ " + name + " }}") == [("unknown", name)]


def test_a_colleagues_letter_holds_no_code():
    assert codes("{{ link }} {{ code }}", "staff_escalated") == [("unknown", "code")]


@pytest.mark.parametrize(
    ("body", "missing"),
    [
        ("{{ reference }} {{ link }}", "code"), ("{{ code }} {{ link }}", "reference"),
        ("{% if by %}{{ reference }} {{ link }} {{ code }}{% endif %}", "code"),
        ("{% if not by %}{{ reference }} {{ link }} {{ code }}{% endif %}", "code"),
    ],
)  # fmt: skip
def test_what_must_stand_there_stands_there_whatever_is_known(body, missing):
    assert codes(body) == [("missing", missing)]


@pytest.mark.parametrize(
    ("subject", "body", "code"),
    [("", GOOD, "empty"), ("Hello", " ", "empty"), ("x" * 151, GOOD, "too_long"),
     ("a\nb", GOOD, "too_long"), ("Hello", "x" * 8001, "too_long"),
     ("Hello", GOOD + "{% if by %}", "unbalanced"), ("Hello", GOOD + "{% endif %}", "unbalanced")],
)  # fmt: skip
def test_form_and_length(subject, body, code):
    assert [one.code for one in faults_of("received", subject, body)] == [code]


@given(st.text(alphabet="{}%# ifelsendbyalink_|.'", max_size=60))
def test_whatever_passes_renders_to_words_alone(part):
    whole = GOOD + part
    if faults_of("received", "s", whole):
        return

    said = rendered(compiled_text(whole), dict.fromkeys(allowed_in("received"), "x"))

    assert "{%" not in said
    assert "{{" not in said


def test_everything_required_is_allowed():
    for template in letters.TEMPLATES:
        assert required_in(template) <= allowed_in(template)
