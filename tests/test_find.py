"""The find box: what it knows, that patterns mean in a browser what they mean here, and that readers get the right code."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import STRICT, Visit, served, visit
from playwright.sync_api import Browser, Page
from test_log_lines import LINES

import kb
from kb.base import Base
from kb.patterns import search_reach
from kb.site.building import build
from kb.site.data import find, opensearch
from kb.site.ecmascript import translate
from kb.site.site import Site

CONFIG = """\
title: {"": Errors, ko: 오류}
language: en
languages: [en, ko]
site: {description: What errors mean}
families:
  smtp: {name: SMTP, code_pattern: "[2-5][0-5][0-9]", classes: {"5": {"": Failure, ko: 실패}}}
  http: {name: HTTP, code_pattern: "[1-5][0-9][0-9]"}
  http2: HTTP/2
  errno: errno
  enhanced: {name: SMTP enhanced, code_pattern: '[245]\\.[0-7]\\.[0-9]{1,3}'}
"""
FILES = {
    "kb.yaml": CONFIG,
    "records/codes/smtp/504.yaml": "code: 504\nname: Parameter Not Implemented\nsummary: The mailbox is well.\n",
    "records/codes/smtp/504.ko.yaml": "name: 구현되지 않은 매개변수\n",
    "records/codes/http/504.yaml": "code: 504\nname: Gateway Timeout\nsummary: S.\npatterns: ['upstream timed out']\n",
    "records/codes/http/504.ko.yaml": "name: 게이트웨이 시간 초과\nsummary: 문장.\n",
    "records/codes/http/200.yaml": "code: 200\nname: OK\nsummary: S.\n",
    "records/codes/http2/internal_error.yaml": "code: INTERNAL_ERROR\nname: Internal error (0x2)\nsummary: S.\n",
    "records/codes/errno/econnrefused.yaml": (
        "code: ECONNREFUSED\nname: Connection refused\nsummary: S.\naliases: [errno 111]\n"
        "patterns: ['connect\\(\\) failed \\(\\d+\\b']\n"
    ),
    "records/codes/errno/eperm.yaml": "code: EPERM\nname: Not permitted\nsummary: S.\naliases: [errno 1]\n",
    "records/codes/enhanced/5.7.1.yaml": "code: 5.7.1\nname: Refused\nsummary: S.\n",
    "records/codes/enhanced/5.7.10.yaml": "code: 5.7.10\nname: Encryption needed\nsummary: S.\n",
    "records/terms/starttls.yaml": "term: STARTTLS\ndefinition: D.\naliases: [opportunistic TLS]\n",
    "records/guides/read-replies.md": "---\ntitle: Reading replies\ncategory: c\nsummary: S.\n---\nText.\n",
}

SCRIPT = Path(find.__file__).parents[1] / "assets" / "kb-find.js"


@pytest.fixture(scope="module")
def small() -> Base:
    """Give a small base with codes of many forms, two of them with the same number."""
    return kb.load(FILES)


@pytest.fixture(scope="module")
def folder(small: Base, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build its site once."""
    return build(small, tmp_path_factory.mktemp("find") / "build").site


# What it knows.


def test_data_has_names_of_both_languages(small: Base) -> None:
    rows = {row[1]: row for row in find.data(Site(small, "ko"))["codes"]}
    assert rows["http/504"][2:6] == ["게이트웨이 시간 초과", ["Gateway Timeout"], "문장.", 0]
    assert rows["smtp/504"][2:6] == ["구현되지 않은 매개변수", ["Parameter Not Implemented"], "The mailbox is well.", 2]
    assert rows["errno/eperm"][2:6] == ["Not permitted", ["errno 1"], "S.", 3]
    assert [row[1] for row in find.data(Site(small, "ko"))["families"]] == [
        "SMTP",
        "HTTP",
        "HTTP/2",
        "errno",
        "SMTP enhanced",
    ]


def test_an_empty_base_has_no_box(tmp_path: Path) -> None:
    base = kb.load({"kb.yaml": "title: T\n"})
    assert list(find.assets(Site(base, "en"))) == []
    assert "kb-find" not in (build(base, tmp_path / "build").site / "index.html").read_text().partition("<article")[2]


