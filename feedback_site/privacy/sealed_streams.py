"""Sealing what is too long to be held twice: a file, piece by piece, in memory that does not grow with it.

Each piece is AES-256-GCM under a key of the file's own; its nonce counts the pieces and marks the last, so
that none can be changed, left out, swapped or added, and a file cut short is no file (STREAM: Hoang,
Reyhanitabar, Rogaway, Vizár, "Online Authenticated-Encryption and its Nonce-Reuse Misuse-Resistance", 2015).

    "FBS1" · 16 bytes salt of the key · 7 bytes of the nonces · pieces of 64 KiB, each with 16 bytes of tag
"""

import io
import os
from collections.abc import Iterator
from itertools import chain
from typing import IO

from cryptography.exceptions import InvalidTag

from feedback_site.privacy.sealing import Bytes, CannotUnseal, derived

PIECE = 64 * 1024
_MARK, _SALT, _PREFIX, _TAG = b"FBS1", 16, 7, 16
_HEADER = len(_MARK) + _SALT + _PREFIX
# A piece's number has four bytes: 256 TiB.
_MOST_PIECES = 2**32


def sealed_size(size: int) -> int:
    """Give how many bytes a file of `size` takes when it is sealed."""
    pieces = max(1, -(-size // PIECE))
    return _HEADER + size + pieces * _TAG


def sealed(wrapped_key: Bytes, content: Bytes, *, context: str) -> IO[bytes]:
    """Seal bytes that are in memory, to be written as they are read; `context` is authenticated."""
    return io.BufferedReader(_Pieces(_seal(wrapped_key, memoryview(content), context)), PIECE)


def unsealed(wrapped_key: Bytes, source: IO[bytes], *, context: str) -> IO[bytes]:
    """Unseal a file as it is read.

    Raises CannotUnseal at once where it is none of ours, and in reading where a later piece was changed:
    nothing is given out that was not checked.
    """
    header = source.read(_HEADER)
    if len(header) != _HEADER or not header.startswith(_MARK):
        raise CannotUnseal
    pieces = _unseal(wrapped_key, source, header, context)
    first = next(pieces)
    return io.BufferedReader(_Pieces(chain((first,), pieces), source), PIECE)


def _seal(wrapped_key: Bytes, content: memoryview, context: str) -> Iterator[bytes]:
    salt, prefix = os.urandom(_SALT), os.urandom(_PREFIX)
    key = derived(wrapped_key, salt=salt, purpose=context)
    yield _MARK + salt + prefix
    last = max(1, -(-len(content) // PIECE)) - 1
    for number in range(last + 1):
        piece = content[number * PIECE : (number + 1) * PIECE]
        yield key.encrypt(_nonce(prefix, number, is_last=number == last), piece, None)


def _unseal(wrapped_key: Bytes, source: IO[bytes], header: bytes, context: str) -> Iterator[bytes]:
    salt, prefix = header[len(_MARK) : -_PREFIX], header[-_PREFIX:]
    key = derived(wrapped_key, salt=salt, purpose=context)
    piece = source.read(PIECE + _TAG)
    for number in range(_MOST_PIECES):
        following = source.read(PIECE + _TAG)
        nonce = _nonce(prefix, number, is_last=not following)
        try:
            yield key.decrypt(nonce, piece, None)
        except InvalidTag as error:
            raise CannotUnseal from error
        if not following:
            return
        piece = following


def _nonce(prefix: bytes, number: int, *, is_last: bool) -> bytes:
    return prefix + number.to_bytes(4, "big") + bytes([is_last])


class _Pieces(io.RawIOBase):
    """Pieces of bytes as a file to be read once; asks for the next piece only when it is wanted."""

    def __init__(self, pieces: Iterator[bytes], source: IO[bytes] | None = None) -> None:
        super().__init__()
        self._pieces, self._source = pieces, source
        self._left = memoryview(b"")

    def readable(self) -> bool:
        """Say that it may be read; it can be neither written nor rewound."""
        return True

    def readinto(self, buffer: Bytes) -> int:  # type: ignore[override]
        """Fill a buffer as far as the piece at hand goes; 0 at the end."""
        while not self._left:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._left = memoryview(piece)
        count = min(len(buffer), len(self._left))
        memoryview(buffer)[:count] = self._left[:count]
        self._left = self._left[count:]
        return count

    def close(self) -> None:
        """Close what it reads from as well."""
        if self._source is not None:
            self._source.close()
        super().close()
