"""Reading one object out of a bucket that is not ours to keep files in; nothing is ever written there."""

from dataclasses import dataclass

from channels.errors import AnswerTooLarge, NoAnswer


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A bucket and how one gets in; without a key that of the machine's own role. No endpoint: Amazon's."""

    bucket: str
    region: str
    key: str
    secret: str
    endpoint: str


def object_in(place: Place, name: str, *, most_bytes: int) -> bytes:
    """Give an object whole. Raises NoAnswer where it cannot be had now, AnswerTooLarge."""
    # Not above: every process would load it, for a third of a second, and few sites need it.
    from feedback_site.buckets import Bucket

    bucket = Bucket(
        bucket_name=place.bucket, region_name=place.region, access_key=place.key or None,
        secret_key=place.secret or None, endpoint_url=place.endpoint or None,
    )  # fmt: skip
    try:
        if bucket.size(name) > most_bytes:
            raise AnswerTooLarge(limit=most_bytes)
        with bucket.open(name) as found:
            return bytes(found.read())
    except FileNotFoundError as error:
        raise NoAnswer(why="the bucket has no such mail") from error
    except OSError as error:
        raise NoAnswer(why="the bucket cannot be read") from error
