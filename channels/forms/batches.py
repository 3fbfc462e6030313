"""Beginning a batch, entering its sheets, and counting again."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from channels.batch_kinds import SheetState
from channels.forms.counter import stores_of
from channels.forms.feedback import TakenForm
from channels.forms.fields import LOCAL_MOMENT, LOCAL_MOMENTS, ScansField
from channels.kinds import ChannelKind
from channels.models import Channel
from channels.rules.manual_entry.batching import MOST_SHEETS
from feedback_site.organisation.models import User


class BatchForm(forms.Form):
    """What is known before the first sheet is typed."""

    channel = forms.ModelChoiceField(
        label=_("From"), queryset=Channel.objects.none(), empty_label=None
    )
    store = forms.ChoiceField(label=_("Store"))
    collected_at = forms.DateTimeField(
        label=_("Collected at"), input_formats=LOCAL_MOMENTS,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL_MOMENT),
    )  # fmt: skip
    sheets = forms.IntegerField(
        label=_("Sheets counted"), min_value=1, max_value=MOST_SHEETS,
        help_text=_("Count the paper before anything is typed, whatever is on it."),
    )  # fmt: skip

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stores = stores_of(user)
        paper = Channel.objects.filter(kind=ChannelKind.BOX, is_active=True)
        channel, store = self.fields["channel"], self.fields["store"]
        if isinstance(channel, forms.ModelChoiceField) and isinstance(store, forms.ChoiceField):
            channel.queryset = paper
            store.choices = [(one.code, one.name) for one in self.stores]
        self.fields["collected_at"].initial = timezone.localtime


class SheetForm(TakenForm):
    """One sheet: its words first; whoever left no contact on it is anonymous."""

    number = forms.IntegerField(label=_("Sheet"), min_value=1, max_value=MOST_SHEETS)
    scan = forms.IntegerField(widget=forms.HiddenInput, required=False)
    # Nobody can be asked any more.
    consent_texts = None  # type: ignore[assignment]
    with_scan = forms.BooleanField(label=_("The picture beside is this sheet"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("photos", "store", "is_anonymous"):
            del self.fields[name]
        self.fields["text"].label = _("What stands on the sheet")
        self.fields["text"].widget.attrs["rows"] = 6
        self.fields["text"].error_messages["required"] = _(
            "Type what stands on the sheet. If nothing does, set it aside as empty."
        )
        for name in ("name", "email", "phone", "order_number"):
            self.fields[name].widget.attrs["autocomplete"] = "off"
        chips = [chip for group in self.groups for chip in group.chips]
        self.keyed_chips = sorted((c for c in chips if c.key), key=lambda c: c.key)
        self.other_chips = [chip for chip in chips if not chip.key]

    def clean(self) -> dict[str, Any]:
        """Paper need not say who wrote it."""
        return forms.Form.clean(self) or self.cleaned_data

    def scan_id(self) -> int | None:
        """Give the picture that the clerk says is this sheet."""
        return self.cleaned_data["scan"] if self.cleaned_data["with_scan"] else None


class AsideForm(forms.Form):
    """A sheet that holds nothing, or nothing that can be read."""

    number = forms.IntegerField(min_value=1, max_value=MOST_SHEETS)
    state = forms.ChoiceField(
        choices=[(one.value, one.label) for one in (SheetState.EMPTY, SheetState.ILLEGIBLE)]
    )
    reason = forms.CharField(
        max_length=200, error_messages={"required": _("Write down what is to be seen on it.")}
    )


class CorrectionForm(forms.Form):
    """Better words for a sheet, and why."""

    number = forms.IntegerField(min_value=1, max_value=MOST_SHEETS)
    text = forms.CharField(max_length=8000)
    reason = forms.CharField(max_length=200)


class RecountForm(forms.Form):
    """What a second person counted."""

    sheets = forms.IntegerField(label=_("Sheets counted"), min_value=1, max_value=MOST_SHEETS)
    reason = forms.CharField(label=_("Where the difference comes from"), max_length=200)


class ScansForm(forms.Form):
    """Pictures of the sheets."""

    scans = ScansField(
        label=_("Scans"), help_text=_("In the order of the sheets; up to 10 at a time, 10 MB each."),
    )  # fmt: skip

    def clean_scans(self) -> list[Any]:
        """Ask for at least one: a press on the button that adds nothing would say that it did."""
        files: list[Any] = self.cleaned_data["scans"]
        if not files:
            raise forms.ValidationError(_("Choose at least one scan."))
        return files
