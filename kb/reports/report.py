"""What there is to print, whatever the form."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from kb.base import Base
from kb.finding import Finding


class Counts(NamedTuple):
    """How much was checked."""

    files: int
    records: int
    edges: int


class Known(NamedTuple):
    """How many findings a baseline does not know, how many it does, and how many of its entries are history."""

    new: int
    remaining: int
    resolved: int


@dataclass(frozen=True)
class Report:
    """What there is to print."""

    base: Base
    root: Path
    findings: list[Finding]
    select: list[str]
    ignore: list[str]
    statistics: bool = False
    """Whether to count the findings of each rule: in place of them in text, beside them in JSON."""
    in_colour: bool = True
    """Whether text may have colour, when the terminal shows it."""
    counts: Counts | None = None
    """How much was checked; worked out from the base when left out."""
    fixed: int | None = None
    """How many findings were mended, when mending was asked for."""
    baseline: Known | None = None
    """What the baseline did, when there is one."""

    @cached_property
    def checked(self) -> Counts:
        """How much was checked."""
        return self.counts or Counts(len(self.base.readings), len(self.base), len(self.base.edges))

    def count(self, severity: str) -> int:
        """Count the findings of a severity."""
        return sum(finding.severity == severity for finding in self.findings)

    def by_rule(self) -> list[tuple[Finding, int]]:
        """Count the findings of each rule, the most frequent first; a finding stands for its rule."""
        counts = Counter(finding.rule for finding in self.findings)
        samples = {finding.rule: finding for finding in self.findings}
        return [(samples[rule], counts[rule]) for rule in sorted(counts, key=lambda rule: (-counts[rule], rule))]

    def path(self, path: str) -> str:
        """Give a path as a CI server knows it: from the top of the checkout, which is the working directory.

        Where the project is not inside the working directory, the project's root is taken for the top.
        """
        return self._prefix + path

    @cached_property
    def _prefix(self) -> str:
        root, here = self.root.resolve(), Path.cwd()
        return f"{root.relative_to(here).as_posix()}/" if here in root.parents else ""
