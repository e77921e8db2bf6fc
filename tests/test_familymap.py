"""The map of a family: every code a link, in both drawings, nothing over anything else, and no style on any element."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from itertools import pairwise

import pytest
from html_tree import Element, parse

import kb
from kb.site.familymap import MOST_IN_COLUMN, MOST_IN_RING, Code, render
from kb.site.pages import families
from kb.site.site import Site

EVIL = '</text></svg><script>alert(1)</script>" onload="x \u202eesrever'


def codes(count: int, classes: int = 4, name: str = "Parameter Not Implemented") -> list[Code]:
    return [Code(str(200 + n), f"{name} {n}", f"{n}.html", n * classes // count) for n in range(count)]


def chain(count: int) -> list[tuple[int, int]]:
    return [(n, n + 1) for n in range(count - 1)]


def _drawn(given: list[Code], pairs: list[tuple[int, int]]) -> tuple[Element, Element]:
    html = render(given, pairs, "Map", lambda count: f"{count} are drawn")
    assert "\n" not in html
    tree = parse(html)
    return tree.one(".kb-family__ring"), tree.one(".kb-family__column")


def _leads(drawing: Element) -> list[str]:
    return [link["href"] for link in drawing.all("a")]


def test_every_code_is_a_link_in_both_drawings() -> None:
    ring, column = _drawn(codes(14), chain(14))
    assert _leads(ring) == _leads(column) == [f"{n}.html" for n in range(14)]
    assert ring.all("p") == column.all("p") == []


def test_a_code_that_is_compared_with_nothing_has_no_line_and_is_not_in_the_column() -> None:
    ring, column = _drawn(codes(6), [(0, 5)])
    assert len(ring.all("a")) == 6
    assert len(ring.all("path")) == 2
    assert _leads(column) == ["0.html", "5.html"]


def test_of_many_codes_those_of_the_first_pairs_are_drawn_and_the_map_says_so() -> None:
    ring, column = _drawn(codes(700), chain(700))
    assert len(ring.all("a")) == MOST_IN_RING == 100
    assert len(column.all("a")) == MOST_IN_COLUMN
    assert _leads(ring) == [f"{n}.html" for n in range(100)]
    assert [note.text for note in (ring.one("p"), column.one("p"))] == ["100 are drawn", f"{MOST_IN_COLUMN} are drawn"]


def test_no_comparison_no_map() -> None:
    assert render(codes(9), [], "Map", str) == ""


def test_lines_are_drawn_from_both_of_their_ends() -> None:
    """So that those of a code can stand out, whichever of the two it is."""
    ring, _ = _drawn(codes(3), chain(3))
    groups = ring.all("g")
    assert [group.one("path")["d"].count("M") for group in groups] == [1, 2, 1]


@pytest.mark.parametrize("count", [2, 14, 43, 96, 100])
def test_words_of_the_ring_do_not_overlap_and_stay_within(count: int) -> None:
    """Neighbours are further apart than a line of words is high, and no words reach beyond the drawing."""
    ring, _ = _drawn(codes(count), chain(count))
    svg = ring.one("svg")
    half = float(svg["viewbox"].split()[2]) / 2
    dots = [(float(dot["cx"]), float(dot["cy"])) for dot in ring.all("circle")]
    assert all(math.dist(a, b) > 12.5 for a, b in zip(dots, dots[1:] + dots[:1], strict=True))
    assert all(math.hypot(*dot) < half - 90 for dot in dots)
    assert half < 370


def test_words_of_the_column_stand_in_rows() -> None:
    _, column = _drawn(codes(36), chain(36))
    tops = [float(words["y"]) for words in column.all("text")]
    assert all(b - a >= 24 for a, b in pairwise(tops))
    assert float(column.one("svg")["height"]) > tops[-1]


def test_no_element_has_a_style(convert: Callable[[str], str]) -> None:
    """A strict policy would drop it; and Markdown leaves the map as it is."""
    html = render(codes(43), chain(43), "Map", str)
    assert "style" not in html
    assert convert(html) == html


def test_words_are_words() -> None:
    """Nothing in a name ends the element it stands in; what is cut is said in full to those who listen."""
    evil = [Code(EVIL, EVIL * 100, "0.html", 0, 'ko"'), Code("1", "One", "1.html", 1)]
    html = render(evil, [(0, 1)], EVIL, str)
    tree = parse(html)
    assert {element.tag for element in tree.walk()} <= {
        "nav", "div", "svg", "g", "path", "a", "title", "circle", "text", "tspan", "rect", "#document",
    } | {tree.tag}  # fmt: skip
    first = tree.all("a")[0]
    assert first["aria-label"].startswith("</text></svg><script>")
    assert len(html) < 12_000


def test_the_families_of_the_reference_have_their_maps(english: Site) -> None:
    """Each family shows all its codes, or as many as there is room for, and the classes lead to their tables."""
    pages = {page.path: page.body for page in families.pages(english)}
    for family, records in english.families.items():
        body = pages[f"codes/{family}/index.md"]
        ring = re.search(r'<div class="kb-family__ring">.*?</div>', body)
        assert ring
        assert len(parse(ring[0]).all("a")) == min(len(records), MOST_IN_RING)
        for anchor in re.findall(r'href="#(class-[^"]*)"', body):
            assert f"{{#{anchor}}}" in body
        nav = re.search(r"<nav class=\"kb-family\".*?</nav>", body)
        assert nav
        assert len(nav[0]) < 100_000


def test_a_family_without_comparisons_has_no_map() -> None:
    site = Site(kb.load({"kb.yaml": "title: T\n", "records/codes/a/1.yaml": "code: 1\nname: N\nsummary: S.\n"}), "en")
    assert not any("kb-family" in page.body for page in families.pages(site))
