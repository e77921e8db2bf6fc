"""The site in a real browser: from a folder and from a server, in both languages, for the eye, the keyboard and paper."""

from __future__ import annotations

import json
import os
import shutil
import threading
import time
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from test_prose import EVIL

pytestmark = pytest.mark.browser

PAGES = [
    "index.html", "codes/index.html", "codes/smtp/index.html", "codes/smtp/504.html", "guides/index.html",
    "guides/smtp-reply-codes.html", "terms/index.html", "terms/starttls.html", "compare/smtp-504-vs-smtp-555.html",
]  # fmt: skip
WIDTHS = [390, 768, 800, 1024, 1440]


class Browser:
    """Chromium, and what the tests ask of it."""

    def __init__(self, driver: Any) -> None:
        """Watch what pages do from their first line on."""
        self.driver = driver
        self.run = driver.execute_script
        self.command(
            "Page.addScriptToEvaluateOnNewDocument", source="window.alert = function () { window.attacked = true; };"
        )

    def command(self, name: str, **arguments: Any) -> Any:
        return self.driver.execute_cdp_cmd(name, arguments)

    def look(self, *, width: int = 1440, dark: bool = False, media: str = "") -> None:
        """Be a screen of that width, of a reader who prefers dark colours or not, or a printer."""
        self.command(
            "Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=width < 600
        )
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.command("Emulation.setEmulatedMedia", media=media, features=[scheme])

    def open(self, address: str) -> None:
        self.driver.get(address)
        self.run("localStorage.clear()")
        self.wait("return document.readyState === 'complete' && document.documentElement.classList.contains('js')")

    def wait(self, script: str, *arguments: Any) -> Any:
        """Wait until a script gives something."""
        end = time.monotonic() + 15
        while time.monotonic() < end:
            if answer := self.run(script, *arguments):
                return answer
            time.sleep(0.05)
        raise AssertionError(f"never: {script}")

    def press(self, *keys: str) -> None:
        from selenium.webdriver.common.action_chains import ActionChains

        actions = ActionChains(self.driver)
        for key in keys:
            actions.send_keys(key)
        actions.perform()

    def requests(self) -> list[str]:
        """Give the addresses that were asked for since the last time."""
        messages = [json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance")]
        return [
            message["params"]["request"]["url"]
            for message in messages
            if message["method"] == "Network.requestWillBeSent"
        ]

    def complaints(self) -> list[str]:
        """Give what the console said since the last time."""
        return [entry["message"] for entry in self.driver.get_log("browser")]


def _missing(what: str) -> None:
    message = f"{what} is not installed, so nothing was tried in a browser"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)


