"""Importing reviews and purchases in the back office's menu."""

from django.utils.translation import gettext_lazy as _

from feedback_site.organisation.roles import Ability
from feedback_site.sidebar import Entry

IMPORTS = (
    Entry(
        title=_("Import reviews"), icon="document-arrow-up", url_name="admin:channels_imports",
        ability=Ability.SUPERVISE,
    ),
    Entry(
        title=_("Purchases"), icon="shopping-bag", url_name="admin:channels_purchases",
        ability=Ability.SUPERVISE,
    ),
)  # fmt: skip