@pytest.mark.parametrize("language", ["en", "ko"])
def test_data_of_the_reference_is_small(reference: Base, language: str) -> None:
    """All that the home page loads beside a page's own: about as much as a picture."""
    (asset,) = find.assets(Site(reference, language))
    codes = len(reference.of_kind("code"))
    assert len(str(asset.content).encode()) < 400 * codes + 250 * (len(reference.records) - codes) + 30_000


def test_every_pattern_of_the_reference_can_be_looked_for(reference: Base) -> None:
    data = find.data(Site(reference, "en"))
    assert sum(len(row[-1]) for row in data["codes"]) == sum(
        len(code.patterns or ()) for code in reference.of_kind("code")
    )


@pytest.mark.parametrize(
    "pattern", ["(a+)+b", "(x)\\1", "a++b", "(?>ab)", "x*", "(?=x)", "(?i)straße", "a{2000}", "(" * 90 + "a" + ")" * 90]
)
def test_a_pattern_that_a_browser_cannot_or_should_not_try_is_left_out(pattern: str) -> None:
    files = {
        "kb.yaml": "title: T\n",
        "records/codes/x/1.yaml": f"code: 1\nname: N\nsummary: S.\npatterns: [{json.dumps(pattern)}, fine]\n",
    }
    (row,) = find.data(Site(kb.load(files), "en"))["codes"]
    kept = [source for source, *_ in row[-1]]
    assert kept == ["fine"] if "(" * 9 not in pattern else kept[-1] == "fine"


def test_the_length_that_a_pattern_is_looked_for_in_follows_from_its_ways() -> None:
    assert search_reach("a b", 2000) == 2000
    assert 200 < search_reach(".*a.*b", 2000) < 2000
    assert search_reach("(a+)+b", 2000) < 30
    assert search_reach(r"(a)\1", 2000) == -1


# Patterns in a browser.

PATTERNS = [
    r"\bcode\b", r"\b504\b", r"\w+", r"\W", r"^\d+$", r"a\sb", r"\S+$", r"[\S]x", r"[^\W\d]+", r"[\Wa]b", r"[^\s,]+,", "a.b", "(?s)a.b", "(?m)^b$",
    "b$", r"b\Z", r"\Aa", "(?i)kiss", "(?i)[a-k]+!", "(?i)[^k]$", "(?ai)k", r"(?a)\w+\b", r"a{2,3}?b", "a{,2}b", "(a|b|)c", r"\Bx", r"x\B", r"(?<!a)b(?!c)",
    r"(?<=é)t", r"[]a-]+", r"[\d-]+x", r"\$\{x\}", r"/\*\*/", r"\x41\u00e9\t", r"(?x) a \  b # note", "(?i:A)b", r"[.\b]", "ß", "[가-힣]+", r"[^\d]\b", r"(\b|x)y", r"\b.", r".\b",
]  # fmt: skip
TEXTS = [
    "code", "the code.", "코드code", "code를", "504를", "504", "error 504:", "٣٤", "12", "é", "_x", "a b", "a\x1cb", "a\x85b", "a\ufeffb", "a\u2028b", "a\u3000b",
    "a\rb", "ab", "a\nb", "a\nb\n", "b\n", "b", "KISS", "kıſs", "\u212aiss", "K!", "İ!", "k", "\u212a", "aab", "aaab", "c", "ac", "x", "xx", "xy", "a-x", "-", "]",
    "${x}", "/**/", "A\u00e9\t", "Ab", "aB", ".", "\b", "ß", "SS", "한글", "²", "Ⅻ", "été", "ét", "bc", "abc", "b,", ",", " , ", "y", "!", "\U0001d7d8", "😀x", "x😀",
]  # fmt: skip
MATCHES = "([sources, texts]) => sources.map((source) => { const r = new RegExp(source, 'u'); return texts.map((text) => r.test(text)); })"


