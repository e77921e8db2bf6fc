"""The health page and its badges: figures that agree with `kb lint`, whatever is hidden said so, and nothing that acts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from browsing import served, visit
from html_tree import Element, faults, parse
from playwright.sync_api import Browser
from scratch import run, write
from test_prose import EVIL

import kb
from kb.base import Base
from kb.finding import Severity
from kb.health import Area, measure
from kb.linting import lint
from kb.site.badges import badges, draw, width_of
from kb.site.building import build
from kb.site.data import all_assets
from kb.site.pages import all_pages, health
from kb.site.relmap import text_width
from kb.site.site import Site

Convert = Callable[[str], str]

FILES = {
    "kb.yaml": (
        "title: Mail\nlanguages: [en, ko]\nfamilies:\n  smtp: {name: SMTP, registry: lists/smtp.csv}\n"
        "lint:\n  ignore: [KB406]\n  per_path_ignore: {'records/terms/**': [KB601]}\n"
    ),
    "lists/smtp.csv": (
        "code,name,status,source\n250,OK,assigned,\n421,Not Available,assigned,\n502,Not Implemented,,\n"
        "503,Bad Sequence,assigned,\n600-699,Range,assigned,\n700,Free,unassigned,\n"
    ),
    "records/codes/smtp/250.yaml": "code: 250\nname: OK\nsummary: It was done.\nsources: [RFC 5321]\n",
    "records/codes/smtp/250.ko.yaml": "name: 완료\nsummary: 처리했습니다.\ntranslated_from: name=00000000\n",
    "records/codes/smtp/502.yaml": (
        "code: 502\nname: Not Implemented\nsummary: The command is not known.\nguides: [replies]\n"
        "compare:\n  - with: smtp/503\n    difference: 503 knows the command.\n"
    ),
    "records/codes/smtp/503.yaml": "# kb: ignore[KB601]\ncode: 503\nname: Bad Sequence\nsummary: The order is wrong.\n",
    "records/guides/replies.md": "---\ntitle: Reading Replies\ncategory: basics\nsummary: What digits say.\n---\n\nRead them.\n",
    "records/terms/reply.yaml": "term: Reply\ndefinition: What a server says.\n",
}


def _base(**changed: str) -> Base:
    base = kb.load(FILES | changed)
    assert base.config.faults == ()
    return base


def _page(base: Base, language: str = "en") -> Element:
    (page,) = health.pages(Site(base, language))
    return parse(page.body)


def _rows(page: Element, selector: str = ".kb-row") -> dict[str, str]:
    """Give the figures of the page's rows by their names; of two with one name the first counts."""
    found: dict[str, str] = {}
    for row in page.all(selector):
        found.setdefault(row.one(".kb-row__name").words, row.one(".kb-row__figure").words)
    return found


# The figures.


def test_findings_are_those_of_kb_lint_and_what_it_does_not_show_is_counted_apart() -> None:
    """Nothing is lost between the two: what a comment or kb.yaml hides is told, with the rules that do not run."""
    base = _base()
    state = measure(base)
    assert state.outcome.findings == lint(base)
    assert [(one.rule, one.record) for one in state.outcome.hidden] == [("KB601", "code:smtp/503")]
    assert [(one.rule, one.record) for one in state.outcome.left_out] == [("KB601", "term:reply")]
    assert [rule.CODE for rule in state.off] == ["KB406"]
    assert {rule.SEVERITY for rule in state.asleep} == {Severity.OFF}
    rows = _rows(_page(base))
    assert rows["Findings hidden by comments"] == "1"
    assert rows["Findings left out by kb.yaml for some files"] == "1"
    assert rows["Rules switched off by kb.yaml"] == "1"


