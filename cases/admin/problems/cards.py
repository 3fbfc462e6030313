"""Cards: what may be done with a problem or an incident, each a small form and one rule behind it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import Promise

from cases.forms.cards import CardForm, card_form
from feedback_site.errors import FeedbackError
from feedback_site.organisation.models import User
from feedback_site.staff_doors import staff_of

Words = str | Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """One press: on what, with which answers, by whom and when; `subject` is a row of a list on the page."""

    pk: int
    facts: Mapping[str, Any]
    user: User
    now: datetime
    subject: int

    @property
    def by(self) -> dict[str, Any]:
        """What every rule is told: who, and when."""
        return {"actor": self.user, "now": self.now}


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One thing to do; `done` may tell of what came of it. A row's card has no place among the others."""

    code: str
    label: Words
    do: Callable[[Pressed], Any]
    done: Words | Callable[[Any], str]
    fields: Callable[[User], Mapping[str, forms.Field]] = lambda user: {}
    submit: Words = ""
    note: Words = ""
    is_dangerous: bool = False
    takes_file: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A card as a page draws it, open where it was refused."""

    card: Card
    form: CardForm

    @property
    def is_open(self) -> bool:
        """Whether something has to be put right in it."""
        return bool(self.form.errors)


def shown(
    cards: Sequence[Card], user: User, *, bound: CardForm | None = None, code: str = ""
) -> list[Shown]:
    """Draw cards, one of them with what was typed into it."""
    return [
        Shown(
            card=card,
            form=bound
            if bound is not None and card.code == code
            else card_form(card.code, card.fields(user)),
        )
        for card in cards
    ]


def press(
    request: HttpRequest, card: Card, pk: int, *, page: str,
    refused: Callable[[CardForm, int], HttpResponse],
) -> HttpResponse:  # fmt: skip
    """Do what a card says and lead back to the page; or show the page with what was typed and why not."""
    user = staff_of(request)
    form = card_form(card.code, card.fields(user), request.POST, request.FILES)
    if not form.is_valid():
        return refused(form, 422)
    pressed = Pressed(
        pk=pk, facts=form.facts(), user=user, now=timezone.now(),
        subject=form.cleaned_data.get("subject") or 0,
    )  # fmt: skip
    try:
        result = card.do(pressed)
    except FeedbackError as error:
        form.add_rule_error(error)
        return refused(form, error.status)
    messages.success(request, card.done(result) if callable(card.done) else str(card.done))
    return redirect(page, pk=pk)
