"""The API as partners know it: a change shows as a change of docs/openapi.json (`make openapi`)."""

import json
from pathlib import Path

from django.utils import translation
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer
from drf_spectacular.validation import validate_schema

COMMITTED = Path(__file__).parents[2] / "docs" / "openapi.json"


def schema():
    with translation.override("en"):
        made = SchemaGenerator(api_version="v1").get_schema(public=True)
        return json.loads(OpenApiJsonRenderer().render(made))


def test_the_api_is_what_was_committed():
    assert schema() == json.loads(COMMITTED.read_text()), (
        "run `make openapi` and look at the change"
    )


def test_it_is_valid():
    validate_schema(schema())


def test_every_answer_of_every_route_is_described():
    for path, methods in schema()["paths"].items():
        for method, operation in methods.items():
            assert operation["summary"], (path, method)
            assert {"401", "429"} <= operation["responses"].keys(), (path, method)