@pytest.mark.browser
def test_translated_patterns_mean_in_a_browser_what_they_mean_here(chromium: Browser) -> None:
    sources = [found.source for pattern in PATTERNS if (found := translate(pattern))]
    assert len(sources) == len(PATTERNS)
    with visit(chromium) as page:
        matches = page.page.evaluate(MATCHES, [sources, TEXTS])
    for pattern, row in zip(PATTERNS, matches, strict=True):
        wanted = [text for text in TEXTS if re.search(pattern, text)]
        assert [text for text, found in zip(TEXTS, row, strict=True) if found] == wanted, pattern


@pytest.mark.parametrize("pattern", PATTERNS)
def test_what_a_pattern_needs_is_in_all_that_it_matches(pattern: str) -> None:
    needs = (translate(pattern) or pytest.fail("not translated")).needs
    matching = [text for text in TEXTS if re.search(pattern, text)]
    assert not needs or all(any(need in text.lower() for need in needs) for text in matching)


@pytest.mark.browser
def test_every_pattern_of_the_reference_finds_the_same_lines_in_a_browser(chromium: Browser, reference: Base) -> None:
    """Every pattern against every line that a test knows."""
    patterns = [text for code in reference.of_kind("code") for text in code.patterns or ()]
    lines = [line for _, line in LINES]
    found = [translate(pattern) or pytest.fail(pattern) for pattern in patterns]
    with visit(chromium) as page:
        matches = page.page.evaluate(MATCHES, [[one.source for one in found], lines])
    for pattern, one, row in zip(patterns, found, matches, strict=True):
        wanted = [line for line in lines if re.search(pattern, line)]
        assert [line for line, is_found in zip(lines, row, strict=True) if is_found] == wanted, pattern
        assert all(any(need in line.lower() for need in one.needs) for line in wanted if one.needs), pattern


# Finding.


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Iterator[Page]:
    """Give an empty page that has the script."""
    with visit(chromium) as empty:
        empty.page.add_script_tag(path=SCRIPT)
        yield empty.page


def _know(page: Page, site: Site) -> None:
    page.evaluate("(text) => kbFind(JSON.parse(text))", json.dumps(find.data(site)))


def _find(page: Page, *queries: str) -> list[list[str]]:
    return page.evaluate(  # type: ignore[no-any-return]
        "(queries) => queries.map((query) => kbFind.search(query).map((hit) => `${hit.kind}:${hit.id}`))", list(queries)
    )


@pytest.mark.browser
@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("504", ["code:smtp/504", "code:http/504"]),
        ("smtp 504", ["code:smtp/504", "code:http/504"]),
        ("504 http", ["code:http/504", "code:smtp/504"]),
        ("http/504", ["code:http/504", "code:smtp/504"]),
        ("[504]", ["code:smtp/504", "code:http/504"]),
        ("504를", ["code:smtp/504", "code:http/504"]),
        ("status=504", ["code:smtp/504", "code:http/504"]),
        ('10.0.0.4 "GET / HTTP/1.1" 504 162 "-" "curl/8.5.0" 60.001 1.504 12:504', ["code:http/504", "code:smtp/504"]),
        ("5.7.1", ["code:enhanced/5.7.1", "code:enhanced/5.7.10"]),
        ("5.7.1.2", []),
        ("gateway timeout", ["code:http/504"]),
        ("gatew", ["code:http/504"]),
        ("mailbox well", ["code:smtp/504"]),
        ("0x2", ["code:http2/internal_error"]),
        ("0x0002", ["code:http2/internal_error"]),
        ("HTTP/2 2", ["code:http2/internal_error"]),
        ("InternalError", ["code:http2/internal_error"]),
        ("ECONNREFUSED", ["code:errno/econnrefused"]),
        ("errno 111", ["code:errno/econnrefused"]),
        ("errno=1", ["code:errno/eperm"]),
        ("connect() failed (111: Connection refused) while connecting to upstream, client: 10.0.0.1", ["code:errno/econnrefused"]),
        ("one\n2026/11/25 [error] upstream timed out (110) while reading\nthree", ["code:http/504"]),
        ("starttls", ["other:starttls"]),
        ("opportunistic tls", ["other:starttls"]),
        ("http", ["family:http", "family:http2"]),
        ("http 404", ["family:http"]),
        ("9.1.1", []),
        ("4.1.1", ["family:enhanced"]),
        ("zzyzx", []),
        ("(((", []),
    ],
)  # fmt: skip
def test_queries_lead_to_their_codes(page: Page, small: Base, query: str, wanted: list[str]) -> None:
    _know(page, Site(small, "en"))
    assert _find(page, query)[0][: len(wanted) or None] == wanted


