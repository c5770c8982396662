"""A child that crashes, hangs or fails costs its own request and nothing else."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator

import pytest

from converter.validation import forking

pytestmark = pytest.mark.skipif(not forking.available(), reason="this platform can't fork")


def _prepare() -> forking.Answer:
    warm = {"requests": 0}

    def answer(request: bytes) -> bytes:
        warm["requests"] += 1
        if request == b"die":
            os.kill(os.getpid(), signal.SIGKILL)
        if request == b"kill the host":
            os.kill(os.getppid(), signal.SIGKILL)
        if request == b"hang":
            time.sleep(60)
        if request == b"fail":
            raise KeyError("a detail")
        return request.upper() + b" " + str(warm["requests"]).encode()

    return answer


@pytest.fixture
def host() -> Iterator[forking.Host]:
    host = forking.Host(_prepare, timeout=1.0)
    yield host
    host.close()


def test_each_request_finds_the_warm_state_untouched(host: forking.Host) -> None:
    assert [host.ask(b"a"), host.ask(b"b")] == [b"A 1", b"B 1"]


def test_large_requests_and_answers_pass(host: forking.Host) -> None:
    assert host.ask(b"x" * 3_000_000) == b"X" * 3_000_000 + b" 1"


def test_a_crash_is_a_failure_and_the_next_request_is_answered(host: forking.Host) -> None:
    assert host.ask(b"die") == forking.Failure(f"it was killed by signal {int(signal.SIGKILL)}")
    assert host.ask(b"a") == b"A 1"


def test_a_hang_is_a_failure_after_the_timeout(host: forking.Host) -> None:
    started = time.monotonic()
    assert host.ask(b"hang") == forking.Failure("it gave no answer within 1 s")
    assert time.monotonic() - started < 10
    assert host.ask(b"a") == b"A 1"


def test_an_exception_is_named_without_its_details(host: forking.Host) -> None:
    answer = host.ask(b"fail")
    assert isinstance(answer, forking.Failure)
    assert answer.reason.startswith("it failed with KeyError (test_forking.py:")
    assert "a detail" not in answer.reason


def test_a_lost_host_is_replaced(host: forking.Host) -> None:
    assert isinstance(host.ask(b"kill the host"), forking.Failure)
    assert host.ask(b"a") == b"A 1"


def test_a_host_that_cannot_be_prepared_says_why() -> None:
    def prepare() -> forking.Answer:
        raise ImportError

    host = forking.Host(prepare, timeout=1.0)
    for _ in range(2):
        answer = host.ask(b"a")
        assert isinstance(answer, forking.Failure)
        assert "ImportError" in answer.reason
    host.close()


def test_closing_leaves_no_process(host: forking.Host) -> None:
    host.ask(b"a")
    pid = host._pid
    host.close()
    host.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
