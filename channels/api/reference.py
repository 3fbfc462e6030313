"""The API's description as a partner's developer reads it: operations, and the objects they speak of.

Made of the OpenAPI document and of nothing else, so that page and document cannot differ.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Schema = Mapping[str, Any]

METHODS = ("get", "post", "put", "patch", "delete")
# OpenAPI lists a choice's codes once more, with their labels, at the end of a description.
CODES_AGAIN = "\n* `"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a sentence; between backticks it is code."""

    words: str
    is_code: bool


Prose = tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What a value is: its words, and the object that it is, where it is one."""

    words: str
    named: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One value of a request, of an answer or of a named object."""

    name: str
    kind: Kind
    required: bool
    about: Prose
    choices: tuple[str, ...] = ()
    where: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One status that an operation answers with."""

    status: str
    about: Prose
    kind: Kind | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One method of one address."""

    name: str
    method: str
    path: str
    summary: str
    about: Prose
    parameters: tuple[Field, ...]
    body: Kind | None
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """An object, or a list of codes, that operations speak of by name."""

    name: str
    about: Prose
    fields: tuple[Field, ...]
    choices: tuple[str, ...]


def operations(document: Schema) -> tuple[Operation, ...]:
    """Read every operation, in the order of the document."""
    return tuple(
        _operation(path, method, methods[method])
        for path, methods in document["paths"].items()
        for method in METHODS
        if method in methods
    )


def named(document: Schema) -> tuple[Named, ...]:
    """Read every named object, by name."""
    schemas = document["components"]["schemas"]
    return tuple(
        Named(
            name=name,
            about=_prose(schemas[name]),
            fields=tuple(_fields(schemas[name])),
            choices=_choices(schemas[name]),
        )
        for name in sorted(schemas)
    )


def _operation(path: str, method: str, said: Schema) -> Operation:
    body = _content(said.get("requestBody", {}))
    return Operation(
        name=said["operationId"],
        method=method.upper(),
        path=path,
        summary=said.get("summary", ""),
        about=_prose(said),
        parameters=tuple(_parameter(each) for each in said.get("parameters", ())),
        body=_kind(body) if body else None,
        answers=tuple(_answer(status, each) for status, each in said["responses"].items()),
    )


def _parameter(said: Schema) -> Field:
    return Field(
        name=said["name"],
        kind=_kind(said["schema"]),
        required=said.get("required", False),
        about=_prose(said),
        choices=_choices(said["schema"]),
        where=said["in"],
    )


def _answer(status: str, said: Schema) -> Answer:
    content = _content(said)
    return Answer(
        status=status,
        about=_prose(said),
        kind=_kind(content) if content else None,
    )


def _content(said: Schema) -> Schema | None:
    for content in said.get("content", {}).values():
        schema: Schema | None = content.get("schema")
        return schema
    return None


def _fields(schema: Schema) -> Iterator[Field]:
    required = schema.get("required", ())
    for name, said in schema.get("properties", {}).items():
        yield Field(
            name=name,
            kind=_kind(said),
            required=name in required,
            about=_prose(said),
            choices=_choices(said),
        )


def _kind(schema: Schema) -> Kind:
    """Say what a value is, as far as a reader needs: type, format, longest text, whether null."""
    if "$ref" in schema:
        return Kind(words="", named=schema["$ref"].rpartition("/")[2])
    for several in ("allOf", "oneOf", "anyOf"):
        if several in schema:
            return _kind(schema[several][0])
    if schema.get("type") == "array":
        inner = _kind(schema.get("items", {}))
        return Kind(words=f"list of {inner.words}".rstrip(), named=inner.named)
    return Kind(words=", ".join(_words(schema)))


def _words(schema: Schema) -> Iterator[str]:
    types = schema.get("type", "object")
    types = [types] if isinstance(types, str) else types
    yield " or ".join(each for each in types)
    if "format" in schema:
        yield schema["format"]
    if "maxLength" in schema:
        yield f"at most {schema['maxLength']} characters"


def _choices(schema: Schema) -> tuple[str, ...]:
    inner = schema.get("items", schema)
    return tuple(str(each) for each in inner.get("enum", ()) if each is not None)


def _prose(said: Schema) -> Prose:
    text: str = said.get("description", "")
    if text.startswith(CODES_AGAIN.lstrip()):
        return ()
    words = text.partition(CODES_AGAIN)[0].rstrip().split("`")
    return tuple(Span(each, bool(at % 2)) for at, each in enumerate(words) if each)
