"""Small knowledge bases in folders of their own, and kb run on them as its users run it."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack, chdir, redirect_stderr, redirect_stdout
from io import BytesIO, TextIOWrapper
from pathlib import Path
from shutil import which
from typing import NamedTuple
from unittest import mock

import pytest

import kb
from kb.cli import main

ROOT = Path(__file__).resolve().parents[1]

CACHES = tempfile.TemporaryDirectory(prefix="kb-caches-")
"""Where kb keeps its caches while tests run; gone with the process."""

ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR", "KB_DEBUG")},
    "PYTHONPATH": str(ROOT),
    "COLUMNS": "80",
    "KB_CACHE_DIR": CACHES.name,
    "TERM": "xterm-256color",
}

CODE = "code: 504\nname: Not Implemented\nsummary: The server does not know the parameter.\n"
GUIDE = "---\ntitle: Reading Replies\ncategory: basics\nsummary: What the digits say.\n---\n\nRead the first digit.\n"
TERM = "term: STARTTLS\ndefinition: The command that begins encryption.\n"

FAMILIES = ("smtp", "smtp-enhanced", "http", "ftp", "tls")
"""The families of this repository's own base that `part` keeps."""


def part() -> dict[str, bytes]:
    """Give files of this repository's own base: some families, which are read in a third of the time, and all else."""
    files = [ROOT / "kb.yaml", *sorted(path for path in (ROOT / "site").rglob("*.*") if path.is_file())]
    codes = ROOT / "site" / "codes"
    kept = (file for file in files if codes not in file.parents or file.relative_to(codes).parts[0] in FAMILIES)
    return {file.relative_to(ROOT).as_posix(): file.read_bytes() for file in kept}


class Ran(NamedTuple):
    """How a command ended and what it said."""

    code: int
    out: str
    err: str


def run(*words: object, cwd: Path) -> Ran:
    """Run kb with its streams caught: the `main` that its users run, without the start of a process."""
    out, err = (TextIOWrapper(BytesIO(), encoding="utf-8", newline="\n") for _ in range(2))
    setting = mock.patch.dict(os.environ, ENVIRONMENT), mock.patch.object(sys, "argv", ["kb", *map(str, words)])
    with ExitStack() as stack:
        for context in (chdir(cwd), *setting, redirect_stdout(out), redirect_stderr(err)):
            stack.enter_context(context)
        ended = stack.enter_context(pytest.raises(SystemExit))
        main()
    texts = []
    for stream in (out, err):
        stream.flush()
        texts.append(stream.buffer.getvalue().decode())
    assert "fault of kb itself" not in texts[1]
    return Ran(int(ended.value.code or 0), *texts)


def spawn_bound(*words: object, cwd: Path) -> Ran:
    """Run kb in a process to which permissions apply, even when we are root."""
    if os.geteuid() != 0:
        return spawn(*words, cwd=cwd)
    if not which("setpriv"):
        pytest.skip("only setpriv can bind root to permissions")
    return spawn(*words, cwd=cwd, before=("setpriv", "--bounding-set=-dac_override,-dac_read_search"))


def spawn(*words: object, cwd: Path, before: tuple[str, ...] = (), **env: str) -> Ran:
    """Run kb in a process of its own. Whatever happens, its user sees no traceback."""
    done = subprocess.run(
        [*before, sys.executable, "-m", "kb", *map(str, words)],
        cwd=cwd,
        env={**ENVIRONMENT, **env},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=60,
        check=False,
    )
    ran = Ran(done.returncode, done.stdout.decode(), done.stderr.decode())
    assert "Traceback" not in ran.err
    assert "fault of kb itself" not in ran.err
    return ran


def write(folder: Path, texts: Mapping[str, str | bytes]) -> Path:
    """Write files into a folder, and give the folder."""
    for path, text in texts.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def sample(**changed: str) -> dict[str, str]:
    """Give the files of the base that `kb init` makes, in which nothing is found."""
    folder = ROOT / "kb" / "sample"
    files = [folder / "kb.yaml", *sorted((folder / "records").rglob("*.*"))]
    return {file.relative_to(folder).as_posix(): file.read_text(encoding="utf-8") for file in files} | changed


def brief(findings: list[kb.Finding]) -> list[str]:
    """Give findings as short lines: `KB201 terms/a.yaml:3:8`."""
    return [f"{found.rule} {found.path}:{found.line}:{found.column}" for found in findings]


def found(texts: Mapping[str, str | bytes], *select: str) -> list[str]:
    """Lint texts, with some rules only if they are named, and give the findings as short lines."""
    return brief(kb.lint(kb.load(dict(texts)), select=select))


def interruptible(*words: str) -> list[str]:
    """Give the command that runs kb and heeds Ctrl-C, which a shell's background jobs are told to ignore."""
    heed = "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler)"
    return [sys.executable, "-c", f"{heed}; sys.argv[0] = 'kb'; from kb.cli import main; main()", *words]
