"""The site in a real browser: from a folder and from a server, in both languages, for the eye, the keyboard and paper."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import browsing
import pytest
from browsing import PAGES, PHONE, STRICT, Visit, served, visit
from playwright.sync_api import Browser, Page
from test_prose import EVIL

import kb
from kb.site.building import build

pytestmark = pytest.mark.browser

WIDTHS = [390, 768, 800, 1024, 1440]
LANGUAGES = pytest.mark.parametrize("language", ["", "ko/"], ids=["en", "ko"])


def _screen(width: int) -> dict[str, Any]:
    """Give how to visit with a screen of that width: a narrow one is a phone's."""
    return {**PHONE, "width": width} if width < 600 else {"width": width}


def test_a_missing_browser_fails_in_ci_and_is_told_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody believes that the site was tried in a browser when it was not."""
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="Chromium is not installed"):
        browsing.missing("Chromium")
    monkeypatch.delenv("CI")
    with pytest.raises(pytest.skip.Exception, match="Chromium is not installed"):
        browsing.missing("Chromium")


@pytest.fixture(scope="module")
def http(built: Path) -> Iterator[str]:
    """Serve the reference site, under the policy that the manual tells hosts."""
    manual = (files("kb.site") / "manual" / "publishing.md").read_text(encoding="utf-8")
    (policy,) = set(re.findall(r"Content-Security-Policy:? \"?([^\"\n]+)", manual))
    assert policy.startswith(STRICT + ";")
    with served(built / "site", policy) as address:
        yield address


@pytest.fixture(scope="module", params=["file", "http"])
def address(request: pytest.FixtureRequest, built: Path) -> str:
    """Give the address of the site: of its folder, then of a server."""
    if request.param == "file":
        return (built / "site").as_uri() + "/"
    return str(request.getfixturevalue("http"))


@LANGUAGES
def test_a_page_asks_nobody_else_and_complains_of_nothing(chromium: Browser, address: str, language: str) -> None:
    """No page of any type makes a request that leaves the site, or an error, and none scrolls sideways on a phone."""
    with visit(chromium, **PHONE) as visited:
        for page in PAGES.values():
            if page == "404.html" and address.startswith("file:"):
                continue  # it is shown at any address of a server, so it can only name files by their address there
            visited.open(address + language + page)
            assert visited.page.evaluate("document.documentElement.scrollWidth") <= 390, page
            assert visited.outside(address) == [], page
            assert visited.complaints == [], page


@LANGUAGES
def test_a_site_with_an_address_asks_nobody_there_when_it_is_looked_at_elsewhere(
    chromium: Browser, tmp_path: Path, language: str
) -> None:
    """Its pages name their full addresses and those of their translations, and a copy of it asks for none of them."""
    base = kb.load(
        {
            "kb.yaml": "title: T\nlanguage: en\nlanguages: [en, ko]\nsite: {url: 'https://kb.invalid/docs'}\n",
            "records/codes/x/1.yaml": "code: 1\nname: One\nsummary: The first of all.\n",
        }
    )
    with served(build(base, tmp_path).site, STRICT) as address, visit(chromium) as visited:
        for page in ("index.html", "codes/x/1.html"):
            visited.open(address + language + page)
            visited.page.wait_for_timeout(200)
            assert visited.page.locator("link[hreflang]").count() == 2
            assert visited.outside(address) == []
            assert visited.complaints == []


OVERLAPS = """() => {
const box = document.querySelector('.kb-map').getBoundingClientRect();
const name = (e) => e.textContent.trim().slice(0, 40);
const parts = [...document.querySelectorAll('.kb-map a, .kb-map p, .kb-map__hub')].map((e) => [name(e), e.getBoundingClientRect()]);
const wrong = [];
parts.forEach(([a, p], i) => {
  if (p.width < 8 || p.height < 8) wrong.push('too small: ' + a);
  if (p.left < box.left - 1 || p.right > box.right + 1 || p.top < box.top - 1 || p.bottom > box.bottom + 1) wrong.push('outside: ' + a);
  parts.slice(i + 1).forEach(([b, q]) => {
    const across = Math.min(p.right, q.right) - Math.max(p.left, q.left), down = Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top);
    if (across > 0.5 && down > 0.5) wrong.push(a + ' meets ' + b);
  });
});
document.querySelectorAll('.kb-map a').forEach((e) => {
  if (e.scrollHeight > e.clientHeight + 2) wrong.push('cut off below: ' + name(e));
});
return wrong;
}"""
SMALL_TEXT = """() => {
const small = new Set();
const walker = document.createTreeWalker(document.querySelector('.md-content'), NodeFilter.SHOW_TEXT);
while (walker.nextNode()) {
  const parent = walker.currentNode.parentElement, size = parseFloat(getComputedStyle(parent).fontSize);
  if (walker.currentNode.data.trim() && parent.getClientRects().length && size < 10.99)
    small.add(size + ' ' + walker.currentNode.data.trim().slice(0, 30));
}
return [...small];
}"""
CONTRAST = """() => {
const light = (c) => { const v = c.map((x) => (x /= 255) <= 0.03928 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4);
  return 0.2126 * v[0] + 0.7152 * v[1] + 0.0722 * v[2]; };
const paint = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
const draw = (colours) => { paint.clearRect(0, 0, 1, 1); colours.forEach((c) => { paint.fillStyle = c; paint.fillRect(0, 0, 1, 1); });
  return [...paint.getImageData(0, 0, 1, 1).data].slice(0, 3); };
const low = [];
document.querySelectorAll('.kb-map a, .kb-map p, .kb-map__hub strong, .kb-map__hub span, .kb-eyebrow a').forEach((e) => {
  const behind = [];
  for (let at = e; at; at = at.parentElement) behind.unshift(getComputedStyle(at).backgroundColor);
  const under = draw(['#fff', ...behind]), over = draw(['#fff', ...behind, getComputedStyle(e).color]);
  const [a, b] = [light(under), light(over)].sort((x, y) => y - x), ratio = (a + 0.05) / (b + 0.05);
  if (ratio < 4.5) low.push(ratio.toFixed(2) + ' ' + e.textContent.slice(0, 30));
});
return low;
}"""

DRAWN = """() => {
const rows = [];
document.querySelectorAll('.kb-map__group ul').forEach((list) => {
  let last = -1;
  list.querySelectorAll('a').forEach((e) => {
    const box = e.getBoundingClientRect();
    if (Math.abs(box.top - last) > 1) rows.push((box.top + box.bottom) / 2);
    last = box.top;
  });
});
const drawing = document.querySelector('.kb-map__edges').getBoundingClientRect();
const unit = drawing.width / 736;
const ends = [...document.querySelectorAll('.th')].map((e) => e.getAttribute('d').split('M').slice(1).map((thread) => {
  const numbers = thread.match(/-?[\\d.]+/g).map(Number);
  return drawing.top + (numbers[1] + numbers[numbers.length - 1]) * unit;
}));
// Between two hubs each row has a thread on both sides.
const shown = document.querySelector('.kb-map--pair') ? ends.filter((_, index) => index % 2 == 0) : ends;
return [rows, shown.flat(), unit];
}"""


def _rows_meet_their_threads(page: Page) -> int:
    rows, threads, unit = page.evaluate(DRAWN)
    assert len(rows) == len(threads)
    assert [row for row, thread in zip(rows, threads, strict=True) if abs(row - thread) > 1.5 * unit] == []
    return len(rows)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@LANGUAGES
def test_the_map_of_smtp_504_is_legible_everywhere(chromium: Browser, built: Path, language: str, dark: bool) -> None:
    """On a phone, a tablet and a desk nothing meets or leaves its box, text is large and strong enough, and all links are there."""
    links = None
    for width in WIDTHS:
        with visit(chromium, dark=dark, **_screen(width)) as visited:
            page = visited.open((built / "site" / language / "codes/smtp/504.html").as_uri())
            assert page.evaluate("document.body.dataset.mdColorScheme") == ("slate" if dark else "default")
            assert page.evaluate(OVERLAPS) == [], width
            assert page.evaluate(SMALL_TEXT) == [], width
            assert page.evaluate(CONTRAST) == [], width
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
            if page.evaluate("document.querySelector('.kb-map__edges').getClientRects().length"):
                assert _rows_meet_their_threads(page) > 40
            shown = page.evaluate(
                "[...document.querySelectorAll('.kb-map a')].filter((e) => e.getClientRects().length).map((e) => e.href)"
            )
            assert links in (None, shown)
            links = shown
    assert links is not None
    assert len(links) > 70


@pytest.mark.parametrize(
    "page",
    [
        "terms/starttls.html",
        "terms/rfc.html",
        "guides/smtp-reply-codes.html",
        "codes/http/503.html",
        "ko/terms/rfc.html",
        "compare/http-502-vs-http-504.html",
        "ko/compare/smtp-504-vs-smtp-555.html",
    ],
)
def test_the_maps_of_other_records_are_legible(chromium: Browser, built: Path, page: str) -> None:
    """Maps of few and of very many links have room for all that is in them, and each row has its thread."""
    for width in (390, 1024):
        with visit(chromium, **_screen(width)) as visited:
            visited.open((built / "site" / page).as_uri())
            assert visited.page.evaluate(OVERLAPS) == [], width
            assert visited.page.evaluate(SMALL_TEXT) == [], width
            if width > 1000:
                assert _rows_meet_their_threads(visited.page)


FOCUSED = """() => {
const e = document.activeElement, s = getComputedStyle(e);
return [e.href, e.matches(':focus-visible'), s.outlineStyle, parseFloat(s.outlineWidth)];
}"""
BEFORE_THE_MAP = """() => [...document.querySelectorAll('a')]
  .filter((e) => e.compareDocumentPosition(document.querySelector('.kb-map')) & 4).pop().focus()"""


def test_the_keyboard_reaches_every_link_in_order_and_shows_where_it_is(chromium: Browser, built: Path) -> None:
    """Tab goes through the map as a reader reads it, and the focused link has an outline."""
    with visit(chromium) as visited:
        page = visited.open((built / "site" / "codes/smtp/504.html").as_uri())
        expected = page.evaluate("[...document.querySelectorAll('.kb-map a')].map((e) => e.href)")
        page.evaluate(BEFORE_THE_MAP)
        reached = []
        for _ in expected:
            visited.press("Tab")
            href, visible, style, width = page.evaluate(FOCUSED)
            assert visible is True
            assert style not in ("none", "hidden")
            assert width >= 1
            reached.append(href)
        assert reached == expected
        visited.press("Enter")
        page.wait_for_url(expected[-1])


def test_the_first_tab_offers_to_skip_to_the_content(chromium: Browser, http: str) -> None:
    """A keyboard user need not pass through the header."""
    with visit(chromium) as visited:
        page = visited.open(http + "codes/smtp/504.html")
        visited.press("Tab")
        assert page.evaluate("document.activeElement.classList.contains('md-skip')")
        assert page.evaluate("document.querySelector(document.activeElement.getAttribute('href')) !== null")


PREVIEW = """([link, meaning]) => {
const tips = [...document.querySelectorAll('.md-tooltip2')].filter((e) => e.getClientRects().length).map((e) => e.textContent);
return [link.title, ...tips].find((text) => text.startsWith(meaning));
}"""


@pytest.mark.parametrize("way", ["hover", "focus"])
def test_a_term_shows_what_it_means(chromium: Browser, address: str, way: str) -> None:
    """The mouse and the keyboard both show the beginning of a term's definition."""
    with visit(chromium) as visited:
        page = visited.open(address + "codes/smtp/504.html")
        link = page.locator(".kb-map .k-term a").first
        meaning = link.get_attribute("title") or ""
        assert len(meaning) > 30
        link.scroll_into_view_if_needed()
        if way == "hover":
            link.hover()
        else:
            link.focus()
        page.wait_for_timeout(400)
        assert visited.wait(PREVIEW, [link.element_handle(), meaning[:30]])


