"""HTTP requests whose time, and answers whose size, the other end cannot stretch.

urllib3's time limits are those of a socket and begin anew with every byte: headers that trickle in, ``100 Continue``
without end, or a body of one byte a second keep a caller waiting for as long as the other end likes. Here every wait
ends at one deadline: for each address of the host, for TLS, headers, interim answers and body. Two things urllib3 does
not let us limit: the look-up of the host's name, whose time is the operating system's, and the sending of a request,
which has the connection's limit again (what we send fits into a socket's buffer).

Nor can the other end, by a redirect or by what its name resolves to, lead a request into the bank's own network: the
address is looked up once, checked (``addresses``), and that very address is connected.
"""

import socket
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from http.client import HTTPResponse
from io import BufferedReader, RawIOBase
from typing import Any

from urllib3 import BaseHTTPResponse
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    LocationParseError,
    NameResolutionError,
    NewConnectionError,
    ReadTimeoutError,
)
from urllib3.util import Timeout, Url, parse_url
from urllib3.util.connection import allowed_gai_family, create_connection

from lambdas.shared.runtime.addresses import may_connect_to

_LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
_PART = 1 << 20


class AddressRefused(HTTPError):
    """The host has only addresses of this machine or of a private network, and the settings do not name them."""


class TooLarge(Exception):
    """There are more bytes than are allowed."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds: until an address of the host is connected, between two parts of the answer, and for all together."""

    connect: float
    read: float
    total: float


class Deadline:
    """The moment, ``seconds`` from now, at which all waiting ends."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def within(self, seconds: float) -> float:
        """``seconds``, or what is left of the time where that is less. Raises TimeoutError once nothing is left."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError("no time is left")
        return min(seconds, left)


def request(
    method: str,
    url: Url,
    *,
    headers: Mapping[str, str],
    limits: Limits,
    body: bytes = b"",
    deadline: Deadline | None = None,
) -> BaseHTTPResponse:
    """The answer's status and headers; the caller reads the rest with ``body``, and closes it (use ``with``).

    ``deadline``: of several requests together; without one it is ``limits.total`` from now. Nothing is sent twice, no
    redirect is followed, and nothing is decompressed. Raises urllib3's HTTPError.
    """
    deadline = deadline or Deadline(limits.total)
    kind = _EncryptedPool if url.scheme == "https" else _Pool
    port = url.port or kind.ConnectionCls.default_port
    timeout = Timeout(connect=limits.connect, read=limits.read)
    # One connection for one call: by the time a frozen function thaws, a kept one is dead.
    with kind(url.host or "", port, timeout=timeout, retries=False, limits=limits, deadline=deadline) as pool:
        return pool.urlopen(
            method,
            url.request_uri,
            body=body or None,
            headers=headers,
            redirect=False,
            preload_content=False,
            decode_content=False,
        )


def body(response: BaseHTTPResponse, most_bytes: int) -> Iterator[bytes]:
    """The body of an answer, part by part as it came. Raises TooLarge, and urllib3's HTTPError."""
    return parts(partial(response.read1, decode_content=False), most_bytes)


def parts(read: Callable[[int], bytes], most_bytes: int) -> Iterator[bytes]:
    """What ``read(size)`` returns until it returns nothing. Raises TooLarge instead of the part that is too much."""
    size = 0
    while part := read(_PART):
        size += len(part)
        if size > most_bytes:
            raise TooLarge(f"over {most_bytes:,} bytes")
        yield part


def problem(error: Exception) -> str:
    """What went wrong with a request, for a message: never the other end's own words."""
    if isinstance(error, AddressRefused):
        return "its address is in a private network that network.allowed in the settings does not name"
    return "no answer in time" if isinstance(error, TimeoutError | ReadTimeoutError) else type(error).__name__


def safe(address: str) -> Url | None:
    """The parts of an address that may be asked: encrypted, or on this machine, and without a user's name."""
    try:
        found = parse_url(address)
    except LocationParseError:
        return None
    encrypted = found.scheme == "https" or (found.scheme == "http" and found.host in _LOOPBACK)
    return found if encrypted and found.host and not found.auth else None


class _Connection(HTTPConnection):
    """urllib3's connection; ``Any`` stands for its many arguments, which are handed on as they are."""

    response_class: Any  # http.client calls it to make an answer, so it may be any callable

    def __init__(self, *args: Any, limits: Limits, deadline: Deadline, **others: Any) -> None:
        super().__init__(*args, **others)
        self._limits, self._deadline = limits, deadline
        self.response_class = partial(_Response, wait=partial(deadline.within, limits.read))

    def _new_conn(self) -> socket.socket:
        """Connect to the first address that answers. urllib3's own method gives every address all of the time."""
        failure: OSError = OSError("the host has no address")
        for address in self._addresses():
            try:
                return self._connected(address)
            except OSError as error:
                failure = error
        meaning = ConnectTimeoutError if isinstance(failure, TimeoutError) else NewConnectionError
        raise meaning(self, str(failure)) from None

    def _addresses(self) -> list[str]:
        """The host's addresses that may be asked. Raises AddressRefused where it has others alone."""
        try:
            found = socket.getaddrinfo(self.host, self.port, allowed_gai_family(), socket.SOCK_STREAM)
        except UnicodeError:
            raise LocationParseError(self.host) from None
        except socket.gaierror as error:
            raise NameResolutionError(self.host, self, error) from None
        addresses = [str(address[0]) for *_, address in found]
        allowed = [address for address in addresses if may_connect_to(address)]
        if addresses and not allowed:
            raise AddressRefused(self.host)
        return allowed

    def _connected(self, address: str) -> socket.socket:
        """A socket that is connected to this address, whose time limit is that of a TLS handshake."""
        seconds = self._deadline.within(self._limits.connect)
        made = create_connection((address, self.port), seconds, socket_options=self.socket_options)
        try:
            made.settimeout(self._deadline.within(self._limits.connect))
        except TimeoutError:
            made.close()
            raise
        return made


class _EncryptedConnection(_Connection, HTTPSConnection):
    """The same with TLS."""


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _EncryptedPool(HTTPSConnectionPool):
    ConnectionCls = _EncryptedConnection


class _Response(HTTPResponse):
    """The standard library's answer, each of whose reads from the socket waits ``wait()`` seconds at most."""

    def __init__(self, sock: socket.socket, *args: Any, wait: Callable[[], float], **others: Any) -> None:
        super().__init__(sock, *args, **others)
        self.fp = BufferedReader(_Socket(self.fp.detach(), sock, wait))


class _Socket(RawIOBase):
    """Reads from a socket (``file`` is what it makes of itself to be read), within ``wait()`` seconds each time."""

    def __init__(self, file: RawIOBase, sock: socket.socket, wait: Callable[[], float]) -> None:
        self._file, self._socket, self._wait = file, sock, wait

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._socket.settimeout(self._wait())
        return self._file.readinto(buffer)

    def close(self) -> None:
        self._file.close()
        super().close()
