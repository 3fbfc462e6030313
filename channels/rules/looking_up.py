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


def store_code_of(name: str) -> str:
    """Give the code of the store that somebody calls by code or name, in any language; "" for none."""
    return remember("names of stores", _stores_by_name).get(_plain(name), "")


def _stores_by_name() -> dict[str, str]:
    rows = Store.objects.values_list("code", "name_zh_hant", "name_zh_hans", "name_en")
    return {_plain(name): row[0] for row in rows for name in reversed(row)}


def _plain(name: str) -> str:
    return "".join(name.split()).casefold()


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
