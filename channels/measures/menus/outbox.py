"""The outbox in the back office's menu, with the number of letters that a person must look at."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from channels.models import Outgoing
from feedback_site.organisation.roles import Ability
from feedback_site.sidebar import Entry
from feedback_site.staff_doors import staff_of


def waiting_letters(request: HttpRequest) -> int:
    """Count what could not be delivered, or is held since a restore; one look into a partial index."""
    return Outgoing.objects.visible_to(staff_of(request)).waiting_for_a_person().count()


MENU = (
    Entry(
        title=_("Outgoing mail"), icon="envelope-open", url_name="admin:channels_mail",
        ability=Ability.READ_OUTGOING,
    ),
    Entry(
        title=_("Outbox"), icon="paper-airplane", url_name="admin:channels_outbox",
        ability=Ability.WATCH_CHANNELS, count=waiting_letters, is_urgent=True,
    ),
)  # fmt: skip