def test_the_language_switch_stays_on_the_page(chromium: Browser, address: str) -> None:
    """From a page to the same page in the other language and back, from a folder too."""
    with visit(chromium) as visited:
        for path in ("codes/smtp/504.html", "index.html"):
            page = visited.open(address + path)
            for language, there in (("ko", address + "ko/" + path), ("en", address + path)):
                page.evaluate("(to) => document.querySelector(`.md-select__link[hreflang=${to}]`).click()", language)
                page.wait_for_url(there)
                assert page.evaluate("document.documentElement.lang") == language


RESULTS = """(wanted) => {
const links = [...document.querySelectorAll('.md-search-result__link')].map((e) => e.href.split('#')[0].split('?')[0]);
return links.includes(wanted) ? links : null;
}"""
CHOOSE = """(wanted) => [...document.querySelectorAll('.md-search-result__link')].find((e) => e.href.startsWith(wanted)).click()"""


def _search(visited: Visit, words: str) -> None:
    visited.page.evaluate(
        "() => { const open = document.querySelector('#__search'); if (!open.checked) open.click();"
        " document.querySelector('.md-search__input').focus(); }"
    )
    visited.page.keyboard.type(words)


@pytest.mark.parametrize(
    ("language", "words", "page"),
    [
        ("", "504", "codes/smtp/504.html"),
        ("", "parameter not implemented", "codes/smtp/504.html"),
        ("", "greylisting", "terms/greylisting.html"),
        ("ko/", "504", "codes/smtp/504.html"),
        ("ko/", "구현되지 않은 매개변수", "codes/smtp/504.html"),
        ("ko/", "starttls", "terms/starttls.html"),
    ],
)
def test_the_search_finds_codes_and_words(
    chromium: Browser, address: str, language: str, words: str, page: str
) -> None:
    """A number, a message or a word leads to its page, in both languages, with a server and without."""
    wanted = address + language + page
    with visit(chromium) as visited:
        visited.open(address + language + page.partition("/")[0] + "/index.html")
        _search(visited, words)
        links = visited.wait(RESULTS, wanted)
        assert all(link.startswith(address + language) for link in links)
        assert visited.complaints == []
        visited.page.evaluate(CHOOSE, wanted)
        visited.page.wait_for_url(f"{wanted}**")


