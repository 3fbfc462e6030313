"""Solutions: standard answers to frequent problems; what each says is in its versions."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Solution(models.Model):
    """What customers and colleagues call one solution by; what it says is in its versions."""

    # In the address of its page for customers: never changed, so that links hold.
    code = models.SlugField(_("code"), max_length=60, unique=True)
    made_at = models.DateTimeField(_("made at"))

    class Meta:
        verbose_name = _("standard solution")
        verbose_name_plural = _("standard solutions")

    def __str__(self) -> str:
        return self.code
