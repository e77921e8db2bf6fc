"""What a reader waits for: how much pages weigh, and that nothing moves while they come."""

from __future__ import annotations

import gzip
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from browsing import PHONE, served, visit
from playwright.sync_api import Browser
from test_links import Document

OWN = 150_000
"""The bytes that a code's page may take itself, with the scripts and data that not most of such pages share."""
FIRST_VIEW = 125_000
"""The bytes, compressed as servers do, of all that a first view of a page asks for."""
FIRST_HOME = 250_000
"""The same of the home page, with what it finds codes by."""


@pytest.fixture(scope="module")
def http(built: Path) -> Iterator[str]:
    """Serve the reference site."""
    with served(built / "site") as address:
        yield address


def _sources(page: Path) -> set[Path]:
    links = Document(page.read_text(encoding="utf-8")).links
    return {(page.parent / link).resolve() for link in links if link.endswith((".js", ".json")) and "://" not in link}


@pytest.mark.parametrize("language", ["", "ko"], ids=["en", "ko"])
def test_every_code_page_is_light(built: Path, language: str) -> None:
    """Whatever a code is connected with, its page and the data that only it loads are under 150 KB."""
    pages = sorted((built / "site" / language / "codes").rglob("*.html"))
    assert len(pages) > 500
    sources = {page: _sources(page) for page in pages}
    used = Counter(source for found in sources.values() for source in found)
    weights = {
        page: page.stat().st_size + sum(source.stat().st_size for source in found if used[source] < len(pages) / 2)
        for page, found in sources.items()
        if page.name != "index.html"
    }
    assert {page.name: weight for page, weight in weights.items() if weight > OWN} == {}


@pytest.mark.browser
@pytest.mark.parametrize(
    ("page", "most"),
    [("index.html", FIRST_HOME), ("codes/smtp/504.html", FIRST_VIEW), ("ko/codes/smtp/504.html", FIRST_VIEW)],
)
def test_a_first_view_is_light(
    chromium: Browser, http: str, page: str, most: int, record_property: Callable[[str, object], None]
) -> None:
    """A page, its styles, scripts and icons; the index of the search comes when somebody is about to search."""
    with visit(chromium) as visited:
        got: dict[str, bytes] = {}
        visited.page.on("response", lambda answer: got.__setitem__(answer.url, answer.body()))
        visited.open(http + page)
        visited.page.wait_for_load_state("networkidle")
        weights = {url: len(gzip.compress(body)) for url, body in got.items()}
    record_property("first view, compressed", sum(weights.values()))
    assert any(url.endswith(".css") for url in weights)
    assert sum(weights.values()) < most, weights


STILL = 0.001
"""The layout shift that nobody sees: an icon of the theme's header, which is drawn while the rest of the header still comes.
A paragraph that moves by a line makes tens of times as much."""

SHIFTS = """() => new Promise((done) => {
  const found = [];
  new PerformanceObserver((list) => list.getEntries().forEach((e) => {
    if (!e.hadRecentInput) found.push([e.value, e.sources.map((s) => s.node?.outerHTML?.slice(0, 120) ?? '')]);
  })).observe({ type: 'layout-shift', buffered: true });
  setTimeout(() => done(found), 300);
})"""


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("page", ["codes/smtp/504.html", "ko/codes/http/503.html", "compare/smtp-504-vs-smtp-555.html"])
def test_nothing_moves_while_a_page_with_a_map_comes(chromium: Browser, http: str, page: str, width: int) -> None:
    """On a slow machine with a slow connection, at the top of the page and where its map is."""
    screen = PHONE if width < 600 else {"width": width}
    for place in ("", "#related"):
        with visit(chromium, **screen) as visited:
            devtools = visited.page.context.new_cdp_session(visited.page)
            devtools.send("Network.enable")
            devtools.send(
                "Network.emulateNetworkConditions",
                {"offline": False, "latency": 40, "downloadThroughput": 250_000, "uploadThroughput": 100_000},
            )
            devtools.send("Emulation.setCPUThrottlingRate", {"rate": 4})
            visited.open(http + page + place)
            assert visited.page.locator(".kb-map a").count() > 5
            found = visited.page.evaluate(SHIFTS)
            assert sum(value for value, _ in found) < STILL, found


@pytest.mark.browser
def test_what_moves_is_seen(chromium: Browser, http: str) -> None:
    """The check itself sees a map that gets its height late."""
    with visit(chromium) as visited:
        page = visited.open(http + "codes/smtp/504.html")
        page.evaluate("document.querySelector('.kb-eyebrow').style.setProperty('margin-top', '100px')")
        assert page.evaluate(SHIFTS)
