"""Everyone can read the site: axe finds no violation on any type of page, and the keyboard alone is enough."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from browsing import PAGES, STRICT, Visit, served, visit
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

LANGUAGES = pytest.mark.parametrize("language", ["", "ko/"], ids=["en", "ko"])
RUN = """(options) => axe.run(document, options).then((found) => found.violations.flatMap((rule) => rule.nodes.map((node) =>
  [rule.id, node.target.join(' '), (node.any[0] || node.all[0] || node.none[0] || {}).message || ''])))"""
COLOURS = ["color-contrast", "link-in-text-block"]
"""The rules that dark colours may break, of those that light ones keep."""
THEIRS = [
    # A recommendation, not a rule of WCAG, that two menus be told apart by their names. Material names a menu of its drawer
    # by an element that it leaves out where the section has one page only, and the menus of code blocks not at all; both
    # are made by its own templates and scripts.
    ("landmark-unique", 'nav[aria-labelledby="__nav_'),
    ("landmark-unique", ".md-code__nav"),
]
"""What is wrong in the theme and cannot be mended from outside: a rule, and a part of what names the element."""


@pytest.fixture(scope="module")
def http(built: Path) -> Iterator[str]:
    """Serve the reference site, under the strict policy."""
    with served(built / "site", STRICT) as address:
        yield address


def _violations(page: Page, **options: Any) -> list[list[str]]:
    found = page.evaluate(RUN, {"resultTypes": ["violations"], **options})
    return [[rule, at, why] for rule, at, why in found if not any(rule == r and part in at for r, part in THEIRS)]


@LANGUAGES
@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_axe_finds_no_violation(chromium: Browser, http: str, language: str, path: str) -> None:
    """On a desk and on a phone, in light and in dark colours."""
    with visit(chromium, reduced_motion="reduce") as visited:
        page = visited.open(http + language + path)
        page.evaluate(Path(AXE_FILE_PATH).read_text(encoding="utf-8"))
        for width in (1440, 390):
            page.set_viewport_size({"width": width, "height": 900})
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
                shown = "slate" if scheme == "dark" else "default"
                visited.wait("(shown) => document.body.dataset.mdColorScheme === shown", shown)
                page.wait_for_timeout(300)  # what the theme fades is half-way before
                only = {"runOnly": COLOURS} if scheme == "dark" else {}
                assert _violations(page, **only) == [], (width, scheme)


def test_axe_finds_what_is_wrong(chromium: Browser, http: str) -> None:
    """The check itself sees an image without words and letters too weak to read."""
    with visit(chromium) as visited:
        page = visited.open(http + "codes/smtp/504.html")
        page.evaluate(Path(AXE_FILE_PATH).read_text(encoding="utf-8"))
        page.evaluate(
            "() => { const article = document.querySelector('article'); article.append(document.createElement('img'));"
            " article.querySelector('.kb-lead p').style.color = '#ccc'; }"
        )
        assert {rule for rule, _, _ in _violations(page)} == {"image-alt", "color-contrast"}


FOCUS = """() => {
  const e = document.activeElement;
  // A switch is drawn by its label, and a field by the form around it.
  const drawn = e.matches('.md-option') ? e.nextElementSibling : e.closest('.md-search__form') || e;
  const style = getComputedStyle(drawn), box = drawn.getBoundingClientRect();
  const at = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  return {
    name: e.tagName + ' ' + (e.getAttribute('aria-label') || e.textContent).trim().replace(/\\s+/g, ' '),
    wrong: [
      (style.outlineStyle === 'none' || parseFloat(style.outlineWidth) < 1) && style.boxShadow === 'none' && 'no outline',
      (!box.width || !box.height || box.bottom <= 0 || box.top >= innerHeight || !drawn.checkVisibility()) && 'not shown',
      !(at && (drawn.contains(at) || at.contains(drawn))) && 'covered',
    ].filter(Boolean),
  };
}"""


def _reached(visited: Visit, most: int) -> list[str]:
    """Press Tab until it leaves the page; give the names of what it reached, each of which must be seen."""
    names = []
    for _ in range(most):
        visited.press("Tab")
        for _ in range(50):  # the theme lets what was there before fade
            visited.page.wait_for_timeout(30)
            at = visited.page.evaluate(FOCUS)
            if not at["wrong"]:
                break
        if at["name"].startswith("BODY"):
            break
        assert at["wrong"] == [], at["name"]
        names.append(at["name"])
    return names


@LANGUAGES
@pytest.mark.parametrize("path", ["codes/smtp/504.html", "guides/smtp-reply-codes.html", "docs/findings.html"])
def test_the_keyboard_always_shows_where_it_is(chromium: Browser, http: str, language: str, path: str) -> None:
    """Whatever Tab reaches from the top of a page is seen, has an outline, and is not under anything."""
    with visit(chromium, reduced_motion="reduce") as visited:
        visited.open(http + language + path)
        reached = _reached(visited, 40)
        assert len(reached) > 20
        assert len([name for name in reached if name.startswith("INPUT")]) == 2  # the palette and the search


@LANGUAGES
def test_the_first_key_skips_to_the_content(chromium: Browser, http: str, language: str) -> None:
    """Tab and Enter pass by the header, and the next Tab reaches the first link of the text."""
    with visit(chromium, reduced_motion="reduce") as visited:
        page = visited.open(http + language + "codes/smtp/504.html")
        visited.press("Tab", "Enter", "Tab")
        assert page.evaluate("document.querySelector('article').contains(document.activeElement)")


def _selected(page: Page) -> str:
    return str(
        page.evaluate(
            "document.activeElement.closest('.md-search-result')?.contains(document.activeElement) ? document.activeElement.textContent.trim() : ''"
        )
    )


@LANGUAGES
def test_the_search_is_opened_searched_and_followed_by_keys(chromium: Browser, http: str, language: str) -> None:
    """A key opens it, arrows go through what was found, Enter leads there, and Escape closes it."""
    with visit(chromium, reduced_motion="reduce") as visited:
        page = visited.open(http + language + "terms/index.html")
        visited.press("/")
        assert page.evaluate("document.activeElement.matches('.md-search__input')")
        page.keyboard.type("smtp 504")
        visited.wait("() => document.querySelectorAll('.md-search-result__link').length > 1")
        visited.press("ArrowDown")
        first = _selected(page)
        visited.press("ArrowDown")
        assert first
        assert _selected(page) not in ("", first)
        assert page.evaluate(FOCUS)["wrong"] == []
        visited.press("ArrowUp")
        assert _selected(page) == first
        visited.press("Escape")
        assert not page.evaluate("document.querySelector('#__search').checked")
        visited.press("/")
        visited.press("ArrowDown", "Enter")
        page.wait_for_url(f"{http}{language}**/*504*")
        assert visited.complaints == []


def test_the_language_is_changed_by_keys(chromium: Browser, http: str) -> None:
    """The menu opens when it is reached, and Enter leads to the same page in the other language."""
    with visit(chromium, reduced_motion="reduce") as visited:
        page = visited.open(http + "codes/smtp/504.html")
        page.locator(".md-select > button").focus()
        visited.press("Tab", "Tab")
        page.wait_for_timeout(300)
        assert page.evaluate(FOCUS) == {"name": "A 한국어", "wrong": []}
        visited.press("Enter")
        page.wait_for_url(http + "ko/codes/smtp/504.html")


def test_the_colours_are_changed_by_keys(chromium: Browser, http: str) -> None:
    """Enter on the switch goes from the system's colours to light ones and to dark ones, and the focus stays."""
    with visit(chromium, reduced_motion="reduce") as visited:
        page = visited.open(http + "codes/smtp/504.html")
        visited.press("Tab", "Tab", "Tab")
        assert page.evaluate("document.activeElement.matches('.md-option')")
        schemes = []
        for _ in range(3):
            visited.press("Enter")
            schemes.append(page.evaluate("document.body.dataset.mdColorScheme"))
            assert page.evaluate(FOCUS)["wrong"] == []
        assert schemes == ["default", "slate", "default"]


@LANGUAGES
def test_tabs_are_followed_by_keys(chromium: Browser, http: str, language: str) -> None:
    """The parts of the site are links in the order in which they are seen."""
    with visit(chromium, reduced_motion="reduce") as visited:
        page = visited.open(http + language + "codes/smtp/504.html")
        shown = page.evaluate("[...document.querySelectorAll('.md-tabs__link')].map((e) => e.href)")
        page.locator(".md-search__input").focus()
        reached = []
        for _ in shown:
            visited.press("Tab")
            reached.append(page.evaluate("document.activeElement.href"))
        assert reached == shown
        visited.press("Enter")
        page.wait_for_url(shown[-1])
