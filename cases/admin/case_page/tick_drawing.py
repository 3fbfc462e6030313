"""Steps of checklists on a case, drawn once for each way they may look: only names, people and ids differ."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from types import SimpleNamespace

from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.safestring import SafeString

from cases.measures.case_page.checklists import ListOnCase
from cases.models import LaidStep
from feedback_site.drawn_once import filled_in, mark
from feedback_site.moments import moment

TEMPLATE = "cases/desk/tick_step.html"
_NAME, _WHO, _MOMENT, _TICK, _UNTICK, _BACK, _TOKEN = (
    mark(name) for name in ("name", "who", "moment", "tick", "untick", "back", "token")
)
_EVER = datetime(2001, 1, 1, tzinfo=UTC)


def drawn_checklists(
    lists: Sequence[ListOnCase], next_step: int, *, here: str, may_tick: bool, token: str
) -> Sequence[tuple[ListOnCase, Sequence[SafeString]]]:
    """Draw the steps of each list of the case whose address is `here`; the key ticks `next_step`."""

    def drawn(step: LaidStep) -> SafeString:
        place = (translation.get_language() or "", timezone.get_current_timezone_name())
        like = _like(step.is_done, step.is_must, step.pk == next_step, may_tick, *place)
        if step.done_at is not None:
            like = like.replace(_MOMENT, moment(step.done_at))
        values = {
            _NAME: step.name, _WHO: step.done_by or "", _TICK: f"{here}tick/{step.pk}/",
            _UNTICK: f"{here}untick/{step.pk}/", _BACK: f"{here}#checklists", _TOKEN: token,
        }  # fmt: skip
        return filled_in(like, values)

    return [(one, [drawn(step) for step in one.steps]) for one in lists]


@lru_cache(maxsize=256)
def _like(
    is_done: bool, is_must: bool, is_next: bool, may_tick: bool, language: str, zone: str
) -> str:
    step = SimpleNamespace(
        is_done=is_done, is_must=is_must, name=_NAME, done_by=_WHO, done_at=_EVER
    )
    context = {
        "step": step, "may": may_tick, "is_next": is_next, "tick_url": _TICK, "untick_url": _UNTICK,
        "back": _BACK, "csrf_token": _TOKEN,
    }  # fmt: skip
    return render_to_string(TEMPLATE, context).replace(moment(_EVER), _MOMENT)
