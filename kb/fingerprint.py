"""What a finding is known by from one run to the next, so that a server can tell new findings from old ones."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from hashlib import sha256

from kb.base import Base
from kb.finding import Finding

_NAME = re.compile(r"`([^`]*)`")


def fingerprints(base: Base, findings: Iterable[Finding]) -> list[str]:
    """Give each finding 32 hexadecimal digits that no other of them has.

    They follow from the rule, the record and the evidence, and from no line or column: they stay when lines move. Of
    findings that agree in all of that, the second and further ones are counted.
    """
    seen: Counter[tuple[str, ...]] = Counter()
    given = []
    for known_by in identities(base, findings):
        seen[known_by] += 1
        given.append(
            sha256("\0".join((*known_by, str(seen[known_by]))).encode("utf-8", "surrogatepass")).hexdigest()[:32]
        )
    return given


def identities(base: Base, findings: Iterable[Finding]) -> list[tuple[str, ...]]:
    """Give what makes each finding the one it is; findings that agree in all of it share it."""
    return [_known_by(base, finding) for finding in findings]


def _known_by(base: Base, finding: Finding) -> tuple[str, ...]:
    """Give what makes a finding this one: the text at fault, and what the message names before its advice."""
    source = base.sources.get(finding.path)
    lines = base.lines(finding.path)
    start, end = lines.offset(finding.line, finding.column), lines.offset(finding.end_line, finding.end_column)
    text = " ".join(lines.text[start:end].split())
    names = _NAME.findall(finding.message.partition("; ")[0])
    return finding.rule, finding.record or finding.path, (source and source.language) or "", text, *names
