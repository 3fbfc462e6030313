"""The blind index finds the same person in another spelling, and never another person."""

import pytest

from channels.kinds import ContactKind
from channels.models import ContactPoint

SAME = [
    (ContactKind.EMAIL, "Mei.Chen@Example.com", " mei.chen@example.COM "),
    (ContactKind.PHONE, "0912-345-678", "+886 912 345 678"),
    (ContactKind.PHONE, "(02) 2345-6789", "+886223456789"),
    (ContactKind.PHONE, "138 0013 8000", "+8613800138000"),
    (ContactKind.PHONE, "+852 9123 4567", "+85291234567"),
]
OTHER = [
    (ContactKind.EMAIL, "mei.chen@example.com", "meichen@example.com"),
    (ContactKind.PHONE, "0912345678", "0912345679"),
]


@pytest.mark.parametrize(("kind", "one", "two"), SAME)
def test_other_spellings_are_the_same_person(kind, one, two):
    assert ContactPoint.index_of(kind, one) == ContactPoint.index_of(kind, two)


@pytest.mark.parametrize(("kind", "one", "two"), OTHER)
def test_near_ones_are_not(kind, one, two):
    assert ContactPoint.index_of(kind, one) != ContactPoint.index_of(kind, two)


def test_the_end_of_a_number_is_found_without_its_beginning():
    assert ContactPoint.tail_index_of("+886912345678") == ContactPoint.tail_index_of("345678")
