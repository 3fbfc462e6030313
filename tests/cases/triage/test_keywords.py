"""Keywords: rare words of several texts, whatever script they are written in."""

from cases.triage.keywords import keywords_of

TEXTS = (
    "在中山店沖印的相片整批偏黃，想請你們重印。",
    "照片偏黄，色差很大，要求重印！",
    "相片又偏黃了，色差明顯，訂單12345要重印",
    "The prints came out yellow, please reprint them",
    "All prints are yellow. yellow yellow yellow",
)


def test_words_count_once_a_text_in_the_spelling_of_most():
    found = {one.word: one.texts for one in keywords_of(TEXTS)}

    assert found == {"偏黃": 3, "重印": 3, "色差": 2, "相片": 2, "prints": 2, "yellow": 2}


def test_the_weightiest_come_first_and_few_enough():
    assert [one.word for one in keywords_of(TEXTS, most=2)] == ["偏黃", "重印"]
    assert keywords_of([]) == []