def test_a_missing_browser_fails_in_ci_and_is_told_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody believes that the site was tried in a browser when it was not."""
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="Chromium is not installed"):
        _missing("Chromium")
    monkeypatch.delenv("CI")
    with pytest.raises(pytest.skip.Exception, match="Chromium is not installed"):
        _missing("Chromium")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start Chromium once."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    chromedriver = shutil.which("chromedriver")
    if not chromium or not chromedriver:
        _missing("chromedriver" if chromium else "Chromium")
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = str(chromium)
    for argument in (
        "headless", "no-sandbox", "disable-gpu", "disable-dev-shm-usage", "disable-quic", "no-first-run", "disable-background-networking",
        "disable-component-update", "disable-sync", "disable-default-apps", "disable-extensions", "lang=en",
    ):  # fmt: skip
        options.add_argument(f"--{argument}")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(chromedriver))
    try:
        yield Browser(driver)
    finally:
        driver.quit()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


def _serve(folder: Path) -> tuple[ThreadingHTTPServer, str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, f"http://127.0.0.1:{server.server_address[1]}/"


@pytest.fixture(scope="module")
def http(built: Path) -> Iterator[str]:
    """Serve the reference site."""
    server, address = _serve(built / "site")
    yield address
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module", params=["file", "http"])
def address(request: pytest.FixtureRequest, built: Path) -> str:
    """Give the address of the site: of its folder, then of a server."""
    if request.param == "file":
        return (built / "site").as_uri() + "/"
    return str(request.getfixturevalue("http"))


@pytest.mark.parametrize("language", ["", "ko/"])
def test_a_page_asks_nobody_else_and_complains_of_nothing(browser: Browser, address: str, language: str) -> None:
    """No page of any sort makes a request that leaves the site, or an error, and none scrolls sideways on a phone."""
    browser.look(width=390)
    browser.requests(), browser.complaints()
    for page in PAGES:
        browser.open(address + language + page)
        assert browser.run("return document.documentElement.scrollWidth") <= 390, page
        outside = [url for url in browser.requests() if not url.startswith((address, "data:", "blob:", "about:"))]
        assert outside == [], page
        assert browser.complaints() == [], page


OVERLAPS = """
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
"""
SMALL_TEXT = """
const small = new Set();
const walker = document.createTreeWalker(document.querySelector('.md-content'), NodeFilter.SHOW_TEXT);
while (walker.nextNode()) {
  const parent = walker.currentNode.parentElement, size = parseFloat(getComputedStyle(parent).fontSize);
  if (walker.currentNode.data.trim() && parent.getClientRects().length && size < 10.99)
    small.add(size + ' ' + walker.currentNode.data.trim().slice(0, 30));
}
return [...small];
"""
CONTRAST = """
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
"""


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("language", ["", "ko/"], ids=["en", "ko"])
def test_the_map_of_smtp_504_is_legible_everywhere(browser: Browser, built: Path, language: str, dark: bool) -> None:
    """On a phone, a tablet and a desk nothing meets or leaves its box, text is large and strong enough, and all links are there."""
    links = None
    for width in WIDTHS:
        browser.look(width=width, dark=dark)
        browser.open((built / "site" / language / "codes/smtp/504.html").as_uri())
        assert browser.run("return document.body.dataset.mdColorScheme") == ("slate" if dark else "default")
        assert browser.run(OVERLAPS) == [], width
        assert browser.run(SMALL_TEXT) == [], width
        assert browser.run(CONTRAST) == [], width
        assert browser.run("return document.documentElement.scrollWidth <= innerWidth"), width
        shown = browser.run(
            "return [...document.querySelectorAll('.kb-map a')].filter((e) => e.getClientRects().length).map((e) => e.href)"
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
def test_the_maps_of_other_records_are_legible(browser: Browser, built: Path, page: str) -> None:
    """Maps of few and of very many links have room for all that is in them."""
    for width in (390, 1024):
        browser.look(width=width)
        browser.open((built / "site" / page).as_uri())
        assert browser.run(OVERLAPS) == [], width
        assert browser.run(SMALL_TEXT) == [], width


def test_the_keyboard_reaches_every_link_in_order_and_shows_where_it_is(browser: Browser, built: Path) -> None:
    """Tab goes through the map as a reader reads it, and the focused link has an outline."""
    from selenium.webdriver.common.keys import Keys

    browser.look()
    browser.open((built / "site" / "codes/smtp/504.html").as_uri())
    expected = browser.run("return [...document.querySelectorAll('.kb-map a')].map((e) => e.href)")
    browser.run(
        "[...document.querySelectorAll('a')].filter((e) => e.compareDocumentPosition(document.querySelector('.kb-map')) & 4).pop().focus()"
    )
    reached = []
    for _ in expected:
        browser.press(Keys.TAB)
        at = browser.run(
            "const e = document.activeElement, s = getComputedStyle(e);"
            "return [e.href, e.matches(':focus-visible'), s.outlineStyle, parseFloat(s.outlineWidth)]"
        )
        assert at[1] is True
        assert at[2] not in ("none", "hidden")
        assert at[3] >= 1
        reached.append(at[0])
    assert reached == expected
    browser.press(Keys.ENTER)
    browser.wait("return location.href === arguments[0]", expected[-1])


def test_the_first_tab_offers_to_skip_to_the_content(browser: Browser, http: str) -> None:
    """A keyboard user need not pass through the header."""
    from selenium.webdriver.common.keys import Keys

    browser.look()
    browser.open(http + "codes/smtp/504.html")
    browser.press(Keys.TAB)
    assert browser.run("return document.activeElement.classList.contains('md-skip')")
    target = browser.run("return document.querySelector(document.activeElement.getAttribute('href')) !== null")
    assert target


PREVIEW = """
const tips = [...document.querySelectorAll('.md-tooltip2')].filter((e) => e.getClientRects().length).map((e) => e.textContent);
return [arguments[0].title, ...tips].find((text) => text.startsWith(arguments[1]));
"""


@pytest.mark.parametrize("way", ["hover", "focus"])
def test_a_term_shows_what_it_means(browser: Browser, address: str, way: str) -> None:
    """The mouse and the keyboard both show the beginning of a term's definition."""
    from selenium.webdriver.common.action_chains import ActionChains

    browser.look()
    browser.open(address + "codes/smtp/504.html")
    link = browser.run("return document.querySelector('.kb-map .k-term a')")
    meaning = browser.run("return arguments[0].title", link)
    assert len(meaning) > 30
    browser.run("arguments[0].scrollIntoView({block: 'center'})", link)
    if way == "hover":
        ActionChains(browser.driver).move_to_element(link).perform()
    else:
        browser.run("arguments[0].focus()", link)
    time.sleep(0.4)
    assert browser.wait(PREVIEW, link, meaning[:30])


