"""Workflow commands that GitHub Actions turns into annotations on the lines of a pull request."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kb.reports.report import Report

_LEVELS = {"error": "error", "warning": "warning", "info": "notice"}


def render(report: Report) -> str:
    """Give one command a line; paths are relative to the working directory, which is the checkout in a workflow."""
    lines = []
    for finding in report.findings:
        path = os.path.relpath(report.root / finding.path).replace(os.sep, "/")
        place = f"file={_property(path)},line={finding.line},col={finding.column},endLine={finding.end_line}"
        if finding.end_line == finding.line:
            place += f",endColumn={finding.end_column}"
        title = _property(f"{finding.rule} {finding.name}")
        lines.append(f"::{_LEVELS[finding.severity]} {place},title={title}::{_data(finding.message)}\n")
    return "".join(lines)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
