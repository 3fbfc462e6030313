"""Filing: the rows of cases just opened, however many at once, in five statements."""

from collections.abc import Mapping, Sequence

from cases.models import Case, CaseEvent
from cases.rules import clocking
from cases.rules.changing import Change, entries_of
from cases.rules.searching import index_texts
from feedback_site.ledger.rules.recording import record


def file_new(changes: Sequence[Change], *, said: Mapping[int, str]) -> None:
    """Store new cases with their first events, clocks, search words and lines of the ledger.

    `said` gives, by submission, words to be found by where they are more than the submission's. The
    caller holds the transaction; all changes are of one moment. No bell is rung here.
    """
    cycles = [clocking.cycles_of(change.events, now=change.now) for change in changes]
    for change, its in zip(changes, cycles, strict=True):
        clocking.show_due(change.case, its)
        change.case.version += 1
    Case.objects.bulk_create([change.case for change in changes])
    CaseEvent.objects.bulk_create([event for change in changes for event in change.events])
    clocking.begin((change.case, its) for change, its in zip(changes, cycles, strict=True))
    index_texts({change.case.pk: _words(change.case, said) for change in changes})
    record([entry for change in changes for entry in entries_of(change)], now=changes[0].now)


def _words(case: Case, said: Mapping[int, str]) -> str:
    submission = case.submission
    text = said.get(submission.pk, submission.text)
    return f"{case.title}\n{text}\n{submission.order_number}"
