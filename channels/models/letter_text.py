"""Letter texts: our own words for a letter, in versions; one of a kind is live."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from channels.kinds import TextState


class LetterText(models.Model):
    """One version of one letter in one language, for all cases or those of a channel or category.

    What it says is never edited; a change is another version. `category` is the code of a
    category of cases, "" for all.
    """

    template = models.CharField(_("letter"), max_length=60)
    language = models.CharField(_("language"), max_length=8)
    channel = models.ForeignKey(
        "channels.Channel", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("channel"),
    )  # fmt: skip
    category = models.CharField(_("category"), max_length=40, blank=True)
    version = models.PositiveIntegerField(_("version"))
    subject = models.CharField(_("subject"), max_length=150)
    body = models.TextField(_("text"))
    state = models.CharField(_("state"), max_length=8, choices=TextState, default=TextState.DRAFT)
    made_by = models.ForeignKey("organisation.User", models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("written at"))
    live_by = models.ForeignKey(
        "organisation.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    live_at = models.DateTimeField(_("published at"), null=True, blank=True)

    class Meta:
        verbose_name = _("text of a letter")
        verbose_name_plural = _("texts of letters")
        constraints = (
            models.UniqueConstraint(
                name="channels_letter_one_live",
                fields=("template", "language", "channel", "category"),
                condition=Q(state="live"),
                nulls_distinct=False,
            ),
            models.UniqueConstraint(
                name="channels_letter_version",
                fields=("template", "language", "channel", "category", "version"),
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="channels_letter_live_by",
                condition=~Q(state="live") | Q(live_by__isnull=False, live_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.template} {self.language} {self.version}"

    @property
    def whole(self) -> str:
        """Subject and body as the shipped texts have them."""
        return f"{self.subject}\n{self.body}"
