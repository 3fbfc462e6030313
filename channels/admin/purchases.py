"""Files of purchases: uploaded, looked at row by row, read in or dropped."""

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from channels.adapters.purchases import FIELDS, WRONG
from channels.errors import ChannelError, NotWaiting
from channels.forms.purchases import ColumnsForm, PurchasesForm
from channels.models import PurchaseFile
from channels.purchases import money
from channels.rules.imports import importing_purchases as importing
from feedback_site.desk_pages import desk_context
from feedback_site.organisation.roles import Ability
from feedback_site.privacy.masking import mask_email, mask_phone
from feedback_site.staff_doors import needs, staff_of

FILES = 50
WRONG_SHOWN = 200
_USUAL_CURRENCY = "TWD"


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Ability.SUPERVISE)
def purchases(request: HttpRequest) -> HttpResponse:
    """List the files, newest first; take a new one."""
    user = staff_of(request)
    form = PurchasesForm(request.POST, request.FILES) if request.method == "POST" else None
    if form is not None and form.is_valid():
        given = form.cleaned_data["file"]
        try:
            file = importing.begin_file(
                name=given.name, body=given.read(), actor=user, now=timezone.now()
            )
        except ChannelError as error:
            form.add_error("file", str(error))
        else:
            return redirect("admin:channels_purchase_file", pk=file.pk)
    rows = PurchaseFile.objects.visible_to(user).defer("body", "wrapped_key")
    context = desk_context(
        admin.site, request, title=_("Purchases"), form=form or PurchasesForm(),
        rows=list(rows.select_related("made_by").order_by("-pk")[:FILES]),
    )  # fmt: skip
    status = 422 if form is not None and form.errors else 200
    return render(request, "channels/desk/purchases.html", context, status=status)


@require_safe
@needs(Ability.SUPERVISE)
def purchase_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the columns of a file with its first rows, or show what became of it."""
    file = _visible(request, pk)
    if file.read_at is None:
        columns = importing.columns_of(file)
        form = ColumnsForm(columns=columns, mapping=file.mapping)
        return _asking(request, file, form)
    context = desk_context(
        admin.site, request, title=file.file_name, file=file, wrong_shown=WRONG_SHOWN,
        wrong=[(number, _in_words(why)) for number, why in file.wrong[:WRONG_SHOWN]],
        is_dropped=not file.mapping,
    )  # fmt: skip
    return render(request, "channels/desk/purchase_file.html", context)


@require_POST
@needs(Ability.SUPERVISE)
def read_purchases(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the rows by the columns that are named now, read the file in by them, or drop it."""
    file = _visible(request, pk)
    if file.read_at is not None:
        return redirect("admin:channels_purchase_file", pk=pk)
    if "drop" in request.POST:
        return _drop(request, pk)
    form = ColumnsForm(request.POST, columns=importing.columns_of(file), mapping=file.mapping)
    if "look" in request.POST or not form.is_valid():
        return _asking(request, file, form, status=200 if form.is_valid() else 422)
    try:
        importing.read_in(
            pk, mapping=form.mapping(), currency=form.cleaned_data["currency"],
            actor=staff_of(request), now=timezone.now(),
        )  # fmt: skip
    except NotWaiting as error:
        messages.error(request, str(error))
    except ChannelError as error:
        form.add_error(None, str(error))
        return _asking(request, file, form, status=422)
    return redirect("admin:channels_purchase_file", pk=pk)


def _drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Whoever comes second is shown what the first one made of the file."""
    try:
        importing.drop_file(pk, actor=staff_of(request), now=timezone.now())
    except NotWaiting as error:
        messages.error(request, str(error))
        return redirect("admin:channels_purchase_file", pk=pk)
    messages.success(request, _("The file is forgotten. Nothing of it was read in."))
    return redirect("admin:channels_purchases")


def _visible(request: HttpRequest, pk: int) -> PurchaseFile:
    files = PurchaseFile.objects.visible_to(staff_of(request)).select_related("made_by")
    return get_object_or_404(files, pk=pk)


def _asking(
    request: HttpRequest, file: PurchaseFile, form: ColumnsForm, *, status: int = 200
) -> HttpResponse:
    is_valid = form.is_bound and form.is_valid()
    mapping = form.mapping() if is_valid else file.mapping
    currency = form.cleaned_data["currency"] if is_valid else _USUAL_CURRENCY
    seen = importing.preview(file, mapping, currency=currency, now=timezone.now())
    context = desk_context(
        admin.site, request, title=file.file_name, file=file, form=form,
        fields=[FIELDS[field] for field in FIELDS if field in mapping],
        rows=[_seen(one, mapping) for one in seen], wrong=sum(bool(one.wrong) for one in seen),
    )  # fmt: skip
    return render(request, "channels/desk/purchase_columns.html", context, status=status)


def _seen(one: importing.Seen, mapping: dict[str, str]) -> dict[str, object]:
    """As it would be kept; contacts are masked here as anywhere."""
    draft = one.draft
    if draft is None:
        return {"number": one.number, "cells": [], "wrong": _in_words(one.wrong)}
    shown = {
        "order_number": draft.order_number, "bought_at": draft.bought_at,
        "lines": "、".join(draft.lines)[:120], "store": draft.store_code,
        "amount": "" if draft.amount is None else money(draft.amount, draft.currency),
        "currency": draft.currency, "serial": draft.serial, "lot": draft.lot,
        "phone": mask_phone(draft.phone) if draft.phone else "",
        "email": mask_email(draft.email) if draft.email else "",
        "warranty_months": "" if draft.warranty_months is None else draft.warranty_months,
    }  # fmt: skip
    cells = [shown[field] for field in FIELDS if field in mapping]
    return {"number": one.number, "cells": cells, "wrong": ""}


def _in_words(why: object) -> str:
    codes = why if isinstance(why, list | tuple) else []
    return "; ".join(str(WRONG.get(code, code)) for code in codes)
