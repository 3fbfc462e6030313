"""Letters in our own words: read, written anew, tried, published and taken back."""

from collections.abc import Callable

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from channels import letters
from channels.errors import ChannelError
from channels.forms.letter_texts import LetterTextForm
from channels.kinds import TextState
from channels.letter_grammar import allowed_in, required_in
from channels.measures.letter_samples import shipped_text, trial
from channels.models import LetterText
from channels.rules.letters import wording
from channels.segments import segments_of
from channels.short_letters import is_short
from feedback_site.desk_pages import desk_context
from feedback_site.organisation.roles import Ability
from feedback_site.staff_doors import needs, staff_of
from feedback_site.typed_numbers import id_in

TONES = {
    TextState.DRAFT: ("wait", "pencil-square"),
    TextState.LIVE: ("good", "check-circle"),
    TextState.RETIRED: ("quiet", "archive-box"),
}
LANGUAGE_NAMES = {"zh-hant": "繁體中文", "zh-hans": "简体中文", "en": "English"}
VERSIONS = 100


@require_safe
@needs(Ability.MANAGE_SETTINGS)
def letter_list(request: HttpRequest) -> HttpResponse:
    """List every letter in each language, with the versions of our own."""
    texts = LetterText.objects.select_related("channel", "made_by").order_by("-pk")[:VERSIONS]
    context = desk_context(
        admin.site, request, title=_("Letters"), languages=LANGUAGE_NAMES.items(),
        letters=[(code, letters.NAMES[code]) for code in letters.TEMPLATES],
        rows=[_row(text) for text in texts],
    )  # fmt: skip
    return render(request, "channels/desk/letters.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Ability.MANAGE_SETTINGS)
def write(request: HttpRequest, template: str, language: str) -> HttpResponse:
    """Write a new version, beginning with the one that goes out to all, or the shipped text."""
    if template not in letters.TEMPLATES or language not in letters.LANGUAGES:
        raise Http404
    if request.method != "POST":
        subject, body = _first(request, template, language)
        initial = {"subject": subject, "body": body}
        return _writing(
            request, template, language, LetterTextForm(template=template, initial=initial)
        )
    form = LetterTextForm(request.POST, template=template)
    if not form.is_valid():
        return _writing(request, template, language, form, status=422)
    said = form.cleaned_data
    text = wording.write_text(
        template=template, language=language, channel=said["channel"], category=said["category"],
        subject=said["subject"], body=said["body"], actor=staff_of(request), now=timezone.now(),
    )  # fmt: skip
    return redirect("admin:channels_letter_text", pk=text.pk)


@require_safe
@needs(Ability.MANAGE_SETTINGS)
def text(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one version as its readers would see it, and what may be done with it."""
    found = get_object_or_404(
        LetterText.objects.select_related("channel", "made_by", "live_by"), pk=pk
    )
    full, bare = trial(found, now=timezone.now())
    segments = segments_of(full.partition("\n")[2].strip())
    context = desk_context(
        admin.site, request, title=str(letters.NAMES[found.template]), **_row(found),
        full=full, bare=bare, segments=segments if is_short(found.template) else 0,
        is_live=found.state == TextState.LIVE,
    )  # fmt: skip
    return render(request, "channels/desk/letter.html", context)


@require_POST
@needs(Ability.MANAGE_SETTINGS)
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a version go out."""
    return _do(request, pk, wording.publish_text, _("From now on this text goes out."))


@require_POST
@needs(Ability.MANAGE_SETTINGS)
def retire(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a version back."""
    return _do(request, pk, wording.retire_text, _("This text goes out no more."))


def _do(request: HttpRequest, pk: int, rule: Callable[..., LetterText], done: str) -> HttpResponse:
    get_object_or_404(LetterText, pk=pk)
    try:
        rule(pk, actor=staff_of(request), now=timezone.now())
    except ChannelError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect("admin:channels_letter_text", pk=pk)


def _first(request: HttpRequest, template: str, language: str) -> tuple[str, str]:
    given = id_in(request.GET.get("from"))
    known = LetterText.objects.filter(template=template, language=language)
    if given is not None:
        text = known.filter(pk=given).first()
    else:
        text = known.filter(state=TextState.LIVE, channel=None, category="").first()
    return (text.subject, text.body) if text else shipped_text(template, language)


def _row(found: LetterText) -> dict[str, object]:
    state = TextState(found.state)
    tone, icon = TONES[state]
    return {
        "text": found, "tone": tone, "icon": icon, "label": state.label,
        "name": letters.NAMES.get(found.template, found.template),
        "language_name": LANGUAGE_NAMES[found.language],
    }  # fmt: skip


def _writing(
    request: HttpRequest, template: str, language: str, form: LetterTextForm, *, status: int = 200
) -> HttpResponse:
    context = desk_context(
        admin.site, request, title=str(letters.NAMES[template]), form=form,
        is_text=is_short(template),
        language_name=LANGUAGE_NAMES[language], example="{% if by %} … {{ by }} … {% endif %}",
        values=[(name, name in required_in(template)) for name in sorted(allowed_in(template))],
    )  # fmt: skip
    return render(request, "channels/desk/letter_form.html", context, status=status)
