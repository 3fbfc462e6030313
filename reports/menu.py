"""Where reports show in the back office's menu."""

from collections.abc import Sequence

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.measures.counting import counted
from cases.measures.queues.needs import DAY, MOST
from channels.models import ChannelAlarm
from feedback_site.first_page import Tile
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability
from feedback_site.sidebar import Entry
from feedback_site.staff_doors import staff_of
from reports.measures.promises import owed

report_entry = Entry(
    title=_("Report"),
    icon="chart-bar",
    url_name="admin:reports_overview",
    ability=Ability.SEE_REPORTS,
)

promises_entry = Entry(
    title=_("Promises"), icon="hand-raised", url_name="admin:reports_promises",
    ability=Ability.SEE_REPORTS,
)  # fmt: skip

orders_entry = Entry(
    title=_("Work between departments"), icon="arrows-up-down", url_name="admin:reports_orders",
    ability=Ability.SEE_REPORTS,
)  # fmt: skip

listening_entry = Entry(
    title=_("Listening"), icon="speaker-wave", url_name="admin:reports_listening",
    ability=Ability.SEE_CASES,
)  # fmt: skip


def alarms(request: HttpRequest) -> int:
    """Count alarms of channels that nobody is at; one look into a partial index."""
    return ChannelAlarm.objects.visible_to(staff_of(request)).unacknowledged().count()


channels_entry = Entry(
    title=_("How channels are doing"), icon="signal", url_name="admin:reports_channels",
    ability=Ability.WATCH_CHANNELS, count=alarms, is_urgent=True,
)  # fmt: skip


def alarm_tile(request: HttpRequest) -> Sequence[Tile]:
    """Alarms of the channels that this person answers for."""
    user = request.user
    if not isinstance(user, User) or not user.can(Ability.WATCH_CHANNELS):
        return ()
    mine = ChannelAlarm.objects.unacknowledged().filter(channel__owner=user).count()
    return (
        Tile(
            section="needs", icon="bell-alert", is_urgent=True, title=_("Alarms of my channels"),
            count=str(mine), url=reverse("admin:reports_channels"),
        ),
    )  # fmt: skip


def promises_tile(request: HttpRequest) -> Sequence[Tile]:
    """For those who lead: what colleagues promised and owe within a day; their own stand by themselves."""
    user = request.user
    if not isinstance(user, User) or not user.can(Ability.SUPERVISE):
        return ()
    late = owed(user, until=timezone.now() + DAY).exclude(owner=user)
    return (
        Tile(
            section="needs", icon="hand-raised", title=_("Promises of colleagues due today"),
            count=counted({"late": late}, most=MOST)["late"],
            url=reverse("admin:reports_promises"),
        ),
    )  # fmt: skip
