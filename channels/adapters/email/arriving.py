"""When a mail came to a server of ours, as that server says; the sender's own clock counts for nothing."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from channels.adapters.email.mime.entities import read_headers

# As long as mail servers keep trying to hand a mail on (RFC 5321, 4.5.4.1).
LONGEST_QUEUED = timedelta(days=5)


def relayed_at(mail: bytes, *, now: datetime) -> datetime | None:
    """Give when the relay that handed a mail over had taken it: by the newest of its Received headers.

    None where it says no such time, or one that no queue explains. Ask this only of relays of our own.
    """
    headers, _start = read_headers(mail, 0, len(mail))
    newest = next((value for name, value in headers if name == "received"), b"")
    try:
        told = parsedate_to_datetime(newest.rpartition(b";")[2].decode("ascii", "replace").strip())
        taken = (told if told.tzinfo else told.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return taken if now - LONGEST_QUEUED <= taken <= now else None
