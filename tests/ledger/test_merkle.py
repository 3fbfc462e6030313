"""Merkle trees against RFC 6962's own definition."""

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from feedback_site.ledger.merkle import climb, node_hash, path, root

LEAVES = st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=40)


def rfc_root(leaves):
    """RFC 6962, 2.1: split at the largest power of two below n."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return node_hash(rfc_root(leaves[:split]), rfc_root(leaves[split:]))


def test_the_root_of_nothing_is_the_hash_of_nothing():
    assert root([]) == hashlib.sha256(b"").digest()


@given(LEAVES)
def test_the_root_is_the_rfcs(leaves):
    assert root(leaves) == rfc_root(leaves)


@given(LEAVES)
def test_every_leaf_has_a_path_to_the_root_of_logarithmic_length(leaves):
    for index, leaf in enumerate(leaves):
        steps = path(leaves, index)
        assert climb(leaf, steps) == root(leaves)
        assert len(steps) <= (len(leaves) - 1).bit_length()


@given(LEAVES, st.data())
def test_a_changed_leaf_leads_elsewhere(leaves, data):
    index = data.draw(st.integers(0, len(leaves) - 1))
    other = data.draw(st.binary(min_size=32, max_size=32).filter(lambda one: one != leaves[index]))

    assert climb(other, path(leaves, index)) != root(leaves)
    assert root([*leaves[:index], other, *leaves[index + 1 :]]) != root(leaves)


@given(LEAVES)
def test_one_more_leaf_is_another_root(leaves):
    assert root([*leaves, bytes(32)]) != root(leaves)
