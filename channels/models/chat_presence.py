"""Presence: who of the staff takes chats now, and how many at once."""

from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from channels.chat_kinds import ChatState
from channels.models.chat import Chat
from feedback_site.organisation.models import Posting

# A page that asks every half a minute and has been silent for this long is shut, or asleep.
SILENT_AFTER = timedelta(seconds=90)
AT_ONCE = 3


class ChatPresenceQuerySet(models.QuerySet["ChatPresence"]):
    """Questions about who is there."""

    def heard_of(self, now: datetime) -> Self:
        """Keep those whose page has been heard of lately, and who still work here."""
        return self.filter(seen_at__gt=now - SILENT_AFTER, user__is_active=True)

    def there(self, now: datetime) -> Self:
        """Keep those of them who take chats."""
        return self.heard_of(now).filter(is_available=True)

    def reaching(self, store_id: int | None) -> Self:
        """Keep those who see the chats of a store, as Chat.visible_to has it; of no store everybody does."""
        if store_id is None:
            return self
        over_it = Posting.objects.current().filter(
            Q(store=store_id)
            | Q(region__stores=store_id)
            | Q(department__isnull=False)
            | Q(department=None, store=None, region=None),
            user=OuterRef("user"),
        )
        return self.filter(Exists(over_it) | Q(user__is_superuser=True))

    def with_room(self, now: datetime) -> Self:
        """Keep those of them who have fewer chats than they take at once."""
        theirs = Chat.objects.filter(agent=OuterRef("user"), state=ChatState.WITH_PERSON)
        number = theirs.order_by().values("agent").annotate(n=Count("pk")).values("n")
        return self.there(now).filter(at_once__gt=Coalesce(Subquery(number), 0))


class ChatPresence(models.Model):
    """What one person said of themselves: I take chats, or I do not."""

    user = models.OneToOneField(
        "organisation.User", models.PROTECT, primary_key=True, related_name="+"
    )
    is_available = models.BooleanField(_("takes chats"), default=False)
    at_once = models.PositiveSmallIntegerField(_("chats at once"), default=AT_ONCE)
    since = models.DateTimeField(_("since"))
    seen_at = models.DateTimeField(_("last heard of at"))

    objects = ChatPresenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("presence in chats")
        verbose_name_plural = _("presences in chats")

    def __str__(self) -> str:
        return str(self.user)

    def is_there(self, now: datetime) -> bool:
        """Whether a chat would be taken by this person now."""
        return self.is_available and self.seen_at > now - SILENT_AFTER
