"""Between a client and a real server: hears what the client says, hides what the server can do, cuts the line."""

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Self

HOST = "127.0.0.1"
PIECE = 4096


class Wiretap:
    """Listens on `port` and passes everything on to a server on this machine.

    hide: words taken out of what the server says.  cut: after so many bytes from the server the line is dead.
    silence: after so many bytes from the server it says nothing more, and the line stays open.
    """

    def __init__(
        self, port: int, hide: tuple[bytes, ...] = (), cut: int | None = None, silence: int | None = None
    ) -> None:
        self.heard = b""
        self._server, self._hide, self._cut, self._silence = port, hide, cut, silence
        self._listening = socket.create_server((HOST, 0))
        self._lines: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self.port = int(self._listening.getsockname()[1])

    def __enter__(self) -> Self:
        self._run(self._accept)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self.hang_up()
        for thread in self._threads:
            thread.join(10)
        for line in [self._listening, *self._lines]:
            line.close()

    @property
    def connections(self) -> int:
        """How often a client came."""
        return len(self._lines) // 2

    @property
    def commands(self) -> list[str]:
        """What the client said, line by line, without IMAP's tags."""
        return [line.partition(" ")[2] for line in self.heard.decode("latin-1").splitlines()]

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                server = socket.create_connection((HOST, self._server))
                self._lines += [client, server]
                self._run(self._up, client, server)
                self._run(self._down, server, client)

    def _up(self, client: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            while piece := client.recv(PIECE):
                self.heard += piece
                server.sendall(piece)
            server.shutdown(socket.SHUT_WR)

    def _down(self, server: socket.socket, client: socket.socket) -> None:
        passed = 0
        with suppress(OSError):
            while piece := server.recv(PIECE):
                passed += len(piece)
                if self._cut is not None and passed > self._cut:
                    self.hang_up()
                elif self._silence is None or passed <= self._silence:
                    client.sendall(self._without(piece))
            client.shutdown(socket.SHUT_WR)

    def _without(self, piece: bytes) -> bytes:
        for word in self._hide:
            piece = piece.replace(word, b"X" * len(word))
        return piece

    def hang_up(self) -> None:
        """Cut every line there is."""
        for line in self._lines:
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)

    def _run(self, what: Callable[..., None], *lines: socket.socket) -> None:
        self._threads.append(threading.Thread(target=what, args=lines, daemon=True))
        self._threads[-1].start()
