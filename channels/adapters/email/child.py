"""The process that reads mail with little memory and no way to harm its parent; it ends when the pipe closes."""

import resource
import sys
from typing import BinaryIO

from channels.adapters.email.frames import HEADERS_ONLY, LENGTH, READY, pack
from channels.adapters.email.reading import read_headers_only, read_mail

MEMORY = 512 * 1024 * 1024  # bytes of address space
LIMITED = "the mail was too much to read; only its headers were"


def serve(source: BinaryIO, sink: BinaryIO) -> None:
    """Answer frames of a mode byte and a mail with frames of a reading, until the source ends."""
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
    """Take the limits on, warm up, and serve standard input."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    read_mail("Subject: 热\r\n\r\n<p>你好".encode("gb18030"))
    serve(sys.stdin.buffer, sys.stdout.buffer)


if __name__ == "__main__":
    main()
