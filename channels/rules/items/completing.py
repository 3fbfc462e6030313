"""Complete a draft by what the door named by its id alone, because a context is not sealed."""

from dataclasses import replace

from channels.call_kinds import CallDirection
from channels.contacts import normal_phone
from channels.drafts import Draft, FileDraft
from channels.kinds import ContactKind, ContactProof
from channels.models import BatchScan, Call, RawIntake


def completed(draft: Draft, raw: RawIntake) -> Draft:
    """Put in what the context names: the number of the call, unless the caller gave another; the scan.

    A number is proven by the call that came from it, as the call centre tells it; another one is what the
    caller says, and one that a colleague typed or called is what that colleague read.
    """
    if "call" in raw.context and (draft.facts.get("same_number") or draft.person.phone):
        draft = _with_number(draft, int(str(raw.context["call"])))
    if "scan" in raw.context:
        draft = _with_scan(draft, int(str(raw.context["scan"])))
    return draft


def _with_number(draft: Draft, call_id: int) -> Draft:
    if draft.is_anonymous:
        return draft
    call = Call.objects.get(pk=call_id)
    person, number = draft.person, call.number()
    if not number or normal_phone(person.phone or number) != normal_phone(number):
        return draft
    is_told = not call.is_by_hand and call.direction == CallDirection.INBOUND
    proofs = {ContactKind.PHONE: ContactProof.CALL} if is_told else {}
    return replace(draft, person=replace(person, phone=person.phone or number, proofs=proofs))


def _with_scan(draft: Draft, scan_id: int) -> Draft:
    """Whoever works on the case sees the sheet itself. Raises FilesAway; the sheet then waits."""
    scan = BatchScan.objects.get(pk=scan_id)
    with scan.content() as stored:
        file = FileDraft(name=scan.name, mime=scan.mime, content=stored.read())
    return replace(draft, files=(*draft.files, file))
