"""Values of statements over many rows, as the driver hands them over quickest: one text each."""

from collections.abc import Iterable, Mapping, Sequence

import orjson
from django.core.serializers.json import DjangoJSONEncoder

_others = DjangoJSONEncoder().default


def as_json(rows: Sequence[Mapping[str, object]]) -> str:
    """Give rows for json_to_recordset and its like; what is not JSON by itself is written as Django does.

    For the way to the database alone: what is hashed is written by `ledger.canonical`. Moments keep their
    microseconds and their zone.
    """
    return orjson.dumps(rows, default=_others).decode()


def listed(ids: Iterable[int]) -> str:
    """Give numbers as the text of an array, for `%s::bigint[]`; of a list, the driver writes each."""
    return "{" + ",".join(map(str, ids)) + "}"
