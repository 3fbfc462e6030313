"""Acts upon what a customer was promised: promise it, say that it was done, change it, take it back."""

from collections.abc import Mapping
from datetime import datetime

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.admin.acts.doing import Act, Doing, how, works, works_on_all
from cases.forms.facts import Asked, moment_field, person_field, reason_line
from cases.rules.commitments import promising
from feedback_site.organisation.models import User


def _owner(asked: Asked) -> forms.ChoiceField:
    field = person_field(_("Who answers for it"), asked)
    field.required, field.initial = False, str(asked.user.pk)
    return field


def _promising(asked: Asked) -> Mapping[str, forms.Field]:
    return {"text": _words(), "due_at": moment_field(_("By when")), "owner": _owner(asked)}


def _words() -> forms.CharField:
    return forms.CharField(
        label=_("What is promised"), max_length=200, help_text=_("The customer sees it.")
    )


def _told_reason() -> forms.CharField:
    return reason_line(_("In the customer's language; they read exactly this."))


def _changing(asked: Asked) -> Mapping[str, forms.Field]:
    """Begin with what was said; a time that is over is not offered again."""
    promised = asked.case.promises.get(pk=asked.subject_id or 0)
    words, due = _words(), moment_field(_("By when"))
    words.initial = promised.text
    if promised.due_at > asked.now:
        due.initial = _to_the_minute(promised.due_at)
    return {"text": words, "due_at": due, "reason": _told_reason()}


def _promise(doing: Doing) -> object:
    chosen = doing.facts.get("owner")
    return promising.promise(
        doing.case.pk, text=doing.facts["text"], due_at=doing.facts["due_at"],
        owner=User.objects.get(pk=int(chosen)) if chosen else None, **how(doing),
    )  # fmt: skip


def _change(doing: Doing) -> object:
    """A time left as it was offered is the time itself, which may have seconds."""
    due_at = doing.case.promises.get(pk=doing.subject_id or 0).due_at
    said = dict(doing.facts)
    if said["due_at"] == _to_the_minute(due_at):
        said["due_at"] = due_at
    return promising.change_promise(doing.subject_id or 0, **said, **how(doing))


def _to_the_minute(moment: datetime) -> datetime:
    return timezone.localtime(moment).replace(second=0, microsecond=0)


def _withdrawing(asked: Asked) -> Mapping[str, forms.Field]:
    return {"reason": _told_reason()}


PROMISE_ACTS = (
    Act(
        code="promise", label=_("Promise"), submit=_("Promise"), done=_("The promise stands."), key="p",
        may=works, fields=_promising, do=_promise,
    ),
    Act(
        code="keep", label=_("Kept"), done=_("The promise was kept."), may=works, subject="promises",
        do=lambda doing: promising.keep(doing.subject_id or 0, actor=doing.actor, now=doing.now),
    ),
    Act(
        code="change_promise", label=_("Change the promise"), submit=_("Change"), may=works_on_all,
        done=_("Changed; the customer is told the new words and time."), fields=_changing,
        subject="promises", do=_change,
    ),
    Act(
        code="withdraw_promise", label=_("Take the promise back"), submit=_("Take it back"),
        done=_("The promise was taken back. The customer is told why, unless the case was called off."),
        may=works_on_all, fields=_withdrawing, subject="promises", is_dangerous=True,
        do=lambda doing: promising.withdraw_promise(
            doing.subject_id or 0, reason=doing.facts["reason"], **how(doing)
        ),
    ),
)  # fmt: skip