@pytest.mark.browser
@pytest.mark.parametrize("query", ["게이트웨이 시간", "웨이", "gateway timeout", "504 시간"])
def test_korean_readers_find_by_korean_and_by_english_names(page: Page, small: Base, query: str) -> None:
    _know(page, Site(small, "ko"))
    assert _find(page, query)[0][0] == "code:http/504"


def _share(page: Page, queries: list[tuple[set[str], str]]) -> tuple[float, float]:
    """Give how many queries have a right code first, and among the first three."""
    results = _find(page, *(query for _, query in queries))
    hits = [[f"code:{id_}" for id_ in ids] for ids, _ in queries]
    first = sum(found[:1] != [] and found[0] in right for right, found in zip(hits, results, strict=True))
    three = sum(bool(set(found[:3]) & set(right)) for right, found in zip(hits, results, strict=True))
    return first / len(queries), three / len(queries)


def _together(pairs: Iterator[tuple[str, str]]) -> list[tuple[set[str], str]]:
    """Give each query once, with all codes that it is right for: those that differ only in capitals and punctuation."""
    found: dict[str, tuple[set[str], str]] = {}
    for id_, query in pairs:
        found.setdefault(" ".join(re.findall(r"[^\W_]+", query.lower())), (set(), query))[0].add(id_)
    return list(found.values())


