"""The forms in which a difference is printed, one a module. To add one, write a module and name it in `_MODULES`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from kb.diff.formats import json, markdown, text
from kb.diff.formats.report import Report, Side

__all__ = ["FORMATS", "Format", "Report", "Side"]


class Format(Protocol):
    """A module that renders a difference."""

    __name__: str

    def render(self, report: Report) -> str:
        """Give the whole output, ready to be written."""


_MODULES: tuple[Format, ...] = (text, json, markdown)
FORMATS: Mapping[str, Format] = {module.__name__.rpartition(".")[2]: module for module in _MODULES}
