"""Numbers that name somebody are not learned from; sizes and cameras are."""

import pytest

from cases.triage.learner.masking import mask_numbers


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("電話0912-345-678，謝謝", "電話0，謝謝"),
        ("call +886 2 2345 6789 please", "call 0 please"),
        ("訂單P20391A還沒到", "訂單0還沒到"),
        ("order ZS-20260504-17 is late", "order 0 is late"),
        ("洗了30張4x6和5R的照片", "洗了30張4x6和5R的照片"),
        ("Nikon Z6 and EOS R50", "Nikon Z6 and EOS R50"),
        ("", ""),
    ],
)
def test_numbers_are_masked(text, masked):
    assert mask_numbers(text) == masked
