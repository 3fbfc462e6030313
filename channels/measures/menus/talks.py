"""Talks with customers in the back office's menu."""

from django.utils.translation import gettext_lazy as _

from feedback_site.organisation.roles import Ability
from feedback_site.sidebar import Entry

TALKS = (
    Entry(
        title=_("Talks"), icon="microphone", url_name="admin:channels_talks",
        ability=Ability.CALL_BACK,
    ),
)  # fmt: skip
