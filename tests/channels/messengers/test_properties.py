"""WeChat's envelope, the JSON pointers and the XML: whatever is in them, and whoever changed it."""

import base64
import json
import string
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.adapters.webhook.pointers import values_at
from channels.adapters.wechat.flat_xml import read_xml, write_xml
from channels.adapters.wechat.sealed_callbacks import (
    require_signature,
    seal,
    signature_of,
    unseal,
)
from channels.errors import UnreadableIntake, WrongSignature
from tests.channels.messengers.platforms import decrypted, encrypted, sha1_of

KEYS = st.text(string.ascii_letters + string.digits, min_size=43, max_size=43)
APP_IDS = st.text(string.ascii_lowercase + string.digits, min_size=1, max_size=40)
# What XML can hold at all.
TEXTS = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"), max_size=200
)
NAMES = st.text(string.ascii_letters, min_size=1, max_size=12)


@given(words=st.binary(max_size=500), key=KEYS, app_id=APP_IDS)
def test_what_wechat_seals_we_unseal_and_the_other_way(words, key, app_id):
    assert unseal(encrypted(words, aes_key=key, app_id=app_id), aes_key=key, app_id=app_id) == words
    assert decrypted(seal(words, aes_key=key, app_id=app_id), aes_key=key) == (words, app_id)


@given(words=st.binary(max_size=100), key=KEYS, app_id=APP_IDS, data=st.data())
def test_one_changed_sign_of_the_envelope_breaks_its_signature(words, key, app_id, data):
    sealed = seal(words, aes_key=key, app_id=app_id)
    place = data.draw(st.integers(0, len(sealed) - 1))
    other = data.draw(st.sampled_from(string.ascii_letters).filter(lambda c: c != sealed[place]))
    signed = signature_of("token", "1", "n", sealed)

    with pytest.raises(WrongSignature):
        require_signature(signed, "token", "1", "n", sealed[:place] + other + sealed[place + 1 :])


GARBAGE = st.one_of(
    st.text(max_size=200), st.binary(max_size=200).map(lambda b: base64.b64encode(b).decode())
)


@given(garbage=GARBAGE, key=KEYS)
def test_garbage_is_refused_and_nothing_else_happens(garbage, key):
    with pytest.raises(WrongSignature):
        unseal(garbage, aes_key=key, app_id="wx-of-ours-alone")


@given(words=st.binary(max_size=50), key=KEYS, app_id=APP_IDS)
def test_what_was_sealed_for_another_app_is_refused(words, key, app_id):
    sealed = encrypted(words, aes_key=key, app_id=f"{app_id}x")
    with pytest.raises(WrongSignature):
        unseal(sealed, aes_key=key, app_id=app_id)


@given(parts=st.lists(st.text(string.printable, max_size=20), min_size=1, max_size=5))
def test_a_signature_is_that_of_the_documents(parts):
    assert signature_of(*parts) == sha1_of(*parts)


@given(fields=st.dictionaries(NAMES, st.one_of(TEXTS, st.integers(0, 2**40)), max_size=8))
def test_xml_is_read_as_it_was_written(fields):
    assert read_xml(write_xml(fields)) == {name: str(value) for name, value in fields.items()}


@given(body=st.binary(max_size=300))
def test_no_bytes_take_the_reader_of_xml_down(body):
    with suppress(UnreadableIntake):
        assert isinstance(read_xml(body), dict)


@pytest.mark.parametrize(
    "body",
    [
        '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a [<!ENTITY b "c">]><a/>'.encode(
            "utf-16"
        ),
        b'<!DOCTYPE a SYSTEM "http://x.example/"><a/>',
        b"<xml>" + b"<a>" * 300_000,
        b"<xml>" + b" " * 1_100_000 + b"</xml>",
    ],
    ids=["another encoding", "a type elsewhere", "deep", "long"],
)
def test_hostile_xml_is_refused(body):
    with pytest.raises(UnreadableIntake):
        read_xml(body)


def test_what_stands_deeper_is_not_read():
    assert read_xml(b"<xml><a>1<b>2</b>3</a><c/></xml>") == {"a": "13", "c": ""}


DOCUMENT = {
    "a/b": {"m~n": ["x", 1, 2.5, True, None, {"url": "u"}, {"url": "v"}, {}]}, "": "root", "0": "zero",
}  # fmt: skip


@pytest.mark.parametrize(
    ("pointer", "expected"),
    [
        ("", []),
        ("/", ["root"]),
        ("/0", ["zero"]),
        ("/a~1b/m~0n", ["x", "1", "2.5"]),
        ("/a~1b/m~0n/*/url", ["u", "v"]),
        ("/a~1b/m~0n/1", ["1"]),
        ("/a~1b/m~0n/99", []),
        ("/a~1b/m~0n/-1", []),
        ("/a~1b", []),
        ("/missing/more", []),
        ("/a~1b/*", []),
    ],
)
def test_pointers(pointer, expected):
    assert values_at(DOCUMENT, pointer) == expected


@given(
    document=st.recursive(
        st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5)),
        lambda inner: st.one_of(
            st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=3), inner, max_size=3)
        ),
    ),
    pointer=st.text("/*~01a", max_size=12),
)
def test_no_document_and_no_pointer_go_together_badly(document, pointer):
    found = values_at(json.loads(json.dumps(document)), pointer)
    assert all(isinstance(text, str) for text in found)
