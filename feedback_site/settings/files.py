"""Where uploaded files lie when not in a folder: a bucket that speaks S3, told by one address."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.core.exceptions import ImproperlyConfigured

_SHAPE = "s3://bucket/prefix?endpoint=https://s3.example.org&region=…"


def bucket_of(address: str, *, key: str = "", secret: str = "") -> dict[str, Any]:
    """Read an address into an entry of STORAGES. Raises ImproperlyConfigured.

    Without `endpoint` it is Amazon's; without key and secret those of the machine's own role are used.
    """
    url = urlsplit(address)
    asked = parse_qs(url.query)
    if url.scheme != "s3" or not url.netloc or asked.keys() - {"endpoint", "region"}:
        raise ImproperlyConfigured(f"{address!r} is no bucket: write {_SHAPE}")
    return {
        "BACKEND": "feedback_site.buckets.Bucket",
        "OPTIONS": {
            "bucket_name": url.netloc,
            "location": url.path.strip("/"),
            "endpoint_url": asked.get("endpoint", [None])[0],
            "region_name": asked.get("region", [None])[0],
            "access_key": key or None,
            "secret_key": secret or None,
        },
    }
