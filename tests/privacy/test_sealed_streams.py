"""Sealed files: whole or nothing, piece by piece, in memory that does not grow with them."""

import hashlib
import io
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_site.privacy import sealing
from feedback_site.privacy.sealed_streams import PIECE, sealed, sealed_size, unsealed
from feedback_site.privacy.sealing import CannotUnseal

FILE = "channels_attachment.file:1"
KEY = sealing.new_key()
SIZES = st.sampled_from([0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 3 * PIECE + 7])
HEADER = 27


def seal(content, *, key=KEY, context=FILE):
    return sealed(key, content, context=context).read()


def unseal(stored, *, key=KEY, context=FILE):
    return unsealed(key, io.BytesIO(stored), context=context).read()


def patterned(size):
    return bytes(index * 31 % 251 for index in range(size))


@settings(max_examples=25)
@given(size=SIZES, step=st.sampled_from([1000, PIECE, 10 * PIECE]))
def test_what_was_sealed_is_read_again_in_any_steps(size, step):
    content = patterned(size)
    stored = seal(content)

    assert len(stored) == sealed_size(size)
    reader = unsealed(KEY, io.BytesIO(stored), context=FILE)
    assert b"".join(iter(lambda: reader.read(step), b"")) == content


def test_it_shows_nothing_and_never_looks_the_same():
    content = b"SECRET" * 1000

    one, other = seal(content), seal(content)

    assert b"SECRET" not in one
    assert one[HEADER:] != other[HEADER:]


@settings(max_examples=60)
@given(size=SIZES, place=st.integers(min_value=0), change=st.integers(1, 255))
def test_a_changed_byte_is_refused(size, place, change):
    stored = bytearray(seal(patterned(size)))
    stored[place % len(stored)] ^= change

    with pytest.raises(CannotUnseal):
        unseal(bytes(stored))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda s: s[:-1],
        lambda s: s[: HEADER + PIECE + 16],
        lambda s: s[: HEADER + 2 * (PIECE + 16)],
        lambda s: s + b"\0",
        lambda s: s + s[HEADER:],
        lambda s: s[:HEADER] + s[HEADER + PIECE + 16 :],
        lambda s: s[:HEADER]
        + s[HEADER + PIECE + 16 : HEADER + 2 * (PIECE + 16)]
        + s[HEADER : HEADER + PIECE + 16]
        + s[HEADER + 2 * (PIECE + 16) :],
        lambda s: s[:HEADER],
        lambda s: s[:20],
        lambda s: b"",
        lambda s: patterned(3 * PIECE),
    ],
    ids=[
        "a byte short", "one piece of three", "two pieces of three", "a byte more", "twice",
        "first piece gone", "two pieces swapped", "header only", "half a header", "empty", "open",
    ],
)  # fmt: skip
def test_a_file_that_is_not_whole_is_refused(spoil):
    with pytest.raises(CannotUnseal):
        unseal(spoil(seal(patterned(3 * PIECE - 5))))


def test_another_key_another_content_and_another_site_open_nothing():
    stored = seal(b"mei")

    for wrong in (
        {"key": sealing.new_key()},
        {"context": "channels_attachment.file:2"},
        {"key": bytes([KEY[0] ^ 1]) + KEY[1:]},
    ):
        with pytest.raises(CannotUnseal):
            unseal(stored, **wrong)


def test_pieces_before_a_spoiled_one_are_good_and_nothing_after_it_is_given():
    content = patterned(3 * PIECE)
    stored = bytearray(seal(content))
    stored[HEADER + 2 * (PIECE + 16) + 5] ^= 1
    reader = unsealed(KEY, io.BytesIO(bytes(stored)), context=FILE)

    assert reader.read(2 * PIECE) == content[: 2 * PIECE]
    with pytest.raises(CannotUnseal):
        reader.read(1)


def test_forty_megabytes_take_the_memory_of_a_few_pieces(tmp_path):
    size, path = 40 * 1024 * 1024, tmp_path / "file"
    content = bytes(size)
    tracemalloc.start()

    with path.open("wb") as out, sealed(KEY, content, context=FILE) as reader:
        while piece := reader.read(PIECE):
            out.write(piece)
    _now, while_sealing = tracemalloc.get_traced_memory()
    tracemalloc.reset_peak()
    digest = hashlib.sha256()
    with unsealed(KEY, path.open("rb"), context=FILE) as reader:
        while piece := reader.read(PIECE):
            digest.update(piece)
    _now, while_unsealing = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert digest.digest() == hashlib.sha256(content).digest()
    assert path.stat().st_size == sealed_size(size)
    assert max(while_sealing, while_unsealing) < 20 * PIECE


def test_closing_closes_the_file_behind(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(seal(b"mei"))
    source = path.open("rb")

    unsealed(KEY, source, context=FILE).close()

    assert source.closed