@LANGUAGES
def test_the_search_works_from_any_folder(chromium: Browser, built: Path, tmp_path: Path, language: str) -> None:
    """Spaces, signs, letters of other scripts, and names that the theme's worker looks for, do no harm in a path."""
    folder = tmp_path / "workers" / "a b & 'c' #1 %41 책"
    folder.parent.mkdir()
    folder.symlink_to(built / "site")
    with visit(chromium) as visited:
        visited.open(folder.as_uri() + f"/{language}index.html")
        _search(visited, "504")
        visited.wait(RESULTS, f"{folder.as_uri()}/{language}codes/smtp/504.html")
        assert visited.complaints == []


def test_without_script_the_links_of_the_map_are_there(chromium: Browser, built: Path) -> None:
    """The page is whole for a reader, or a crawler, that runs no script."""
    with visit(chromium, java_script_enabled=False) as visited:
        page = visited.page
        page.goto((built / "site" / "codes/smtp/504.html").as_uri())
        assert page.evaluate("document.documentElement.className") == "no-js"
        assert page.evaluate(VISIBLE, ".kb-map a") > 70
        assert page.evaluate(OVERLAPS) == []
        assert "When you see this code" in page.locator("article").inner_text()


VISIBLE = "(what) => [...document.querySelectorAll(what)].filter((e) => e.getClientRects().length).length"


