"""Events of calls: what the call centre told, one row an item."""

import json
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from channels.call_kinds import CallDirection, CallEventKind
from channels.calls import CallFact
from channels.models.call import Call
from feedback_site.privacy import sealing

FACTS_CONTEXT = "channels_callevent.facts"


class CallEvent(models.Model):
    """One thing that was told of a call, by one raw item; what could identify a person is sealed."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="events")
    raw = models.OneToOneField("channels.RawIntake", models.PROTECT, related_name="call_event")
    kind = models.CharField(_("what happened"), max_length=12, choices=CallEventKind)
    happened_at = models.DateTimeField(_("happened at"))
    agent_code = models.CharField(_("agent at the call centre"), max_length=80, blank=True)
    facts_sealed = models.BinaryField(null=True)

    class Meta:
        verbose_name = _("event of a call")
        verbose_name_plural = _("events of calls")
        ordering = ("happened_at", "pk")

    def __str__(self) -> str:
        return f"{self.call_id} {self.kind}"

    @classmethod
    def of(cls, call: Call, fact: CallFact, *, raw_id: int) -> Self:
        """Make the row of a fact; the caller saves."""
        told = {
            "direction": fact.direction.value, "number": fact.number, "line": fact.line,
            "store": fact.store, "recording": fact.recording,
        }  # fmt: skip
        return cls(
            call=call, raw_id=raw_id, kind=fact.kind, happened_at=fact.at, agent_code=fact.agent,
            facts_sealed=sealing.seal(
                call.wrapped_key or b"", json.dumps(told), context=FACTS_CONTEXT
            ),
        )  # fmt: skip

    def fact(self) -> CallFact:
        """Give back what was told. Raises CannotUnseal after erasure."""
        if self.call.wrapped_key is None or self.facts_sealed is None:
            raise sealing.CannotUnseal
        told = json.loads(
            sealing.unseal(self.call.wrapped_key, self.facts_sealed, context=FACTS_CONTEXT)
        )
        return CallFact(
            kind=CallEventKind(self.kind), at=self.happened_at, agent=self.agent_code,
            direction=CallDirection(told.pop("direction")), **told,
        )  # fmt: skip
