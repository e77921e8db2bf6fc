"""The relationship map: what is in it, in which order, where everything stands, and how much it weighs."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from itertools import groupby
from pathlib import Path

import pytest
import seed
from html_tree import Element, parse
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.markup import slugify
from kb.site.relmap import (
    COLUMN,
    GROUP_GAP,
    MOST,
    MOST_IN_GROUP,
    WIDTH,
    WIDTHS,
    Group,
    Item,
    Words,
    render,
    text_width,
)
from kb.site.sections import related
from kb.site.site import Site

WORDS = Words(
    name="Relationship map: SMTP 504",
    continued="continued",
    more=lambda count: f"+{count} more",
    all_of=lambda count, label: f"All {count}: {label}",
)
COMPARED = ["502 Command Not Implemented", "501 Syntax Error in Parameters", "555 Parameters Not Recognized"]


def _group(kind: str, labels: list[str], *, label: str = "", note: str = "", more: str = "") -> Group:
    items = tuple(Item(text, f"../../{kind}s/{slugify(text)}.html") for text in labels)
    return Group(kind, label or kind.title(), note, items, more=more)


def seed_groups() -> list[Group]:
    """Give the seventy neighbours that SMTP 504 has: three comparisons, the sixteen guides, the fifty-one terms."""
    guides = [
        _group("guide", [title for title, _ in found], label="Guides", note=category, more="../../guides/index.html")
        for category, found in groupby(seed.GUIDES, key=lambda guide: guide[1])
    ]
    terms = _group("term", seed.TERMS, label="Glossary", more="../../terms/index.html")
    return [_group("code", COMPARED, label="Compare with"), *guides, terms]


def seed_map() -> str:
    return render(seed.FAMILY + " " + seed.CODE, seed.HEADING.partition(" ")[2], "code", seed_groups(), WORDS)


def _drawn(*groups: Group, title: str = "T", subtitle: str = "S") -> Element:
    return parse(render(title, subtitle, "code", list(groups), WORDS))


def _lists(drawn: Element) -> list[list[str]]:
    return [[link.text for link in found.all("a")] for found in drawn.all("ul")]


def test_the_map_of_smtp_504_is_as_it_was() -> None:
    """The seed's map keeps its bytes; KB_UPDATE_GOLDEN=1 writes them anew after a change that is meant."""
    path = seed.GOLDEN / "map-smtp-504.html"
    lines = seed_map().replace("><", ">\n<") + "\n"
    if os.environ.get("KB_UPDATE_GOLDEN"):
        path.write_text(lines, encoding="utf-8")
    assert lines == path.read_text(encoding="utf-8")


def test_the_map_is_the_same_in_every_process() -> None:
    """Nothing in the map depends on the order of sets, or on the run."""
    code = "import test_relmap, hashlib; print(hashlib.sha256(test_relmap.seed_map().encode()).hexdigest())"
    here = Path(__file__).parent
    environment = {**os.environ, "PYTHONPATH": f"{here}{os.pathsep}{here.parent}"}
    digests = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**environment, "PYTHONHASHSEED": number},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for number in ("1", "2")
    }
    assert len(digests) == 1


def test_everything_is_in_the_map_once_and_in_its_order() -> None:
    """Groups and what is in them keep the order in which they are given, for the eye, the keyboard and the ear."""
    drawn = parse(seed_map())
    given = seed_groups()
    assert _lists(drawn) == [[item.label for item in group.items] for group in given]
    assert [link["href"] for link in drawn.all("a")] == [item.href for group in given for item in group.items]
    headings = [" ".join(filter(None, [group.label, group.note, str(len(group.items))])) for group in given]
    assert [element.words for element in drawn.all("p")] == headings


def test_lists_are_named_for_a_screen_reader() -> None:
    """The map is a named navigation, each list has its heading as its name, and the drawing is passed over."""
    drawn = parse(seed_map())
    assert drawn.one("nav")["aria-label"] == WORDS.name
    assert [found["aria-labelledby"] for found in drawn.all("ul")] == [heading["id"] for heading in drawn.all("p")]
    assert {drawn.one("svg")["aria-hidden"], drawn.one(".kb-map__hub")["aria-hidden"]} == {"true"}


def test_the_map_goes_through_markdown_unchanged(convert: Callable[[str], str]) -> None:
    """It is one block of HTML, which Python-Markdown gives back to the byte."""
    assert convert(seed_map()) == seed_map()
    assert "\n" not in seed_map()