@pytest.mark.browser
@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_reference_answers_with_the_right_code(
    page: Page, reference: Base, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Lines of logs, numbers and names: how often the right code is first, and among the first three."""
    site = Site(reference, language)
    _know(page, site)
    codes = reference.of_kind("code")
    asked: dict[str, tuple[list[tuple[set[str], str]], float, float]] = {
        "log lines": ([(set(ids.split()), line) for ids, line in LINES if ids], 0.99, 1),
        "codes": (_together((code.id, code.code) for code in codes), 0.99, 1),
        "ids": ([({code.id}, code.id) for code in codes], 1, 1),
        "family and code": ([({code.id}, site.short(code)) for code in codes], 1, 1),
        "family and name": (_together((code.id, f"{site.family_name(code.family or '')} {site.title(code).text}") for code in codes), 0.99, 1),
        "names": (_together((code.id, site.title(code).text) for code in codes), 0.96, 0.99),
        "code and name": (_together((code.id, site.heading(code).text) for code in codes), 0.98, 0.99),
        "aliases": (_together((code.id, alias.lower()) for code in codes for alias in code.aliases or ()), 0.98, 0.99),
    }  # fmt: skip
    shares = {name: _share(page, queries) for name, (queries, _, _) in asked.items()}
    with capsys.disabled():
        for name, (first, three) in shares.items():
            print(
                f"\nfind {language}: {name:<16} {len(asked[name][0]):>4} asked, {first:6.1%} first, {three:6.1%} in three",
                end="",
            )
    for name, (_, least_first, least_three) in asked.items():
        assert shares[name] >= (least_first, 0), name
        assert shares[name][1] >= least_three, name


@pytest.mark.browser
def test_slow_patterns_and_long_texts_do_not_hold_the_page(page: Page) -> None:
    """However a record's pattern is meant, the text that is tried and the ways through it are bounded."""
    pattern = r"(a|b)*x?\s*(\S+ )?.*!$"
    files = {
        "kb.yaml": "title: T\n",
        "records/codes/x/1.yaml": f"code: 1\nname: N\nsummary: S.\npatterns: [{json.dumps(pattern)}, hello]\n",
    }
    _know(page, Site(kb.load(files), "en"))
    page.set_default_timeout(20_000)
    assert _find(page, "ab " * 100_000, "a" * 1_000_000, "\n" * 100_000 + "hello", "hello " + "1.1.1." * 5000)[3] == [
        "code:x/1"
    ]


# The page.


def _hits(page: Page) -> list[str]:
    return page.locator(".kb-hit").evaluate_all("(links) => links.map((link) => link.getAttribute('href'))")  # type: ignore[no-any-return]


def _ask(page: Page, text: str) -> None:
    page.locator(".kb-find textarea").fill(text)
    page.wait_for_function(
        "document.querySelector('.kb-find__foot, .kb-hit') && !/…/.test(document.querySelector('.kb-find__status').textContent)"
    )


@pytest.mark.browser
@pytest.mark.parametrize("is_folder", [True, False])
def test_the_box_works_by_keyboard_alone(chromium: Browser, folder: Path, is_folder: bool) -> None:
    with served(folder, STRICT) as server, visit(chromium) as seen:
        root, page = (folder.as_uri() + "/" if is_folder else server), seen.page
        page.goto(root + "index.html")
        page.keyboard.press("Escape")
        page.locator("body").press("/")
        page.keyboard.type("504")
        page.wait_for_selector(".kb-hit")
        assert _hits(page)[:2] == ["codes/smtp/504.html", "codes/http/504.html"]
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        assert page.evaluate("document.activeElement.getAttribute('href')") == "codes/http/504.html"
        page.keyboard.press("ArrowUp")
        page.keyboard.press("ArrowUp")
        assert page.evaluate("document.activeElement.tagName") == "TEXTAREA"
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Escape")
        assert page.locator(".kb-find textarea").input_value() == ""
        assert page.locator(".kb-card").first.is_visible()
        page.keyboard.type("http 504")
        page.wait_for_function("document.querySelector('.kb-hit').getAttribute('href') === 'codes/http/504.html'")
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(r"/codes/http/504\.html$"))
        page.go_back()
        page.wait_for_selector(".kb-hit")
        assert page.url.endswith("index.html#q=http%20504")
        assert page.locator(".kb-find textarea").input_value() == "http 504"
        assert seen.complaints == []
        assert is_folder or seen.outside(root) == []


@pytest.mark.browser
def test_an_address_holds_what_is_asked(chromium: Browser, folder: Path) -> None:
    with served(folder, STRICT) as root, visit(chromium) as seen:
        seen.page.goto(root + "ko/index.html#q=gateway+timeout%20")
        seen.page.wait_for_selector(".kb-hit")
        assert _hits(seen.page)[0] == "codes/http/504.html"
        assert seen.page.locator(".kb-hit__title").first.inner_text() == "게이트웨이 시간 초과"
        seen.page.goto(root + "ko/index.html#q=%E0%A4%A")
        seen.page.reload()
        assert seen.complaints == []


@pytest.mark.browser
def test_a_pasted_line_is_marked_where_it_was_recognized(chromium: Browser, folder: Path) -> None:
    line = "2026/11/25 03:12:44 [error] 7#7: *19 upstream timed out (110: Operation timed out) while reading <b>x</b>"
    with served(folder, STRICT) as root, visit(chromium) as seen:
        seen.page.goto(root + "index.html")
        seen.page.keyboard.press("Escape")
        seen.page.evaluate(
            """(text) => { const data = new DataTransfer(); data.setData("text", text); document.activeElement.blur();
            document.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true })); }""",
            line,
        )
        seen.page.wait_for_selector(".kb-hit mark")
        assert seen.page.locator(".kb-hit mark").all_inner_texts() == ["upstream timed out"]
        assert seen.page.locator(".kb-hit__why").first.inner_text() == "in a log line like this"


