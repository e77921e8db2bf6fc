"""Which findings of the linter came and which went."""

from __future__ import annotations

from dataclasses import replace

from kb.base import Base
from kb.diff.matching import Matching, broken_paths
from kb.finding import Finding
from kb.fingerprint import fingerprints
from kb.linting import lint

Findings = tuple[Finding, ...]


def changes(old: Base, new: Base, matching: Matching) -> tuple[Findings, Findings]:
    """Give the findings that only the new side has, and those that only the old side has.

    They are told apart by rule, record and evidence, whatever their lines. What was found in a file that cannot be
    read any more is not resolved.
    """
    before, after = lint(old), lint(new)
    known = dict(zip(_known_by(old, before, matching), before, strict=True))
    found = dict(zip(fingerprints(new, after), after, strict=True))
    hidden = broken_paths(new)
    introduced = tuple(finding for mark, finding in found.items() if mark not in known)
    resolved = tuple(finding for mark, finding in known.items() if mark not in found and finding.path not in hidden)
    return introduced, resolved


def _known_by(old: Base, findings: list[Finding], matching: Matching) -> list[str]:
    """Give the fingerprints that findings of the old side would have under the keys that records have now."""
    return fingerprints(old, [_as_now(finding, matching) for finding in findings])


def _as_now(finding: Finding, matching: Matching) -> Finding:
    key = matching.renamed.get(finding.record or "")
    if not finding.record or not key:
        return finding
    message = finding.message
    for name, now in ((finding.record, key), (finding.record.partition(":")[2], key.partition(":")[2])):
        message = message.replace(f"`{name}`", f"`{now}`")
    return replace(finding, record=key, message=message)
