"""What is asked about a file of reviews: the file, then its columns and how they are taken."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from channels.adapters.social import options_for
from channels.adapters.social.columns import FIELDS
from channels.adapters.social.tables import MOST_BYTES
from channels.errors import MissingSource
from channels.forms.fields import FileButton
from channels.kinds import ChannelKind
from channels.models import Channel
from feedback_site.organisation.models import Store

_COLUMN = "column_"
_TEN_YEARS = 3650


class UploadForm(forms.Form):
    """One file for one channel."""

    channel = forms.ModelChoiceField(label=_("Channel"), queryset=Channel.objects.none())
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV, Excel (.xlsx) or JSON lines, up to 20 MB and 50,000 rows."),
        widget=FileButton(attrs={"accept": ".csv,.tsv,.txt,.xlsx,.jsonl,.ndjson"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        channels = Channel.objects.filter(kind=ChannelKind.SOCIAL, is_active=True)
        self.fields["channel"].queryset = channels  # type: ignore[attr-defined]

    def clean_file(self) -> Any:
        """Refuse what is too large before it is read."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("This file is larger than 20 MB. Split it."))
        return file


class MappingForm(forms.Form):
    """The column of each field, and how the reviews are taken."""

    stars = forms.ChoiceField(
        label=_("A case is opened up to"),
        choices=[(str(n), f"{'★' * n}{'☆' * (5 - n)}") for n in range(1, 6)],
        initial="3",
        help_text=_("Better reviews, and those answered in public, are kept to learn from."),
    )
    days = forms.IntegerField(
        label=_("A case is opened for reviews of the last days"), initial=30, min_value=0,
        max_value=_TEN_YEARS,
    )  # fmt: skip
    store = forms.ModelChoiceField(
        label=_("Store, where none is named"), queryset=Store.objects.all(), required=False,
        empty_label="–", to_field_name="code",
    )  # fmt: skip
    language = forms.ChoiceField(
        label=_("Language, where none is named"),
        choices=[("", _("as it reads")), *settings.LANGUAGES], required=False,
    )  # fmt: skip
    source = forms.CharField(
        label=_("Where they stand"), max_length=60, required=False,
        help_text=_("Such as Google or Dianping, where no column says it: each site counts its own ids."),
    )  # fmt: skip

    def __init__(
        self, *args: Any, columns: list[str], mapping: dict[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "–"), *((name, name) for name in columns)]
        for field, label in FIELDS.items():
            self.fields[f"{_COLUMN}{field}"] = forms.ChoiceField(
                label=str(label), choices=choices, required=False, initial=mapping.get(field, "")
            )

    def clean(self) -> dict[str, Any]:
        """Ask where the reviews stand, where no column says it."""
        cleaned = super().clean() or self.cleaned_data
        is_named = cleaned.get("source") or cleaned.get(f"{_COLUMN}source")
        if not is_named and "look" not in self.data:
            self.add_error("source", str(MissingSource()))
        return cleaned

    def column_fields(self) -> list[forms.BoundField]:
        """The fields that name columns."""
        return [self[f"{_COLUMN}{field}"] for field in FIELDS]

    def other_fields(self) -> list[forms.BoundField]:
        """How the reviews are taken."""
        return [field for field in self if not field.name.startswith(_COLUMN)]

    def mapping(self) -> dict[str, str]:
        """The columns named, by field."""
        said = ((field, self.cleaned_data.get(f"{_COLUMN}{field}")) for field in FIELDS)
        return {field: column for field, column in said if column}

    def options(self) -> dict[str, object]:
        """How the reviews are taken, as rules ask for it."""
        said = self.cleaned_data
        return options_for(
            zone=settings.TIME_ZONE, stars=said["stars"], days=said["days"],
            store=said["store"].code if said["store"] else "", language=said["language"],
            source=said["source"],
        )  # fmt: skip
