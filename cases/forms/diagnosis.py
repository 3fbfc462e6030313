"""A version of a diagnosis with its steps, as it is written at the desk."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet
from django.utils.translation import gettext as _

from cases.errors import NotADraft
from cases.models import Diagnosis, DiagnosisStep
from cases.rules.knowledge import diagnosing
from feedback_site.organisation.models import User


class DiagnosisForm(forms.ModelForm):  # type: ignore[type-arg]
    """One version: a code that is new, or a draft that still is one."""

    actor: User

    def clean_code(self) -> str:
        """Refuse a code that is known: whoever adds a diagnosis may have meant to write on one."""
        code = str(self.cleaned_data["code"])
        if Diagnosis.objects.filter(code=code).exists():
            raise ValidationError(
                _(
                    "There is a diagnosis with this code already. To write on that one, open it in the list "
                    "and choose “Write on from this version”; for a new one, choose another code."
                )
            )
        return code

    def clean(self) -> dict[str, Any] | None:
        """Hold the draft until it is saved; refuse where it was published since the page was opened."""
        if self.instance.pk is not None:
            try:
                diagnosing.hold_draft(self.instance.pk, actor=self.actor)
            except NotADraft as error:
                raise ValidationError(str(error)) from error
        return super().clean()


class StepForm(forms.ModelForm):  # type: ignore[type-arg]
    """One step; that only one is the first is said in words before the constraint says it in its own."""

    def clean(self) -> dict[str, Any] | None:
        """Refuse to follow nothing while another step does, as saved."""
        cleaned = super().clean()
        others = DiagnosisStep.objects.filter(diagnosis=self.instance.diagnosis_id, above=None)
        if (
            "above" in self.cleaned_data
            and self.cleaned_data["above"] is None
            and others.exclude(pk=self.instance.pk).exists()
        ):
            self.add_error(
                "above",
                _(
                    "Another step is the first. Choose what that one follows and save; then this one can be "
                    "the first."
                ),
            )
        return cleaned


class StepFormSet(BaseInlineFormSet):  # type: ignore[type-arg]
    """The steps of one diagnosis together."""

    def clean(self) -> None:
        """Refuse what the database would: a second first step, a second step of one code.

        And to remove a question while something follows it, which would go with it unseen.
        """
        super().clean()
        self._refuse_to_cut()
        kept = [
            form.cleaned_data
            for form in self.forms
            if getattr(form, "cleaned_data", None) and not form.cleaned_data.get("DELETE")
        ]
        codes = [one.get("code") for one in kept]
        if len(codes) != len(set(codes)):
            raise ValidationError(_("Two steps have the same code."))
        if sum(one.get("above") is None for one in kept) > 1:
            raise ValidationError(
                _("Only one step may follow nothing: choose for each other one what it follows.")
            )

    def _refuse_to_cut(self) -> None:
        gone = {form.instance.pk for form in self.deleted_forms} - {None}
        if not gone:
            return
        below = {step.pk: step for step in DiagnosisStep.objects.filter(above__in=gone)}
        for form in self.forms:
            above = getattr(form, "cleaned_data", {}).get("above")
            if above is not None and above.pk in gone:
                below.setdefault(form.instance.pk, form.instance)
        if codes := [step.code for pk, step in below.items() if pk not in gone]:
            raise ValidationError(
                _(
                    "A question cannot be removed while something follows it: %(codes)s. Choose for these "
                    "what else they follow and save, or remove them as well. Nothing was changed."
                )
                % {"codes": ", ".join(codes)}
            )
