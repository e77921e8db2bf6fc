"""The forms in which findings are printed, one a module. To add one, write a module and name it in `FORMATS`."""

from __future__ import annotations

from typing import Protocol

from kb.reports.report import Report
from kb.shelf import Shelf

__all__ = ["FORMATS", "Format", "Report"]


class Format(Protocol):
    """A module that renders a report."""

    __name__: str

    def render(self, report: Report) -> str:
        """Give the whole output, ready to be written."""


FORMATS: Shelf[Format] = Shelf(
    __name__, {name: name for name in ("text", "json", "sarif", "github", "gitlab", "junit")}
)
"""The forms by the name that `kb lint --format` takes."""
