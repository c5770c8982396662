"""A long-lived host process that answers each request in a forked child of its own.

The host runs ``prepare()`` once (imports, loading a taxonomy); every request is then answered by a
fresh fork of that warm process. A child that crashes, leaks or hangs is gone after its request and
takes nothing with it. Requests and answers are bytes. POSIX only: see :func:`available`.
"""

from __future__ import annotations

import contextlib
import gc
import math
import os
import selectors
import signal
import struct
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

Answer = Callable[[bytes], bytes]

_LENGTH = struct.Struct(">Q")
_DONE, _FAILED = b"\x00", b"\x01"
_KILL_MARGIN = 5.0  # seconds that the host has to report a child's timeout before it counts as lost


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a request has no answer, as a phrase ("it gave no answer within 120 s")."""

    reason: str


def available() -> bool:
    """Whether this platform can fork."""
    return hasattr(os, "fork")


class Host:
    """A host process; :meth:`ask` sends it a request. Not for use by several threads at once.

    Args:
        prepare: run once in the host; returns the function that answers requests (run in children).
        timeout: seconds that one request may take.
        startup: seconds that ``prepare`` may take.
    """

    def __init__(self, prepare: Callable[[], Answer], timeout: float, startup: float = 300.0) -> None:
        self._prepare = prepare
        self._timeout = timeout
        self._startup = startup
        self._pid = 0
        self._requests = -1
        self._answers = -1
        self._answered = False

    def start(self) -> None:
        """Forks the host, if there is none, and returns at once: it prepares in the background."""
        if self._pid:
            return
        request_read, request_write = os.pipe()
        answer_read, answer_write = os.pipe()
        pid = os.fork()
        if pid == 0:
            try:
                os.setpgid(0, 0)
                os.close(request_write)
                os.close(answer_read)
                _detach()
                _serve(self._prepare, request_read, answer_write, self._timeout)
            finally:
                os._exit(0)
        with contextlib.suppress(OSError):  # both sides say so: whoever is first
            os.setpgid(pid, pid)
        os.close(request_read)
        os.close(answer_write)
        self._pid, self._requests, self._answers, self._answered = pid, request_write, answer_read, False

    def ask(self, request: bytes) -> bytes | Failure:
        """The answer to ``request``, or why there is none; a lost host is replaced on the next call."""
        self.start()
        patience = self._timeout + _KILL_MARGIN + (0.0 if self._answered else self._startup)
        try:
            _write(self._requests, request)
            answer = _read(self._answers, time.monotonic() + patience)
        except BrokenPipeError:
            answer = None
        except TimeoutError:
            self.close()
            return Failure("its process doesn't answer")
        if answer is None:
            status = self._stop()
            return Failure(f"its process {_ending(status)}")
        self._answered = True
        return answer[1:] if answer[:1] == _DONE else Failure(answer[1:].decode())

    def close(self) -> None:
        """Ends the host and its child; harmless when there is none."""
        if self._pid:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._pid, signal.SIGKILL)
            self._stop()

    def _stop(self) -> int:
        os.close(self._requests)
        os.close(self._answers)
        status = _reap(self._pid)
        self._pid = 0
        return status


def _detach() -> None:
    """Keeps a child from touching the terminal: interrupts are the parent's, output is dropped."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)


def _serve(prepare: Callable[[], Answer], requests: int, answers: int, timeout: float) -> None:
    """The host's loop: ends when the other side closes the pipe."""
    try:
        answer = prepare()
    except Exception as error:  # reported with each request
        failure = _FAILED + f"it can't be prepared: {_where(error)}".encode()
        while _read(requests, None) is not None:
            _write(answers, failure)
        return
    gc.collect()
    gc.freeze()  # what is loaded stays: neither the host nor a child need look at it again
    while (request := _read(requests, None)) is not None:
        _write(answers, _in_child(answer, request, timeout))


def _in_child(answer: Answer, request: bytes, timeout: float) -> bytes:
    """The answer of one forked child, after a byte that says whether it is one or a reason."""
    readable, writable = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            signal.alarm(math.ceil(timeout + _KILL_MARGIN))  # a child outlives nobody for long
            gc.disable()  # the child is short-lived; collecting would copy the host's pages
            os.close(readable)
            _write(writable, _attempt(answer, request))
        finally:
            os._exit(0)
    os.close(writable)
    try:
        data = _read(readable, time.monotonic() + timeout)
    except TimeoutError:
        os.kill(pid, signal.SIGKILL)
        _reap(pid)
        return _FAILED + f"it gave no answer within {timeout:g} s".encode()
    finally:
        os.close(readable)
    status = _reap(pid)
    return _FAILED + f"it {_ending(status)}".encode() if data is None else data


def _attempt(answer: Answer, request: bytes) -> bytes:
    try:
        return _DONE + answer(request)
    except Exception as error:
        return _FAILED + f"it failed with {_where(error)}".encode()


def _where(error: Exception) -> str:
    """An exception in words that don't depend on the machine: "KeyError (Validate.py:12)"."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" ({Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
    return type(error).__name__ + place


def _reap(pid: int) -> int:
    try:
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    except ChildProcessError:
        return 0


def _ending(status: int) -> str:
    return f"was killed by signal {-status}" if status < 0 else f"ended with status {status}"


def _write(pipe: int, data: bytes) -> None:
    view = memoryview(_LENGTH.pack(len(data)) + data)
    while view:
        view = view[os.write(pipe, view) :]


def _read(pipe: int, deadline: float | None) -> bytes | None:
    """One framed message, or None at the end of the stream.

    Raises:
        TimeoutError: when ``deadline`` (monotonic seconds) passes first.
    """
    head = _read_exactly(pipe, _LENGTH.size, deadline)
    return None if head is None else _read_exactly(pipe, _LENGTH.unpack(head)[0], deadline)


def _read_exactly(pipe: int, size: int, deadline: float | None) -> bytes | None:
    data = bytearray()
    with selectors.DefaultSelector() as selector:
        selector.register(pipe, selectors.EVENT_READ)
        while len(data) < size:
            if deadline is not None and not selector.select(max(0.0, deadline - time.monotonic())):
                raise TimeoutError
            piece = os.read(pipe, min(size - len(data), 1 << 20))
            if not piece:
                return None
            data += piece
    return bytes(data)
