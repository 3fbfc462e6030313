"""Letters in our own words in the back office's menu."""

from django.utils.translation import gettext_lazy as _

from feedback_site.organisation.roles import Ability
from feedback_site.sidebar import Entry

LETTERS = (
    Entry(
        title=_("Letters"), icon="pencil-square", url_name="admin:channels_letters",
        ability=Ability.MANAGE_SETTINGS,
    ),
)  # fmt: skip
