"""What is compared with what. Each function gives rows of the table that `python -m benchmarks` prints."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import NamedTuple

from benchmarks.measuring import Run, forget, interleaved, output, program, run
from benchmarks.phases import PHASES
from kb.parallel import ENOUGH_TO_SHARE

Say = Callable[[str], None]

MOST_ARGUMENTS = 10_000
"""The number of files that a command line surely holds."""


class Row(NamedTuple):
    """A ratio, and the two measures that it comes from; no ratio when one of them is missing."""

    name: str
    unit: str
    """`s` or `MB`."""
    first: float | None
    second: float | None
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """How many times the second measure the first is."""
        return self.first / self.second if self.first is not None and self.second else None


def linting(folder: Path, repeats: int, say: Say) -> Iterator[Row]:
    """Compare `kb lint` with other linters, with itself and with `kb export`."""
    yaml = sorted(str(path.relative_to(folder)) for path in (folder / "records").rglob("*.yaml"))
    codes = [path for path in yaml if path.startswith(os.path.join("records", "codes"))][:MOST_ARGUMENTS]
    lint = _kb("lint", "--no-cache")
    (folder / "code.json").write_bytes(output(_kb("schema", "code"), folder))
    in_process = "import sys, kb; kb.lint(kb.load('.', jobs=int(sys.argv[1]) or None))"
    commands: dict[str, list[str] | None] = {
        "python": [sys.executable, "-c", "pass"],
        "version": _kb("--version"),
        "lint": lint,
        "yamllint": _tool("yamllint", "-d", "relaxed", "records"),
        "check-jsonschema": _tool("check-jsonschema", "--schemafile", "code.json", *codes),
        "one core": [sys.executable, "-c", in_process, "1"],
        "all cores": [sys.executable, "-c", in_process, "0"],
        "export": _kb("export", "--to", "json", "-o", "graph.json"),
        "cached": _kb("lint"),
    }
    tasks: dict[str, Callable[[], Run]] = {}
    if hasattr(os, "posix_fadvise"):
        tasks["cold"] = partial(_cold, lint, folder)
    tasks |= {name: partial(run, command, folder) for name, command in commands.items() if command}
    tasks["one changed"] = partial(_changed, folder)
    runs = interleaved(tasks, repeats, say)
    seconds = {name: min(run.seconds for run in found) for name, found in runs.items()}
    yield Row("kb lint / yamllint", "s", *_pair(seconds, "lint", "yamllint"), f"relaxed, the {len(yaml):,} YAML files")
    note = f"the {len(codes):,} codes only"
    yield Row("kb lint / check-jsonschema", "s", *_pair(seconds, "lint", "check-jsonschema"), note)
    yield Row("kb lint, cold files / warm files", "s", *_pair(seconds, "cold", "lint"), _coldness(runs.get("cold", [])))
    yield Row("kb lint, nothing changed / --no-cache", "s", *_pair(seconds, "cached", "lint"), "with the cache")
    yield Row("kb lint, one file changed / --no-cache", "s", *_pair(seconds, "one changed", "lint"), "with the cache")
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    shared = "" if _is_shared(folder) else f"; fewer than {ENOUGH_TO_SHARE:,} files are read on one"
    note = f"kb.load and kb.lint; {cores} cores{shared}"
    yield Row("lint, one core / all cores", "s", *_pair(seconds, "one core", "all cores"), note)
    yield Row("kb export --to json / kb lint", "s", *_pair(seconds, "export", "lint"))
    yield Row("kb --version / python -c pass", "s", *_pair(seconds, "version", "python"))
    yield Row("kb --version / kb lint", "s", *_pair(seconds, "version", "lint"), "the share of starting up")
    memory = {name: min(run.memory for run in found) / 1e6 for name, found in runs.items()}
    yield Row("memory: kb lint / yamllint", "MB", *_pair(memory, "lint", "yamllint"), "the largest process")
    yield Row("memory: kb lint / check-jsonschema", "MB", *_pair(memory, "lint", "check-jsonschema"))
    yield Row("memory: kb lint / python -c pass", "MB", *_pair(memory, "lint", "python"))


def building(folder: Path, repeats: int, say: Say) -> Iterator[Row]:
    """Compare `kb build` with MkDocs alone on the same pages, both from nothing."""
    name = "kb build / mkdocs build"
    mkdocs = _tool("mkdocs", "build", "--quiet", "--config-file", os.path.join("build", "mkdocs.yml"))
    if mkdocs is None:
        yield Row(name, "s", None, None, "not measured: mkdocs is not installed")
        return
    tasks = {
        "kb": partial(_build, folder),
        "mkdocs": partial(run, mkdocs, folder),
        "again": partial(run, _kb("build"), folder),
        "one changed": partial(_edited, folder),
    }
    runs = interleaved(tasks, repeats, say)
    times = {task: min(run.seconds for run in runs[task]) for task in tasks}
    pages = sum(1 for _ in (folder / "build" / "docs").rglob("*.md"))
    yield Row(name, "s", times["kb"], times["mkdocs"], f"{pages:,} pages of Markdown, Material for MkDocs")
    yield Row("kb build again / kb build", "s", times["again"], times["kb"], "nothing changed since the build before")
    yield Row("kb build after a change / kb build", "s", times["one changed"], times["kb"], "in the file of one code")


def phases(folder: Path, repeats: int, say: Say) -> Iterator[Row]:
    """Give each phase's share of a lint in one process."""
    say("phases of a lint")
    command = [sys.executable, "-m", "benchmarks.phases", str(folder.resolve()), "--repeats", str(repeats)]
    times: dict[str, float] = json.loads(output(command, Path(__file__).parent.parent))
    for name, what in PHASES.items():
        yield Row(f"phase: {name} / lint", "s", times[name], times["lint"], what)


def _kb(*arguments: str) -> list[str]:
    return [program("kb") or "kb", *arguments]


def _tool(name: str, *arguments: str) -> list[str] | None:
    path = program(name)
    return [path, *arguments] if path else None


def _pair(measures: Mapping[str, float], first: str, second: str) -> tuple[float | None, float | None]:
    return measures.get(first), measures.get(second)


def _cold(command: list[str], folder: Path) -> Run:
    forget(folder / "records")
    return run(command, folder)


def _changed(folder: Path) -> Run:
    """Change one record, then lint: what else there is was read before."""
    record = min((folder / "records" / "codes").rglob("*.yaml"))
    with record.open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    return run(_kb("lint"), folder)


def _coldness(runs: list[Run]) -> str:
    """Say what the cold runs were worth."""
    if not runs:
        return "not measured: this system cannot drop files from memory"
    if not any(run.blocks for run in runs):
        return "this file system keeps files in memory: both are warm"
    return "whether the system has the files in memory; there are no kept results in either"


def _is_shared(folder: Path) -> bool:
    return sum(1 for path in (folder / "records").rglob("*") if path.is_file()) >= ENOUGH_TO_SHARE


def _build(folder: Path) -> Run:
    shutil.rmtree(folder / "build", ignore_errors=True)
    return run(_kb("build"), folder)


def _edited(folder: Path) -> Run:
    """Add a word to the summary of one code, then build."""
    record = min((folder / "records" / "codes").rglob("*.yaml"))
    text = record.read_text(encoding="utf-8")
    record.write_text(
        re.sub(r"^(summary:(?: >-\n)?\s*)", r"\1Again, ", text, count=1, flags=re.MULTILINE), encoding="utf-8"
    )
    return run(_kb("build"), folder)
