"""The codes of a family by class."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from kb.config import Group
from kb.localized import Localized
from kb.record import Record
from kb.site.site import Site


class Classed(NamedTuple):
    """A class of a family: its id, what readers call it, and its codes. The codes of no class have no id."""

    id: str
    words: str
    codes: list[Record]


def by_class(site: Site, family: str) -> Iterator[Classed]:
    """Give the classes that have codes in the order of kb.yaml, then the codes of none."""
    rest = Group("", Localized())
    found: dict[str, list[Record]] = {}
    for code in site.families[family]:
        group = site.class_of(code)
        found.setdefault(group.id if group else "", []).append(code)
    for id_, group in [*site.family(family).classes.items(), ("", rest)]:
        if id_ in found:
            words = site.localized(group.name) if id_ else site.labels["other_codes"]
            yield Classed(id_, _mark(id_, found[id_]) + words, found[id_])


def _mark(id_: str, codes: list[Record]) -> str:
    """Give `5xx ` for a class of three-digit codes, nothing for others."""
    width = {len(code.text("code") or "") for code in codes}
    return id_.ljust(3, "x") + " " if id_.isdigit() and width == {3} else ""
