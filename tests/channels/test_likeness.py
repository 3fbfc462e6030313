"""Points for what two customers share."""

import pytest

from channels.likeness import ALMOST_CERTAIN, PROBABLE, REASONS, Shared, likeness
from channels.signs import SignKind as K


@pytest.mark.parametrize(
    ("kinds", "more", "score", "reasons"),
    [
        ({K.PHONE, K.NEAR_PHONE}, {}, 55, ("same_phone", "other_name")),
        ({K.PHONE}, {"both_named": False}, 70, ("same_phone",)),
        ({K.PHONE, K.NAME}, {"same_spelling": True}, 100, ("same_phone", "same_name")),
        (
            {K.NAME, K.SOUND, K.NEAR_NAME}, {"same_order": True}, 95,
            ("same_order", "name_in_other_writing"),
        ),
        ({K.NAME}, {"same_spelling": True}, 30, ("same_name",)),
        (
            {K.NAME}, {"same_spelling": True, "same_store_soon": True}, 50,
            ("same_name", "same_store_soon"),
        ),
        ({K.NEAR_PHONE, K.SOUND}, {}, 50, ("near_phone", "same_sound")),
        ({K.NEAR_PHONE, K.CANTONESE}, {}, 50, ("near_phone", "same_sound")),
        ({K.PHONE, K.CANTONESE, K.NEAR_NAME}, {}, 80, ("same_phone", "near_name")),
        ({K.MAILBOX, K.LOCAL_PART}, {}, 60, ("same_mailbox", "other_name")),
        (set(), {"same_order": True}, 50, ("same_order", "other_name")),
        ({K.NEAR_NAME}, {}, 10, ("near_name",)),
        (set(), {}, 0, ("other_name",)),
    ],
)  # fmt: skip
def test_points(kinds, more, score, reasons):
    found = likeness(Shared(**{"kinds": frozenset(kinds), "both_named": True, **more}))

    assert (found.score, found.reasons) == (score, reasons)
    assert set(found.reasons) <= set(REASONS)


def test_nothing_weak_is_almost_certain_by_itself():
    assert PROBABLE < ALMOST_CERTAIN
    both = likeness(Shared(kinds=frozenset({K.NEAR_PHONE, K.LOCAL_PART}), both_named=True))
    assert both.score < PROBABLE
