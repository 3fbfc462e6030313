"""Keeping the signs of customers, by which two of them may be seen to be one person."""

from collections.abc import Sequence

from django.db import connection

from channels.kinds import ContactKind
from channels.models import Customer, CustomerSigns
from channels.models.customer import NAME_CONTEXT
from channels.signs import signs_of
from feedback_site.privacy import sealing

_MORE_SIGNS = """
UPDATE channels_customersigns AS known
SET signs = ARRAY(SELECT DISTINCT unnest(known.signs || %(signs)s::bigint[])), compared_up_to = 0
WHERE customer_id = %(customer)s AND NOT known.signs @> %(signs)s::bigint[]
"""


def add_signs(customer_id: int, signs: Sequence[int]) -> None:
    """Let a customer be compared, again, by the signs of what they gave now as well.

    Whoever was here before there were signs is given all of them when they are compared.
    """
    with connection.cursor() as cursor:
        cursor.execute(_MORE_SIGNS, {"signs": list(signs), "customer": customer_id})


def sign_anew(customer_ids: Sequence[int]) -> None:
    """Give signs to customers of before there were any, from what they are known by.

    Unseals the few who just came back, one by one; nobody's whole list of customers.
    """
    customers = Customer.objects.filter(pk__in=customer_ids).prefetch_related("contact_points")
    CustomerSigns.objects.bulk_create(
        [CustomerSigns(customer=one, signs=_signs(one)) for one in customers],
        ignore_conflicts=True,
    )


def _signs(customer: Customer) -> list[int]:
    """An erased customer has none."""
    key = customer.wrapped_key
    if key is None:
        return []
    sealed = customer.name_sealed
    name = "" if sealed is None else sealing.unseal(key, sealed, context=NAME_CONTEXT)
    points = customer.contact_points.all()
    return signs_of(
        name,
        [(ContactKind(one.kind), one.value()) for one in points if one.value_sealed is not None],
    )
