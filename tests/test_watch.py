"""`kb lint --watch`: checked again after each change, until its user ends it."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from threading import Timer

import pytest
from scratch import CODE, ENVIRONMENT, TERM, interruptible, run, write


@pytest.fixture
def watching(tmp_path: Path) -> Iterator[tuple[Path, subprocess.Popen[str]]]:
    """Give a project in which nothing is found, and the process that watches it."""
    root = write(
        tmp_path,
        {
            "kb.yaml": "lint: {ignore: [KB3, KB4]}\n",
            "records/codes/smtp/504.yaml": CODE + "terms: [starttls]\n",
            "records/terms/starttls.yaml": TERM,
        },
    )
    command = interruptible("lint", "--watch")
    with subprocess.Popen(
        command, cwd=root, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        late = Timer(60, process.kill)  # which ends the test: its output ends
        late.start()
        yield root, process
        late.cancel()
        process.kill()


def until_quiet(process: subprocess.Popen[str]) -> str:
    """Give what is printed up to the line that says that all was checked."""
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line)
        if "watching" in line:
            break
    return "".join(lines)


def test_each_change_is_checked(watching: tuple[Path, subprocess.Popen[str]]) -> None:
    root, process = watching
    assert "Nothing found in 2 records" in until_quiet(process)
    (root / "records/terms/starttls.yaml").rename(root / "records/terms/tls.yaml")
    assert "KB201 broken-reference" in until_quiet(process)
    write(root, {"kb.yaml": "lint: [\n"})
    assert "KB006" in until_quiet(process)
    write(root, {"kb.yaml": "lint: {ignore: [KB3, KB4]}\n", "records/terms/starttls.yaml": TERM + "aliases: [x]\n"})
    assert "KB107 duplicate-title" in until_quiet(process)
    (root / "records/terms/tls.yaml").unlink()
    assert "Nothing found in 2 records" in until_quiet(process)
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=30) == 0


def test_watching_only_reports(tmp_path: Path) -> None:
    root = write(tmp_path, {"kb.yaml": ""})
    for option in ("--fix", "--diff", "--update-baseline", "--output=x"):
        ran = run("lint", "--watch", option, cwd=root)
        assert (ran.code, ran.err.count("\n")) == (2, 1)
