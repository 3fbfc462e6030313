"""Items and customers in the back office's menu, with the number of items nobody could read."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from channels.models import RawIntake
from feedback_site.organisation.roles import Ability
from feedback_site.sidebar import Entry
from feedback_site.staff_doors import staff_of


def unread_items(request: HttpRequest) -> int:
    """Count what could not be read; one look into a partial index."""
    return RawIntake.objects.visible_to(staff_of(request)).failed().count()


ITEMS = (
    Entry(
        title=_("Items received"), icon="inbox-arrow-down", url_name="admin:channels_items",
        ability=Ability.WATCH_CHANNELS, count=unread_items, is_urgent=True,
    ),
    Entry(
        title=_("Reconciliation"), icon="scale", url_name="admin:channels_accounts",
        ability=Ability.WATCH_CHANNELS,
    ),
    Entry(
        title=_("Channels"), icon="rectangle-stack", url_name="admin:channels_channel_changelist",
        ability=Ability.WATCH_CHANNELS,
    ),
    Entry(
        title=_("Connections"), icon="link", url_name="admin:channels_channelaccount_changelist",
        ability=Ability.WATCH_CHANNELS,
    ),
    Entry(
        title=_("Partners"), icon="briefcase", url_name="admin:channels_partner_changelist",
        ability=Ability.MANAGE_SETTINGS,
    ),
    Entry(
        title=_("Partner keys"), icon="key", url_name="admin:channels_partnerkey_changelist",
        ability=Ability.MANAGE_SETTINGS,
    ),
)  # fmt: skip
COUNTER = (
    Entry(
        title=_("Counter"), icon="building-storefront", url_name="channels:counter",
        ability=Ability.TAKE_FEEDBACK,
    ),
)  # fmt: skip
CUSTOMERS = (
    Entry(
        title=_("Customers"), icon="users", url_name="admin:channels_customers",
        ability=Ability.SEE_CASES,
    ),
)  # fmt: skip
