"""Making and revising a time-limit policy: a change is a new version, and the old one ends."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.errors import CaseError, WrongFact
from cases.models import Policy
from cases.rules.clocks import ruling
from cases.rules.time_limits.proofreading import require_sound
from feedback_site.errors import NotAllowed
from feedback_site.ledger.rules.recording import Entry, name_of, record
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability
from feedback_site.remembering import forget

TERMS = ("name", "rank", "match", "targets", "reopen_mode", "on_disable", "is_on")


class PolicyEnded(CaseError):
    """Only the version in force can be revised."""

    code = "policy_ended"
    message = gettext_lazy(
        "Somebody changed these time limits while you were working on them; what they changed stands below, "
        "with the newest version. Nothing of yours was lost or saved. Saving again puts yours into force."
    )
    status = 409


@transaction.atomic
def make_policy(code: str, *, terms: Mapping[str, Any], actor: User, now: datetime) -> Policy:
    """Put a policy that did not exist into force from `now`; `terms` holds TERMS.

    Raises NotAllowed, WrongFact where the code is taken, and WrongTerms as `revise_policy`.
    """
    _require_may(actor)
    if Policy.objects.filter(code=code).exists():
        raise WrongFact(name=_("code"), value=code)
    new = Policy(code=code, version=1, since=now, **{name: terms[name] for name in TERMS})
    return _put_into_force(new, verb="policy.made", actor=actor, now=now)


@transaction.atomic
def revise_policy(
    policy_id: int, *, terms: Mapping[str, Any], actor: User, now: datetime
) -> Policy:
    """Put a new version into force from `now`; `terms` replaces some of TERMS.

    Running limits follow as `on_disable` of the old version says. Raises NotAllowed, PolicyEnded, and
    WrongTerms where the clocks would not do what the new terms seem to say.
    """
    _require_may(actor)
    old = Policy.objects.select_for_update().get(pk=policy_id)
    if old.until is not None:
        raise PolicyEnded
    values = {name: terms.get(name, getattr(old, name)) for name in TERMS}
    new = Policy(code=old.code, version=old.version + 1, since=now, **values)
    old.until = now
    old.save(update_fields=["until"])
    return _put_into_force(new, verb="policy.revised", actor=actor, now=now)


def require_readable(policy: Policy, *, now: datetime) -> None:
    """Raise WrongTerms where a word of a policy's terms is unknown, WrongFact where all cannot be read.

    One that is off sets no limit: whatever it named that is gone since, it can be taken out of use.
    """
    if policy.is_on:
        require_sound(policy, now=now)
    try:
        ruling.policy_terms(policy)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise WrongFact(name=_("targets"), value=error) from error


def _require_may(actor: User) -> None:
    if not actor.can(Ability.MANAGE_SETTINGS):
        raise NotAllowed


def _put_into_force(new: Policy, *, verb: str, actor: User, now: datetime) -> Policy:
    require_readable(new, now=now)
    new.save()
    body = {
        "code": new.code, "version": new.version, "rank": new.rank, "match": new.match,
        "targets": new.targets, "is_on": new.is_on,
    }  # fmt: skip
    entry = Entry(verb=verb, subject=f"policy:{new.pk}", actor=name_of(actor), body=body)
    record([entry], now=now)
    transaction.on_commit(forget)
    return new
