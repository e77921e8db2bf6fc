"""One JSON object, as the interface describes it; paths are relative to the root."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kb.reports.report import Report


def render(report: Report) -> str:
    """Give the report as JSON, the same bytes for the same findings."""
    checked = report.checked
    data: dict[str, Any] = {
        "version": 1,
        "root": str(report.root.resolve()),
        "summary": {
            "files": checked.files,
            "records": checked.records,
            "edges": checked.edges,
            "error": report.count("error"),
            "warning": report.count("warning"),
            "info": report.count("info"),
        },
    }
    if report.fixed is not None:
        data["summary"]["fixed"] = report.fixed
    if report.baseline:
        data["baseline"] = report.baseline._asdict()
    if report.statistics:
        data["statistics"] = [
            {"rule": one.rule, "name": one.name, "severity": str(one.severity), "count": count}
            for one, count in report.by_rule()
        ]
    data["findings"] = [finding.as_dict() for finding in report.findings]
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"
