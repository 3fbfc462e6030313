"""The page on which a partner's developer reads how the API is used."""

import json
from functools import cache

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer

from channels.api.reference import Named, Operation, Schema, named, operations


@require_safe
def reference_page(request: HttpRequest, *, version: str) -> HttpResponse:
    """Show every operation with what it takes and answers; the words are English, as the API's are."""
    reads, objects = _read(version)
    return render(request, "channels/api_docs.html", {"operations": reads, "objects": objects})


@cache
def _read(version: str) -> tuple[tuple[Operation, ...], tuple[Named, ...]]:
    """Read the description once a process: it changes with the code alone."""
    with translation.override("en"):
        made = SchemaGenerator(api_version=version).get_schema(public=True)  # type: ignore[no-untyped-call]
        document: Schema = json.loads(OpenApiJsonRenderer().render(made))
    return operations(document), named(document)
