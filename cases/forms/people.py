"""What is asked about people: what they can do, how much they can have, and when they are away."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.forms.facts import LOCAL_MOMENT
from feedback_site.organisation.errors import NoSuchAbsence
from feedback_site.organisation.kinds import AbsenceKind, Tongue
from feedback_site.organisation.models import Skill, User, WorkProfile
from feedback_site.organisation.models.work_profile import led_by
from feedback_site.organisation.rules.absenting import LONGEST


class ProfileForm(forms.Form):
    """One person's skills, languages and capacity."""

    skills = forms.MultipleChoiceField(
        label=_("Skills"), required=False, widget=forms.CheckboxSelectMultiple
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages"), required=False, choices=Tongue, widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: the language in which they use this site."),
    )  # fmt: skip
    capacity = forms.IntegerField(
        label=_("Capacity in points"), required=False, min_value=0, max_value=500,
        help_text=_(
            "Open cases count 1 (low), 2 (normal), 3 (high) or 4 (urgent); one that waits counts 1. Empty: "
            "as usual for their role."
        ),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, profile: WorkProfile) -> None:
        initial = {
            "skills": profile.skills, "languages": profile.languages, "capacity": profile.capacity,
        }  # fmt: skip
        super().__init__(data, initial=initial)
        skills = Skill.objects.all()
        self.fields["skills"].choices = [  # type: ignore[attr-defined]
            (one.code, one.name) for one in skills if one.is_active or one.code in profile.skills
        ]


class AbsenceForm(forms.Form):
    """Asked of somebody who supervises that person; times are those of whoever fills it in."""

    person = forms.ModelChoiceField(
        label=pgettext_lazy("person", "Who"), queryset=User.objects.none()
    )
    begins_at = forms.DateTimeField(
        label=_("Away from"), input_formats=[LOCAL_MOMENT],
        widget=forms.DateTimeInput({"type": "datetime-local"}, format=LOCAL_MOMENT),
    )  # fmt: skip
    ends_at = forms.DateTimeField(
        label=_("Back at"), input_formats=[LOCAL_MOMENT],
        widget=forms.DateTimeInput({"type": "datetime-local"}, format=LOCAL_MOMENT),
    )  # fmt: skip
    kind = forms.ChoiceField(label=_("Reason"), choices=AbsenceKind)
    stand_in = forms.ModelChoiceField(
        label=_("Who stands in"), queryset=User.objects.none(), required=False,
        help_text=_("Empty: each case goes to whoever fits it best and is there."),
    )  # fmt: skip
    hands_over = forms.BooleanField(
        label=_("Hand open cases over"), required=False, initial=True,
        help_text=_("Leave it out for some hours: then cases stay, and only new ones go elsewhere."),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, user: User, person: str = "") -> None:
        super().__init__(data)
        people = led_by(user).order_by("display_name", "username")
        for name in ("person", "stand_in"):
            self.fields[name].queryset = people  # type: ignore[attr-defined]
        morning = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        tomorrow = (morning + timedelta(days=1)).replace(tzinfo=None)
        self.initial = {
            "begins_at": tomorrow, "ends_at": tomorrow + timedelta(days=1), "hands_over": True,
            "person": person,
        }  # fmt: skip

    def clean_begins_at(self) -> datetime:
        """Leave the exact bounds to the rule, and keep out what has no counterpart on another clock."""
        return _near(self.cleaned_data["begins_at"])

    def clean_ends_at(self) -> datetime:
        """Keep out days after which there is none."""
        return _near(self.cleaned_data["ends_at"])

    def asked(self) -> dict[str, Any]:
        """What the rule is told, beside the person."""
        names = ("begins_at", "ends_at", "kind", "stand_in", "hands_over")
        return {name: self.cleaned_data[name] for name in names}


def _near(moment: datetime) -> datetime:
    if abs(moment.date() - timezone.localdate()) > 2 * LONGEST:
        raise forms.ValidationError(str(NoSuchAbsence.message), code=NoSuchAbsence.code)
    return moment