def test_each_rule_has_its_count_and_each_part_of_the_site() -> None:
    """Both lists add up to all findings."""
    base = _base()
    page = _page(base)
    found = lint(base)
    rows = _rows(page)
    counts = Counter(f"{one.rule} {one.name}" for one in found)
    assert {name: rows[name] for name in counts} == {name: str(count) for name, count in counts.items()}
    areas = {"SMTP": "smtp", "Guides": "guides", "Glossary": "terms", "Other files": "lists"}
    by_area = Counter(next(name for name, part in areas.items() if part in one.path) for one in found)
    shown = [(row.one(".kb-row__name").words, row.one(".kb-row__figure").words) for row in page.all("details.kb-row")]
    assert {(name, str(count)) for name, count in by_area.items()} <= set(shown)
    assert sum(by_area.values()) == len(found)


def test_a_registry_is_measured_by_its_assigned_codes_and_the_missing_are_named() -> None:
    """Ranges and codes that are not assigned are none of them."""
    base = _base()
    assert measure(base).families["smtp"].listed == (3, 4)
    page = _page(base)
    assert [item.words for item in page.all(".kb-names li") if item.words.startswith("421")] == ["421 Not Available"]
    assert "75 % 3 of 4" in [row.one(".kb-row__figure").words for row in page.all("details.kb-row")]


def test_a_family_whose_list_nobody_began_is_none_of_it() -> None:
    """The rule leaves such a family alone, but the figure says what is there."""
    config = FILES["kb.yaml"].replace("lint:", "  ftp: {registry: lists/smtp.csv}\nlint:")
    base = _base(**{"kb.yaml": config})
    assert measure(base).families["ftp"].listed == (0, 4)
    assert not any("ftp" in one.message for one in lint(base) if one.rule == "KB703")


def test_comparisons_guides_and_sources_are_shares_with_what_is_missing() -> None:
    """A share is of all records, and those outside it are named with the way to their pages."""
    base = _base()
    state = measure(base)
    smtp = state.families["smtp"]
    assert (smtp.compared, smtp.guided, smtp.guides) == ((2, 3), (1, 3), 1)
    assert [record.id for record in smtp.uncompared] == ["smtp/250"]
    assert (state.explained, smtp.explained) == ((1, 1), (1, 1))
    assert state.sources[Area("code", "smtp")][0] == (1, 3)
    links = [(link["href"], link.words) for link in _page(base).all(".kb-names a")]
    assert ("codes/smtp/250.html", "SMTP 250") in links
    assert ("terms/reply.html", "Reply") in links


def test_translations_are_counted_by_field_and_what_is_behind_is_named() -> None:
    """A text counts that a translation should have; a stale one is known by its stamp."""
    state = measure(_base()).translations["ko"]
    assert state.fields["code", "name"] == (1, 3)
    assert state.fields["guide", "body"] == (0, 1)
    assert state.texts == (2, 11)
    assert [record.id for record in state.stale or ()] == ["smtp/250"]
    assert [record.id for record in state.untranslated] == ["smtp/502", "smtp/503", "replies", "reply"]
    silent = FILES["kb.yaml"].replace("[KB406]", "[KB406, KB602]")
    silenced = _base(**{"kb.yaml": silent})
    assert measure(silenced).translations["ko"].stale is None
    assert _rows(_page(silenced))["Translations whose original has changed"].startswith("not checked")


def test_only_a_whole_is_a_hundred_percent() -> None:
    """999 of 1000 are 99 %, and fill no bar."""
    assert kb.health.Share(999, 1000).percent == 99
    assert kb.health.Share(0, 0).percent == 100


def test_a_baseline_makes_a_trend(tmp_path: Path) -> None:
    """New, known and resolved findings are told apart, as `kb lint --update-baseline` left them."""
    write(tmp_path, FILES)
    assert run("lint", "--update-baseline", cwd=tmp_path).code == 0
    before = len(lint(kb.load(tmp_path)))
    (tmp_path / "records/codes/smtp/250.ko.yaml").write_text("name: 완료\nsummary: 처리했습니다.\n", encoding="utf-8")
    write(tmp_path, {"records/terms/new.yaml": "term: New\ndefinition: TODO\n"})
    trend = measure(kb.load(tmp_path)).trend
    assert trend is not None
    assert ([one.rule for one in trend.resolved], len(trend.remaining)) == (["KB602"], before - 1)
    assert "KB501" in {one.rule for one in trend.new}
    page = _page(kb.load(tmp_path))
    assert [item.words for item in page.all(".kb-key li")][-3:] == [
        "Known, and resolved 1", f"Known, and still there {before - 1}", f"New {len(trend.new)}",
    ]  # fmt: skip


