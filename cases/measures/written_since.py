"""What a customer wrote after their case was last solved: it shows that they can be reached."""

from django.db.models import QuerySet

from cases.models import Case
from channels.models import Message


def written_since_solved(case: Case) -> QuerySet[Message]:
    """Give their messages since then, taken into the case by now or not; none of a case not solved."""
    theirs = Message.objects.from_customers().filter(conversation=case.submission.conversation_id)
    if case.resolved_at is None:
        return theirs.none()
    return theirs.filter(recorded_at__gte=case.resolved_at)
