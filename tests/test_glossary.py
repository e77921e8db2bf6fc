"""Terms where readers meet them: marked in texts, previewed beside links, listed, filtered, and in trees."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from browsing import Visit, served, visit
from html_tree import Element, faults, parse
from playwright.sync_api import Browser
from test_prose import EVIL

import kb
from kb.base import Base
from kb.site.building import build
from kb.site.marks import marked
from kb.site.pages import comparisons, glossary, records
from kb.site.site import Site
from kb.site.trees import DEEPEST, forest, tree_of

Convert = Callable[[str], str]

CONFIG = "title: Mail\nlanguages: [en, ko]\nfamilies: {smtp: SMTP}\n"
FILES = {
    "kb.yaml": CONFIG,
    "records/terms/starttls.yaml": "term: STARTTLS\ndefinition: The command that begins encryption.\nbroader: [tls]\n",
    "records/terms/tls.yaml": "term: Transport Layer Security\nabbreviation: TLS\ndefinition: The protocol of encryption.\n",
    "records/terms/queue.yaml": "term: queue\naliases: [spool]\ndefinition: Where mail waits.\n",
    "records/terms/queue.ko.yaml": "term: 대기열\ndefinition: 메일이 기다리는 곳입니다.\n",
    "records/codes/smtp/454.yaml": (
        "code: 454\nname: TLS Not Available\nsummary: The server knows STARTTLS, and STARTTLS fails. Mail stays in queues.\n"
        "fix: Wait for [[starttls|the command]] STARTTLS; `queue` is no word.\ncompare: [smtp/530]\n"
    ),
    "records/codes/smtp/454.ko.yaml": "name: 사용 불가\nsummary: 메일은 대기열에 남습니다.\n",
    "records/codes/smtp/530.yaml": "code: 530\nname: Must Begin\nsummary: Begin with [[starttls]] now.\n",
    "records/guides/queues.md": (
        "---\ntitle: Queues\ncategory: basics\nsummary: How mail waits.\n---\n\n## The queue of a server\n\n"
        "Mail is in a queue. See [[smtp/454]], [[starttls]], [[starttls|it]], [[queue#x]].\n"
    ),
}  # fmt: skip


def _base(**changed: str) -> Base:
    return kb.load(FILES | changed)


def _page(base: Base, key: str, language: str = "en") -> str:
    return records.page(Site(base, language), base[key]).body


def _marks(text: str) -> list[str]:
    return [unescape(words) for words in re.findall(r'<a class="kb-term"[^>]*>([^<]*)</a>', text)]


# Marks.


def test_a_term_is_marked_where_it_first_appears_in_each_text() -> None:
    """Once in each text, also in the plural, and not where the author links it there already."""
    base = _base()
    assert _marks(_page(base, "code:smtp/454")) == ["STARTTLS", "queues"]
    assert _marks(_page(base, "code:smtp/530")) == []


def test_marks_leave_code_headings_and_links_alone() -> None:
    """In a guide the heading names the queue, and so does a link to a place in its page."""
    assert _marks(_page(_base(), "guide:queues")) == []
    without = FILES["records/guides/queues.md"].replace(", [[queue#x]]", "")
    page = _page(_base(**{"records/guides/queues.md": without}), "guide:queues")
    assert _marks(page) == ["queue"]
    assert "## The queue of a server {#the-queue-of-a-server}" in page


def test_marks_are_in_the_language_of_the_text() -> None:
    """A Korean text has the Korean names, whatever particle follows; one that is not translated has the original's."""
    base = _base()
    page = _page(base, "code:smtp/454", "ko")
    assert _marks(page) == ["대기열"]
    assert ">대기열</a>에 남습니다" in page
    assert 'href="../../terms/queue.html"' in page


def test_the_texts_of_terms_have_no_marks() -> None:
    """A definition says what it means by the links of its author."""
    assert _marks(_page(_base(), "term:starttls")) == []
    defined = "term: spooler\ndefinition: It fills a queue.\n"
    assert _marks(_page(_base(**{"records/terms/spooler.yaml": defined}), "term:spooler")) == []


def test_an_everyday_word_is_not_marked() -> None:
    """The measure is that of KB208: more than ten records, and more than a tenth of all, name it without a link."""

    def codes(count: int) -> dict[str, str]:
        text = "code: {0}\nname: Number {0}\nsummary: The queue is full.\n"
        return {f"records/codes/smtp/{n}.yaml": text.format(n) for n in range(600, 600 + count)}

    for count, marks in ((8, ["queue"]), (12, [])):
        base = _base(**codes(count))
        assert _marks(_page(base, "code:smtp/600")) == marks
        assert any(one.rule == "KB208" and "`queue`" in one.message for one in kb.lint(base)) is bool(marks)


