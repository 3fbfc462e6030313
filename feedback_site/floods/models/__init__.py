"""Models of floods."""

from feedback_site.floods.models.count import Count

__all__ = ["Count"]