def test_on_paper_the_lists_are_there(chromium: Browser, built: Path) -> None:
    """A printed page has its texts and all links of its map, in dark on white, and not the theme's controls."""
    with visit(chromium) as visited:
        page = visited.open((built / "site" / "codes/smtp/504.html").as_uri())
        page.emulate_media(media="print")
        assert page.evaluate(VISIBLE, ".kb-map a") > 70
        assert page.evaluate(VISIBLE, ".md-header, .md-sidebar, .kb-pager") == 0
        assert page.evaluate(OVERLAPS) == []


COLOURS = """() => {
const s = (q) => getComputedStyle(document.querySelector(q));
return [s('body').backgroundColor, s('.kb-map a').color, s('.kb-map p').color];
}"""
SCHEME = "document.body.dataset.mdColorScheme"


def test_the_palette_can_be_switched(chromium: Browser, address: str) -> None:
    """The switch changes the colours of the page and of the map, and the next page remembers them."""
    with visit(chromium) as visited:
        page = visited.open(address + "codes/smtp/504.html")
        before = page.evaluate(COLOURS)
        seen = [page.evaluate(SCHEME)]
        for _ in range(3):
            page.locator("[data-md-component=palette] label:visible").click()
            seen.append(page.evaluate(SCHEME))
            if seen[-1] == "slate":
                page.wait_for_timeout(300)
                assert all(now != then for now, then in zip(page.evaluate(COLOURS), before, strict=True))
                visited.open(address + "codes/smtp/555.html")
                assert page.evaluate(SCHEME) == "slate"
        assert seen == ["default", "default", "slate", "default"]


