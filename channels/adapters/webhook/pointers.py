"""JSON pointers (RFC 6901), and an asterisk for each entry of a list."""

from collections.abc import Iterator
from typing import Any


def values_at(document: Any, pointer: str) -> list[str]:
    """Give what stands at a pointer as texts, in order: numbers written out, nothing for objects."""
    if not pointer:
        return []
    steps = [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]
    return [text for value in _follow(document, steps) if (text := _text(value))]


def value_at(document: Any, pointer: str) -> str:
    """Give the first of them; "" for none."""
    return next(iter(values_at(document, pointer)), "")


def _follow(value: Any, steps: list[str]) -> Iterator[Any]:
    if not steps:
        yield from value if isinstance(value, list) else (value,)
        return
    step, rest = steps[0], steps[1:]
    if step == "*" and isinstance(value, list):
        for one in value:
            yield from _follow(one, rest)
    elif isinstance(value, list) and step.isdecimal() and int(step) < len(value):
        yield from _follow(value[int(step)], rest)
    elif isinstance(value, dict) and step in value:
        yield from _follow(value[step], rest)


def _text(value: Any) -> str:
    if isinstance(value, bool) or value is None:
        return ""
    return str(value) if isinstance(value, str | int | float) else ""
