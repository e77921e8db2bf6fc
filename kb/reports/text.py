"""Text for people: each finding with the line it is about and a mark below the very characters."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kb.finding import Finding
from kb.terminal import Style, beginning, columns, printable, style_for, table, width

if TYPE_CHECKING:
    from kb.reports.report import Report

_COLOURS = {"error": ("red", "bold"), "warning": ("yellow", "bold"), "info": ("cyan", "bold")}


def render(report: Report) -> str:
    """Give the findings with excerpts, or the number of each rule's, and a line that counts them all."""
    style = style_for(sys.stdout) if report.in_colour else Style(on=False)
    if report.statistics:
        parts = ["\n".join(statistics(report))] if report.findings else []
    else:
        parts = [_finding(report, finding, style) for finding in report.findings]
    return "".join(f"{part}\n\n" for part in parts) + _summary(report, style) + "\n"


def statistics(report: Report) -> list[str]:
    """Give a line for each rule that found something, with the number of its findings, most first."""
    counted = report.by_rule()
    room = max((len(f"{count:,}") for _, count in counted), default=0)
    return table((f"{count:>{room},}", one.rule, str(one.severity), one.name) for one, count in counted)


def _finding(report: Report, finding: Finding, style: Style) -> str:
    place = f"{_shown(report, finding.path)}:{finding.line}:{finding.column}"
    level = style(finding.severity, *_COLOURS[finding.severity])
    rule = style(f"{finding.rule} {finding.name}", "dim")
    head = f"{style(place, 'bold')}: {level} {rule}: {printable(finding.message)}"
    return "\n".join(
        [head, *_excerpt(report, finding, style), *_related(report, finding, style), *_fix(finding, style)]
    )


def _excerpt(report: Report, finding: Finding, style: Style) -> Iterator[str]:
    line = report.base.lines(finding.path).line(finding.line)
    if not line.strip():
        return
    room = max(40, width() - len(str(finding.line)) - 4)
    start = finding.column - 1
    stop = finding.end_column - 1 if finding.end_line == finding.line else len(line.rstrip())
    before, marked, after = _cut(line, start, max(stop, start + 1), room)
    gutter = " " * len(str(finding.line))
    bar = style("|", "blue")
    pad = "".join("\t" if char == "\t" else " " * columns(char) for char in before)
    carets = "^" * max(1, columns(marked))
    yield f"{gutter} {bar}"
    yield f"{style(str(finding.line), 'blue')} {bar} {before}{marked}{after}"
    yield f"{gutter} {bar} {pad}{style(carets, *_COLOURS[finding.severity])}"


def _cut(line: str, start: int, stop: int, room: int) -> tuple[str, str, str]:
    """Give what stands before, at and after a mark, as the terminal shows it, in at most so many columns."""
    stop = min(stop, start + room)
    before = printable(line[max(0, start - room) : start])
    marked, after = printable(line[start:stop]), printable(line[stop : start + room])
    before = beginning(before[::-1], max(room // 3, room - columns(marked + after)))[::-1]
    rest = beginning(marked + after, room - columns(before))
    return before, rest[: len(marked)], rest[len(marked) :]


def _related(report: Report, finding: Finding, style: Style) -> Iterator[str]:
    for other in finding.related:
        place = f"{_shown(report, other.path)}:{other.line}:{other.column}"
        yield f"  {style('see', 'blue')} {place}: {printable(other.message)}"


def _fix(finding: Finding, style: Style) -> Iterator[str]:
    if finding.fix:
        yield f"  {style('fix' if finding.fix.safe else 'fix (unsafe)', 'green')} {printable(finding.fix.title)}"


def _summary(report: Report, style: Style) -> str:
    counts = (report.checked.records, "record"), (report.checked.edges, "edge"), (report.checked.files, "file")
    seen = ", ".join(_counted(*count) for count in counts)
    if report.findings:
        levels = [(report.count(level), level) for level in ("error", "warning", "info")]
        named = ", ".join(_counted(*level) for level in levels if level[0])
        lines = [f"{style(f'Found {named}', 'bold')} in {seen}. `kb explain RULE` says more."]
    else:
        lines = [f"{style('Nothing found', 'green', 'bold')} in {seen}."]
    return "\n".join([*_fixed(report, style), *lines, *_fixable(report), *_known(report)])


def _fixed(report: Report, style: Style) -> Iterator[str]:
    if report.fixed:
        yield style(f"Fixed {_counted(report.fixed, 'finding')}.", "green", "bold")


def _fixable(report: Report) -> Iterator[str]:
    safe = sum(finding.fix is not None and finding.fix.safe for finding in report.findings)
    unsafe = sum(finding.fix is not None and not finding.fix.safe for finding in report.findings)
    if safe or unsafe:
        by = [f"{safe:,} with `kb fix`"] * bool(safe) + [f"{unsafe:,} with `kb fix --unsafe-fixes`"] * bool(unsafe)
        yield f"Can be fixed: {', '.join(by)}."


def _known(report: Report) -> Iterator[str]:
    known = report.baseline
    if known and (known.remaining or known.resolved):
        gone = f"; {known.resolved:,} no longer occur, `kb lint --update-baseline` drops them" if known.resolved else ""
        yield f"The baseline knows {_counted(known.remaining, 'other')}{gone}."


def _counted(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 or word == 'info' else 's'}"


def _shown(report: Report, path: str) -> str:
    """Give a path as the user can open it from where they are."""
    return printable(os.path.relpath(report.root / path).replace(os.sep, "/"))
