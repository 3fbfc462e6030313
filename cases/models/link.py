"""Links between cases; a merge is one that can be undone, and so is a link that was made by hand."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.kinds import LinkKind


class CaseLink(models.Model):
    """`source` is the follow-up, repeat or duplicate of `target`, was merged into it, or only names it."""

    source = models.ForeignKey("cases.Case", models.PROTECT, related_name="links")
    target = models.ForeignKey("cases.Case", models.PROTECT, related_name="linked_from")
    kind = models.CharField(_("kind"), max_length=12, choices=LinkKind)
    made_by = models.ForeignKey("organisation.User", models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(_("made at"))
    # Of one that was made by hand: why the two belong together.
    reason = models.CharField(_("reason"), max_length=500, blank=True, db_default="")
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)

    class Meta:
        verbose_name = _("link between cases")
        verbose_name_plural = _("links between cases")
        constraints = (
            models.CheckConstraint(name="cases_link_not_itself", condition=~Q(source=F("target"))),
            models.UniqueConstraint(
                name="cases_link_once",
                fields=("source", "target", "kind"),
                condition=Q(undone_at=None),
            ),
        )

    def __str__(self) -> str:
        return f"{self.source_id} {self.kind} {self.target_id}"

    @property
    def is_by_hand(self) -> bool:
        """Whether a colleague tied the two, who stay two."""
        return self.kind == LinkKind.RELATED
