"""What two codes are connected with: both of them, or only one; and how much that makes readers confuse them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from kb.record import Record
from kb.site.site import Site

Wanted: TypeAlias = Callable[[str, str], bool]

_SORTS = ("compare", "guide", "term")
"""The relations that tell, in the order of a page."""


@dataclass(frozen=True, slots=True)
class Connected:
    """Codes, guides and terms; those that few codes are connected with come first, for they tell most."""

    codes: tuple[Record, ...] = ()
    guides: tuple[Record, ...] = ()
    terms: tuple[Record, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether there is anything."""
        return bool(self.codes or self.guides or self.terms)

    @property
    def count(self) -> int:
        """The number of all."""
        return len(self.codes) + len(self.guides) + len(self.terms)


def shared(site: Site, a: Record, b: Record) -> Connected:
    """Give what both codes are connected with; the codes are those that readers confuse with both."""
    return _connected(site, a, lambda relation, key: key in _near(site, b, relation))


def apart(site: Site, a: Record, b: Record) -> Connected:
    """Give what the first code is connected with and the second is not; the second itself is no such thing."""
    return _connected(site, a, lambda relation, key: key != b.key and key not in _near(site, b, relation))


def around(site: Site, key: str) -> Iterator[str]:
    """Give the keys of all that the page of a pair may name beside a code of it."""
    for relation in _SORTS:
        yield from site.base.neighbours[key].get((relation, True), ())


def closeness(site: Site, a: Record, b: Record) -> float:
    """Give how near two codes are: each thing that both are connected with counts, the less the more codes have it."""
    return sum(1 / _users(site, relation, key) for relation in _SORTS for key in _common(site, a, b, relation))


def pairs_of(site: Site, family: str) -> dict[str, list[tuple[Record, Record]]]:
    """Give the pairs that readers confuse with a code of a family, by the family of the other; the nearest first.

    The family itself comes first, then the others in their order. The family's own code is the first of a pair.
    """
    found: dict[str, list[tuple[Record, Record]]] = {}
    for code in site.families[family]:
        for other in site.comparisons(code):
            if other.family != family or code.key < other.key:
                found.setdefault(other.family or "", []).append((code, other))
    order = sorted(found, key=lambda name: (name != family, list(site.families).index(name)))
    return {name: sorted(found[name], key=lambda pair: -closeness(site, *pair)) for name in order}


def _connected(site: Site, a: Record, wanted: Wanted) -> Connected:
    return Connected(*(tuple(_of(site, a, relation, wanted)) for relation in _SORTS))


def _of(site: Site, a: Record, relation: str, wanted: Wanted) -> Iterator[Record]:
    keys = [key for key in _near(site, a, relation) if wanted(relation, key)]
    for key in sorted(keys, key=lambda key: _users(site, relation, key)):
        yield site.base[key]


def _common(site: Site, a: Record, b: Record, relation: str) -> list[str]:
    theirs = _near(site, b, relation)
    return [key for key in _near(site, a, relation) if key in theirs]


def _near(site: Site, record: Record, relation: str) -> Collection[str]:
    return site.base.neighbours[record.key].get((relation, True), ())


def _users(site: Site, relation: str, key: str) -> int:
    """Give how many records are connected with one in this way; at least one is."""
    return len(site.base.neighbours[key].get((relation, relation == "compare"), ())) or 1
