"""What agents keep at their desk in the demonstration: views, templates, an answer begun with a file."""

from datetime import datetime, timedelta

from cases.kinds import ComposerMode
from cases.models import Case, CaseList, LaidStep
from cases.rules.desk import drafting, keeping_views
from cases.rules.desk.keeping_views import Looking
from cases.rules.knowledge import checklisting
from cases.rules.replies import keeping_templates
from cases.rules.replies.keeping_templates import Wording
from cases.states import CaseState
from channels.drafts import FileDraft
from channels.rules.answers import keeping_files
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


_TEMPLATES = (
    (
        "supervisor", True, "延誤致歉",
        {
            "zh-hant": "{name}您好：\n\n{reference} 的處理比預期久，很抱歉讓您久等。"
            "我們會在 {due} 前回覆您。\n\n{shop} {agent}",
            "zh-hans": "{name}您好：\n\n{reference} 的处理比预期久，很抱歉让您久等。"
            "我们会在 {due} 前回复您。\n\n{shop} {agent}",
            "en": "Dear {name},\n\n{reference} takes longer than we expected, and we are sorry. You "
            "will hear from us by {due}.\n\n{agent}, {shop}",
        },
    ),
    ("agent", False, "請帶原相片", {"zh-hant": "請將原本的相片帶到{store}，我們當場為您比對。"}),
)  # fmt: skip
# Of so many open cases with a list all steps but the last are done, or some, or none.
_WITH_LISTS = 6
_FILE = FileDraft(
    name="how-to-compare.txt", mime="text/plain",
    content="請把相片放在自然光下，與螢幕並排拍一張。\n".encode(),
)  # fmt: skip


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
    for who, is_shared, name, texts in _TEMPLATES:
        keeping_templates.keep_template(
            Wording(name=name, texts=texts, is_shared=is_shared), actor=people[who],
            now=until - timedelta(days=20),
        )  # fmt: skip
    case = Case.objects.filter(owner=agent, state=CaseState.IN_PROGRESS).order_by("pk").last()
    if case is not None:
        drafting.keep_draft(
            case.pk, mode=ComposerMode.CUSTOMER, text=_BEGUN, actor=agent,
            now=until - timedelta(minutes=20),
        )  # fmt: skip
        keeping_files.keep_files(
            case.submission.conversation_id, [_FILE], actor=agent, now=until - timedelta(minutes=19)
        )
    _tick_off(agent, until)


def _tick_off(agent: User, until: datetime) -> None:
    """Lay the shipped checklists on some open cases of their categories, and begin with them."""
    lists = {one.category_id: one for one in CaseList.objects.in_use().exclude(category=None)}
    working = Case.objects.filter(state=CaseState.IN_PROGRESS, category__in=lists)
    for number, case in enumerate(working.order_by("-pk")[:_WITH_LISTS]):
        found, at = lists[case.category_id], until - timedelta(minutes=40)
        checklisting.add_list(case.pk, list_id=found.pk, actor=agent, now=at)
        steps = LaidStep.objects.filter(checklist__case=case).order_by("position")
        for minute, step in enumerate(steps[: number % 4], start=1):
            checklisting.tick(step.pk, actor=agent, now=at + timedelta(minutes=5 * minute))