def test_a_group_shows_sixty_at_most_and_leads_to_all() -> None:
    """Of a long group sixty chips are drawn; the last says how many more there are, and leads to all of them."""
    labels = [f"word {number}" for number in range(200)]
    other = _group("guide", ["a"])
    shown = _drawn(_group("term", labels, label="Glossary", more="../terms/index.html"), other).all("ul")[0].all("a")
    assert MOST_IN_GROUP == len(shown) == 60
    assert [link.text for link in shown] == [*labels[:59], "+141 more"]
    assert (shown[-1]["href"], shown[-1]["title"]) == ("../terms/index.html", "All 200: Glossary")
    assert len(_lists(_drawn(_group("term", labels[:60], more="x.html"), other))[0]) == 60
    assert "more" not in str(_lists(_drawn(_group("term", labels[:60], more="x.html"), other)))


def test_a_heading_counts_what_is_left_out() -> None:
    """The number at a heading is that of all there are."""
    drawn = _drawn(
        _group("term", [str(n) for n in range(200)], label="Glossary", more="x.html"), _group("guide", ["a"])
    )
    assert drawn.all("p")[0].words == "Glossary 200"


def test_a_group_that_leads_nowhere_is_cut_without_a_link() -> None:
    """Where there is no page of all, sixty are shown and the count tells the rest."""
    drawn = _drawn(_group("code", [str(n) for n in range(70)], label="Compare"), _group("guide", ["a"]))
    assert _lists(drawn)[0] == [str(n) for n in range(60)]
    assert drawn.all("p")[0].words == "Compare 70"


@pytest.mark.parametrize("sizes", [[50, 50, 50], [60, 60, 60, 60], [100, 100, 3], [40] * 7, [1000, 1], [20] * 10])
def test_a_map_shows_120_at_most_and_cuts_the_longest_groups_first(sizes: list[int]) -> None:
    """No map is more than a reader can look over; short groups are left whole."""
    groups = [
        _group("term", [f"{g} {n}" for n in range(size)], label=str(g), more="x.html") for g, size in enumerate(sizes)
    ]
    shown = [len(found) for found in _lists(_drawn(*groups))]
    assert sum(shown) == min(MOST, sum(min(size, 60) for size in sizes)) <= 120
    assert all(drawn == size or drawn >= max(shown) - 1 for drawn, size in zip(shown, sizes, strict=True))
    assert [drawn.words for drawn in _drawn(*groups).all("p")] == [f"{g} {size}" for g, size in enumerate(sizes)]


def test_one_long_group_stands_on_both_sides() -> None:
    """A single group of more than six fills both sides of the hub, in its order."""
    labels = [f"word number {number}" for number in range(7)]
    drawn = _drawn(_group("term", labels, label="Glossary"))
    assert _lists(drawn) == [labels[:4], labels[4:]]
    assert [element.words for element in drawn.all("p")] == ["Glossary 7", "Glossary continued"]
    assert [side.classes for side in drawn.all(".kb-map__side")] == [["kb-map__side", "l"], ["kb-map__side", "r"]]
    assert _lists(_drawn(_group("term", labels[:6]))) == [labels[:6]]


def test_no_neighbours_no_map() -> None:
    """A record connected with nothing has no map, and an empty group has no heading."""
    assert render("T", "S", "code", [], WORDS) == ""
    assert render("T", "S", "code", [_group("term", []), _group("code", [])], WORDS) == ""
    assert len(_drawn(_group("term", []), _group("code", ["a"])).all("p")) == 1


def test_labels_are_words_not_markup() -> None:
    """Whatever a name is, the map shows it, and it cannot end the element or the attribute it stands in."""
    evil = "<b onclick=\"x\" a='y'>&amp;</b>\n\n```"
    item = Item(evil, 'x.html?a="&b=<c>', evil, 'ko"')
    group = Group("code", evil, evil, (item,), more=evil)
    html = render(evil, evil, "code", [group], replace(WORDS, name=evil), 'ko"')
    drawn = parse(html)
    assert "\n" not in html
    assert [element.tag for element in drawn.walk() if element.tag in ("b", "script")] == ["b"]
    link = drawn.one("a")
    assert link.text == " ".join(evil.split())
    assert (link["href"], link["lang"], link["title"]) == (item.href, 'ko"', link.text)
    assert drawn.one("nav")["aria-label"] == link.text


