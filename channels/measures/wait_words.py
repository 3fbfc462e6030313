"""How long somebody waited, and which share that was, in words for tables."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _


def wait_in_words(wait: timedelta | None) -> str:
    """Say minutes and seconds; empty where there was none."""
    if wait is None:
        return ""
    minutes, seconds = divmod(round(wait.total_seconds()), 60)
    if minutes:
        return _("%(minutes)d min %(seconds)d s") % {"minutes": minutes, "seconds": seconds}
    return _("%(seconds)d s") % {"seconds": seconds}


def share_in_percent(part: int, whole: int) -> int | None:
    """Give whole per cent; None of nothing."""
    return round(100 * part / whole) if whole else None


def due_in_words(due_at: datetime, now: datetime) -> str:
    """Say the time of a day, and the day too where it is not today, where the reader is."""
    due = timezone.localtime(due_at)
    is_today = due.date() == timezone.localtime(now).date()
    return f"{due:%H:%M}" if is_today else f"{due:%m-%d %H:%M}"
