"""Asking up: the customer asks that somebody else looks at their case, and it goes up one level."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cases.errors import AlreadyDone, CaseError, MissingFacts
from cases.kinds import EventKind
from cases.measures.customers.asking_up import may_ask_up
from cases.models import Case, Escalation
from cases.rules.changes import forwarding
from cases.rules.changes.changing import changing
from cases.rules.changes.searching import index_text
from cases.rules.escalation import escalating


@transaction.atomic
def ask_up(case_id: int, *, words: str, now: datetime) -> Case:
    """Raise a case one level at its customer's own wish, with their words; who holds that level is told.

    Where it is merged, the one that leads goes up, for there the work is done. Raises MissingFacts without
    words, AlreadyDone where they asked on this level before, nobody has taken up what they asked for, or
    nobody works on it now.
    """
    if not words.strip():
        raise MissingFacts(names=_("Reason"))
    talk = Case.objects.values_list("submission__conversation", flat=True).get(pk=case_id)
    own, leading = forwarding.lock_with_leading(talk)
    if own is None:
        raise CaseError
    worked_on = Case.objects.get(pk=(leading or own).pk)
    if not may_ask_up(worked_on, own.events.filter(kind=EventKind.ASKED_UP)):
        raise AlreadyDone
    with changing(own.pk, actor=None, now=now, by_customer=True) as change:
        facts = {"reason": words.strip(), "level": worked_on.level}
        change.happened(EventKind.ASKED_UP, facts=facts)
        index_text(own.pk, words)
        if leading is None:
            cause = Escalation.Cause.CUSTOMER
            escalating.raise_level(change, cause=cause, reason=words.strip())
    if leading is not None:
        escalating.escalate(leading.pk, reason=words.strip(), actor=None, now=now, by_customer=True)
    return change.case
