"""Everyone can read the site: axe finds no violation on any type of page, and the keyboard alone is enough."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from browsing import PAGES, STRICT, served, visit
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
            " article.querySelector('p').style.color = '#ccc'; }"
        )
        assert {rule for rule, _, _ in _violations(page)} == {"image-alt", "color-contrast"}


FOCUS = """() => {
  const e = document.activeElement, style = getComputedStyle(e), box = e.getBoundingClientRect();
  const at = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  return {
    name: (e.getAttribute('aria-label') || e.textContent || e.placeholder || '').trim().replace(/\\s+/g, ' '),
    marked: (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1) || style.boxShadow !== 'none',
    shown: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight && e.checkVisibility({opacityProperty: false}),
    covered: !at || !(e.contains(at) || at.contains(e)),
    tag: e.tagName, what: e.className,
  };
}"""


@LANGUAGES
@pytest.mark.parametrize("path", ["index.html", "codes/smtp/504.html", "guides/smtp-reply-codes.html"])
def test_the_keyboard_always_shows_where_it_is(chromium: Browser, http: str, language: str, path: str) -> None:
    """Whatever Tab reaches from the top of a page is seen, has an outline, and is not under anything."""
    with visit(chromium, reduced_motion="reduce") as visited:
        page = visited.open(http + language + path)
        unseen = []
        for _ in range(40):
            visited.press("Tab")
            page.wait_for_timeout(20)
            at = page.evaluate(FOCUS)
            if at["tag"] == "BODY":
                break
            if not at["marked"] or not at["shown"] or at["covered"]:
                unseen.append(at)
        assert unseen == []
