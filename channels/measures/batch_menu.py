"""Boxes and letters in the back office's menu, with the batches that are not reconciled yet."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from channels.measures.batches import unreconciled
from feedback_site.organisation.roles import Ability
from feedback_site.sidebar import Entry
from feedback_site.staff_doors import staff_of


def count_unreconciled(request: HttpRequest) -> int:
    """Count the batches that still have sheets without a place, up to 99."""
    return unreconciled(staff_of(request))


BATCHES = (
    Entry(
        title=_("Boxes and letters"), icon="inbox_text", url_name="admin:channels_batches",
        ability=Ability.TAKE_FEEDBACK, count=count_unreconciled,
    ),
)  # fmt: skip
