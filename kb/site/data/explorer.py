"""The data of the map of everything: a script that assigns one global, so that it loads from a folder too.

What readers see of a record (its name, where its page is) stands in the page's own list, in the page's language. Here is
what all languages share: who is linked with whom, and where each record is drawn. The records come in the order of the
base; the page refers to them by number.

`kbGraph` holds, as JSON, with the numbers in base64 (little-endian):

    kinds, relations, languages   names
    ids            the ids; the key of a record is its kind's name, `:`, and its id
    kind, island   16 bits for each record: an index of `kinds`; an island, or 65535 for none
    places, scale  two signed 16-bit numbers for each record: its place, multiplied by `scale`
    links          numbers of 7 bits a byte, the low ones first, the eighth bit set where more follow. For each record
                   how many links lead to records after it, then for each, in order, the distance to the record from
                   the last one times twice the relations, plus twice the relation, plus 1 where it leads backwards
    translated     for each language a bit for each record: whether it is translated
"""

from __future__ import annotations

import json
import sys
from array import array
from base64 import b64encode
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kb.base import Base
from kb.record import Record
from kb.site.site import Asset, Site

PATH = "assets/kb-graph.js"
_NONE = 0xFFFF
_FARTHEST = 32000
_MOST_SCALE = 16


class Island(NamedTuple):
    """A part of the map that has a name: the sort of its name (`family`, `category` or `kind`), and the id of it."""

    sort: str
    id: str


class Link(NamedTuple):
    """A link between two records by number, the lower first; `back` tells that it leads from the second."""

    a: int
    b: int
    relation: int
    back: bool


def assets(site: Site) -> Iterator[Asset]:
    """Give the data, once for all languages."""
    if site.is_original:
        yield Asset(
            PATH, "kbGraph = " + json.dumps(graph(site.base), ensure_ascii=False, separators=(",", ":")) + ";\n"
        )


def graph(base: Base) -> dict[str, object]:
    """Give the graph as plain data."""
    from kb.site.layout import Graph, layout

    records = list(base)
    found = list(links(base))
    known, seats = islands(base)
    joined = sorted({(link.a, link.b) for link in found})
    places = layout(Graph(len(records), joined, seats))
    scale = _scale(float(abs(places).max()) if records else 0.0)
    languages = [language for language in base.config.languages if language != base.config.language]
    kinds = list(base.kinds)
    return {
        "kinds": kinds,
        "relations": list(base.relations),
        "languages": languages,
        "ids": [record.id for record in records],
        "kind": _shorts("H", (kinds.index(record.kind) for record in records)),
        "island": _shorts("H", (seat if 0 <= seat < _NONE else _NONE for seat in seats)),
        "places": _shorts("h", (round(float(number) * scale) for place in places.T for number in place)),
        "scale": scale,
        "links": _base64(_packed(len(records), found, len(base.relations))),
        "count": len(found),
        "translated": [
            _base64(_bits((record.key, language) in base.translations for record in records)) for language in languages
        ],
    }


def links(base: Base) -> Iterator[Link]:
    """Give all links in the order of their records."""
    number = {key: index for index, key in enumerate(base.records)}
    relation = {name: index for index, name in enumerate(base.relations)}
    ends = ((number[edge.source], number[edge.target], relation[edge.relation]) for edge in base.edges)
    yield from sorted(Link(min(a, b), max(a, b), name, a > b) for a, b, name in ends)


def islands(base: Base) -> tuple[list[Island], list[int]]:
    """Give the islands of the map, and the island of each record by its place in that list, or -1.

    A code is of its family. What belongs to codes of one family above all is there too; what several share stands
    between them, on no island. The rest is with its category, or else with its kind.
    """
    seats = [_island(base, record) for record in base]
    found = [island for island in dict.fromkeys(seats) if island]
    order = list(base.config.families)
    found.sort(key=lambda one: (one.sort != "family", order.index(one.id) if one.id in order else len(order), one))
    place = {island: index for index, island in enumerate(found)}
    return found, [place[seat] if seat else -1 for seat in seats]


def _island(base: Base, record: Record) -> Island | None:
    if record.kind == "code":
        return Island("family", record.family or "")
    near = {key for keys in base.neighbours[record.key].values() for key in keys if base[key].kind == "code"}
    if near:
        families = Counter(base[key].family or "" for key in near)
        family, count = min(families.items(), key=lambda item: (-item[1], item[0]))
        return Island("family", family) if 2 * count > len(near) else None
    category = record.text("category") if "category" in record.declaration.by_name else None
    return Island("category", category) if category else Island("kind", record.kind)


def _packed(count: int, found: list[Link], relations: int) -> bytes:
    """Write the links as numbers of as few bytes as they need; they come sorted."""
    out = bytearray()

    def put(number: int) -> None:
        while number > 127:
            out.append(number & 127 | 128)
            number >>= 7
        out.append(number)

    following = Counter(link.a for link in found)
    at = 0
    for a in range(count):
        put(following[a])
        last = a
        for link in found[at : at + following[a]]:
            put((link.b - last) * 2 * relations + 2 * link.relation + link.back)
            last = link.b
        at += following[a]
    return bytes(out)


def _scale(farthest: float) -> int:
    """Give by how much places are multiplied to be exact enough and yet fit into 16 bits."""
    scale = 1
    while scale < _MOST_SCALE and farthest * scale * 2 < _FARTHEST:
        scale *= 2
    return scale


def _bits(flags: Iterable[bool]) -> bytes:
    """Pack flags, eight a byte, the first in the lowest bit."""
    number = sum(1 << place for place, flag in enumerate(flags) if flag)
    return number.to_bytes((number.bit_length() + 7) // 8, "little")


def _shorts(code: str, numbers: Iterable[int]) -> str:
    packed = array(code, numbers)
    if sys.byteorder == "big":
        packed.byteswap()
    return _base64(packed.tobytes())


def _base64(data: bytes) -> str:
    return b64encode(data).decode("ascii")
