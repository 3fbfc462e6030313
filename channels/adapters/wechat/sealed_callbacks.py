"""WeChat's own envelope: signatures of callbacks, and AES-256-CBC under the EncodingAESKey.

Inside are 16 random bytes, the length in network order, the words and the AppID, padded to 32 bytes.
"""

import base64
import binascii
import hashlib
import hmac
import os
import struct

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import CBC

from channels.errors import WrongSignature

_BLOCK = 32  # bytes that the padding fills up to, twice a block of AES
_RANDOM = 16


def signature_of(*parts: str) -> str:
    """Sign parts as WeChat does: sorted, joined, SHA-1. The token among them is the secret."""
    return hashlib.sha1("".join(sorted(parts)).encode(), usedforsecurity=False).hexdigest()


def require_signature(signature: str, *parts: str) -> None:
    """Compare in constant time. Raises WrongSignature."""
    if not hmac.compare_digest(signature.encode(), signature_of(*parts).encode()):
        raise WrongSignature(why="token, time, nonce")


def seal(words: bytes, *, aes_key: str, app_id: str) -> str:
    """Encrypt words for WeChat."""
    plain = os.urandom(_RANDOM) + struct.pack("!I", len(words)) + words + app_id.encode()
    missing = _BLOCK - len(plain) % _BLOCK
    encryptor = _cipher(aes_key).encryptor()
    sealed = encryptor.update(plain + bytes([missing]) * missing) + encryptor.finalize()
    return base64.b64encode(sealed).decode()


def unseal(sealed: str, *, aes_key: str, app_id: str) -> bytes:
    """Decrypt what WeChat says to this AppID; ask for the signature first. Raises WrongSignature."""
    try:
        encrypted = base64.b64decode(sealed, validate=True)
    except (binascii.Error, ValueError) as error:
        raise WrongSignature(why="no base64") from error
    if not encrypted or len(encrypted) % _BLOCK:
        raise WrongSignature(why="no whole blocks")
    decryptor = _cipher(aes_key).decryptor()
    plain = decryptor.update(encrypted) + decryptor.finalize()
    missing = plain[-1]
    if not 1 <= missing <= _BLOCK or plain[-missing:] != bytes([missing]) * missing:
        raise WrongSignature(why="padding")
    return _words(plain[:-missing], app_id.encode())


def _words(plain: bytes, app_id: bytes) -> bytes:
    start = _RANDOM + 4
    if len(plain) < start:
        raise WrongSignature(why="too short")
    (length,) = struct.unpack("!I", plain[_RANDOM:start])
    words, said_id = plain[start : start + length], plain[start + length :]
    if len(words) != length or not hmac.compare_digest(said_id, app_id):
        raise WrongSignature(why="AppID")
    return words


def _cipher(aes_key: str) -> Cipher[CBC]:
    key = base64.b64decode(f"{aes_key}=")
    return Cipher(AES256(key), CBC(key[:16]))
