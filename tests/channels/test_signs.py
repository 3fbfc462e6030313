"""What two spellings of one person have in common, blindly."""

import pytest

from channels.kinds import ContactKind
from channels.names import folded_name, sounds_of
from channels.signs import SignKind, kind_of, signs_of

PHONE, EMAIL = ContactKind.PHONE, ContactKind.EMAIL


def shared(one, other):
    return {kind_of(sign).name for sign in set(signs_of(*one)) & set(signs_of(*other))}


@pytest.mark.parametrize(
    ("one", "other", "what"),
    [
        (("陳大文", []), ("陈大文 先生", []), {"NAME", "NEAR_NAME", "SOUND", "CANTONESE"}),
        (("陳大文", []), ("Chen Ta-wen", []), {"SOUND"}),
        (("陳大文", []), ("Dawen CHEN", []), {"SOUND"}),
        (("林志明", []), ("Lin Chih-Ming", []), {"SOUND"}),
        (("陳大文", []), ("CHAN Tai Man", []), {"CANTONESE"}),
        (("陈大文", []), ("Tai-man Chan", []), {"CANTONESE"}),
        (("葉淑儀", []), ("Ip Suk-yee", []), {"CANTONESE"}),
        (("吳家輝", []), ("Ng Kafai", []), {"CANTONESE"}),
        (("歐陽震華", []), ("Au Yeung Chun Wah", []), set()),
        (("Chan Tai Man", []), ("Chen Dawen", []), set()),
        (("陳大文", []), ("Chan Siu Ming", []), set()),
        (("陳大文", []), ("陳太文", []), {"NEAR_NAME", "CANTONESE"}),
        (("陳大文", []), ("王小明", []), set()),
        (("陳先生", []), ("陳先生", []), set()),
        (
            ("", [(PHONE, "0912 345 678")]),
            ("", [(PHONE, "+886912345678")]),
            {"PHONE", "NEAR_PHONE"},
        ),
        (("", [(PHONE, "0912345678")]), ("", [(PHONE, "0912345679")]), {"NEAR_PHONE"}),
        (("", [(PHONE, "0912345678")]), ("", [(PHONE, "0912345687")]), {"NEAR_PHONE"}),
        (("", [(PHONE, "0912345678")]), ("", [(PHONE, "0912345699")]), set()),
        (("", [(EMAIL, "d.wen+x@gmail.com")]), ("", [(EMAIL, "DWEN@googlemail.com")]), {"MAILBOX"}),
        (
            ("", [(EMAIL, "dawen.chen@a.example")]),
            ("", [(EMAIL, "dawen.chen@b.example")]),
            {"LOCAL_PART"},
        ),
        (("", [(EMAIL, "service@a.example")]), ("", [(EMAIL, "service@b.example")]), set()),
    ],
)
def test_what_two_have_in_common(one, other, what):
    assert shared(one, other) == what


def test_a_sign_fits_its_column_and_says_nothing():
    signs = signs_of("陳大文", [(PHONE, "0912345678"), (EMAIL, "dawen.chen@gmail.com")])

    assert all(-(2**63) <= sign < 2**63 for sign in signs)
    assert {kind_of(sign) for sign in signs} == set(SignKind) - {SignKind.HANDLE}
    assert len(signs) == len(set(signs)) == 23


def test_another_key_gives_other_signs(settings):
    before = signs_of("陳大文", [])
    settings.INDEX_KEY = "ab" * 32

    assert not set(before) & set(signs_of("陳大文", []))


def test_who_gives_a_title_only_has_given_no_name():
    assert (folded_name("王先生"), folded_name("Mr. O"), folded_name("")) == ("", "", "")
    assert sounds_of("Madonna") == frozenset()
