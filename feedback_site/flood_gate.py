"""How often one source may ask for the same thing in a while."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest

from feedback_site.privacy import sealing


def source_of(request: HttpRequest) -> str:
    """Name where a request comes from without storing the address: hex of a keyed hash.

    Behind TRUSTED_PROXIES proxies the address that the outermost of them saw is used.
    """
    address = request.META.get("REMOTE_ADDR", "")
    if settings.TRUSTED_PROXIES:
        seen = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        address = seen[-settings.TRUSTED_PROXIES :][0].strip() or address
    return sealing.blind_index("source", address).hex()[:32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """At most `limit` times in each window of `seconds`, counted for each source."""

    name: str
    limit: int
    seconds: int

    def admits(self, source: str, *, now: datetime) -> bool:
        """Count one more, and say whether that is still within the limit.

        Without a cache server each process counts by itself, so the limit is per process then.
        """
        counters, key = caches["counters"], self._key(source, now)
        counters.add(key, 0, timeout=self.seconds * 2)
        return int(counters.incr(key)) <= self.limit

    def opens_in(self, now: datetime) -> int:
        """Seconds until the next window."""
        return self.seconds - int(now.timestamp()) % self.seconds

    def _key(self, source: str, now: datetime) -> str:
        return f"gate:{self.name}:{source}:{int(now.timestamp()) // self.seconds}"
