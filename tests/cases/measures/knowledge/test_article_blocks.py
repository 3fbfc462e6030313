"""Plain text becomes paragraphs and lists, and nothing of it is lost."""

import pytest

from cases.measures.knowledge.article_blocks import Block, blocks_of
from cases.starter_solutions import starter_solutions


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("", []),
        ("one\ntwo", [("paragraph", ["one", "two"])]),
        ("one\n\n\ntwo", [("paragraph", ["one"]), ("paragraph", ["two"])]),
        ("before:\n1. a\n2. b", [("paragraph", ["before:"]), ("numbers", ["a", "b"])]),
        ("1、甲\n2）乙", [("numbers", ["甲"]), ("paragraph", ["2）乙"])]),
        ("- a\n• b\n\nend", [("dashes", ["a", "b"]), ("paragraph", ["end"])]),
        ("2026 was good\n3.5 cm", [("paragraph", ["2026 was good", "3.5 cm"])]),
    ],
)  # fmt: skip
def test_blocks(text, blocks):
    assert blocks_of(text) == [Block(kind=kind, lines=lines) for kind, lines in blocks]


def test_no_word_of_the_shipped_answers_is_lost():
    for solution in starter_solutions():
        for text in solution.texts.values():
            shown = "".join(line for block in blocks_of(text.answer) for line in block.lines)
            kept = [word for word in text.answer.split() if word not in shown]
            assert all(word.rstrip(".").isdecimal() or word == "-" for word in kept), kept
