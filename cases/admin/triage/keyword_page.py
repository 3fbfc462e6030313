"""Keywords: what customers speak of, in a category and a period."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cases.forms.keywords import KeywordForm
from cases.measures.triage.keywords import spoken_of
from feedback_site.desk_pages import desk_context
from feedback_site.organisation.roles import Ability
from feedback_site.staff_doors import needs, staff_of


@require_safe
@needs(Ability.SEE_CASES)
def keywords(request: HttpRequest) -> HttpResponse:
    """Show the keywords, each leading to the cases that say it."""
    form = KeywordForm(request.GET)
    spoken = spoken_of(staff_of(request), **form.cleaned_data) if form.is_valid() else None
    most = max((one.texts for one in spoken.words), default=1) if spoken else 1
    context = desk_context(
        admin.site, request, title=_("Keywords"), form=form, spoken=spoken, most=most
    )
    status = 200 if spoken is not None else 422
    return render(request, "cases/desk/keywords.html", context, status=status)