def test_icons_are_painted_from_a_server_and_from_a_folder(chromium: Browser, address: str) -> None:
    """A server's policy forbids pictures within a style sheet, and a folder lets nothing else be a mask."""
    with visit(chromium, reduced_motion="reduce") as visited:
        page = visited.open(address + "guides/smtp-reply-codes.html")
        button = page.locator(".md-code__button").first
        button.hover()
        page.wait_for_timeout(300)
        mask = str(button.evaluate("(e) => getComputedStyle(e, '::after').maskImage"))
        assert mask.startswith('url("data:image' if address.startswith("file:") else f'url("{address}assets/inline/')
        place = button.bounding_box()
        icon = page.screenshot(clip=place)
        page.evaluate(
            "() => { const sheet = new CSSStyleSheet(); sheet.replaceSync('.md-code__button::after { mask-image: none !important; }');"
            " document.adoptedStyleSheets.push(sheet); }"
        )
        square = page.screenshot(clip=place)
        button.evaluate("(e) => e.style.setProperty('visibility', 'hidden')")
        assert len({icon, square, page.screenshot(clip=place)}) == 3
        assert visited.complaints == []


def test_code_can_be_copied(chromium: Browser, http: str) -> None:
    """The theme's button gives the clipboard what the block says."""
    with visit(chromium, permissions=["clipboard-read", "clipboard-write"]) as visited:
        page = visited.open(http + "guides/smtp-reply-codes.html")
        block = page.locator("pre:has(button), .highlight:has(button)").first
        block.hover()
        block.locator("button").first.click()
        said = visited.wait("() => navigator.clipboard.readText()")
        assert said.strip() == block.locator("code").inner_text().strip()
        assert visited.complaints == []


def test_a_hostile_base_does_nothing_in_a_browser(chromium: Browser, attacked: Path) -> None:
    """A browser that opens hostile pages, points at everything on them and searches them runs nothing and asks nobody."""
    pages = [
        "index.html",
        "codes/index.html",
        "codes/x/index.html",
        "guides/index.html",
        "ko/terms/index.html",
        "codes/f0/index.html",
    ]
    pages += [
        page
        for number in range(0, len(EVIL) - 1, 2)
        for page in (f"guides/y{number}.html", f"codes/x/z{number + 1}.html")
    ]
    with served(attacked) as address, visit(chromium) as visited:  # no policy that would stop what should not be there
        page = visited.page
        page.add_init_script("window.alert = () => { window.attacked = true; };")
        for path in pages:
            page.goto(address + path)
            page.evaluate(
                "() => document.querySelectorAll('*').forEach((e) => ['mouseover', 'mouseenter', 'focus', 'toggle', 'load'].forEach("
                "(name) => e.dispatchEvent(new Event(name))))"
            )
            assert not page.evaluate("window.attacked"), path
        visited.open(address + "index.html")
        _search(visited, "onmouseover")
        visited.wait("() => document.querySelectorAll('.md-search-result__link').length")
        page.wait_for_timeout(300)
        assert not page.evaluate("window.attacked")
        assert visited.outside(address) == []
        assert visited.complaints == []
