"""The page on which a partner's developer reads how the API is used."""

import json
from functools import cache

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer

from channels.api.reference import Named, Operation, Schema, named, operations

EXAMPLE = """\
curl {address} \\
  -H 'Authorization: Api-Key PREFIX.SECRET' \\
  -H 'Idempotency-Key: order-4711-complaint-1' \\
  -H 'Content-Type: application/json' \\
  -d '{{"text": "The prints have a yellow cast.", "order_number": "4711"}}'
"""


@require_safe
def reference_page(request: HttpRequest, *, version: str) -> HttpResponse:
    """Show every operation with what it takes and answers; what the document says is English."""
    reads, objects = _read(version)
    address = request.build_absolute_uri(reverse("api:submissions"))
    context = {
        "operations": reads,
        "objects": objects,
        "example": EXAMPLE.format(address=address),
    }
    return render(request, "channels/api_docs.html", context)


@cache
def _read(version: str) -> tuple[tuple[Operation, ...], tuple[Named, ...]]:
    """Read the description once a process: it changes with the code alone."""
    with translation.override("en"):
        made = SchemaGenerator(api_version=version).get_schema(public=True)  # type: ignore[no-untyped-call]
        document: Schema = json.loads(OpenApiJsonRenderer().render(made))
    return operations(document), named(document)
