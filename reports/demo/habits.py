"""What agents keep at their desk in the demonstration: views, their own and shared, and an answer begun."""

from datetime import datetime, timedelta

from cases.kinds import ComposerMode
from cases.models import Case
from cases.rules import drafting, keeping_views
from cases.rules.keeping_views import Looking
from cases.states import CaseState
from feedback_site.organisation.models import User

_SHARED = (
    ("負面優先", Looking(queue="all_open", asked={"sentiment": "negative"}, order="waiting")),
    (
        "技術問題・尚未指派",
        Looking(
            queue="unassigned", asked={"klass": "technical"}, order="priority",
            columns=("customer", "category", "store", "severity", "limit"),
        ),
    ),
)  # fmt: skip
_OWN = ("今天到期", Looking(queue="mine", asked={"due": "today"}))
_BEGUN = "您好，謝謝您的耐心等候。我們已請門市重新檢查您的訂單，"


def live_habits(until: datetime) -> None:
    """Keep the views, and let one agent have begun to write."""
    people = {
        user.username: user for user in User.objects.filter(username__in=("agent", "supervisor"))
    }
    agent, supervisor = people["agent"], people["supervisor"]
    for name, looking in _SHARED:
        keeping_views.keep_view(
            name=name, looking=looking, is_shared=True, actor=supervisor,
            now=until - timedelta(days=30),
        )  # fmt: skip
    name, looking = _OWN
    keeping_views.keep_view(
        name=name, looking=looking, is_shared=False, actor=agent, now=until - timedelta(days=9)
    )
    case = Case.objects.filter(owner=agent, state=CaseState.IN_PROGRESS).order_by("pk").last()
    if case is not None:
        drafting.keep_draft(
            case.pk, mode=ComposerMode.CUSTOMER, text=_BEGUN, actor=agent,
            now=until - timedelta(minutes=20),
        )  # fmt: skip