def test_without_a_baseline_there_is_no_trend_and_a_broken_one_is_said() -> None:
    """A file that is none stops no build."""
    assert not _page(_base()).all("#trend")
    assert "cannot be used" in _page(_base(**{"kb-baseline.json": "["})).words


def test_rules_lead_to_their_pages_where_the_site_has_them() -> None:
    """Without such pages a rule is only named."""
    with_rules = _base(**{"kb.yaml": FILES["kb.yaml"] + "site: {rules: true}\n"})
    links = {link["href"] for link in _page(with_rules).all("a")}
    paths = {page.url for page in all_pages(Site(with_rules, "en"))}
    assert "rules/kb301-missing-comparison.html" in links
    assert {link for link in links if not link.startswith("#")} <= paths
    assert not any("rules/" in link["href"] for link in _page(_base()).all("a"))


def test_it_can_be_switched_off(tmp_path: Path) -> None:
    """Then there is no page, no badge, and nothing that leads there."""
    site = Site(_base(**{"kb.yaml": FILES["kb.yaml"] + "site: {health: false}\n"}), "en")
    assert "health.md" not in {page.path for page in all_pages(site)}
    assert not any(asset.path.startswith("badges/") for asset in all_assets(site))
    from kb.site.mkdocs import settings_of

    assert "health" not in settings_of(site, [site], tmp_path)["extra"]


def test_it_says_the_same_each_time_and_in_each_language() -> None:
    """A page of the same records has the same bytes; every label is there in Korean."""
    first, second = ([page.body for page in health.pages(Site(_base(), "ko"))] for _ in range(2))
    assert first == second
    assert [item.words for item in _page(_base(), "ko").all("h1")] == []  # headings are Markdown
    assert "검사 결과" in first[0]
    assert not re.search(r'\sstyle="|<style|<script', first[0])


def test_an_empty_base_has_a_page() -> None:
    """There is nothing to count, and nothing fails."""
    (page,) = health.pages(Site(kb.load({"kb.yaml": "title: T\n"}), "en"))
    assert "No rule finds anything." in parse(page.body).words.replace("\n", " ")


# Badges.


def test_badges_are_pictures_that_say_what_they_show() -> None:
    """Each is well-formed, has an accessible name, and is as wide as its words, whatever the font."""
    found = {badge.name: badge for badge in badges(Site(_base(), "en"))}
    assert list(found) == ["health", "codes", "registry-smtp", "translations-ko"]
    assert (found["registry-smtp"].value, found["translations-ko"].value, found["codes"].value) == ("3/4", "18 %", "3")
    for badge in found.values():
        svg = ElementTree.fromstring(draw(badge))
        name = f"{badge.label}: {badge.value}"
        assert (svg.get("role"), svg.get("aria-label"), svg[0].text) == ("img", name, name)
        texts = svg.findall(".//{*}text")
        assert [text.text for text in texts] == [badge.label, badge.value]
        assert all(int(text.get("textLength", 0)) >= text_width(text.text or "", 11) - 1 for text in texts)
        assert int(svg.get("width", 0)) == width_of(badge) > sum(int(text.get("textLength", 0)) for text in texts)


def test_the_badge_of_health_says_the_worst() -> None:
    """Errors before warnings, and else that there are neither."""
    clean = {"kb.yaml": "title: T\n"}
    values = [
        next(iter(badges(Site(base, "en")))).value
        for base in (_base(), _base(**{"records/terms/x.yaml": "term: X\n"}), kb.load(clean))
    ]
    warnings = measure(_base()).count(Severity.WARNING)
    assert values == [f"{warnings} warnings", "1 error", "No errors or warnings"]


