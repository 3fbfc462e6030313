"""Write the codes of docs/words.md in three languages from the code and the catalogues, or compare.

python .ci/words.py           says whether docs/words.md is up to date, exit 1 if not
python .ci/words.py --write   brings it up to date
"""

import os
import sys
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import polib

Row = tuple[str, ...]

ROOT = Path(__file__).resolve().parents[1]
DOC = ROOT / "docs" / "words.md"
MARK = "<!-- from here on written by .ci/words.py -->"
LANGUAGES = ("en", "zh-hant", "zh-hans")
# heading, then where the codes stand
CODES = (
    ("States of a case", "cases.states:CaseState"),
    ("What a case waits for", "cases.states:WaitingReason"),
    ("How a case was closed", "cases.states:Outcome"),
    ("Who may take a step", "cases.states:Who"),
    ("Classes", "cases.kinds:Klass"),
    ("Severity", "cases.kinds:Severity"),
    ("Priority", "cases.kinds:Priority"),
    ("What happens to a case", "cases.kinds:EventKind"),
    ("Root causes", "cases.kinds:RootCause"),
    ("How the customer was told", "cases.kinds:ToldHow"),
    ("How two cases belong together", "cases.kinds:LinkKind"),
    ("How far a standard solution has come", "cases.kinds:SolutionState"),
    ("Facts that steps require", "cases.facts:FACTS"),
    ("Why somebody is away", "feedback_site.organisation.kinds:AbsenceKind"),
    ("What somebody speaks", "feedback_site.organisation.kinds:Tongue"),
    ("Who gets a department's cases", "feedback_site.organisation.kinds:Giving"),
    ("Kinds of channel", "channels.kinds:ChannelKind"),
    ("What became of a raw item", "channels.kinds:Disposition"),
    ("How far a raw item has come", "channels.kinds:IntakeState"),
    ("How far an outgoing message has come", "channels.kinds:OutboxState"),
    ("Why an outgoing message is held back", "channels.kinds:HoldReason"),
    ("Remedies", "channels.kinds:Remedy"),
    ("What a call centre tells", "channels.call_kinds:CallEventKind"),
    ("How a call ended", "channels.call_kinds:CallOutcome"),
    ("How far a call-back has come", "channels.call_kinds:CallBackState"),
    ("How an attempt to call back ended", "channels.call_kinds:TryOutcome"),
    ("How far a batch of paper has come", "channels.batch_kinds:BatchState"),
    ("What became of a sheet", "channels.batch_kinds:SheetState"),
    ("What happens to a batch", "channels.batch_kinds:BatchEventKind"),
    ("How far a follow-up has come", "surveys.kinds:FollowUpState"),
    ("How an attempt ended", "surveys.kinds:AttemptOutcome"),
    ("Ways of an attempt", "surveys.kinds:AttemptChannel"),
    ("Parts of the day", "surveys.kinds:DayPart"),
    ("Roles", "feedback_site.organisation.roles:Role"),
    ("Abilities", "feedback_site.organisation.roles:Ability"),
)


def main() -> None:
    """Compare, or write."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "feedback_site.settings.test")
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    if "--write" in sys.argv:
        DOC.write_text(up_to_date())
    elif DOC.read_text() != up_to_date():
        sys.exit("docs/words.md is out of date: python .ci/words.py --write")


def up_to_date() -> str:
    """Give the whole document as it should be; what stands above the mark is written by hand."""
    by_hand = DOC.read_text().partition(MARK)[0]
    tables = [_table(heading, where, _in_catalogues(where)) for heading, where in CODES]
    return by_hand + MARK + "\n" + "".join([*tables, _clocks(), _categories()])


def _table(heading: str, where: str, rows: Iterator[Row]) -> str:
    lines = [f"| `{row[0]}` | {' | '.join(word or '–' for word in row[1:])} |\n" for row in rows]
    head = "| code | en | zh-Hant | zh-Hans |\n|---|---|---|---|\n"
    return f"\n### {heading}\n\n`{where.replace(':', '.')}`\n\n{head}{''.join(lines)}"


def _clocks() -> str:
    from channels.letters import CLOCKS

    rows = ((code, *(CLOCKS[one][code] for one in LANGUAGES)) for code in CLOCKS["en"])
    return _table("Clocks", "channels.letters:CLOCKS", rows)


def _categories() -> str:
    """The tree that a new installation starts with; rows may have been edited since."""
    from cases.triage.category_tree import CATEGORIES

    rows = ((one.code, one.name.en, one.name.zh_hant, one.name.zh_hans) for one in CATEGORIES)
    return _table("First categories", "cases.triage.category_tree:CATEGORIES", rows)


def _in_catalogues(where: str) -> Iterator[Row]:
    hant, hans = _catalogue("zh_Hant"), _catalogue("zh_Hans")
    for code, label in _labels(where):
        yield code, label, hant.get(label, ""), hans.get(label, "")


def _labels(where: str) -> Iterator[tuple[str, str]]:
    """Give each code with its English label, which is the key of the catalogues."""
    from django.utils import translation

    module, _, name = where.partition(":")
    codes: Any = getattr(import_module(module), name)
    with translation.override("en"):
        if hasattr(codes, "choices"):
            yield from ((str(code), str(label)) for code, label in codes.choices)
        else:
            yield from ((str(code), str(about.label)) for code, about in codes.items())


@cache
def _catalogue(language: str) -> dict[str, str]:
    path = ROOT / "feedback_site" / "locale" / language / "LC_MESSAGES" / "django.po"
    # A word of one context says nothing of the others: what has none comes last, and stays.
    entries = sorted(polib.pofile(str(path)), key=lambda entry: entry.msgctxt is None)
    return {entry.msgid: entry.msgstr for entry in entries}


if __name__ == "__main__":
    main()
