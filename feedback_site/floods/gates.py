"""How often one source may ask for the same thing in a while, counted once for all processes."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.db import connection
from django.db.models import F
from django.http import HttpRequest

from feedback_site.floods.lines import source_at
from feedback_site.floods.models import Count

# One more, and what it makes together. Whoever counts takes away a few windows that are long over, so
# that the table stays small without anybody sweeping it.
_COUNT = """
WITH over AS (
    DELETE FROM floods_count WHERE key IN (
        SELECT key FROM floods_count WHERE ends_at < %(now)s
        ORDER BY ends_at LIMIT 3 FOR UPDATE SKIP LOCKED
    )
)
INSERT INTO floods_count AS known (key, times, ends_at) VALUES (%(key)s, 1, %(ends_at)s)
ON CONFLICT (key) DO UPDATE SET times = known.times + 1
RETURNING times
"""


def source_of(request: HttpRequest) -> str:
    """Name where a request comes from without storing the address: hex of a keyed hash.

    Behind TRUSTED_PROXIES proxies the address that the outermost of them saw is used.
    """
    address = request.META.get("REMOTE_ADDR", "")
    if settings.TRUSTED_PROXIES:
        seen = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        address = seen[-settings.TRUSTED_PROXIES :][0].strip() or address
    return source_at(address)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """At most `limit` times in each window of `seconds`, counted for each source.

    Windows are fixed: at the turn of one, twice the limit may come in a short time.
    """

    name: str
    limit: int
    seconds: int

    def admits(self, source: str, *, now: datetime) -> bool:
        """Count one more, and say whether that is still within the limit."""
        with connection.cursor() as cursor:
            cursor.execute(
                _COUNT,
                {"key": self._key(source, now), "now": now, "ends_at": self._end(now)},
            )
            return bool(cursor.fetchone()[0] <= self.limit)

    def take_back(self, source: str, *, now: datetime) -> None:
        """Count one less in the window of `now`: what was counted there did not come about."""
        counted = Count.objects.filter(key=self._key(source, now), times__gt=0)
        counted.update(times=F("times") - 1)

    def is_full(self, source: str, *, now: datetime) -> bool:
        """Whether the next one would be too many; counts nothing."""
        return self.counted(source, now=now) >= self.limit

    def counted(self, source: str, *, now: datetime) -> int:
        """Say how many there were in this window; counts nothing."""
        known = Count.objects.filter(key=self._key(source, now))
        return known.values_list("times", flat=True).first() or 0

    def opens_in(self, now: datetime) -> int:
        """Seconds until the next window."""
        return self.seconds - int(now.timestamp()) % self.seconds

    def _key(self, source: str, now: datetime) -> str:
        return f"{self.name}:{source}:{int(now.timestamp()) // self.seconds}"

    def _end(self, now: datetime) -> datetime:
        window = int(now.timestamp()) // self.seconds
        return datetime.fromtimestamp((window + 1) * self.seconds, tz=UTC)