def test_lines_to_copy_have_the_address_of_the_site() -> None:
    """With `site.url` they work anywhere; each names its badge and leads to the page."""
    base = _base(**{"kb.yaml": FILES["kb.yaml"] + "site:\n  url: https://codes.example.org/\n"})
    root = "https://codes.example.org"
    for language in ("en", "ko"):
        (page,) = health.pages(Site(base, language))
        assert f"[![SMTP codes]({root}/badges/registry-smtp.svg)]({root}/health.html)" in page.body
    (page,) = health.pages(Site(base, "ko"))
    assert {image["src"] for image in parse(page.body).all("img")} >= {"../badges/health.svg"}


@pytest.mark.parametrize("evil", EVIL)
def test_nothing_of_a_record_acts_on_the_page_or_in_a_badge(evil: str, convert: Convert) -> None:
    """Names, titles, codes of registries and messages are words, and no more."""
    quoted = '"' + evil.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
    listed = '"' + evil.replace('"', '""').replace("\n", " ") + '"'
    base = kb.load({
        "kb.yaml": f"title: T\nlanguages: [en, ko]\nfamilies:\n  smtp: {{name: {quoted}, registry: smtp.csv}}\n",
        "smtp.csv": f"code,name,status,source\n{listed},{listed},assigned,\n",
        "records/codes/smtp/250.yaml": f"code: {quoted}\nname: {quoted}\nsummary: {quoted}\nterms: [{quoted}]\n",
        "records/terms/a.yaml": f"term: {quoted}\ndefinition: {quoted}\n",
        "kb-baseline.json": '{"version": 1, "findings": [{"fingerprint": "a", "rule": "KB301", "path": "p", "message": '
        + quoted.replace("\\'", "'") + "}]}",
    })  # fmt: skip
    site = Site(base, "en")
    (page,) = health.pages(site)
    assert faults(convert(page.body)) == []
    for badge in badges(site):
        tags = {element.tag.rpartition("}")[2] for element in ElementTree.fromstring(draw(badge)).iter()}
        assert tags == {"svg", "title", "rect", "path", "g", "text"}


# In a browser.


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the small site."""
    return build(_base(), tmp_path_factory.mktemp("health")).site


@pytest.mark.browser
@pytest.mark.parametrize("path", ["health.html", "ko/health.html"])
def test_it_fits_a_phone_opens_by_keyboard_and_shows_its_bars(chromium: Browser, folder: Path, path: str) -> None:
    """Nothing is wider than the screen, each bar is seen, and a row opens without a mouse."""
    with served(folder) as address, visit(chromium, width=390) as reader:
        reader.page.goto(address + path)
        assert reader.page.evaluate("document.documentElement.scrollWidth") <= 390
        bars = reader.page.locator(".kb-rows .kb-bar").all()
        boxes = [bar.bounding_box() for bar in bars if bar.is_visible()]
        assert len(boxes) > 10
        assert all(box and box["width"] > 100 and box["height"] > 3 for box in boxes)
        first = reader.page.locator("details.kb-row").first
        first.locator("summary").focus()
        reader.page.keyboard.press("Enter")
        assert first.get_attribute("open") is not None
        assert first.locator(".kb-row__in").is_visible()
        pictures = reader.page.locator(".kb-badges img")
        assert pictures.count() == 4
        assert all(pictures.nth(n).evaluate("image => image.naturalWidth > 0") for n in range(4))
        assert not reader.outside(address)


@pytest.mark.browser
def test_every_page_leads_to_it_quietly(chromium: Browser, folder: Path) -> None:
    """The way is at the foot of each page, in its language."""
    with served(folder) as address, visit(chromium) as reader:
        reader.page.goto(address + "ko/codes/smtp/250.html")
        reader.page.locator("footer a", has_text="상태").click()
        reader.page.wait_for_url(address + "ko/health.html")