def test_what_is_in_another_language_says_so() -> None:
    """A chip, and the hub's name, carry their language where it is not the page's."""
    group = Group("code", "L", "", (Item("a", "a.html", language="en"), Item("b", "b.html")))
    drawn = parse(render("T", "Name", "code", [group], WORDS, "en"))
    assert [link.get("lang") for link in drawn.all("a")] == ["en", None]
    assert drawn.one(".kb-map__hub span")["lang"] == "en"
    assert parse(render("Name", "", "term", [group], WORDS, "en")).one(".kb-map__hub strong")["lang"] == "en"


def test_widths_are_known_without_fonts() -> None:
    """Latin letters have Helvetica's widths, East Asian ones an em, combining marks none."""
    assert text_width("i", 1000) < text_width("m", 1000) == 833
    assert text_width("코드", 10) == 20
    assert text_width("é", 10) == text_width("e\u0301", 10) + 0.44 == pytest.approx(6.0)


def _check_geometry(drawn: Element) -> None:
    """The drawing has room for all that CSS lays over it, and each thread ends where CSS puts the row."""
    _, _, width, height = map(float, drawn.one("svg")["viewbox"].split())
    assert width == WIDTH
    hub = drawn.one(".kb-map__hub")
    lines = [len(part.all("br")) + 1 for part in hub.all("span")]
    assert 20 + (24 if lines else 18) * (len(hub.one("strong").all("br")) + 1) + 14 * sum(lines) <= height
    threads = (path["d"].split("M")[1:] for path in drawn.all("path.th"))
    for side in drawn.all(".kb-map__side"):
        groups = [_rows(group) for group in side.all(".kb-map__group")]
        whole = sum(25 + sum(rows) + 4 * (len(rows) - 1) for rows in groups) + GROUP_GAP * (len(groups) - 1)
        top = (height - whole) / 2
        assert top >= 0
        for rows in groups:
            top += 25
            for row, thread in zip(rows, next(threads), strict=True):
                assert _end(thread) == pytest.approx(top + row / 2, abs=0.51)
                top += row + 4
            top += GROUP_GAP - 4


def _end(thread: str) -> float:
    """Give the height at which a thread ends, which its path tells as a way from where it starts."""
    start, down = re.fullmatch(r"\d+ (-?[\d.]+)c-?[\d.]+ 0[ -][\d.]+ ?(-?[\d.]+) ?-?[\d.]+ ?-?[\d.]+", thread).groups()
    return float(start) + float(down)


def _rows(group: Element) -> list[int]:
    """Give the height of each row as CSS makes them: chips 5 apart, tall ones alone."""
    rows: list[int] = []
    used = 999
    for link in group.all("a"):
        mark = link.classes[-1]
        assert mark in ("t2", "t3", "t4") or f".{mark}{{--w:{mark[1:]}}}" in WIDTHS
        tall = mark[0] == "t"
        width = COLUMN - 12 if tall else int(mark[1:])
        used += 5 + width
        if used > COLUMN - 12:
            rows.append(23 + 15 * (int(mark[1:]) - 1) if tall else 23)
            used = width
    return rows


def test_the_seed_map_has_room_for_everything() -> None:
    """Every chip of the seed's map has its place."""
    _check_geometry(parse(seed_map()))


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(
    groups=st.lists(
        st.lists(st.text("abc WM가나 -", min_size=1, max_size=90), min_size=1, max_size=70), min_size=1, max_size=8
    ),
    subtitle=st.text("abc 가", max_size=80),
)
def test_every_map_has_room_for_everything(groups: list[list[str]], subtitle: str) -> None:
    """Whatever is connected with whatever, nothing meets anything else."""
    _check_geometry(_drawn(*(_group("term", labels, more="x.html") for labels in groups), subtitle=subtitle))


def _light(html: str) -> str:
    return re.sub(r' title="[^"]*"', "", html)


def test_the_map_is_light(english: Site, korean: Site) -> None:
    """Seventy neighbours take twelve kilobytes at most, previews left out; so does SMTP 504 as it is today."""
    assert len(_light(seed_map()).encode()) <= 12 * 1024
    for site in (english, korean):
        record = site.base["code:smtp/504"]
        drawn = related.render(site, record, site.path(record)).partition("\n\n")[2]
        assert len(_light(drawn)) <= 12 * 1024
