"""Revealing: on purpose, by whom may, and logged before anything is shown."""

import pytest

from feedback_site.errors import NotAllowed
from feedback_site.ledger.models import LedgerContent, LedgerEvent
from feedback_site.organisation.roles import ABILITIES, Ability, Role
from feedback_site.privacy import sealing
from feedback_site.privacy.models import Reveal
from feedback_site.privacy.rules.revealing import reveal
from tests.factories.cases import NOW
from tests.factories.organisation import posted

pytestmark = pytest.mark.django_db
COLUMN = "channels_contactpoint.value"
MAY = sorted(role for role in Role if Ability.REVEAL in ABILITIES[role])
MAY_NOT = sorted(role for role in Role if Ability.REVEAL not in ABILITIES[role])


def ask(actor, *, key=None, sealed=None, **more):
    key = sealing.new_key() if key is None else key
    sealed = sealing.seal(key, "mei@example.com", context=COLUMN) if sealed is None else sealed
    return reveal(
        wrapped_key=key, sealed=sealed, context=COLUMN, subject="contact_point:7", actor=actor,
        now=NOW, **more,
    )  # fmt: skip


@pytest.mark.parametrize("role", MAY)
def test_who_may_sees_it_and_is_logged(role):
    actor = posted(role)

    assert ask(actor, reason="FB-7K3M-92QX") == "mei@example.com"

    row = Reveal.objects.get()
    assert (row.actor, row.subject, row.field, row.reason) == (
        actor, "contact_point:7", "value", "FB-7K3M-92QX",
    )  # fmt: skip
    event = LedgerEvent.objects.get()
    assert (event.verb, event.subject, event.actor) == (
        "privacy.revealed", "contact_point:7", f"user:{actor.pk}",
    )  # fmt: skip
    assert bytes(LedgerContent.objects.get().body) == b'{"field":"value"}'


@pytest.mark.parametrize("role", MAY_NOT)
def test_who_may_not_sees_nothing_and_leaves_no_row(role):
    with pytest.raises(NotAllowed):
        ask(posted(role))

    assert not Reveal.objects.exists()
    assert not LedgerEvent.objects.exists()


def test_whoever_has_left_sees_nothing():
    actor = posted(Role.AGENT)
    actor.is_active = False

    with pytest.raises(NotAllowed):
        ask(actor)
    assert not Reveal.objects.exists()


def test_an_erased_person_stays_unknown():
    sealed = sealing.seal(sealing.new_key(), "mei@example.com", context=COLUMN)

    with pytest.raises(sealing.CannotUnseal):
        reveal(
            wrapped_key=None, sealed=sealed, context=COLUMN, subject="contact_point:7",
            actor=posted(Role.AGENT), now=NOW,
        )  # fmt: skip
    assert not Reveal.objects.exists()
