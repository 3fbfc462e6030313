"""The act by which a person says what the mood of a case is."""

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.admin.acts.doing import Act, how, works
from cases.forms.facts import Asked, choice_field
from cases.kinds import Mood
from cases.rules.triage import mood_setting


def _feeling(asked: Asked) -> Mapping[str, forms.Field]:
    moods = [(code, str(word)) for code, word in Mood.choices]
    field = choice_field(_("Mood"), moods, initial=asked.case.sentiment)
    field.help_text = str(_("How whoever wrote felt, not how bad it is. Limits and priority stay."))
    return {"mood": field}


MOOD_ACTS = (
    Act(
        code="mood", label=_("Confirm or correct the mood"), submit=_("Note"), may=works,
        done=_("Noted. What reads moods learns from it."), fields=_feeling,
        do=lambda doing: mood_setting.set_mood(
            doing.case.pk, mood=doing.facts["mood"], **how(doing)
        ),
    ),
)  # fmt: skip
