"""The forms in which findings are printed, one a module. To add one, write a module and name it in `_MODULES`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from kb.reports import github, gitlab, json, junit, sarif, text
from kb.reports.report import Report

__all__ = ["FORMATS", "Format", "Report", "text"]


class Format(Protocol):
    """A module that renders a report."""

    __name__: str

    def render(self, report: Report) -> str:
        """Give the whole output, ready to be written."""


_MODULES: tuple[Format, ...] = (text, json, sarif, github, gitlab, junit)
FORMATS: Mapping[str, Format] = {module.__name__.rpartition(".")[2]: module for module in _MODULES}
