"""The process that reads mail with little memory; it ends when the pipe closes."""

import resource
import sys
from pathlib import Path
from types import ModuleType
from typing import BinaryIO

MEMORY = 512 * 1024 * 1024  # bytes of address space
LIMITED = "the mail was too much to read; only its headers were"
ROOT = Path(__file__).resolve().parents[4]


def enter_packages() -> None:
    """Make our packages importable without what their __init__ loads: Django and settings."""
    for name in ("channels", "channels.adapters", "channels.adapters.email"):
        package = ModuleType(name)
        package.__path__ = [str(ROOT.joinpath(*name.split(".")))]
        sys.modules[name] = package


def serve(source: BinaryIO, sink: BinaryIO) -> None:
    """Answer frames of a mode byte and a mail with frames of a reading, until the source ends."""
    from channels.adapters.email.bounded.frames import HEADERS_ONLY, LENGTH, READY, pack
    from channels.adapters.email.reading import read_headers_only, read_mail

    read_mail(
        "Subject: 热\r\n\r\n<p>你好".encode("gb18030")
    )  # loads the tables before the first mail's time runs
    sink.write(READY)
    sink.flush()
    while len(head := source.read(LENGTH.size + 1)) > LENGTH.size:
        (length,) = LENGTH.unpack(head[: LENGTH.size])
        raw = source.read(length)
        reading = (
            read_headers_only(raw, error=LIMITED) if head[-1:] == HEADERS_ONLY else read_mail(raw)
        )
        answer = pack(reading)
        sink.write(LENGTH.pack(len(answer)))
        sink.write(answer)
        sink.flush()


def main() -> None:
    """Take the limits on and serve standard input."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    enter_packages()
    serve(sys.stdin.buffer, sys.stdout.buffer)


if __name__ == "__main__":
    main()
