"""The glossary says of each code what the pages say."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_glossary_holds_every_code_in_three_languages():
    spec = spec_from_file_location("words", ROOT / ".ci" / "words.py")
    words = module_from_spec(spec)
    spec.loader.exec_module(words)

    assert words.DOC.read_text() == words.up_to_date(), "run: python .ci/words.py --write"
