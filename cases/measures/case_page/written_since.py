"""What a customer wrote after their case was last solved: it shows that they can be reached."""

from django.db.models import Q, QuerySet

from cases.measures.merged_cases import conversations_of
from cases.models import Case
from channels.models import Customer, Message


def written_since_solved(case: Case) -> QuerySet[Message]:
    """Give their messages since then, taken into the case by now or not; none of a case not solved.

    Those under a reference of theirs that was merged into this case count as well.
    """
    if case.resolved_at is None:
        return Message.objects.none()
    own = Q(conversation=case.submission.conversation_id)
    if case.customer_id is not None:
        person = Customer.objects.same_as(case.customer_id)
        own |= Q(conversation__customer__in=person.values("pk"))
    return Message.objects.from_customers().filter(
        own, conversation__in=conversations_of(case), recorded_at__gte=case.resolved_at
    )