@pytest.mark.browser
@pytest.mark.parametrize("language", ["", "ko/"])
def test_nothing_found_is_said_and_leads_to_the_search(chromium: Browser, folder: Path, language: str) -> None:
    with served(folder, STRICT) as root, visit(chromium) as seen:
        seen.page.goto(f"{root}{language}index.html")
        _ask(seen.page, "zzyzx")
        seen.page.wait_for_selector(".kb-find__status--none small")
        assert _hits(seen.page) == []
        seen.page.locator(".kb-find__elsewhere").click()
        assert seen.page.locator(".md-search__input").input_value() == "zzyzx"
        assert seen.page.locator("#__search").is_checked()


@pytest.mark.browser
@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [390, 1440])
def test_the_box_is_accessible_and_large_enough(chromium: Browser, folder: Path, width: int, dark: bool) -> None:
    with served(folder) as root, visit(chromium, width=width, dark=dark, has_touch=width < 600) as seen:
        seen.page.goto(root + "index.html")
        for query in ("", "504", "upstream timed out " * 6, "zzyzx"):
            _ask(seen.page, query)
            seen.page.wait_for_timeout(300)
            found = Axe().run(seen.page, context=".kb-find")
            assert found.violations_count == 0, found.generate_report()
            sizes = seen.page.locator(".kb-find :is(button, a, textarea)").evaluate_all(
                "(all) => all.map((e) => e.getBoundingClientRect().height).filter((height) => height > 0)"
            )
            assert min(sizes) >= 40, query
            assert seen.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.browser
def test_nothing_moves_but_by_thevisit(chromium: Browser, folder: Path) -> None:
    shift = """() => new Promise((done) => { let sum = 0;
      new PerformanceObserver((list) => { for (const one of list.getEntries()) if (!one.hadRecentInput) sum += one.value; })
        .observe({ type: "layout-shift", buffered: true }); setTimeout(() => done(sum), 400); })"""
    with served(folder) as root:
        for address in ("index.html", "index.html#q=504"):
            with visit(chromium, width=390) as seen:
                seen.page.goto(root + address)
                seen.page.wait_for_load_state("networkidle")
                assert seen.page.evaluate(shift) < 0.02, address


@pytest.mark.browser
def test_without_scripts_there_is_no_box(chromium: Browser, folder: Path) -> None:
    with served(folder) as root, visit(chromium, java_script_enabled=False) as seen:
        seen.page.goto(root + "index.html")
        assert not seen.page.locator(".kb-find").is_visible()
        assert seen.page.locator(".kb-card").first.is_visible()


@pytest.mark.browser
def test_what_records_say_stays_text(chromium: Browser, attacked: Path) -> None:
    """A hostile base: everything is found, and nothing acts."""
    with served(attacked, STRICT) as root, visit(chromium) as seen:
        seen.page.goto(root + "index.html")
        for query in ("x", "1", "script", "<img", "javascript:"):
            _ask(seen.page, query)
        assert seen.page.locator(".kb-find :is(script, img, iframe, [onerror], [onclick], [style*=url])").count() == 0
        assert all(not href.startswith(("javascript", "data", "/", "..")) for href in _hits(seen.page))
        assert seen.complaints == [], seen.requests
        assert seen.outside(root) == []


# Beyond the box.


def test_browsers_are_told_how_to_search(small: Base, folder: Path, tmp_path: Path) -> None:
    config = CONFIG.replace("site: {", 'site: {url: "https://codes.example.org/kb/", ')
    site = build(kb.load(FILES | {"kb.yaml": config}), tmp_path / "build").site
    for prefix, title in (("", "Errors"), ("ko/", "오류")):
        root = ElementTree.fromstring((site / prefix / "opensearch.xml").read_text())
        space = "{http://a9.com/-/spec/opensearch/1.1/}"
        assert root.tag == f"{space}OpenSearchDescription"
        assert (root.findtext(f"{space}ShortName"), root.findtext(f"{space}Description")) == (title, "What errors mean")
        template = f"https://codes.example.org/kb/{prefix}index.html#q={{searchTerms}}"
        assert root.find(f"{space}Url").attrib == {"type": "text/html", "template": template}  # type: ignore[union-attr]
        page = (site / prefix / "codes/http/504.html").read_text()
        assert f'type="application/opensearchdescription+xml" title="{title}" href="../../opensearch.xml"' in page
    assert list(opensearch.assets(Site(small, "en"))) == []
    assert "opensearch" not in (folder / "index.html").read_text()


