"""Running programs and noting what they take. Times are only compared within one run: machines are noisy."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

BIN = Path(sys.executable).parent
"""Where the programs of this environment are."""
ENVIRONMENT = {**os.environ, "NO_COLOR": "1", "NO_MKDOCS_2_WARNING": "1", "SOURCE_DATE_EPOCH": "0"}
"""What all programs run with: the same for each, and what `kb build` gives MkDocs."""

_LAUNCHER = """\
import os, sys, time
start = time.perf_counter()
process = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, 2, 1)])
_, status, usage = os.wait4(process, 0)
print(time.perf_counter() - start, os.waitstatus_to_exitcode(status), usage.ru_maxrss, usage.ru_inblock)
"""
"""Starts a program from a small process: on Linux, what its parent holds counts as a program's own memory."""


class Run(NamedTuple):
    """What one run of a program took."""

    seconds: float
    memory: int
    """The most memory that one of its processes held at a time, in bytes."""
    blocks: int = 0
    """How often it had to read from a disk."""


class FailedError(Exception):
    """A program that is measured did not succeed, so that its time means nothing."""


def program(name: str) -> str | None:
    """Give the path of a program of this environment, or nothing where it is not installed."""
    path = BIN / name
    return str(path) if path.exists() else None


def run(command: list[str], folder: Path) -> Run:
    """Run a program, named by its whole path, in a folder.

    Raises `FailedError` when it ends with anything but 0.
    """
    with tempfile.TemporaryFile() as said:
        launch = [sys.executable, "-I", "-S", "-c", _LAUNCHER, *command]
        done = subprocess.run(
            launch,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=said,
            env=ENVIRONMENT,
            check=True,
        )
        seconds, code, memory, blocks = done.stdout.split()
        if int(code):
            said.seek(0)
            raise _failed(command, int(code), said.read())
    unit = 1 if sys.platform == "darwin" else 1024
    return Run(float(seconds), int(memory) * unit, int(blocks))


def output(command: list[str], folder: Path) -> bytes:
    """Give what a program prints to stdout.

    Raises `FailedError` when it ends with anything but 0.
    """
    done = subprocess.run(command, cwd=folder, env=ENVIRONMENT, capture_output=True, check=False)
    if done.returncode:
        raise _failed(command, done.returncode, done.stderr)
    return done.stdout


def _failed(command: list[str], code: int, said: bytes) -> FailedError:
    last = said.decode(errors="replace").strip()[-500:]
    return FailedError(f"`{' '.join(command)[:200]}` gave {code}: {last}")


def interleaved(
    tasks: Mapping[str, Callable[[], Run]], repeats: int, say: Callable[[str], None]
) -> dict[str, list[Run]]:
    """Run each task once in turn, and so `repeats` times: what disturbs the machine disturbs all of them."""
    runs: dict[str, list[Run]] = {name: [] for name in tasks}
    for number in range(repeats):
        for name, task in tasks.items():
            say(f"{name} ({number + 1} of {repeats})")
            runs[name].append(task())
    return runs


def forget(folder: Path) -> None:
    """Ask the system to drop the files below a folder from memory."""
    for path in folder.rglob("*"):
        if path.is_file():
            handle = os.open(path, os.O_RDONLY)
            try:
                os.fsync(handle)
                os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
            finally:
                os.close(handle)
