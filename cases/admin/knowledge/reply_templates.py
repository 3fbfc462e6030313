"""Reply templates: the page where they are written, and the list from which one is put into an answer."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.admin.case_page.dialogs import case_or_404
from cases.admin.case_page.workspace import with_answer
from cases.admin.sent import tried, undoable
from cases.forms.replies import ReplyTemplateForm
from cases.incident_texts import language_for
from cases.kinds import ComposerMode
from cases.measures.desk_choices import names_of
from cases.models import ReplyTemplate
from cases.reply_words import VARIABLES, in_braces
from cases.rules.desk import drafting
from cases.rules.replies import keeping_templates
from channels.letters import language_of
from feedback_site.desk_pages import desk_context, is_by_script
from feedback_site.errors import FeedbackError
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability
from feedback_site.staff_doors import needs, staff_of

LANGUAGE_NAMES = dict(settings.LANGUAGES)
# One list, narrowed as one types; nobody looks through more.
MOST = 200


@require_safe
@needs(Ability.WORK_CASES)
def templates(request: HttpRequest) -> HttpResponse:
    """List the templates that this person may use."""
    user = staff_of(request)
    rows = [
        {
            "template": one, "audience": _audience(one, user),
            "languages": [LANGUAGE_NAMES[code] for code, text in one.texts.items() if text],
            "may_change": keeping_templates.may_change(one, user),
        }
        for one in _visible(user)
    ]  # fmt: skip
    context = desk_context(admin.site, request, title=_("Reply templates"), rows=rows)
    return render(request, "cases/desk/replies.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Ability.WORK_CASES)
def write(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Write a new template, or change one."""
    user = staff_of(request)
    template = None if pk is None else _changeable(pk, user)
    form = ReplyTemplateForm(
        request.POST if request.method == "POST" else None, user=user, template=template
    )

    def keep() -> HttpResponse:
        kept = keeping_templates.keep_template(
            form.wording(), actor=user, now=timezone.now(), template_id=pk
        )
        messages.success(request, _("The template “%(name)s” is kept.") % {"name": kept.name})
        return redirect("admin:cases_replies")

    answer = tried(request, form, keep)
    if isinstance(answer, HttpResponse):
        return answer
    context = desk_context(
        admin.site, request, title=template.name if template else _("New reply template"),
        form=form, template=template, variables=VARIABLES.items(),
    )  # fmt: skip
    return render(request, "cases/desk/reply_form.html", context, status=answer)


@require_POST
@needs(Ability.WORK_CASES)
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a template away, and offer to undo that."""

    def do(template: ReplyTemplate, user: User) -> str:
        keeping_templates.drop_template(template.pk, actor=user, now=timezone.now())
        return undoable(
            _("The template “%(name)s” is gone.") % {"name": template.name},
            form="undo-reply", undo=reverse("admin:cases_reply_restore", args=(template.pk,)),
        )  # fmt: skip

    return _done(request, pk, do)


@require_POST
@needs(Ability.WORK_CASES)
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo that a template was taken away."""

    def do(template: ReplyTemplate, user: User) -> str:
        keeping_templates.restore_template(template.pk, actor=user, now=timezone.now())
        return _("The template “%(name)s” is there again.") % {"name": template.name}

    return _done(request, pk, do)


@require_safe
@needs(Ability.WORK_CASES)
def for_case(request: HttpRequest, reference: str) -> HttpResponse:
    """List the templates as they would read on a case; the case page opens the list as a dialog."""
    user = staff_of(request)
    case = case_or_404(reference, user)
    wanted = language_of(case.language)
    rows = [_offer(one, wanted) for one in _visible(user)]
    context = {"case": case, "rows": rows, "language": LANGUAGE_NAMES[wanted]}
    if is_by_script(request):
        return render(request, "cases/desk/reply_list.html", context)
    title = _("Reply templates for %(reference)s") % {"reference": reference}
    page = desk_context(admin.site, request, title=title, **context)
    return render(request, "cases/desk/case_replies.html", page)


@require_POST
@needs(Ability.WORK_CASES)
def use(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Give a template's text in the language asked for, filled: to a script, else in the composer."""
    user = staff_of(request)
    case = case_or_404(reference, user)
    template = get_object_or_404(ReplyTemplate.objects.kept().visible_to(user), pk=pk)
    language = request.POST.get("language", "")
    text = template.texts.get(language, "")
    if not text:
        raise Http404
    found = keeping_templates.fill_template(
        text, case, language=language, actor=user, now=timezone.now()
    )
    said = _open_words(found.missing)
    if is_by_script(request):
        return JsonResponse({"text": found.text, "said": said})
    if said:
        messages.warning(request, said)
    draft = drafting.drafts_of(case, user).get(ComposerMode.CUSTOMER)
    begun = draft.text.rstrip() if draft else ""
    return with_answer(request, case, f"{begun}\n\n{found.text}" if begun else found.text)


def _open_words(missing: list[str]) -> str:
    if not missing:
        return ""
    words = ngettext(
        "This case has nothing for %(names)s: write it out before you send.",
        "This case has nothing for %(names)s: write them out before you send.",
        len(missing),
    )
    return words % {"names": in_braces(missing)}


def _offer(template: ReplyTemplate, wanted: str) -> dict[str, Any]:
    """A template with what the customer would get: in their language, else one to choose on purpose."""
    language = language_for(template.texts, wanted)
    return {
        "template": template, "text": template.texts[language], "language": language,
        "is_other": language != wanted, "language_name": LANGUAGE_NAMES[language],
    }  # fmt: skip


def _visible(user: User) -> Any:
    rows = ReplyTemplate.objects.kept().visible_to(user)
    return rows.order_by("is_shared", "name", "pk")[:MOST]


def _changeable(pk: int, user: User) -> ReplyTemplate:
    """What is not this person's to change does not exist here."""
    found = get_object_or_404(ReplyTemplate.objects.kept().visible_to(user), pk=pk)
    if not keeping_templates.may_change(found, user):
        raise Http404
    return found


def _audience(template: ReplyTemplate, user: User) -> str:
    if not template.is_shared:
        return _("me alone")
    if template.department_id is None:
        return _("all colleagues")
    place = ("department", template.department_id)
    return names_of({place})[place]


def _done(request: HttpRequest, pk: int, do: Callable[[ReplyTemplate, User], str]) -> HttpResponse:
    user = staff_of(request)
    template = get_object_or_404(ReplyTemplate.objects.visible_to(user), pk=pk)
    try:
        messages.success(request, do(template, user))
    except FeedbackError as error:
        messages.error(request, str(error))
    return redirect("admin:cases_replies")
