"""Strangers' files are read in a process of their own, with limits on time and memory; lost, it is started anew.

The process starts with the first call and stays. It ends when its input does, so that even a killed parent leaves
nothing behind.
"""

import atexit
import gc
import io
import os
import pickle
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from enum import Enum, EnumType
from math import ceil
from pathlib import Path
from typing import IO, Any, TypeVar, TypeVarTuple, cast

from rules.errors import BadInput

if sys.platform != "win32":
    import resource

Words = TypeVarTuple("Words")
Result = TypeVar("Result")
_START = "import sys; sys.path.append(sys.argv[1]); from documents.worker import serve; serve()"
_ROOT = Path(__file__).resolve().parents[1]
_SECRETS = ("CIRCULATE_", "PREFECT_")
_LENGTH = 8
_SELDOM = (20_000, 50, 50)
_OURS = frozenset({"documents", "rules"})


def in_worker(
    function: Callable[[*Words], Result],
    *args: *Words,
    name: str = "附件",
    refusal: type[BadInput] = BadInput,
    seconds: float = 20,
    megabytes: int = 1024,
) -> Result:
    """Call a function of a module in the worker; what it returns is made of our own classes and plain values.

    Args:
        function: found by its module and name in the other process.
        *args: its arguments.
        name: what to call the file in a refusal.
        refusal: the error to raise.
        seconds: how long it may take; the wait for an earlier call is not counted.
        megabytes: how much memory the process may have in all; no limit on Windows.

    Raises:
        refusal: time or memory ran out, or the reader crashed.
        BadInput: as the function raises it.
        RuntimeError: a defect in the function, with its traceback.
    """
    request = pickle.dumps((function, args, ceil(seconds), megabytes))
    answer = _WORKER.call(request, seconds)
    if answer is None:
        why = f"在 {seconds:g} 秒内没有读完，或大得无法读取"
        raise refusal(f"“{name}”{why}；请用 Word 或 WPS 打开，把内容复制到新文件中再提交。")
    succeeded, result = _Ours(io.BytesIO(answer)).load()
    if succeeded:
        return cast("Result", result)
    raise _error(result)


def each_in_worker(
    function: Callable[[*Words], Result], calls: Sequence[tuple[*Words]], names: Sequence[str], refusal: type[BadInput]
) -> list[Result | Exception]:
    """A function called on many files at one go: what came of each, or the error `in_worker` would raise for it.

    Where one of them ends the worker, each is tried alone, so that the others do not suffer.

    Args:
        function: as of `in_worker`.
        calls: its arguments for each file.
        names: what to call each file in a refusal.
        refusal: the error to raise.
    """
    if not calls:
        return []
    try:
        answers = in_worker(_answers, function, calls)
    except BadInput:
        return [_alone(function, call, name, refusal) for call, name in zip(calls, names, strict=True)]
    return [cast("Result", result) if succeeded else _error(result) for succeeded, result in answers]


def _alone(
    function: Callable[[*Words], Result], call: tuple[*Words], name: str, refusal: type[BadInput]
) -> Result | Exception:
    try:
        return in_worker(function, *call, name=name, refusal=refusal)
    except (BadInput, RuntimeError) as error:
        return error


def _error(result: object) -> Exception:
    return result if isinstance(result, BadInput) else RuntimeError(result)


class _Ours(pickle.Unpickler):
    """Who takes the worker over must not get any further: nothing but our own classes is let back in."""

    def find_class(self, module: str, name: str) -> Any:  # noqa: ANN401 - as the library has it
        if (module, name) == ("builtins", "getattr"):
            return _member  # by which Python 3.11.0 to 3.11.3 sends the members of enums
        found = super().find_class(module, name) if module.partition(".")[0] in _OURS else None
        # A name may have dots, and our modules know others: documents.worker would lend its subprocess.Popen.
        if not isinstance(found, type) or found.__module__ != module:
            raise pickle.UnpicklingError(f"{module}.{name}")
        return found


