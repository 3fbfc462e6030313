"""The table of what could not be done."""

from feedback_site.sweeping.models.stuck_row import StuckRow

__all__ = ["StuckRow"]