@pytest.mark.parametrize("text", ["A |queue| b", "[queue] x", "a\\queue", "**queue**", "queue", "Queue, queue"])
def test_a_mark_changes_nothing_but_its_words(text: str) -> None:
    """What is left when the links are taken away is the text as it was."""
    base = _base()
    found = marked(base, base["code:smtp/454"], text, None)
    assert re.sub(r"\[\[term:queue\|(\w+)\]\]", r"\1", found.text) == text
    assert ("[[term:" in found.text) is bool(found.targets)


def test_names_that_look_like_markup_give_no_marks() -> None:
    """A term called so is found by its page, and breaks no text."""
    base = _base(**{
        "records/terms/odd.yaml": "term: 'foo *bar'\naliases: ['a [b', 'c_d']\ndefinition: D.\n",
        "records/codes/smtp/1.yaml": "code: 1\nname: One\nsummary: 'Is foo *bar baz* or a [b] or c_d here?'\n",
    })  # fmt: skip
    assert _marks(_page(base, "code:smtp/1")) == ["c_d"]


# Previews.


def test_a_preview_stands_once_however_many_links_have_it(convert: Convert) -> None:
    """Each link names it as its description; it says what the record is, its name, and how its text begins."""
    page = parse(convert(_page(_base(), "guide:queues")))
    links = [link for link in page.all("a.kb-ref") if link["href"].endswith("starttls.html")]
    assert len(links) == 2
    assert len({link["aria-describedby"] for link in links}) == 1
    preview = page.one(f"#{links[0]['aria-describedby']}")
    assert preview.words == "Term STARTTLS The command that begins encryption."
    assert not any(link.get("title") for link in page.all("a.kb-ref"))
    code = next(link for link in page.all("a.kb-ref") if link.words == "SMTP 454")
    assert page.one(f"#{code['aria-describedby']}").words.startswith("SMTP 454 TLS Not Available The server knows")
    assert page.one(".kb-previews").get("hidden") is not None


def test_a_link_to_a_heading_has_no_preview(convert: Convert) -> None:
    """It leads to a place, of which the beginning of the page says nothing."""
    page = parse(convert(_page(_base(), "guide:queues")))
    assert [link.get("aria-describedby") for link in page.all("a.kb-ref") if "#x" in link["href"]] == [None]


def test_a_page_without_links_loads_no_script() -> None:
    """And a page with some loads it, that of a pair too."""
    site = Site(_base(), "en")
    assert "assets/kb-preview.js" not in records.page(site, site.base["term:queue"]).scripts
    pair = comparisons.page(site, site.base["code:smtp/454"], site.base["code:smtp/530"])
    for page in (pair, records.page(site, site.base["guide:queues"])):
        assert "assets/kb-preview.js" in page.scripts
        assert 'class="kb-previews"' in page.body


@pytest.mark.parametrize("evil", EVIL)
def test_nothing_of_a_term_acts_in_marks_previews_and_lists(evil: str, convert: Convert) -> None:
    """Names and definitions are words wherever they are shown."""
    quoted = '"' + evil.replace("\\", "\\\\").replace('"', '\\"') + '"'
    quoted = re.sub(r"\\\\(x..|u....|n)", r"\\\1", quoted)
    base = _base(**{
        "records/terms/evil.yaml": f"term: {quoted}\naliases: [{quoted}, evil]\nabbreviation: {quoted}\ndefinition: {quoted}\nbroader: [tls]\n",
        "records/codes/smtp/1.yaml": f"code: 1\nname: One\nsummary: This is evil, {quoted[1:-1]!r} and [[evil]].\n",
        "records/codes/smtp/2.yaml": "code: 2\nname: Two\nsummary: This is evil, too.\n",
    })  # fmt: skip
    site = Site(base, "en")
    pages = [*glossary.pages(site), *(records.page(site, record) for record in base)]
    assert {page.path: wrong for page in pages if (wrong := faults(convert(page.body)))} == {}
    assert _marks(_page(base, "code:smtp/2")) == ["evil"]


# The list and its trees.


def _glossary(base: Base, convert: Convert, language: str = "en") -> Element:
    (page,) = glossary.pages(Site(base, language))
    return parse(convert(page.body))


def test_entries_carry_the_names_that_they_do_not_show(convert: Convert) -> None:
    """Aliases, and in a translation the original's name, can be filtered by; an abbreviation is shown."""
    items = {item.one("a").words: item for item in _glossary(_base(), convert).all(".kb-terms li")}
    assert items["queue"].get("data-keys") == "spool"
    assert items["Transport Layer Security"].one("small").words == "TLS"
    korean = {item.one("a").words: item for item in _glossary(_base(), convert, "ko").all(".kb-terms li")}
    assert korean["대기열"].get("data-keys") == "queue | spool"