def test_the_language_switch_stays_on_the_page(browser: Browser, address: str) -> None:
    """From a page to the same page in the other language and back, from a folder too."""
    browser.look()
    for page in ("codes/smtp/504.html", "index.html"):
        browser.open(address + page)
        browser.run("document.querySelector('.md-select__link[hreflang=ko]').click()")
        browser.wait(
            "return location.href === arguments[0] && document.documentElement.lang === 'ko'", f"{address}ko/{page}"
        )
        browser.run("document.querySelector('.md-select__link[hreflang=en]').click()")
        browser.wait("return location.href === arguments[0] && document.documentElement.lang === 'en'", address + page)


RESULTS = """
const links = [...document.querySelectorAll('.md-search-result__link')].map((e) => e.href.split('#')[0].split('?')[0]);
return links.includes(arguments[0]) ? links : null;
"""


def _search(browser: Browser, words: str) -> None:
    browser.run("if (!document.querySelector('#__search').checked) document.querySelector('#__search').click()")
    browser.run("document.querySelector('.md-search__input').focus()")
    browser.press(words)


@pytest.mark.parametrize(
    ("language", "words", "page"),
    [
        ("", "504", "codes/smtp/504.html"),
        ("", "parameter not implemented", "codes/smtp/504.html"),
        ("", "greylisting", "terms/greylisting.html"),
        ("ko/", "504", "codes/smtp/504.html"),
        ("ko/", "매개변수", "codes/smtp/504.html"),
        ("ko/", "starttls", "terms/starttls.html"),
    ],
)
def test_the_search_finds_codes_and_words(browser: Browser, address: str, language: str, words: str, page: str) -> None:
    """A number, a message or a word leads to its page, in both languages, with a server and without."""
    browser.look()
    browser.open(address + language + page.partition("/")[0] + "/index.html")
    _search(browser, words)
    links = browser.wait(RESULTS, address + language + page)
    assert all(link.startswith(address + language) for link in links)
    assert browser.complaints() == []
    browser.run(
        "[...document.querySelectorAll('.md-search-result__link')].find((e) => e.href.startsWith(arguments[0])).click()",
        address + language + page,
    )
    browser.wait("return location.href.startsWith(arguments[0])", address + language + page)


@pytest.mark.parametrize("language", ["", "ko/"])
def test_the_search_works_from_any_folder(browser: Browser, built: Path, tmp_path: Path, language: str) -> None:
    """Spaces, signs, letters of other scripts, and names that the theme's worker looks for, do no harm in a path."""
    folder = tmp_path / "workers" / "a b & 'c' #1 %41 책"
    folder.parent.mkdir()
    folder.symlink_to(built / "site")
    browser.look()
    browser.open(folder.as_uri() + f"/{language}index.html")
    _search(browser, "504")
    browser.wait(RESULTS, f"{folder.as_uri()}/{language}codes/smtp/504.html")
    assert browser.complaints() == []


