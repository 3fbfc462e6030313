"""What partners ask for and get of solutions and limits; these fields are the documentation of the API."""

from typing import Any

from django.conf import settings
from rest_framework import serializers

from cases.sla.receipt import SegmentKind
from cases.sla.terms import INTERNAL_CLOCKS, ClockKind

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


class LanguageIn(serializers.Serializer[Any]):
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


class SegmentOut(serializers.Serializer[Any]):
    """A stretch of time on the way to a limit; those that count sum to its target."""

    kind = serializers.ChoiceField(choices=[one.value for one in SegmentKind])
    to = serializers.DateTimeField(allow_null=True, help_text="`null` while it lasts.")
    seconds = serializers.IntegerField(help_text="What it counts towards the target.")
    reason = serializers.CharField(required=False, help_text="For what a pause waited.")
    correction = serializers.BooleanField(
        required=False, help_text="A pause that was entered afterwards."
    )
    name = serializers.CharField(required=False, help_text="Of a holiday.")
    before = serializers.IntegerField(
        required=False, allow_null=True, help_text="The target in seconds before it was changed."
    )
    after = serializers.IntegerField(
        required=False, allow_null=True, help_text="The target in seconds after it was changed."
    )

    def get_fields(self) -> dict[str, Any]:
        """`from` is a word of the language that this is written in."""
        fields = dict(super().get_fields())
        begins = serializers.DateTimeField(help_text="When it began.")
        return {"kind": fields.pop("kind"), "from": begins, **fields}


class BreachOut(serializers.Serializer[Any]):
    """A limit that passed unmet; one that was excused counts for nothing."""

    at = serializers.DateTimeField()
    cause = serializers.CharField(
        help_text="`due_passed`, or why it counts from another moment than the due one."
    )
    excused_at = serializers.DateTimeField(allow_null=True)
    excuse = serializers.CharField(allow_null=True)


class StandingOut(serializers.Serializer[Any]):
    """One thing to know of a limit: due, paused, met, missed, excused, or ended unmet."""

    heading = serializers.CharField()
    words = serializers.CharField(help_text="When, and why.")


class LimitWordsOut(serializers.Serializer[Any]):
    """The same as a person reads it, in the language asked for and the time zone of the chain."""

    name = serializers.CharField(help_text="What is timed.")
    target = serializers.CharField()
    set_by = serializers.CharField(help_text="The policy that set the target.")
    hours = serializers.CharField(help_text="The working hours that it runs on.")
    standing = StandingOut(many=True)
    lines = serializers.ListField(
        child=serializers.CharField(), help_text="The segments, one sentence each."
    )
    counted = serializers.CharField(help_text="What the segments count together.")
    problem = serializers.CharField(
        allow_null=True, help_text="What is set up wrongly, if anything."
    )


class LimitOut(serializers.Serializer[Any]):
    """One running of one clock, and why it is due when it is."""

    clock = serializers.ChoiceField(
        choices=[one.value for one in ClockKind if one not in INTERNAL_CLOCKS]
    )
    cycle = serializers.IntegerField(
        help_text="Counts from 1; a case that is re-opened gets another."
    )
    started_at = serializers.DateTimeField()
    target_seconds = serializers.IntegerField()
    due_at = serializers.DateTimeField(
        allow_null=True, help_text="`null` while a pause lasts, or where nothing can be reckoned."
    )
    met_at = serializers.DateTimeField(allow_null=True)
    breached_at = serializers.DateTimeField(allow_null=True)
    cancelled_at = serializers.DateTimeField(allow_null=True)
    paused_since = serializers.DateTimeField(allow_null=True)
    began_by = serializers.CharField(help_text="What began it: a kind of event, or a cause.")
    ended_by = serializers.CharField(
        allow_null=True, help_text="What met or ended it: a kind of event, or a cause."
    )
    breaches = BreachOut(many=True)
    policy = serializers.CharField(help_text="Code of the policy that set the target.")
    policy_version = serializers.IntegerField()
    also_matched = serializers.ListField(
        child=serializers.CharField(), help_text="Policies that would apply as well and rank lower."
    )
    calendar = serializers.CharField(help_text="Code of the working hours; empty: round the clock.")
    calendar_version = serializers.IntegerField()
    segments = SegmentOut(many=True)
    words = LimitWordsOut()
    error = serializers.CharField(allow_null=True, help_text="What is set up wrongly, if anything.")


class LimitsOut(serializers.Serializer[Any]):
    """The limits of a submission of your own, in order of starting."""

    reference = serializers.CharField()
    limits = LimitOut(many=True, help_text="Empty until the submission has been looked at.")
