"""Sealed values: read by their owner's key in their own column, and by nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_site.privacy import sealing

COLUMN = "channels_contactpoint.value"


@given(st.text())
def test_what_was_sealed_is_read_again(text):
    key = sealing.new_key()

    assert sealing.unseal(key, sealing.seal(key, text, context=COLUMN), context=COLUMN) == text


def test_the_same_words_never_look_the_same():
    key = sealing.new_key()

    sealed = {sealing.seal(key, "mei@example.com", context=COLUMN) for _ in range(50)}

    assert len(sealed) == 50
    assert not any(b"mei" in one for one in sealed)


def test_a_value_moved_to_another_column_is_refused():
    key = sealing.new_key()
    sealed = sealing.seal(key, "0912345678", context=COLUMN)

    with pytest.raises(sealing.CannotUnseal):
        sealing.unseal(key, sealed, context="channels_customer.name")


def test_a_value_moved_to_another_person_is_refused():
    sealed = sealing.seal(sealing.new_key(), "0912345678", context=COLUMN)

    with pytest.raises(sealing.CannotUnseal):
        sealing.unseal(sealing.new_key(), sealed, context=COLUMN)


@given(st.integers(min_value=0), st.integers(1, 255))
def test_a_changed_byte_is_refused(place, change):
    key = sealing.new_key()
    sealed = bytearray(sealing.seal(key, "mei@example.com", context=COLUMN))
    sealed[place % len(sealed)] ^= change

    with pytest.raises(sealing.CannotUnseal):
        sealing.unseal(key, bytes(sealed), context=COLUMN)


def test_a_wrapped_key_of_another_site_is_refused(settings):
    """The wrapped key is noise without the site's own; a changed one opens nothing."""
    key = sealing.new_key()
    sealed = sealing.seal(key, "mei@example.com", context=COLUMN)
    other = bytes([key[0] ^ 1]) + key[1:]

    with pytest.raises(sealing.CannotUnseal):
        sealing.unseal(other, sealed, context=COLUMN)


def test_a_view_of_memory_is_read_as_bytes_are():
    key = sealing.new_key()
    sealed = sealing.seal(key, "陳美玲", context=COLUMN)

    assert sealing.unseal(memoryview(key), memoryview(sealed), context=COLUMN) == "陳美玲"


def test_an_index_is_of_its_purpose_and_of_the_sites_key(settings):
    first = sealing.blind_index("email", "mei@example.com")

    assert first == sealing.blind_index("email", "mei@example.com")
    assert first != sealing.blind_index("phone", "mei@example.com")
    settings.INDEX_KEY = "9" * 64
    assert first != sealing.blind_index("email", "mei@example.com")


def test_parts_of_a_token_cannot_be_shifted():
    assert sealing.token_digest("reply", "ab", "c") != sealing.token_digest("reply", "a", "bc")
    assert sealing.token_digest("reply", "a") != sealing.token_digest("access", "a")