def test_without_a_script_there_is_no_field(convert: Convert) -> None:
    """It would do nothing."""
    assert _glossary(_base(), convert).one(".kb-filter").get("hidden") is not None


CHAIN = {
    f"records/terms/t{n}.yaml": f"term: T{n}\ndefinition: D.\n" + (f"broader: [t{n - 1}]\n" if n else "")
    for n in range(40)
}


def test_trees_lead_from_the_broadest_to_the_narrowest(convert: Convert) -> None:
    """Terms that stand alone are in none; on the page of a term its own place stands out."""
    page = _glossary(_base(), convert)
    assert [link.words for link in page.all(".kb-tree a")] == ["Transport Layer Security", "STARTTLS"]
    own = parse(convert(_page(_base(), "term:starttls")))
    assert [link.words for link in own.all(".kb-tree a")] == ["Transport Layer Security"]
    assert own.one(".kb-tree strong").words == "STARTTLS"
    assert not parse(convert(_page(_base(), "term:queue"))).all(".kb-tree")


def test_circles_and_deep_trees_end() -> None:
    """Each term has its branch once, whatever authors write; no list is nested deeper than a browser likes."""
    ring = {f"records/terms/r{n}.yaml": f"term: R{n}\ndefinition: D.\nbroader: [r{(n + 1) % 3}]\n" for n in range(3)}
    for files, names in ((ring, {"R0", "R1", "R2"}), (CHAIN, {f"T{n}" for n in range(40)})):
        base = kb.load({"kb.yaml": "title: T\n", **files})
        drawn = forest(Site(base, "en"), "terms/index.md")
        assert {link.words for link in parse(drawn).all("a")} == names
        depth = max(drawn[: at.end()].count("<ul") - drawn[: at.end()].count("</ul") for at in re.finditer("<a", drawn))
        assert depth <= DEEPEST + 1
        for term in base:
            assert f'<strong aria-current="true">{term.title}</strong>' in tree_of(Site(base, "en"), term, "terms/x.md")


def test_a_term_below_two_has_its_branch_once() -> None:
    """Many ways down cannot multiply: the list is as long as there are edges."""
    wide = {
        f"records/terms/w{level}{side}.yaml": f"term: W{level}{side}\ndefinition: D.\n"
        + (f"broader: [w{level - 1}a, w{level - 1}b]\n" if level else "")
        for level in range(7)
        for side in "ab"
    }
    base = kb.load({"kb.yaml": "title: T\n", **wide})
    assert forest(Site(base, "en"), "terms/index.md").count("<a ") == 2 + 24


