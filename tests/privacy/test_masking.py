"""Masks: enough to recognise, not enough to use."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_site.privacy.masking import mask_email, mask_handle, mask_name, mask_phone


@pytest.mark.parametrize(
    ("mask", "value", "shown"),
    [
        (mask_email, "mei.chen@example.com", "m•••@example.com"),
        (mask_email, "a@b.tw", "a•••@b.tw"),
        (mask_email, "", "•••"),
        (mask_phone, "+886912345678", "+886•••••••78"),
        (mask_phone, "0912345678", "0912••••78"),
        (mask_phone, "12345", "•••••"),
        (mask_name, "陳美玲", "陳○○"),
        (mask_name, "歐陽菲菲", "歐○○○"),
        (mask_name, "王", "王"),
        (mask_name, "John Smith", "J○○○ S○○○"),
        (mask_handle, "U4af4980629", "•••0629"),
    ],
)
def test_what_is_shown(mask, value, shown):
    assert mask(value) == shown


@given(st.text(st.characters(categories=["Nd"]), min_size=7, max_size=20))
def test_of_a_number_at_most_six_digits_are_seen(number):
    masked = mask_phone(number)

    assert len(masked) == len(number)
    assert masked.count("•") == len(number) - 6


@given(st.emails())
def test_of_an_address_one_letter_and_the_domain_are_seen(address):
    name, _, domain = address.rpartition("@")

    assert mask_email(address).endswith(f"@{domain}")
    assert len(name) < 2 or name not in mask_email(address)
