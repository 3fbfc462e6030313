"""The help centre: standard solutions that customers read by themselves, with the way to us at every end."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_POST, require_safe

from cases.errors import NotInForce
from cases.measures.knowledge.article_blocks import blocks_of
from cases.measures.knowledge.diagnosis_pages import published_diagnoses
from cases.measures.knowledge.help_pages import Article, article, found_pages, rooms
from cases.rules.knowledge import using_solutions
from feedback_site.floods.gates import Gate, source_of

# A person asks a few times a minute; a store's customers may share one address.
SEARCHES = Gate(name="help_search", limit=30, seconds=60)
VOTES = Gate(name="help_vote", limit=20, seconds=600)
# While somebody types into the form, the page asks every few seconds.
SUGGESTIONS = Gate(name="help_suggest", limit=60, seconds=60)
LONGEST_QUESTION = 200
LONGEST_STORY = 2000
VOTED, MOST_REMEMBERED = "help_voted", 50


@never_cache
@require_safe
def help_centre(request: HttpRequest) -> HttpResponse:
    """List what there is, what one category has, or what was found for a question."""
    language, now = get_language() or "zh-hant", timezone.now()
    question = request.GET.get("q", "").strip()[:LONGEST_QUESTION]
    is_flood = bool(question) and not SEARCHES.admits(source_of(request), now=now)
    every_room = rooms(language)
    chosen = request.GET.get("category", "")
    shelf = next(
        (one for room in every_room for one in room.shelves if one.category.code == chosen), None
    )
    context = {
        "question": question, "rooms": every_room, "shelf": shelf, "is_flood": is_flood,
        "found": found_pages(question, language) if question and not is_flood else [],
        "diagnoses": [] if chosen or question else published_diagnoses(),
    }  # fmt: skip
    answer = render(request, "cases/help/centre.html", context, status=429 if is_flood else 200)
    if is_flood:
        answer["Retry-After"] = str(SEARCHES.opens_in(now))
    return answer


@never_cache
@require_safe
@csrf_protect
def help_article(request: HttpRequest, code: str) -> HttpResponse:
    """Show one solution, ask whether it helped, and lead on to us where it did not."""
    page = _page_or_404(code)
    said = request.GET.get("said", "")
    context = {
        "page": page, "blocks": blocks_of(page.text.answer),
        "tell_us": _form_for(page), "said": said if said in ("yes", "no") else "",
        "has_voted": code in request.session.get(VOTED, []),
    }  # fmt: skip
    return render(request, "cases/help/article.html", context)


@never_cache
@require_POST
@csrf_protect
def help_helped(request: HttpRequest, code: str) -> HttpResponse:
    """Count whether a page helped, once for each reader and page, and thank in any case."""
    page, has_helped = _page_or_404(code), request.POST.get("helped") == "yes"
    voted = request.session.get(VOTED, [])
    now = timezone.now()
    if code not in voted and VOTES.admits(source_of(request), now=now):
        try:
            using_solutions.say_whether_it_helped(
                page.version.pk, has_helped=has_helped, language=page.text.language, now=now
            )
        except NotInForce:
            raise Http404 from None
        request.session[VOTED] = [*voted, code][-MOST_REMEMBERED:]
    said = urlencode({"said": "yes" if has_helped else "no"})
    return redirect(f"{reverse('cases:help_article', args=(code,))}?{said}#helped")


@never_cache
@require_POST
@csrf_protect
def help_suggest(request: HttpRequest) -> HttpResponse:
    """Give a form that is being filled in what may help at once; nothing of the text is kept."""
    if not SUGGESTIONS.admits(source_of(request), now=timezone.now()):
        return JsonResponse({"found": []}, status=429)
    text = request.POST.get("text", "")[:LONGEST_STORY]
    found = found_pages(text, get_language() or "zh-hant")[:3] if text.strip() else []
    return JsonResponse({"found": [{"title": one.title, "url": one.url} for one in found]})


def _page_or_404(code: str) -> Article:
    page = article(code, get_language() or "zh-hant")
    if page is None:
        raise Http404
    return page


def _form_for(page: Article) -> str:
    """Lead to the form with the category chosen already."""
    return (
        f"{reverse('channels:feedback_form')}?{urlencode({'category': page.version.category.code})}"
    )
