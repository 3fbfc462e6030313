"""Names kept in three languages, as rows carry them."""

from collections.abc import Callable
from typing import Any

from django.db import models
from django.utils import translation
from django.utils.translation import gettext_lazy as _

FIELD_OF_LANGUAGE = {"zh-hant": "name_zh_hant", "zh-hans": "name_zh_hans", "en": "name_en"}


def name_field() -> str:
    """Which column holds the name in the language of whoever is looking."""
    return FIELD_OF_LANGUAGE.get(translation.get_language() or "", "name_zh_hant")


def _headed(name: Callable[[Any], str]) -> Callable[[Any], str]:
    """Say what stands above a column of names: Django would write the property's own, in English."""
    name.short_description = _("name")  # type: ignore[attr-defined]
    return name


class Named(models.Model):
    """A thing with a name in each of the three languages."""

    name_zh_hant = models.CharField(_("name (Traditional Chinese)"), max_length=120)
    name_zh_hans = models.CharField(_("name (Simplified Chinese)"), max_length=120)
    name_en = models.CharField(_("name (English)"), max_length=120)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    @_headed
    def name(self) -> str:
        """The name in the language of whoever is looking."""
        return self.name_in(translation.get_language() or "zh-hant")

    def name_in(self, language: str) -> str:
        """Give the name in `language`, a code of settings.LANGUAGES; others get Traditional Chinese."""
        return str(getattr(self, FIELD_OF_LANGUAGE.get(language, "name_zh_hant")))
