"""SARIF 2.1.0, the OASIS format that code scanning services and editors read."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from kb import __version__
from kb.finding import Finding, Fix, Related, Severity
from kb.fingerprint import fingerprints
from kb.linting import active_rules
from kb.rules import Rule, name_of, summary_of
from kb.source import Span

if TYPE_CHECKING:
    from kb.reports.report import Report

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_BASE = "%SRCROOT%"
_LEVELS = {"error": "error", "warning": "warning", "info": "note", "off": "warning"}
_LONGEST = 1024
"""As many characters of a description does GitHub take."""
_URI = "/:?#[]@!$&'()*+,;=%~"


def render(report: Report) -> str:
    """Give one run with the rules that took part in it; no path in it leads outside the checkout."""
    rules = active_rules(report.base, report.select, report.ignore)
    index = {rule.CODE: number for number, rule in enumerate(rules)}
    known_by = fingerprints(report.base, report.findings)
    run = {
        "tool": {"driver": {"name": "kb", "version": __version__, "rules": [_rule(report, rule) for rule in rules]}},
        "columnKind": "unicodeCodePoints",
        "newlineSequences": ["\r\n", "\r", "\n"],
        "originalUriBaseIds": {_BASE: {"description": {"text": "The top folder of the checkout."}}},
        "results": [
            _result(report, finding, index[finding.rule], print_)
            for finding, print_ in zip(report.findings, known_by, strict=True)
        ],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False) + "\n"


def _rule(report: Report, rule: Rule) -> dict[str, Any]:
    page = (rule.__doc__ or "").strip()
    why = page.partition("\nBad:\n")[0].strip()
    while len(_plain(why)) > _LONGEST:  # the first paragraph is one line
        why = why.rpartition("\n\n")[0]
    described = {
        "id": rule.CODE,
        "name": name_of(rule),
        "shortDescription": {"text": _plain(summary_of(rule))},
        "fullDescription": {"text": _plain(why), "markdown": why},
        "help": {"text": _plain(page), "markdown": page},
        "defaultConfiguration": {"enabled": rule.SEVERITY is not Severity.OFF, "level": _LEVELS[rule.SEVERITY]},
    }
    site = report.base.config.site
    if site.url and site.rules:
        address = f"{site.url.rstrip('/')}/rules/{rule.CODE.lower()}-{name_of(rule)}.html"
        described["helpUri"] = quote(address, safe=_URI)
    return described


def _result(report: Report, finding: Finding, index: int, known_by: str) -> dict[str, Any]:
    location: dict[str, Any] = {"physicalLocation": _place(report, finding.path, _region(finding.span))}
    if finding.record:
        location["logicalLocations"] = [{"fullyQualifiedName": finding.record}]
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": _LEVELS[finding.severity],
        "message": {"text": _plain(finding.message)},
        "locations": [location],
    }
    if finding.related:
        result["relatedLocations"] = [
            _related(report, number, other) for number, other in enumerate(finding.related, 1)
        ]
    if finding.fix:
        result["fixes"] = [_fix(report, finding.fix)]
    result["partialFingerprints"] = {"ruleRecordEvidence/v1": known_by}
    return result


def _related(report: Report, number: int, other: Related) -> dict[str, Any]:
    place = _place(report, other.path, {"startLine": other.line, "startColumn": other.column})
    return {"id": number, "physicalLocation": place, "message": {"text": _plain(other.message)}}


def _fix(report: Report, fix: Fix) -> dict[str, Any]:
    """Give the edits by file, in the order of their places."""
    changes: dict[str, list[dict[str, Any]]] = {}
    for edit in sorted(fix.edits, key=lambda edit: (edit.path, edit.span)):
        replacement = {"deletedRegion": _region(edit.span), "insertedContent": {"text": edit.text}}
        changes.setdefault(edit.path, []).append(replacement)
    return {
        "description": {"text": _plain(fix.title)},
        "artifactChanges": [
            {"artifactLocation": _artifact(report, path), "replacements": replacements}
            for path, replacements in changes.items()
        ],
        "properties": {"applicability": "safe" if fix.safe else "unsafe"},
    }


def _place(report: Report, path: str, region: dict[str, int]) -> dict[str, Any]:
    return {"artifactLocation": _artifact(report, path), "region": region}


def _artifact(report: Report, path: str) -> dict[str, str]:
    return {"uri": quote(report.path(path).encode("utf-8", "surrogatepass")), "uriBaseId": _BASE}


def _region(span: Span) -> dict[str, int]:
    return dict(zip(("startLine", "startColumn", "endLine", "endColumn"), span, strict=True))


def _plain(text: str) -> str:
    """Keep `[a](b)` in a plain text from being read as an embedded link (section 3.11.6 of the standard).

    Braces stay as they are: readers look for placeholders only where a message has arguments, and show `{{` as it is.
    """
    return re.sub(r"[\\\[\]]", r"\\\g<0>", text) if "](" in text else text
