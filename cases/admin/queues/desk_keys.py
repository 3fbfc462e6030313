"""The desk's keys: what each does, listed for people; `keys.js` and its neighbours do it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from cases.admin.acts.acts import ACTS
from cases.admin.addresses import case_url
from cases.admin.queues.views import ViewLine, views_of
from cases.measures.queues.queues import reachable_queues
from cases.states import MOVES
from cases.tiles import queue_numbers
from feedback_site.desk_pages import desk_context, is_by_script
from feedback_site.first_page import Panel
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability
from feedback_site.remembering import remember
from feedback_site.staff_doors import needs, staff_of

# Of steps; those of acts stand with the acts. Two may share a key that are never open at once.
STEP_KEYS: Mapping[str, str] = MappingProxyType({
    "triage": "t", "start": "s", "wait": "w", "resume": "w", "resolve": "s", "close": "s",
    "reopen": "o", "not_solved": "o", "merge": "m", "mark_duplicate": "d",
})  # fmt: skip
# After g: queues by their codes.
GO_KEYS: Mapping[str, str] = MappingProxyType({
    "mine": "m", "my_store": "s", "my_department": "p", "unassigned": "u", "due_soon": "d",
    "overdue": "o", "waiting": "w", "to_verify": "v", "to_acknowledge": "k", "to_reject": "r",
    "promised": "h", "wrote_again": "n", "all_open": "a", "recently_closed": "c",
})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One line of the list: keys to press one after the other, or (`is_any`) any of them."""

    keys: tuple[str, ...]
    does: str | Promise
    is_any: bool = False


_EVERYWHERE = (
    Key(keys=("?",), does=_("show all keys")),
    Key(keys=("Ctrl", "K"), does=_("commands: go to a queue, a view or a case, and do")),
    Key(keys=("/",), does=_("search cases")),
    Key(keys=("Esc",), does=_("leave a field, close what is open")),
)
_LIST = (
    Key(keys=("j", "k"), does=_("next case, previous case"), is_any=True),
    Key(keys=("Enter",), does=_("open the case")),
    Key(keys=("c",), does=_("claim the case")),
    Key(keys=("N",), does=_("next for me")),
    Key(keys=("x",), does=_("tick the case, or not")),
    Key(keys=("X",), does=_("tick all cases on the page, or none")),
    Key(keys=("b",), does=_("do something with all ticked cases")),
    Key(
        keys=("a", "t", "w", "s", "e"),
        does=_("the same at once, with all ticked cases"),
        is_any=True,
    ),
    Key(keys=("f",), does=_("filters")),
)
_CASE = (
    Key(keys=("]", "["), does=_("next case of the list, previous one"), is_any=True),
    Key(keys=("u",), does=_("back to the list")),
    Key(keys=("r",), does=_("write to the customer")),
    Key(keys=("n",), does=_("write an internal note")),
    Key(keys=("l",), does=_("search the standard solutions")),
    Key(
        keys=("1", "2", "3"),
        is_any=True,
        does=_("put the solution that is offered into the answer"),
    ),
    Key(keys=("4", "5"), does=_("the same with the answer of a solved case"), is_any=True),
    Key(keys=("v",), does=_("reply templates")),
    Key(keys=(".",), does=_("more steps of the case, behind “More”")),
    Key(keys=("T",), does=_("tick the next step of a checklist")),
    Key(keys=("Z",), does=_("take your last answer back before it goes out")),
    Key(keys=("y",), does=_("same matter: merge, as proposed")),
)
_WRITING = (
    Key(keys=("Ctrl", "Enter"), does=_("send, save the note, or do what a dialog asks")),
    Key(keys=("Ctrl", "Shift", "Enter"), does=_("send, and on to the next case")),
)


def key_groups(user: User) -> Sequence[tuple[str | Promise, Sequence[Key]]]:
    """All keys under their headings: steps and acts as the buttons have them, and queues that one has."""
    labels: dict[str, list[str]] = {}
    verbs = {step.verb: step.label for moves in MOVES.values() for step in moves.values()}
    for verb, key in STEP_KEYS.items():
        labels.setdefault(key, []).append(str(verbs[verb]))
    for act in ACTS.values():
        if act.key:
            labels.setdefault(act.key, []).append(str(act.label))
    buttons = [Key(keys=(key,), does=" · ".join(names)) for key, names in sorted(labels.items())]
    going = [
        Key(keys=("g", GO_KEYS[queue.code]), does=queue.title) for queue in reachable_queues(user)
    ]
    return (
        (_("Everywhere"), _EVERYWHERE),
        (_("In a list"), _LIST),
        (_("On a case"), _CASE),
        (_("Steps of a case, where they are open"), buttons),
        (_("While writing"), _WRITING),
        (_("Go to"), going),
    )


def go_keys(user: User) -> str:
    """Where each letter after g leads for this person, as the page tells its script."""
    return " ".join(f"{GO_KEYS[queue.code]}:{queue.code}" for queue in reachable_queues(user))


def drawn_tools(user: User) -> str:
    """Draw what lies over the desk's pages: the same for all who have the same queues, and so remembered."""
    letters = go_keys(user)

    def draw() -> str:
        return str(render_to_string("cases/desk/desk_tools.html", {"go_keys": letters}))

    return mark_safe(remember(f"desk tools {letters} {get_language()}", draw))  # noqa: S308 drawn


def tools_panel(request: HttpRequest) -> Sequence[Panel]:
    """The same on the first page, for who has queues: a day begins there, and goes on by keyboard."""
    user = request.user
    if not isinstance(user, User) or not user.can(Ability.SEE_CASES):
        return ()
    return (
        Panel(
            template="cases/desk/first_page_tools.html", context={"tools": drawn_tools(user)},
            style="cases/desk.css",
            scripts=("feedback/key_switch.js", "cases/keys.js", "cases/palette.js"),
        ),
    )  # fmt: skip


def drawn_frame_beside() -> str:
    """Draw the frame in which a case stands beside its list, in the reader's language."""

    def draw() -> str:
        context = {"cases_address": case_url("")[:-1]}
        return str(render_to_string("cases/desk/queue_open.html", context))

    return mark_safe(remember(f"desk beside {get_language()}", draw))  # noqa: S308 drawn


@require_safe
@needs(Ability.SEE_CASES)
def keys(request: HttpRequest) -> HttpResponse:
    """List the keys; over the page where a script asks."""
    context = {"groups": key_groups(staff_of(request))}
    if is_by_script(request):
        return render(request, "cases/desk/keys_list.html", context)
    page = desk_context(admin.site, request, title=_("Keys"), **context)
    return render(request, "cases/desk/keys.html", page)


@require_safe
@needs(Ability.SEE_CASES)
def commands(request: HttpRequest) -> HttpResponse:
    """List where one can go from everywhere; the palette asks for it when it opens."""
    user, now = staff_of(request), timezone.now()
    numbers = queue_numbers(request, user, now=now)
    queues = [
        (queue.title, reverse("admin:cases_queue", args=(queue.code,)), numbers.get(queue.code, ""),
         GO_KEYS[queue.code])
        for queue in reachable_queues(user)
    ]  # fmt: skip
    saved: Sequence[ViewLine] = views_of(request, user, now=now)
    is_palette = is_by_script(request)
    context = {"queues": queues, "saved": saved, "is_palette": is_palette}
    if is_palette:
        return render(request, "cases/desk/commands_list.html", context)
    page = desk_context(admin.site, request, title=_("Go to"), **context)
    return render(request, "cases/desk/commands.html", page)
