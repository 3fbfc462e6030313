"""Filing: the rows of cases just opened, however many at once, in four statements; and their checklists."""

from collections.abc import Mapping, Sequence

from cases.models import Case
from cases.rules.changes.changing import Change, write_events
from cases.rules.changes.searching import index_texts
from cases.rules.clocks import clocking, keeping, recounting
from cases.rules.knowledge import checklisting


def file_new(changes: Sequence[Change], *, said: Mapping[int, str]) -> None:
    """Store new cases with their first events, clocks, search words and lines of the ledger.

    `said` gives, by submission, words to be found by where they are more than the submission's. The
    caller holds the transaction; all changes are of one moment. No bell is rung here.
    """
    clocks = [clocking.clocks_of(map(recounting.clock_event, one.events)) for one in changes]
    cycles = [its.cycles(one.now) for one, its in zip(changes, clocks, strict=True)]
    for change, shown in zip(changes, cycles, strict=True):
        clocking.show_due(change.case, shown)
        change.case.version += 1
    Case.objects.bulk_create([change.case for change in changes])
    clocking.begin((change.case, its) for change, its in zip(changes, cycles, strict=True))
    index_texts({change.case.pk: _words(change.case, said) for change in changes})
    write_events(changes)
    for change, its in zip(changes, clocks, strict=True):
        keeping.keep(change.case, its)
    checklisting.write_opened(changes)


def _words(case: Case, said: Mapping[int, str]) -> str:
    submission = case.submission
    text = said.get(submission.pk, submission.text)
    return f"{case.title}\n{text}\n{submission.order_number}"
