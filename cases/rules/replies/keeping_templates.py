"""Keeping reply templates: write one, share it, take it away and undo that, put it into an answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from cases.errors import AlreadyDone, CaseError, MissingFacts
from cases.measures.customers.timeline import told_next
from cases.models import Case, ReplyTemplate
from cases.reply_words import LONGEST, faults_of, filled, named_in
from channels.letters import moment_in
from channels.models.customer import NAME_CONTEXT
from feedback_site.errors import NotAllowed
from feedback_site.ledger.rules.recording import Entry, name_of, record
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability
from feedback_site.organisation.rules.branding import shop_name
from feedback_site.privacy.rules.revealing import reveal
from feedback_site.privacy.sealing import CannotUnseal


class WrongTemplate(CaseError):
    """A text names a value that there is not."""

    code = "wrong_template"
    message = _("This stands in braces and is not known: %(names)s. Nothing was changed.")
    status = 422


class TemplateNameTaken(CaseError):
    """One person has two templates of one name."""

    code = "template_name_taken"
    message = _("You have another template of this name. Give this one another name.")
    status = 409


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What a template says, by language, under which name, and for whom it is."""

    name: str
    texts: Mapping[str, str]
    is_shared: bool = False
    department_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A text with its values; those that this case does not have are `missing`, and stand as before."""

    text: str
    missing: list[str] = field(default_factory=list)


@transaction.atomic
def keep_template(
    wording: Wording, *, actor: User, now: datetime, template_id: int | None = None
) -> ReplyTemplate:
    """Write a new template, or change one.

    Sharing is for supervisors, with teams within their reach (NotAllowed). Raises WrongTemplate,
    MissingFacts, TemplateNameTaken.
    """
    _check(wording)
    template = ReplyTemplate(owner=actor) if template_id is None else _theirs(template_id, actor)
    _require(actor, wording, template)
    was_shared = template.is_shared
    template.name, template.is_shared = wording.name.strip(), wording.is_shared
    template.department_id, template.changed_at = wording.department_id, now
    for language, text in wording.texts.items():
        setattr(template, f"text_{language.replace('-', '_')}", text.replace("\r\n", "\n").strip())
    try:
        with transaction.atomic():
            template.save()
    except IntegrityError as error:
        raise TemplateNameTaken from error
    if was_shared or template.is_shared:
        _tell("kept", template, actor, now)
    return template


@transaction.atomic
def drop_template(template_id: int, *, actor: User, now: datetime) -> ReplyTemplate:
    """Take a template away; its owner may, and of a shared one a supervisor. Raises AlreadyDone."""
    template = _theirs(template_id, actor)
    if not ReplyTemplate.objects.kept().filter(pk=template_id).update(dropped_at=now):
        raise AlreadyDone
    if template.is_shared:
        _tell("dropped", template, actor, now)
    return template


def restore_template(template_id: int, *, actor: User, now: datetime) -> ReplyTemplate:
    """Undo taking a template away. Raises AlreadyDone, TemplateNameTaken."""
    template = _theirs(template_id, actor)
    try:
        with transaction.atomic():
            gone = ReplyTemplate.objects.filter(pk=template_id, dropped_at__isnull=False)
            if not gone.update(dropped_at=None):
                raise AlreadyDone
            if template.is_shared:
                _tell("restored", template, actor, now)
    except IntegrityError as error:
        raise TemplateNameTaken from error
    return template


def fill_template(text: str, case: Case, *, language: str, actor: User, now: datetime) -> Filled:
    """Put what a case knows into a text of a template, in the language of the text.

    Where the customer's name is asked for, that it was looked at is logged like any revealing.
    """
    names = named_in(text)
    values = {name: _value(name, case, language, actor, now) for name in names}
    missing = [name for name in names if not values[name]]
    return Filled(text=filled(text, values), missing=missing)


def may_change(template: ReplyTemplate, user: User) -> bool:
    """Whether this person may change a template, or take it away."""
    return template.owner_id == user.pk or (template.is_shared and user.can(Ability.SUPERVISE))


def _value(name: str, case: Case, language: str, actor: User, now: datetime) -> str:
    match name:
        case "name":
            return _name_of(case, actor, now)
        case "reference":
            return case.reference
        case "due":
            return _due_of(case, language, now)
        case "store":
            return case.store.name_in(language) if case.store else ""
        case "order":
            return case.submission.order_number
        case "agent":
            return str(actor)
        case _:
            return shop_name(language)


def _name_of(case: Case, actor: User, now: datetime) -> str:
    customer = case.customer
    if customer is None or customer.name_sealed is None or not actor.can(Ability.REVEAL):
        return ""
    key = customer.wrapped_key
    try:
        return reveal(
            wrapped_key=None if key is None else bytes(key), sealed=bytes(customer.name_sealed),
            context=NAME_CONTEXT, subject=f"customer:{customer.pk}", actor=actor, now=now,
            reason=case.reference,
        )  # fmt: skip
    except CannotUnseal:
        return ""


def _due_of(case: Case, language: str, now: datetime) -> str:
    """What is late already is promised to nobody."""
    following = told_next(case, now)
    if following is None or following.due_at < now:
        return ""
    zone = case.store.calendar.time_zone if case.store else settings.TIME_ZONE
    return moment_in(language, following.due_at, ZoneInfo(zone), now=now)


def _check(wording: Wording) -> None:
    faults = [fault for text in wording.texts.values() for fault in faults_of(text)]
    if faults:
        raise WrongTemplate(names=", ".join(dict.fromkeys(faults)))
    texts = [text for text in wording.texts.values() if text.strip()]
    if not wording.name.strip() or not texts or max(map(len, texts)) > LONGEST:
        raise MissingFacts(names=_("Name and text"))


def _require(actor: User, wording: Wording, template: ReplyTemplate) -> None:
    if not actor.can(Ability.WORK_CASES):
        raise NotAllowed
    if wording.is_shared and not actor.can(Ability.SUPERVISE):
        raise NotAllowed
    team = wording.department_id
    is_within = team is None or actor.reach.everything or team in actor.reach.departments
    # Somebody else's stays shared: nobody takes a text over into their own drawer.
    if not is_within or (template.owner_id != actor.pk and not wording.is_shared):
        raise NotAllowed


def _theirs(template_id: int, actor: User) -> ReplyTemplate:
    template = ReplyTemplate.objects.get(pk=template_id)
    if not may_change(template, actor):
        raise NotAllowed
    return template


def _tell(what: str, template: ReplyTemplate, actor: User, now: datetime) -> None:
    """What one keeps for oneself is nobody's affair; what colleagues use is written down."""
    body = {
        "name": template.name, "team": template.department_id, "is_shared": template.is_shared,
        "languages": [language for language, text in template.texts.items() if text],
    }  # fmt: skip
    subject = f"reply_template:{template.pk}"
    record(
        [Entry(verb=f"reply_template.{what}", subject=subject, actor=name_of(actor), body=body)],
        now=now,
    )
