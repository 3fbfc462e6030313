"""Files of reviews: uploaded, looked at row by row, read in, and what could not be taken."""

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from channels.adapters.social import options_for
from channels.adapters.social.cells import WRONG
from channels.adapters.social.columns import FIELDS
from channels.adapters.social.tables import MOST_ROWS
from channels.errors import ChannelError
from channels.forms.importing import MappingForm, UploadForm
from channels.kinds import ImportState
from channels.models import ReviewImport
from channels.rules.imports import importing
from channels.tasks import import_bell
from feedback_site.csv_cells import csv_text
from feedback_site.desk_pages import desk_context
from feedback_site.organisation.roles import Ability
from feedback_site.privacy.masking import mask_name
from feedback_site.staff_doors import needs, staff_of

FILES = 50
WRONG_SHOWN = 50
TONES = {
    ImportState.MAPPING: ("wait", "queue-list"),
    ImportState.QUEUED: ("wait", "clock"),
    ImportState.RUNNING: ("info", "arrow-path"),
    ImportState.DONE: ("good", "check-circle"),
    ImportState.FAILED: ("bad", "exclamation-triangle"),
}


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Ability.SUPERVISE)
def imports(request: HttpRequest) -> HttpResponse:
    """List the files, newest first; take a new one."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_bound and form.is_valid():
        try:
            file = importing.begin_import(
                form.cleaned_data["channel"], name=form.cleaned_data["file"].name,
                body=form.cleaned_data["file"].read(), actor=staff_of(request), now=timezone.now(),
            )  # fmt: skip
        except ChannelError as error:
            form.add_error("file", str(error))
        else:
            return redirect("admin:channels_import", pk=file.pk)
    files = ReviewImport.objects.visible_to(staff_of(request)).defer("body", "wrapped_key")
    rows = [
        _row(file) for file in files.select_related("channel", "made_by").order_by("-pk")[:FILES]
    ]
    context = desk_context(admin.site, request, title=_("Import reviews"), form=form, rows=rows)
    status = 422 if form.errors else 200
    return render(request, "channels/desk/imports.html", context, status=status)


@require_safe
@needs(Ability.SUPERVISE)
def one_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the columns of a file with its first rows, or show how far it was read."""
    file = _visible(request, pk)
    if file.state != ImportState.MAPPING:
        return _progress(request, file)
    columns = importing.columns_of(file)
    return _asking(request, file, MappingForm(columns=columns, mapping=file.mapping), columns)


@require_POST
@needs(Ability.SUPERVISE)
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the rows by the columns that are named now, or have the file read in by them."""
    file = _visible(request, pk)
    columns = importing.columns_of(file)
    form = MappingForm(request.POST, columns=columns, mapping=file.mapping)
    if "look" in request.POST or not form.is_valid():
        return _asking(request, file, form, columns, status=200 if form.is_valid() else 422)
    try:
        importing.confirm(
            pk, mapping=form.mapping(), options=form.options(), actor=staff_of(request),
            now=timezone.now(),
        )  # fmt: skip
    except ChannelError as error:
        form.add_error(None, str(error))
        return _asking(request, file, form, columns, status=422)
    import_bell.ring()
    return redirect("admin:channels_import", pk=pk)


@require_POST
@needs(Ability.SUPERVISE)
def wrong_rows(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the rows that were not taken, to be mended and read in again; the ledger notes it."""
    file = _visible(request, pk)
    found = list(importing.open_wrong_rows(file, actor=staff_of(request), now=timezone.now()))
    names = list(dict.fromkeys(name for row, _why in found for name in row.cells))
    lines = [[*names, str(_("Why not")), str(_("Row"))]]
    for row, why in found:
        lines.append(
            [*(row.cells.get(name, "") for name in names), _in_words(why), str(row.number)]
        )
    return HttpResponse(
        csv_text(lines),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="wrong-rows-{file.pk}.csv"'},
    )


def _visible(request: HttpRequest, pk: int) -> ReviewImport:
    files = ReviewImport.objects.visible_to(staff_of(request)).select_related("channel", "made_by")
    return get_object_or_404(files, pk=pk)


def _row(file: ReviewImport) -> dict[str, object]:
    state = ImportState(file.state)
    tone, icon = TONES[state]
    return {"file": file, "tone": tone, "icon": icon, "label": state.label}


def _asking(
    request: HttpRequest, file: ReviewImport, form: MappingForm, columns: list[str], *,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    is_valid = form.is_bound and form.is_valid()
    mapping = form.mapping() if is_valid else file.mapping
    options = form.options() if is_valid else options_for(zone=settings.TIME_ZONE)
    seen = importing.preview(file, mapping, options, now=timezone.now())
    context = desk_context(
        admin.site, request, title=file.file_name, file=file, form=form, columns=len(columns),
        fields=[FIELDS[field] for field in FIELDS if field in mapping],
        rows=[_seen(one, mapping) for one in seen], wrong=sum(bool(one.wrong) for one in seen),
        most_rows=MOST_ROWS,
    )  # fmt: skip
    return render(request, "channels/desk/import_mapping.html", context, status=status)


def _seen(one: importing.Seen, mapping: dict[str, str]) -> dict[str, object]:
    reading = one.reading
    shown = {
        "text": reading.text[:120],
        "title": reading.title[:60],
        "author": mask_name(reading.author) if reading.author else "",
        "stars": reading.shown_stars,
        "posted_at": reading.posted_at,
        "url": reading.url[:40],
        "external_id": reading.external_id[:24],
        "store": reading.store,
        "language": reading.language,
        "reply": reading.reply[:60],
        "source": reading.source,
    }
    return {
        "number": one.number,
        "cells": [shown[field] for field in FIELDS if field in mapping],
        "wrong": _in_words(one.wrong),
    }


def _in_words(why: object) -> str:
    codes = why if isinstance(why, list | tuple) else []
    return "; ".join(str(WRONG.get(code, code)) for code in codes)


def _progress(request: HttpRequest, file: ReviewImport) -> HttpResponse:
    wrong = file.wrong_rows.order_by("number")[:WRONG_SHOWN]
    context = desk_context(
        admin.site, request, title=file.file_name, **_row(file),
        is_over=file.state in (ImportState.DONE, ImportState.FAILED),
        wrong_rows=[{"number": row.number, "why": _in_words(row.why)} for row in wrong],
        wrong_shown=WRONG_SHOWN,
    )  # fmt: skip
    is_part = "part" in request.GET
    name = "channels/desk/import_body.html" if is_part else "channels/desk/import.html"
    return render(request, name, context)