SEARCH = "[...document.querySelectorAll('.md-search-result__item > a')].map((a) => new URL(a.href).pathname)"


@pytest.mark.browser
@pytest.mark.parametrize(
    ("language", "query", "first"),
    [
        ("", "504", {"smtp/504", "http/504", "ftp/504", "sip/504"}),
        ("", "smtp 504", {"smtp/504"}),
        ("", "smtp/504", {"smtp/504"}),
        ("", "(504)", {"smtp/504", "http/504", "ftp/504", "sip/504"}),
        ("", "5.7.1", {"smtp-enhanced/5.7.1"}),
        ("", "0x2", {"http2/internal_error", "quic/connection_refused"}),
        ("", "tls alert 40", {"tls/handshake_failure"}),
        ("", "handshake failure", {"tls/handshake_failure"}),
        ("", "STARTTLS", {"starttls"}),
        ("", "gateway timeout", {"http/504", "coap/5.04"}),
        ("", "grpc unavailable", {"grpc/unavailable"}),
        ("ko/", "504", {"smtp/504", "http/504", "ftp/504", "sip/504"}),
        ("ko/", "504를", {"smtp/504", "http/504", "ftp/504", "sip/504"}),
        ("ko/", "smtp 504", {"smtp/504"}),
        ("ko/", "5.7.1", {"smtp-enhanced/5.7.1"}),
        ("ko/", "STARTTLS", {"starttls"}),
        ("ko/", "게이트웨이 시간 초과", {"http/504", "coap/5.04"}),
        ("ko/", "핸드셰이크", {"tls/handshake_failure"}),
        ("ko/", "TLS핸드셰이크", {"tls/handshake_failure", "tls-handshake"}),
        ("ko/", "인증되지", {"grpc/unauthenticated", "http/401", "sip/401", "websocket/3000", "coap/4.01"}),
    ],
)
def test_the_search_of_the_theme_finds_codes(
    searching: dict[str, Visit], language: str, query: str, first: set[str]
) -> None:
    page = searching[language].page
    page.fill(".md-search__input", "")
    page.wait_for_function("!document.querySelector('.md-search-result__item')")
    page.fill(".md-search__input", query)
    page.press(".md-search__input", "End")
    page.wait_for_selector(".md-search-result__item")
    found = page.evaluate(SEARCH)
    assert re.sub(r".*/(?:codes|terms|guides)/|\.html$", "", found[0]) in first, found[:4]


@pytest.fixture(scope="module")
def searching(chromium: Browser, built: Path) -> Iterator[dict[str, Visit]]:
    """Open the search of the reference in each language."""
    with served(built / "site") as root, visit(chromium) as english, visit(chromium) as korean:
        for language, seen in (("", english), ("ko/", korean)):
            seen.page.goto(f"{root}{language}codes/index.html")
            seen.page.click(".md-search__input")
        yield {"": english, "ko/": korean}


@pytest.mark.browser
@pytest.mark.parametrize("is_folder", [False, True], ids=["http", "file"])
@pytest.mark.parametrize("query", ["", "?q=504"], ids=["reading", "asking"])
def test_the_index_of_the_search_waits_for_a_reader_who_searches(
    chromium: Browser, folder: Path, query: str, is_folder: bool
) -> None:
    """It has megabytes on a large site, so nobody loads it by reading a page; an address that asks loads it at once."""

    def loads() -> list[str]:
        return [url for url in seen.requests if "search_index" in url]

    with served(folder) as root, visit(chromium) as seen:
        page = seen.open(f"{folder.as_uri() + '/' if is_folder else root}codes/http/504.html{query}")
        if not query:
            page.wait_for_load_state("networkidle")
            assert loads() == []
            page.keyboard.press("/")
            page.keyboard.type("504")
        page.wait_for_selector(".md-search-result__item")
        assert len(loads()) == 1
        assert seen.complaints == []
