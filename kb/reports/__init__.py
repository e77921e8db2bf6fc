"""The forms in which findings are printed, one a module. To add one, write a module and name it in `FORMATS`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from kb.base import Base
from kb.finding import Finding


@dataclass(frozen=True)
class Report:
    """What there is to print."""

    base: Base
    root: Path
    findings: list[Finding]
    select: list[str]
    ignore: list[str]

    def count(self, severity: str) -> int:
        """Count the findings of a severity."""
        return sum(finding.severity == severity for finding in self.findings)


class Format(Protocol):
    """A module that renders a report."""

    __name__: str

    def render(self, report: Report) -> str:
        """Give the whole output, ready to be written."""


from kb.reports import github, json, text  # noqa: E402 - the modules need `Report`

FORMATS: Mapping[str, Format] = {module.__name__.rpartition(".")[2]: module for module in (text, json, github)}
