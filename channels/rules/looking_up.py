"""Look up what hardly ever changes, remembered for some seconds in each process."""

from datetime import datetime

from channels.models import Channel
from feedback_site.organisation.models import Store
from feedback_site.privacy.models import PrivacyNotice
from feedback_site.remembering import remember


def channel_called(code: str) -> Channel:
    """Give the channel of this code. Raises Channel.DoesNotExist."""
    return remember(f"channel {code}", lambda: Channel.objects.get(code=code))


def store_id_of(code: str) -> int | None:
    """Give the id of the store of this code; None where we have no such store."""
    if not code:
        return None
    return remember(
        f"store {code}",
        lambda: Store.objects.filter(code=code).values_list("pk", flat=True).first(),
    )


def notice_in_force(now: datetime) -> str:
    """Give the version of the privacy notice in force; empty where none has been published."""
    return remember(
        "notice in force",
        lambda: (
            PrivacyNotice.objects.filter(valid_from__lte=now)
            .order_by("-valid_from")
            .values_list("version", flat=True)
            .first()
            or ""
        ),
    )
