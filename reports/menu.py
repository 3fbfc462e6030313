"""Where reports show in the back office's menu."""

from django.utils.translation import gettext_lazy as _

from feedback_site.organisation.roles import Ability
from feedback_site.sidebar import Entry

report_entry = Entry(
    title=_("Report"),
    icon="bar_chart",
    url_name="admin:reports_overview",
    ability=Ability.SEE_REPORTS,
)
