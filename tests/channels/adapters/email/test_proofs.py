"""What our mail carries proves its conversation, and nothing else does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.adapters.email.proofs import (
    message_id,
    reference_of_address,
    reference_of_message_id,
    reply_address,
)
from channels.references import new_reference

REFERENCE = new_reference()


def test_both_prove_their_reference_in_any_case():
    assert reference_of_address(reply_address(REFERENCE)) == REFERENCE
    assert reference_of_address(reply_address(REFERENCE).upper()) == REFERENCE
    assert reference_of_message_id(message_id(REFERENCE, "42")) == REFERENCE
    assert reference_of_message_id(message_id(REFERENCE, "42").strip("<>").upper()) == REFERENCE


def test_the_same_mail_has_the_same_message_id():
    assert message_id(REFERENCE, "42") == message_id(REFERENCE, "42") != message_id(REFERENCE, "43")


def test_a_local_part_stays_short():
    local, _, domain = reply_address(REFERENCE).partition("@")
    assert len(local) <= 64
    assert domain == "feedback.example.com"


def another(text):
    """Give every text that differs in one character of the signature's alphabet."""
    for at, char in enumerate(text):
        for other in "a7":
            if char != other:
                yield text[:at] + other + text[at + 1 :]


def test_no_changed_character_is_accepted():
    address, identifier = reply_address(REFERENCE), message_id(REFERENCE, "42")

    assert {reference_of_address(changed) for changed in another(address)} == {None}
    assert {reference_of_message_id(changed) for changed in another(identifier)} == {None}


def test_another_site_and_another_purpose_prove_nothing(settings):
    address, identifier = reply_address(REFERENCE), message_id(REFERENCE, "42")
    as_identifier = address.replace("care+", "").replace(".", ".42.", 1)

    assert reference_of_message_id(f"<{as_identifier}>") is None
    settings.TOKEN_KEY = "9" * 64
    assert reference_of_address(address) is None
    assert reference_of_message_id(identifier) is None


@pytest.mark.parametrize(
    "forged",
    ["care@feedback.example.com", "", "@", "care+@x", "care+fb7k3m92qx.a@feedback.example.com"],
)
def test_what_is_no_token_proves_nothing(forged):
    assert reference_of_address(forged) is None
    assert reference_of_message_id(forged) is None


@given(st.text(max_size=200))
def test_nothing_raises(text):
    assert reference_of_address(text) is None
    assert reference_of_message_id(text) is None
