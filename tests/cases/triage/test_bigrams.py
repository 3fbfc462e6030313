"""Search terms: whatever somebody types out of a text must find it."""

from hypothesis import given
from hypothesis import strategies as st

from cases.triage.bigrams import query_terms, search_terms

CHINESE = st.text(alphabet="相片偏黃黄重印門门市裡里乾干台臺著着沖冲", min_size=1, max_size=30)


def test_chinese_gives_characters_and_pairs_and_latin_whole_words():
    assert search_terms("漏光 Nikon Z6，訂單A1-33").split() == [
        *("漏", "光", "漏光", "nikon", "z6", "订", "单", "订单", "a1", "33"),
    ]


def test_a_query_asks_for_pairs_and_for_lone_characters():
    assert query_terms("偏黃了 裡 Nikon") == ["偏黄", "黄了", "里", "nikon"]


def test_nothing_searchable_gives_nothing():
    assert query_terms(" ，。!? ") == []
    assert search_terms("") == ""


def test_width_and_script_do_not_matter():
    assert search_terms("ＡＢＣ　臺灣裡面") == search_terms("abc 台湾里面")


@given(text=CHINESE, data=st.data())
def test_each_part_of_a_text_finds_it(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))

    assert set(query_terms(text[start:end])) <= set(search_terms(text).split())


@given(st.text(max_size=60))
def test_terms_are_single_tokens(text):
    for term in search_terms(text).split(" "):
        assert term == "" or term.isalnum()
