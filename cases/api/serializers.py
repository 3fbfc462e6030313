"""What partners ask for and get of standard solutions; these fields are the documentation of the API."""

from typing import Any

from django.conf import settings
from rest_framework import serializers

LONGEST_QUESTION = 500


class SolutionsIn(serializers.Serializer[Any]):
    """Which solutions, and in which language."""

    language = serializers.ChoiceField(
        choices=settings.LANGUAGES, default="zh-hant", help_text="Language of the answer."
    )
    category = serializers.SlugField(
        required=False, max_length=40, help_text="Only those of this category, by its code."
    )
    q = serializers.CharField(
        required=False, max_length=LONGEST_QUESTION,
        help_text="What a customer says, in any of the languages: at most ten solutions, nearest first.",
    )  # fmt: skip


class SolutionIn(serializers.Serializer[Any]):
    """In which language."""

    language = serializers.ChoiceField(
        choices=settings.LANGUAGES, default="zh-hant", help_text="Language of the answer."
    )


class ListedOut(serializers.Serializer[Any]):
    """One solution in a list."""

    code = serializers.SlugField(help_text="Never changes.")
    title = serializers.CharField()
    category = serializers.SlugField(help_text="Code of its category.")
    version = serializers.IntegerField(help_text="Goes up whenever its words change.")
    approved_at = serializers.DateTimeField(help_text="Since when this version is in force.")
    url = serializers.URLField(help_text="Its page for customers.")


class ListOut(serializers.Serializer[Any]):
    """The solutions that customers may read."""

    language = serializers.ChoiceField(choices=settings.LANGUAGES)
    solutions = ListedOut(many=True)


class SolutionOut(ListedOut):
    """One solution with its answer."""

    language = serializers.ChoiceField(choices=settings.LANGUAGES)
    answer = serializers.CharField(
        help_text="Plain text: an empty line ends a paragraph; lines may begin with `1.` or `-`."
    )