# In a browser.


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a small site, with a text long enough to scroll."""
    long = (
        "code: 451\nname: Long\nsummary: The server knows STARTTLS.\nfix: |\n" + "  Wait.\n\n" * 80 + "  Use a queue.\n"
    )
    return build(_base(**{"records/codes/smtp/451.yaml": long}), tmp_path_factory.mktemp("glossary")).site


def _boxes(reader: Visit, selector: str) -> tuple[dict[str, float], dict[str, float]]:
    link, card = reader.page.locator(selector).first.bounding_box(), reader.page.locator(".kb-preview").bounding_box()
    assert link
    assert card
    return dict(link), dict(card)


def _apart(link: dict[str, float], card: dict[str, float]) -> bool:
    return card["y"] >= link["y"] + link["height"] - 1 or card["y"] + card["height"] <= link["y"] + 1


@pytest.mark.browser
@pytest.mark.parametrize("way", ["hover", "focus"])
def test_a_card_shows_what_a_link_leads_to(chromium: Browser, folder: Path, way: str) -> None:
    """By mouse and by keyboard, beside the link; Escape closes it and leaves the focus where it is."""
    with visit(chromium) as reader:
        reader.page.goto((folder / "codes/smtp/454.html").as_uri())
        link, card = reader.page.locator("a.kb-term").first, reader.page.locator(".kb-preview")
        assert not card.is_visible()
        if way == "hover":
            link.hover()
        else:
            reader.page.keyboard.press("Tab")
            link.focus()
        card.wait_for(state="visible")
        assert "The command that begins encryption." in card.inner_text()
        assert _apart(*_boxes(reader, "a.kb-term"))
        assert link.evaluate("a => document.getElementById(a.getAttribute('aria-describedby')) !== null")
        reader.page.keyboard.press("Escape")
        card.wait_for(state="hidden")
        if way == "focus":
            assert link.evaluate("a => a === document.activeElement")


@pytest.mark.browser
def test_a_card_stays_while_it_is_pointed_at_and_goes_afterwards(chromium: Browser, folder: Path) -> None:
    """The mouse may move from the link into the card, to read or to select."""
    with visit(chromium) as reader:
        reader.page.goto((folder / "codes/smtp/454.html").as_uri())
        card = reader.page.locator(".kb-preview")
        reader.page.locator("a.kb-term").first.hover()
        card.wait_for(state="visible")
        card.hover()
        reader.page.wait_for_timeout(600)
        assert card.is_visible()
        reader.page.mouse.move(5, 5)
        card.wait_for(state="hidden")


@pytest.mark.browser
def test_a_card_at_the_foot_of_the_window_stands_above_its_link(chromium: Browser, folder: Path) -> None:
    """Where there is no room below, it never covers the link."""
    with visit(chromium) as reader:
        reader.page.goto((folder / "codes/smtp/451.html").as_uri())
        link = reader.page.locator("a.kb-term").last
        link.evaluate("a => a.scrollIntoView({block: 'end'})")
        link.hover()
        reader.page.locator(".kb-preview").wait_for(state="visible")
        box, card = link.bounding_box(), reader.page.locator(".kb-preview").bounding_box()
        assert box
        assert card
        assert card["y"] + card["height"] <= box["y"] + 1


@pytest.mark.browser
@pytest.mark.parametrize("again", ["the link", "open"])
def test_the_first_tap_asks_and_the_second_opens(chromium: Browser, folder: Path, again: str) -> None:
    """On a phone the card fits, has a way on, and goes with a tap elsewhere."""
    with visit(chromium, width=390, has_touch=True, is_mobile=True) as reader:
        reader.page.goto((folder / "codes/smtp/454.html").as_uri())
        here = reader.page.url
        link, card = reader.page.locator("a.kb-term").first, reader.page.locator(".kb-preview")
        link.tap()
        card.wait_for(state="visible")
        assert reader.page.url == here
        box = card.bounding_box()
        assert box
        assert 0 <= box["x"] <= box["x"] + box["width"] <= 390
        reader.page.locator("h1").tap()
        card.wait_for(state="hidden")
        link.tap()
        card.wait_for(state="visible")
        (link if again == "the link" else card.get_by_role("link", name="Open")).tap()
        reader.page.wait_for_url("**/terms/starttls.html")


@pytest.mark.browser
def test_the_filter_finds_names_abbreviations_and_aliases(chromium: Browser, folder: Path) -> None:
    """As one types, with a count that is said; Escape gives all back; it asks for nothing."""
    with served(folder, "default-src 'self'") as address, visit(chromium) as reader:
        reader.page.goto(address + "terms/index.html")
        field, told = reader.page.get_by_label("Filter"), reader.page.locator(".kb-filter [role=status]")

        def shown() -> list[str]:
            return [name for name in reader.page.locator(".kb-terms a:visible").all_inner_texts() if name]

        assert (len(shown()), told.inner_text()) == (3, "3 terms")
        requests = len(reader.requests)
        for typed, names, words in (
            ("tls", ["STARTTLS", "Transport Layer Security"], "2 of 3 terms"),
            ("SPOOL", ["queue"], "1 of 3 terms"),
            ("security lay", ["Transport Layer Security"], "1 of 3 terms"),
            ("zzz", [], "No term is called so."),
        ):
            field.fill(typed)
            assert (shown(), told.inner_text()) == (names, words)
            assert reader.page.locator(".kb-letters a:visible").count() == len({name[0].upper() for name in names})
        field.press("Escape")
        assert (len(shown()), field.input_value(), told.inner_text()) == (3, "", "3 terms")
        assert len(reader.requests) == requests
        assert not reader.complaints


@pytest.mark.browser
def test_initial_consonants_find_korean_terms(chromium: Browser, folder: Path) -> None:
    """As Korean readers search names: ㄷㄱㅇ finds 대기열, and so does a part of it, or its English name."""
    with visit(chromium) as reader:
        reader.page.goto((folder / "ko/terms/index.html").as_uri())
        field = reader.page.locator("#kb-filter")
        for typed in ("ㄷㄱㅇ", "기열", "queue"):
            field.fill(typed)
            assert reader.page.locator(".kb-terms a:visible").all_inner_texts() == ["대기열"]


@pytest.mark.browser
def test_branches_fold_by_keyboard(chromium: Browser, folder: Path) -> None:
    """The tree is made of the browser's own parts, and each has a name."""
    with visit(chromium) as reader:
        reader.page.goto((folder / "terms/index.html").as_uri())
        summary = reader.page.locator(".kb-tree summary").first
        inner = reader.page.locator(".kb-tree a", has_text="STARTTLS")
        assert summary.get_attribute("aria-label") == "Narrower: Transport Layer Security"
        assert inner.is_visible()
        summary.focus()
        reader.page.keyboard.press("Enter")
        assert not inner.is_visible()
