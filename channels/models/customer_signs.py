"""Signs of customers: by what two of them may be seen to be one person, without unsealing anything."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models


class CustomerSigns(models.Model):
    """Apart from Customer, which is read far more often; forgotten together with the key."""

    customer = models.OneToOneField(
        "channels.Customer", models.PROTECT, primary_key=True, related_name="signs"
    )
    signs = ArrayField(models.BigIntegerField(), default=list)
    # The last submission with which this customer has been compared with all others.
    compared_up_to = models.BigIntegerField(default=0, db_default=0)

    class Meta:
        indexes = (GinIndex(name="channels_customer_signs", fields=("signs",)),)

    def __str__(self) -> str:
        return str(self.customer_id)
