"""`kb lint`: check the records and print what was found."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path

import kb
from kb import reports
from kb.finding import Finding
from kb.linting import BROKEN_CONFIG, fails
from kb.project import UserError, find_root
from kb.terminal import say
from kb.writing import write


def run(
    start: Path | None,
    paths: list[Path],
    format: str,
    select: list[str],
    ignore: list[str],
    fail_on: str | None,
    *,
    output: Path | None = None,
    statistics: bool = False,
) -> int:
    """Lint a project; give 0, 1 when something is found at the fail level, 2 when kb.yaml is broken."""
    root = find_root(start)
    wanted = [_relative(path, root) for path in paths]
    base = kb.load(root)
    try:
        findings = kb.lint(base, select=select, ignore=ignore)
    except ValueError as error:
        raise UserError(str(error)) from error
    if wanted:
        findings = [finding for finding in findings if _is_wanted(finding, wanted)]
    report = reports.Report(base, root, findings, select, ignore, statistics)
    _print(report, format, output)
    if not base.readings:
        say(f"kb: there are no records in {root / base.config.records}")
    if any(finding.rule == BROKEN_CONFIG for finding in findings):
        return 2
    return int(fails(findings, fail_on or base.config.lint.fail_on))


def _print(report: reports.Report, format: str, output: Path | None) -> None:
    """Write the report to stdout; or the text there, and the report to a file."""
    shown = "text" if output else format
    sys.stdout.write(reports.FORMATS[shown].render(report))
    if report.statistics and shown not in ("text", "json"):
        say("\n".join(reports.text.statistics(report)))
    if output:
        text = reports.FORMATS[format].render(replace(report, in_colour=False))
        try:
            write(output, text.encode("utf-8", "backslashreplace"))
        except OSError as error:
            raise UserError(f"{output} cannot be written: {error.strerror or error}") from error


def _relative(path: Path, root: Path) -> str:
    full = Path(os.path.abspath(path))
    if not full.exists():
        raise UserError(f"{path} does not exist")
    for name in (full, full.resolve()):
        for folder in (Path(os.path.abspath(root)), root.resolve()):
            if name.is_relative_to(folder):
                return name.relative_to(folder).as_posix()
    raise UserError(f"{path} is not in the project at {root}")


def _is_wanted(finding: Finding, wanted: list[str]) -> bool:
    if finding.rule == BROKEN_CONFIG:
        return True
    return any(path in (".", finding.path) or finding.path.startswith(path + "/") for path in wanted)
