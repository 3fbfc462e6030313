"""Standard solutions for partners to show: what customers may read, in the language asked for."""

from typing import Any

from django.conf import settings
from django.http import Http404
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cases.api.serializers import LanguageIn, ListOut, SolutionOut, SolutionsIn
from cases.measures.knowledge.answers import find_answers
from cases.models import SolutionVersion
from feedback_site.api_problems import TOO_MANY, WRONG_KEY, problem
from feedback_site.api_throttling import PartnerThrottle

NEAREST, MOST = 10, 500
TAGS = {"zh-hant": "zh-Hant", "zh-hans": "zh-Hans", "en": "en"}


class SolutionsView(APIView):
    """The solutions that customers may read."""

    throttle_classes = (PartnerThrottle,)
    throttle_scope = "read"

    @extend_schema(
        operation_id="solutions",
        summary="List or search the standard solutions that customers may read",
        parameters=[SolutionsIn],
        responses={
            200: ListOut,
            400: problem("Some values were refused."),
            401: WRONG_KEY,
            429: TOO_MANY,
        },
    )
    def get(self, request: Request, version: str) -> Response:
        """Give them by code, or by nearness where something is asked."""
        asked = SolutionsIn(data=request.query_params)
        asked.is_valid(raise_exception=True)
        language, question = asked.validated_data["language"], asked.validated_data.get("q", "")
        rows = SolutionVersion.objects.for_customers()
        if category := asked.validated_data.get("category"):
            rows = rows.filter(category__code=category)
        rows = rows.select_related("solution", "category").prefetch_related("texts")
        if question:
            found = find_answers(question, language=language, limit=NEAREST)
            place = {one.version_id: number for number, one in enumerate(found)}
            listed = sorted(rows.filter(pk__in=place), key=lambda row: place[row.pk])
        else:
            listed = list(rows.order_by("solution__code")[:MOST])
        return _answer(
            {"language": language, "solutions": [_listed(row, language) for row in listed]},
            language,
        )


class SolutionView(APIView):
    """One solution."""

    throttle_classes = (PartnerThrottle,)
    throttle_scope = "read"

    @extend_schema(
        operation_id="solution",
        summary="Read one standard solution",
        parameters=[LanguageIn],
        responses={
            200: SolutionOut,
            400: problem("Some values were refused."),
            401: WRONG_KEY,
            404: problem("There is no such solution for customers, or it was taken back."),
            429: TOO_MANY,
        },
    )
    def get(self, request: Request, version: str, code: str) -> Response:
        """Give the version in force; drafts and what only colleagues may read do not exist here."""
        asked = LanguageIn(data=request.query_params)
        asked.is_valid(raise_exception=True)
        rows = SolutionVersion.objects.for_customers().select_related("solution", "category")
        found = rows.prefetch_related("texts").filter(solution__code=code).first()
        if found is None:
            raise Http404
        text = found.text_in(asked.validated_data["language"])
        body = {**_listed(found, text.language), "language": text.language, "answer": text.answer}
        return _answer(body, text.language)


def _listed(row: SolutionVersion, language: str) -> dict[str, Any]:
    code = row.solution.code
    return {
        "code": code,
        "title": row.text_in(language).title,
        "category": row.category.code,
        "version": row.number,
        "approved_at": row.approved_at,
        "url": f"{settings.SITE_URL}{reverse('cases:help_article', args=(code,))}",
    }


def _answer(body: dict[str, Any], language: str) -> Response:
    response = Response(body)
    response["Content-Language"] = TAGS[language]
    return response
