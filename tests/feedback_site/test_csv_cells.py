"""Cells that no spreadsheet runs."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_site.csv_cells import csv_text, safe_cell


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "＝1", "＠x"]
)
def test_what_begins_like_a_formula_is_text(text):
    assert safe_cell(text) == "'" + text


@pytest.mark.parametrize(
    ("value", "cell"), [(-3, "-3"), (0.5, "0.5"), (None, ""), ("中山店", "中山店")]
)
def test_numbers_and_words_stay_as_they_are(value, cell):
    assert safe_cell(value) == cell


@given(
    st.lists(
        st.lists(
            st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), min_size=1
        ),
        min_size=1,
    )
)
def test_no_cell_of_any_file_begins_like_a_formula(rows):
    text = csv_text(rows)

    assert text[0] == "\ufeff"
    for row in csv.reader(io.StringIO(text[1:])):
        for cell in row:
            assert not cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
