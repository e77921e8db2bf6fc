"""A Code Quality report, which GitLab shows on merge requests."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from kb.finding import Finding
from kb.fingerprint import fingerprints

if TYPE_CHECKING:
    from kb.reports.report import Report

_SEVERITIES = {"error": "major", "warning": "minor", "info": "info"}


def render(report: Report) -> str:
    """Give a list with one issue a finding; the fingerprint is what GitLab tells new issues from old ones by."""
    known_by = fingerprints(report.base, report.findings)
    issues = [_issue(report, *pair) for pair in zip(report.findings, known_by, strict=True)]
    return json.dumps(issues, indent=2, ensure_ascii=False) + "\n"


def _issue(report: Report, finding: Finding, known_by: str) -> dict[str, Any]:
    return {
        "description": f"{finding.rule} {finding.name}: {finding.message}",
        "check_name": finding.rule,
        "fingerprint": known_by,
        "severity": _SEVERITIES[finding.severity],
        "location": {
            "path": report.path(finding.path),
            "positions": {
                "begin": {"line": finding.line, "column": finding.column},
                "end": {"line": finding.end_line, "column": finding.end_column},
            },
        },
    }
