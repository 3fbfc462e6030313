"""Asking other servers over HTTP: bounded in time and size, never redirected.

An address that an administrator typed, or that came in with an item, is resolved once and connected to
as it was checked, so that nobody leads us into our own network.
"""

import logging
import socket
import ssl
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

import httpcore
import httpx
from django.conf import settings

from channels.errors import AnswerTooLarge, ForbiddenAddress, NoAnswer

CONNECT_SECONDS = 5.0
# From the first look-up to the last byte of the answer.
MOST_SECONDS = 20.0
MOST_BYTES = 5 * 1024 * 1024
# It logs each address it asks, and WeChat wants its token in the address.
logging.getLogger("httpx").setLevel(logging.WARNING)
_PUBLIC_IPV6 = IPv6Network("2000::/3")
_Address = IPv4Address | IPv6Address


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What another server said; the names of headers are in lower case."""

    status: int
    headers: Mapping[str, str]
    content: bytes


def ask(
    method: str, url: str, *, headers: Mapping[str, str] | None = None,
    params: Mapping[str, str] | None = None, content: bytes | None = None, is_typed: bool = False,
    most_seconds: float = MOST_SECONDS, most_bytes: int = MOST_BYTES,
) -> Answer:  # fmt: skip
    """Send one request and read its answer, whatever its status; a redirect is an answer too.

    `is_typed` says that the address is not written in our settings: it must lead out of our own
    networks. Raises ForbiddenAddress, AnswerTooLarge, and NoAnswer where a later try may work.
    """
    deadline = time.monotonic() + most_seconds
    sent = {"Accept-Encoding": "identity", "User-Agent": "feedback-site", **(headers or {})}
    try:
        with (
            _client(deadline, is_typed=is_typed) as client,
            client.stream(method, url, headers=sent, params=params, content=content) as response,
        ):
            return Answer(
                status=response.status_code,
                headers={name.lower(): value for name, value in response.headers.items()},
                content=_body(response, most_bytes),
            )
    except (httpx.UnsupportedProtocol, httpx.InvalidURL) as error:
        raise ForbiddenAddress(why=type(error).__name__) from error
    except (httpx.HTTPError, httpcore.TimeoutException, httpcore.NetworkError, OSError) as error:
        # The words of an error may hold the address, and an address may hold a key.
        raise NoAnswer(why=type(error).__name__) from error


def _client(deadline: float, *, is_typed: bool) -> httpx.Client:
    """Make the one kind of client there is; nothing of the environment reaches it."""
    return httpx.Client(
        transport=_Transport(deadline, is_typed=is_typed), follow_redirects=False, trust_env=False,
        timeout=httpx.Timeout(MOST_SECONDS, connect=CONNECT_SECONDS),
    )  # fmt: skip


def _body(response: httpx.Response, most_bytes: int) -> bytes:
    if response.headers.get("content-encoding", "identity") != "identity":
        raise NoAnswer(why="it is compressed, which was not asked for")
    body = bytearray()
    for part in response.iter_raw():
        body += part
        if len(body) > most_bytes:
            raise AnswerTooLarge(limit=most_bytes)
    return bytes(body)


class _Transport(httpx.HTTPTransport):
    """The library's own way, over connections of ours."""

    def __init__(self, deadline: float, *, is_typed: bool) -> None:
        super().__init__(verify=_trusted(), trust_env=False)
        self._pool = httpcore.ConnectionPool(
            ssl_context=_trusted(), network_backend=_Backend(deadline, is_typed=is_typed)
        )


class _Backend(httpcore.NetworkBackend):
    """Opens connections to addresses that were looked at, and lets none outlive the deadline."""

    def __init__(self, deadline: float, *, is_typed: bool) -> None:
        self._deadline, self._is_typed = deadline, is_typed
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:  # fmt: skip
        """Connect to the first address of a host that answers."""
        refused: Exception = httpcore.ConnectError("no address")
        for address in _addresses(host, port, is_typed=self._is_typed):
            try:
                stream = self._sockets.connect_tcp(
                    address, port, _left(self._deadline, timeout), local_address, socket_options
                )
            except httpcore.ConnectError as error:
                refused = error
            else:
                return _Stream(stream, self._deadline)
        raise refused


class _Stream(httpcore.NetworkStream):
    """A connection whose every step ends before the deadline."""

    def __init__(self, inner: httpcore.NetworkStream, deadline: float) -> None:
        self._inner, self._deadline = inner, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what has come."""
        return self._inner.read(max_bytes, _left(self._deadline, timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send."""
        self._inner.write(buffer, _left(self._deadline, timeout))

    def close(self) -> None:
        """Hang up."""
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:  # fmt: skip
        """Encrypt; the certificate must be that of the name, not of the address."""
        left = _left(self._deadline, timeout)
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, left), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        """Tell about the connection."""
        return self._inner.get_extra_info(info)


def _left(deadline: float, timeout: float | None) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("too slow")
    return left if timeout is None else min(left, timeout)


def _addresses(host: str, port: int, *, is_typed: bool) -> list[str]:
    """Look a host up, once. Raises ForbiddenAddress where one of its addresses is not outside."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if is_typed and not all(_is_allowed(ip_address(one.partition("%")[0])) for one in addresses):
        raise ForbiddenAddress(why=host)
    return addresses


def _is_allowed(address: _Address) -> bool:
    """Whether an address is in the public Internet, or in a network that the settings open."""
    if any(address in ip_network(network) for network in settings.HTTP_OPEN_NETWORKS):
        return True
    if isinstance(address, IPv6Address) and (
        address not in _PUBLIC_IPV6 or address.sixtofour or address.teredo
    ):
        return False
    return address.is_global and not address.is_multicast


@cache
def _trusted() -> ssl.SSLContext:
    """Read the certificates that this machine trusts, which takes a while."""
    return ssl.create_default_context()
