"""Fields that several forms of ours share."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from channels.rules.files.attaching import (
    LARGEST_MESSAGE,
    LARGEST_PICTURE,
    LARGEST_RECORDING,
    MOST_FILES,
)

# A moment as a browser's field of its kind writes it, and as it may come otherwise.
LOCAL_MOMENT = "%Y-%m-%dT%H:%M"
LOCAL_MOMENTS = (LOCAL_MOMENT, "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M")


class SeveralFilesInput(forms.ClearableFileInput):
    """A file input that takes more than one."""

    allow_multiple_selected = True


class FileButton(forms.FileInput):
    """A file input of the back office under a button in the page's language."""

    template_name = "channels/file_button.html"


class VoiceField(forms.FileField):
    """One recording; whether it is one is looked at when it is read."""

    default_error_messages = {
        "too_large": _("This recording is larger than 10 MB. Make a shorter one.")
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Voice message"))
        kwargs.setdefault("help_text", _("Instead of writing, or beside it: up to 10 MB."))
        super().__init__(required=False, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Check its size; an empty one is none."""
        if data and (data.size or 0) > LARGEST_RECORDING:
            raise ValidationError(self.error_messages["too_large"], code="too_large")
        return super().clean(data or None, initial)


class PhotosField(forms.FileField):
    """Photographs, as many and as large as intake takes; what they are is looked at when they are read."""

    widget = SeveralFilesInput
    default_error_messages = {
        "too_large": _("“%(name)s” is larger than 10 MB. Choose a smaller picture."),
        "together_too_large": _("Together these are larger than 25 MB. Send some of them later."),
    }
    # The same for photo_input.js, which says it while they are chosen.
    most, largest, largest_together = MOST_FILES, LARGEST_PICTURE, LARGEST_MESSAGE

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Photos"))
        kwargs.setdefault("help_text", _("Up to 10 photos, 10 MB each."))
        super().__init__(required=False, **kwargs)

    @property
    def too_many(self) -> str:
        """Say how many can be taken."""
        words = ngettext(
            "These are too many: choose at most %(most)d photo.",
            "These are too many: choose at most %(most)d photos.",
            MOST_FILES,
        )
        return words % {"most": MOST_FILES}

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Check each file; an empty input is an empty list."""
        files: Sequence[Any] = data if isinstance(data, list | tuple) else [data] if data else []
        if len(files) > MOST_FILES:
            raise ValidationError(self.too_many)
        for file in files:
            if (file.size or 0) > LARGEST_PICTURE:
                raise ValidationError(
                    self.error_messages["too_large"], code="too_large", params={"name": file.name}
                )
        if sum(file.size or 0 for file in files) > LARGEST_MESSAGE:
            raise ValidationError(
                self.error_messages["together_too_large"], code="together_too_large"
            )
        return [super(PhotosField, self).clean(file) for file in files]


class ScansField(PhotosField):
    """Sheets of paper as pictures or PDF, as many and as large as photographs may be."""

    default_error_messages = {
        "too_large": _("“%(name)s” is larger than 10 MB. Scan it with fewer dots per inch."),
    }

    @property
    def too_many(self) -> str:
        """Say how many can be taken at once."""
        words = ngettext(
            "These are too many: add at most %(most)d scan at a time.",
            "These are too many: add at most %(most)d scans at a time.",
            MOST_FILES,
        )
        return words % {"most": MOST_FILES}
