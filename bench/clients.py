"""Clients that ask over HTTP as quickly as they are answered: plain sockets, so that they cost next to nothing."""

from __future__ import annotations

import multiprocessing
import socket
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Thread


@dataclass(frozen=True)
class Answered:
    """What the clients saw.

    Attributes:
        seconds: from the first question to the last answer.
        latencies: of each answer, in seconds.
        wrong: answers with another status than was expected.
    """

    seconds: float
    latencies: list[float]
    wrong: int

    def percentile(self, share: float) -> float:
        """In milliseconds."""
        return 1000 * percentile(self.latencies, share)


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` (0…1) of `values` lie."""
    if len(values) < 2:
        return values[0] if values else 0.0
    return statistics.quantiles(values, n=1000, method="inclusive")[min(998, round(share * 1000) - 1)]


def ask(port: int, requests: Sequence[bytes], *, clients: int, expected: int, seconds: float) -> Answered:
    """Send `requests`, shared out among `clients` connections, for at most `seconds`, from a process of its own."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_run, args=(there, port, list(requests), clients, expected, seconds))
    process.start()
    answered: Answered = here.recv()
    process.join()
    return answered


def _run(pipe, port: int, requests: list[bytes], clients: int, expected: int, seconds: float) -> None:  # type: ignore[no-untyped-def]
    latencies: list[list[float]] = [[] for _client in range(clients)]
    wrong = [0] * clients
    start = time.perf_counter()
    until = start + seconds

    def client(number: int) -> None:
        wanted = b"HTTP/1.1 %d" % expected
        with socket.create_connection(("127.0.0.1", port)) as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for request in requests[number::clients]:
                asked = time.perf_counter()
                if asked > until:
                    return
                connection.sendall(request)
                answer = _read(connection)
                latencies[number].append(time.perf_counter() - asked)
                wrong[number] += not answer.startswith(wanted)

    threads = [Thread(target=client, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - start
    pipe.send(Answered(took, [one for some in latencies for one in some], sum(wrong)))


def _read(connection: socket.socket) -> bytes:
    """One whole answer."""
    answer = connection.recv(65536)
    while b"\r\n\r\n" not in answer:
        answer += connection.recv(65536)
    head, _blank, body = answer.partition(b"\r\n\r\n")
    lower = head.lower()
    if b"content-length:" in lower:
        length = int(lower.split(b"content-length:", 1)[1].split(b"\r\n", 1)[0])
        missing = length - len(body)
        while missing > 0:
            missing -= len(connection.recv(min(missing, 1 << 20)))
    else:
        while not body.endswith(b"0\r\n\r\n"):
            body += connection.recv(65536)
    return head
