"""The page that explains the API to partners is the OpenAPI document, and leaves nothing of it out."""

import json
import re
from pathlib import Path

from channels.api.reference import Kind, Span, named, operations

DOCUMENT = json.loads((Path(__file__).parents[3] / "docs" / "openapi.json").read_text())


def test_each_operation_says_what_it_takes_and_answers():
    read = {each.name: each for each in operations(DOCUMENT)}
    submit = read["submit"]

    assert (submit.method, submit.path) == ("POST", "/api/v1/submissions/")
    assert [(each.name, each.where, each.required) for each in submit.parameters] == [
        ("Idempotency-Key", "header", False)
    ]
    assert submit.body == Kind(words="", named="SubmissionIn")
    assert [each.status for each in submit.answers] == [
        "201", "400", "401", "409", "413", "422", "429"
    ]  # fmt: skip
    assert submit.answers[0].kind == Kind(words="", named="ReceiptOut")
    assert [each.choices for each in read["solutions"].parameters] == [
        (), ("zh-hant", "zh-hans", "en"), ()
    ]  # fmt: skip


def test_objects_name_their_fields_kinds_and_codes():
    objects = {each.name: each for each in named(DOCUMENT)}
    due = {each.name: each for each in objects["LimitOut"].fields}["due_at"]

    assert (due.kind, due.required) == (Kind(words="string or null, date-time"), True)
    assert due.about[0] == Span("null", is_code=True)
    standing = {each.name: each for each in objects["LimitWordsOut"].fields}["standing"]
    assert standing.kind == Kind(words="list of", named="StandingOut")
    # A list of codes is said once, not again as sentences.
    assert objects["LanguageEnum"].choices == ("zh-hant", "zh-hans", "en")
    assert objects["LanguageEnum"].about == ()


def test_the_page_shows_all_of_it_without_a_script_of_anybody_else(client):
    page = client.get("/api/v1/docs/").content.decode()

    for path, methods in DOCUMENT["paths"].items():
        assert path in page
        assert all(f'id="{each["operationId"]}"' in page for each in methods.values())
    there = set(re.findall(r'id="object-(\w+)"', page))
    assert there == set(DOCUMENT["components"]["schemas"])
    assert set(re.findall(r'href="#object-(\w+)"', page)) <= there
    assert "<style" not in page
    assert "<script>" not in page
