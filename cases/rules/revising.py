"""Revising a time-limit policy: a change is a new version, and the old one ends."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cases.errors import CaseError, WrongFact
from cases.models import Policy
from cases.rules import ruling
from feedback_site.errors import NotAllowed
from feedback_site.ledger.rules.recording import Entry, name_of, record
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability
from feedback_site.remembering import forget

TERMS = ("name", "rank", "match", "targets", "reopen_mode", "on_disable", "is_on")


class PolicyEnded(CaseError):
    """Only the version in force can be revised."""

    code = "policy_ended"
    status = 409


@transaction.atomic
def revise_policy(
    policy_id: int, *, terms: Mapping[str, Any], actor: User, now: datetime
) -> Policy:
    """Put a new version into force from `now`; `terms` replaces some of TERMS.

    Running limits follow as `on_disable` of the old version says. Raises NotAllowed, PolicyEnded, and
    WrongFact where the clocks could not read the new terms.
    """
    if not actor.can(Ability.MANAGE_SETTINGS):
        raise NotAllowed
    old = Policy.objects.select_for_update().get(pk=policy_id)
    if old.until is not None:
        raise PolicyEnded
    values = {name: terms.get(name, getattr(old, name)) for name in TERMS}
    new = Policy(code=old.code, version=old.version + 1, since=now, **values)
    require_readable(new)
    old.until = now
    old.save(update_fields=["until"])
    new.save()
    entry = Entry(
        verb="policy.revised",
        subject=f"policy:{new.pk}",
        actor=name_of(actor),
        body={"code": new.code, "version": new.version, "targets": new.targets, "is_on": new.is_on},
    )
    record([entry], now=now)
    transaction.on_commit(forget)
    return new


def require_readable(policy: Policy) -> None:
    """Raise WrongFact where the clocks could not read a policy's terms."""
    try:
        ruling.policy_terms(policy)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise WrongFact(name=_("targets"), value=error) from error
