"""How often one partner may call: a counter for each minute and scope, two look-ups in memory."""

import time

from django.conf import settings
from django.core.cache import caches
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

WINDOW = 60  # seconds


class PartnerThrottle(BaseThrottle):
    """Counts calls of one partner in one scope (`throttle_scope` of the view) within each minute.

    Without a shared cache each web process counts for itself.
    """

    def allow_request(self, request: Request, view: APIView) -> bool:
        """Count this call, and say whether it is within the limit."""
        scope = getattr(view, "throttle_scope", "read")
        limit = settings.API_CALLS_A_MINUTE[scope]
        counters = caches["counters"]
        key = f"api:{scope}:{request.user.pk}:{int(time.time()) // WINDOW}"
        counters.add(key, 0, timeout=2 * WINDOW)
        calls: int = counters.incr(key)
        return bool(calls <= limit)

    def wait(self) -> float:
        """Seconds until the next minute begins."""
        return WINDOW - time.time() % WINDOW