def test_the_search_field_of_the_home_page_opens_the_search(browser: Browser, address: str) -> None:
    """What looks like a field on the first page takes the reader to the search."""
    browser.look()
    browser.open(address + "index.html")
    browser.run("document.querySelector('.kb-search').click()")
    assert browser.run("return document.querySelector('#__search').checked")


def test_without_script_the_links_of_the_map_are_there(browser: Browser, built: Path) -> None:
    """The page is whole for a reader, or a crawler, that runs no script."""
    browser.look()
    browser.command("Emulation.setScriptExecutionDisabled", value=True)
    try:
        browser.driver.get((built / "site" / "codes/smtp/504.html").as_uri())
        assert browser.run("return document.documentElement.className") == "no-js"
        assert (
            browser.run(
                "return [...document.querySelectorAll('.kb-map a')].filter((e) => e.getClientRects().length).length"
            )
            > 70
        )
        assert browser.run(OVERLAPS) == []
        assert "When you see this code" in browser.run("return document.querySelector('article').innerText")
    finally:
        browser.command("Emulation.setScriptExecutionDisabled", value=False)


def test_on_paper_the_lists_are_there(browser: Browser, built: Path) -> None:
    """A printed page has its texts and all links of its map, in dark on white, and not the theme's controls."""
    browser.look(dark=False, media="print")
    browser.open((built / "site" / "codes/smtp/504.html").as_uri())
    visible = "return [...document.querySelectorAll(arguments[0])].filter((e) => e.getClientRects().length).length"
    assert browser.run(visible, ".kb-map a") > 70
    assert browser.run(visible, ".md-header, .md-sidebar, .kb-pager") == 0
    assert browser.run(OVERLAPS) == []
    browser.look()


def test_the_palette_can_be_switched(browser: Browser, address: str) -> None:
    """The switch changes the colours of the page and of the map, and the next page remembers them."""
    colours = "const s = (q) => getComputedStyle(document.querySelector(q));return [s('body').backgroundColor, s('.kb-map a').color, s('.kb-map p').color]"
    browser.look(dark=False)
    browser.open(address + "codes/smtp/504.html")
    before = browser.run(colours)
    scheme = "return document.body.dataset.mdColorScheme"
    seen = [browser.run(scheme)]
    for _ in range(3):
        browser.run(
            "[...document.querySelectorAll('[data-md-component=palette] label')].find((e) => !e.hidden).click()"
        )
        seen.append(browser.run(scheme))
        if seen[-1] == "slate":
            time.sleep(0.3)
            assert all(now != then for now, then in zip(browser.run(colours), before, strict=True))
            browser.driver.get(address + "codes/smtp/555.html")
            browser.wait(scheme)
            assert browser.run(scheme) == "slate"
    assert seen == ["default", "default", "slate", "default"]


def test_a_hostile_base_does_nothing_in_a_browser(browser: Browser, attacked: Path) -> None:
    """A browser that opens hostile pages, points at everything on them and searches them runs nothing and asks nobody."""
    server, address = _serve(attacked)
    try:
        browser.look()
        browser.requests(), browser.complaints()
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
        for page in pages:
            browser.driver.get(address + page)
            browser.run(
                "document.querySelectorAll('*').forEach((e) => ['mouseover', 'mouseenter', 'focus', 'toggle', 'load'].forEach("
                "(name) => e.dispatchEvent(new Event(name))))"
            )
            assert not browser.run("return window.attacked"), page
        browser.open(address + "index.html")
        _search(browser, "onmouseover")
        browser.wait("return document.querySelectorAll('.md-search-result__link').length")
        time.sleep(0.3)
        assert not browser.run("return window.attacked")
        assert [url for url in browser.requests() if not url.startswith((address, "data:", "blob:", "about:"))] == []
        assert browser.complaints() == []
    finally:
        server.shutdown()
        server.server_close()
