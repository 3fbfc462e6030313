"""WeChat's XML: one element of named texts. No document type, no entity, nothing nested is read."""

from collections.abc import Mapping
from xml.parsers import expat

from channels.errors import UnreadableIntake

_LONGEST = 1024 * 1024  # bytes; a message is a few kilobytes


class _Reader:
    """Collects the texts of the elements directly below the root."""

    def __init__(self) -> None:
        self.fields: dict[str, str] = {}
        self._path: list[str] = []

    def start(self, name: str, _attributes: Mapping[str, str]) -> None:
        self._path.append(name)
        if len(self._path) == 2:
            self.fields.setdefault(name, "")

    def end(self, _name: str) -> None:
        self._path.pop()

    def text(self, text: str) -> None:
        if len(self._path) == 2:
            self.fields[self._path[-1]] += text


def read_xml(body: bytes) -> dict[str, str]:
    """Give the texts by their names. Raises UnreadableIntake for anything but such a document."""
    if len(body) > _LONGEST:
        raise UnreadableIntake(why="it is too long")
    # Said aloud, so that a document cannot choose an encoding that hides what it declares.
    parser, reader = expat.ParserCreate(encoding="utf-8"), _Reader()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = _refuse
    try:
        parser.Parse(body, True)  # noqa: FBT003 expat takes it so
    except expat.ExpatError as error:
        raise UnreadableIntake(why="it is not XML") from error
    return reader.fields


def write_xml(fields: Mapping[str, str | int]) -> bytes:
    """Write texts by their names, numbers as numbers."""
    inner = "".join(f"<{name}>{_written(value)}</{name}>" for name, value in fields.items())
    return f"<xml>{inner}</xml>".encode()


def _written(value: str | int) -> str:
    if isinstance(value, int):
        return str(value)
    return f"<![CDATA[{value.replace(']]>', ']]]]><![CDATA[>')}]]>"


def _refuse(*_declaration: object) -> None:
    raise UnreadableIntake(why="it declares a document type")