def _member(words: object, name: str) -> Enum:
    """A member of one of our enums by its name, and nothing else."""
    if not isinstance(words, EnumType) or name not in words.__members__:
        raise pickle.UnpicklingError(f"getattr({words!r}, {name!r})")
    return words.__members__[name]


class _Worker:
    """The process; it takes one call at a time, and a fork starts its own."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def call(self, request: bytes, seconds: float) -> bytes | None:
        """The answer; None where the process died of the request, as it does when the time is over."""
        with self._lock:
            process = self._running()
            timer = threading.Timer(seconds, process.kill)
            timer.start()
            with suppress(OSError):
                _put(process.stdin, request)
            answer = _take(process.stdout)
            timer.cancel()
            if answer is None:
                self.stop()
            return answer

    def stop(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process:
            process.kill()
            process.communicate()

    def forget(self) -> None:
        """In a fork: the process is the parent's."""
        self._lock = threading.Lock()
        process, self._process = self._process, None
        if process:
            process.returncode = 0

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process and self._process.poll() is not None:
            self.stop()
        self._process = self._process or _started()
        return self._process


def _started() -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - our own interpreter
        [sys.executable, "-P", "-c", _START, str(_ROOT)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={name: value for name, value in os.environ.items() if not name.startswith(_SECRETS)},
        # Ctrl-C is for the parent, which lets a file be read to its end.
        start_new_session=True,
    )


def serve() -> None:
    """The process's own loop: take a call, answer it, until the input ends."""
    calls, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    gc.set_threshold(*_SELDOM)  # a tree of XML is no cycle
    os.dup2(2, 1)  # what a library prints is no answer
    while (request := _take(calls)) is not None:
        _put(answers, _answer(request))


def _answer(request: bytes) -> bytes:
    function, args, seconds, megabytes = pickle.loads(request)  # noqa: S301 - from our own parent
    _limit(seconds, megabytes)
    return pickle.dumps(_result(function, args))


def _answers(
    function: Callable[[*Words], Result], calls: Sequence[tuple[*Words]]
) -> list[tuple[bool, Result | BadInput | str]]:
    return [_result(function, call) for call in calls]


def _result(function: Callable[[*Words], Result], args: tuple[*Words]) -> tuple[bool, Result | BadInput | str]:
    try:
        return True, function(*args)
    except BadInput as refused:
        return False, refused
    except MemoryError:
        os._exit(1)
    except BaseException:  # noqa: BLE001 - a Rust panic is no Exception
        return False, traceback.format_exc()


def _limit(seconds: int, megabytes: int) -> None:
    """Memory in all, and processor time from now on: without a parent nobody looks at the clock."""
    if sys.platform == "win32":
        return
    limits = ((resource.RLIMIT_AS, megabytes << 20), (resource.RLIMIT_CPU, ceil(time.process_time()) + seconds + 1))
    for what, most in ((resource.RLIMIT_CORE, 0), *limits):
        hardest = resource.getrlimit(what)[1]
        with suppress(ValueError, OSError):
            resource.setrlimit(what, (most if hardest == resource.RLIM_INFINITY else min(most, hardest), hardest))


def _put(stream: IO[bytes] | None, message: bytes) -> None:
    if stream:
        stream.write(len(message).to_bytes(_LENGTH, "big") + message)
        stream.flush()


def _take(stream: IO[bytes] | None) -> bytes | None:
    """The next message; None where there is no whole one any more."""
    length = stream.read(_LENGTH) if stream else b""
    message = stream.read(int.from_bytes(length, "big")) if stream and len(length) == _LENGTH else b""
    return message if len(length) == _LENGTH and len(message) == int.from_bytes(length, "big") else None


_WORKER = _Worker()
atexit.register(_WORKER.stop)
if sys.platform != "win32":
    os.register_at_fork(after_in_child=_WORKER.forget)
