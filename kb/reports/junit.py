"""JUnit XML, which every CI server shows as test results: a suite for each file, a failed test for each finding.

It has all that the schemas of Ant and of Jenkins ask for. They want a time and a host too: as the same findings give
the same bytes, these are constants.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING

from kb.finding import Finding
from kb.terminal import printable

if TYPE_CHECKING:
    from kb.reports.report import Report

_SUITE = 'errors="0" skipped="0" time="0" timestamp="1970-01-01T00:00:00" hostname="localhost"'


def render(report: Report) -> str:
    """Give the suites in the order of their files; a single test that passes when nothing was found."""
    suites = [
        _suite(number, report.path(path), _failed(report, found))
        for number, (path, found) in enumerate(groupby(report.findings, key=lambda finding: finding.path))
    ]
    if not suites:
        suites = [
            _suite(0, "kb lint", ['    <testcase name="nothing found" classname="kb lint" time="0"/>'], failures=0)
        ]
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', "<testsuites>", *suites, "</testsuites>"]
    return "\n".join(lines) + "\n"


def _suite(number: int, name: str, cases: list[str], failures: int | None = None) -> str:
    counted = f'tests="{len(cases)}" failures="{len(cases) if failures is None else failures}"'
    head = f'  <testsuite name="{_quoted(name)}" package="kb" id="{number}" {counted} {_SUITE}>'
    return "\n".join([head, "    <properties/>", *cases, "    <system-out/>", "    <system-err/>", "  </testsuite>"])


def _failed(report: Report, found: Iterable[Finding]) -> list[str]:
    """Give the tests of one file; their names have no line, so that servers know them again when lines move."""
    seen: Counter[str] = Counter()
    cases = []
    for finding in found:
        name = f"{finding.rule} {finding.name}: {finding.message}"
        seen[name] += 1
        nth = f" ({seen[name]})" if seen[name] > 1 else ""
        head = f'    <testcase name="{_quoted(name + nth)}" classname="{_quoted(_class(report, finding))}" time="0">'
        failure = f'      <failure type="{finding.severity}" message="{_quoted(finding.message)}">'
        cases.append(f"{head}\n{failure}{_text(report, finding)}</failure>\n    </testcase>")
    return cases


def _class(report: Report, finding: Finding) -> str:
    """Give the path without its suffix, which Jenkins would take for the name of a class in a package."""
    path = report.path(finding.path)
    return path.removesuffix(".yaml").removesuffix(".md")


def _text(report: Report, finding: Finding) -> str:
    place = f"{report.path(finding.path)}:{finding.line}:{finding.column}"
    lines = [f"{place}: {finding.severity} {finding.rule} {finding.name}: {finding.message}"]
    lines += (
        f"see {report.path(other.path)}:{other.line}:{other.column}: {other.message}" for other in finding.related
    )
    lines += [f"to mend it: {finding.fix.title}"] if finding.fix else []
    return "\n".join(map(_quoted, lines))


def _quoted(text: str) -> str:
    """Make a text fit for XML, which has no way to write most control characters: they are made visible."""
    return escape(printable(text))
