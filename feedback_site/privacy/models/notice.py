"""Privacy notices in versions; every intake names the one that was shown."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from feedback_site.organisation.words import FIELD_OF_LANGUAGE


class PrivacyNotice(models.Model):
    """What customers were told, word for word, from a day on."""

    version = models.CharField(_("version"), max_length=16, unique=True)
    valid_from = models.DateTimeField(_("valid from"))
    text_zh_hant = models.TextField(_("text (Traditional Chinese)"))
    text_zh_hans = models.TextField(_("text (Simplified Chinese)"))
    text_en = models.TextField(_("text (English)"))

    class Meta:
        verbose_name = _("privacy notice")
        verbose_name_plural = _("privacy notices")
        ordering = ("-valid_from",)

    def __str__(self) -> str:
        return self.version

    def text_in(self, language: str) -> str:
        """Give the text in one of the site's languages; others get Traditional Chinese."""
        name = FIELD_OF_LANGUAGE.get(language, "name_zh_hant").replace("name_", "text_")
        return str(getattr(self, name))
