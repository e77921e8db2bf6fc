"""Two codes that readers confuse: their page, the tables of a family, and the answers that a code gives first."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from html_tree import Element, parse

import kb
from kb import config
from kb.site import pairs
from kb.site.pages import all_pages
from kb.site.site import Site

Read = Callable[..., Element]

MISSING = "\N{EN DASH}"

CONFIG = """\
title: T
languages: [en, ko]
families:
  smtp:
    name: SMTP
    classes:
      "4": {name: {"": Transient, ko: 일시적}, retry: {"": "Yes, later", ko: 나중에}, acts: The sender waits}
      "5": {name: Permanent, retry: "No", acts: {ko: 보내는 쪽}}
  http: HTTP
  dns: {name: DNS, classes: {x: Exotic}}
"""
FILES = {
    "kb.yaml": CONFIG,
    "codes/smtp/450.yaml": """\
code: 450
name: Busy
summary: The *mailbox* is busy.
when: Often.
fix: Wait.
compare: [{with: smtp/451, difference: "450 blames the **mailbox**, see [[queue]]."}, smtp/421, http/503]
guides: [both, mine]
terms: [common, queue, own]
""",
    "codes/smtp/451.yaml": """\
code: 451
name: Failed
summary: The server failed.
fix: Look at its log.
retry: Yes, at once
status: unofficial
compare: [smtp/421, smtp/550]
guides: [both]
terms: [common, queue]
""",
    "codes/smtp/451.ko.yaml": "name: 실패\nretry: 바로 시도합니다\n",
    "codes/smtp/421.yaml": "code: 421\nname: Gone\nsummary: It closes.\nterms: [common]\n",
    "codes/smtp/550.yaml": "code: 550\nname: Refused\nsummary: It refuses.\nterms: [common]\n",
    "codes/http/503.yaml": "code: 503\nname: Unavailable\nsummary: Not now.\nacts: The operator\n",
    "guides/both.yaml": "title: Both\ncategory: c\nsummary: S.\nbody: B.\n",
    "guides/mine.yaml": "title: Mine\ncategory: c\nsummary: S.\nbody: B.\n",
    "terms/common.yaml": "term: Common\ndefinition: D.\n",
    "terms/queue.yaml": "term: Queue\ndefinition: A line.\n",
    "terms/own.yaml": "term: Own\ndefinition: D.\n",
}


@pytest.fixture
def read(convert: Callable[[str], str]) -> Read:
    """Give the page of a path, as a tree."""

    def find(path: str, language: str = "en", files: dict[str, str] = FILES) -> Element:
        base = kb.load(files)
        assert base.config.faults == ()
        [page] = [page for page in all_pages(Site(base, language)) if page.path == path]
        return parse(convert(page.body))

    return find


def _links(page: Element, selector: str) -> list[tuple[str, str]]:
    return [(link["href"], link.words) for link in page.all(selector)]


def _rows(table: Element) -> list[list[str]]:
    return [[cell.words for cell in row.children if isinstance(cell, Element)] for row in table.all("tbody tr")]


# Answers.


def _answers(page: Element) -> dict[str, str]:
    return {answer.one("dt").words: answer.one("dd").words for answer in page.all(".kb-answer")}


def test_a_code_answers_for_itself_or_its_class_does(read: Read) -> None:
    """Whether to try again and who must act stand under the summary, of the code or else of its class."""
    assert _answers(read("codes/smtp/450.md")) == {"Try again?": "Yes, later", "Who must act": "The sender waits"}
    assert _answers(read("codes/smtp/451.md")) == {"Try again?": "Yes, at once", "Who must act": "The sender waits"}
    assert _answers(read("codes/http/503.md")) == {"Who must act": "The operator"}
    page = read("codes/smtp/450.md")
    shown = [element for element in page.walk() if {"kb-lead", "kb-answers"} & set(element.classes)]
    assert [element.classes for element in shown] == [["kb-lead"], ["kb-answers"]]
    assert page.words.index("The sender waits") < page.words.index("When you see this code")


def test_where_nothing_is_known_nothing_is_answered(read: Read) -> None:
    """Neither a code without a class nor a guide has an empty box."""
    files = {**FILES, "codes/http/503.yaml": FILES["codes/http/503.yaml"].replace("acts: The operator\n", "")}
    assert read("codes/http/503.md", files=files).all(".kb-answers") == []
    assert read("guides/both.md").all(".kb-answers") == []


def test_answers_are_in_the_readers_language_or_say_theirs(read: Read) -> None:
    assert _answers(read("codes/smtp/451.md", "ko")) == {"재시도": "바로 시도합니다", "조치할 쪽": "The sender waits"}
    assert _answers(read("codes/smtp/450.md", "ko"))["재시도"] == "나중에"
    assert read("codes/http/503.md", "ko").one(".kb-answer span")["lang"] == "en"


def test_only_classes_have_answers() -> None:
    """A category of guides has none, and says so at its place."""
    read = config.read("categories: {a: {retry: No}}\nfamilies: {f: {classes: {x: {acts: [1]}}}}\n")
    assert [fault.message.split(";")[0] for fault in read.faults] == [
        "`a` has no `retry`",
        "`acts` takes one line of text",
    ]


# The page of a pair.


def test_the_difference_stands_first(read: Read) -> None:
    page = read("compare/smtp-450-vs-smtp-451.md")
    assert page.one("h1").words == "SMTP 450 vs SMTP 451¶"
    assert _links(page, ".kb-eyebrow a") == [("../codes/smtp/index.html", "SMTP")]
    assert page.one(".kb-lead").words == "450 blames the mailbox, see Queue."
    assert _links(page, ".kb-lead a") == [("../terms/queue.html", "Queue")]


def test_the_facts_stand_side_by_side_and_once_where_they_are_the_same(read: Read) -> None:
    """There is a row for what at least one of them says; a fact of only one leaves the other's place empty."""
    table = read("compare/smtp-450-vs-smtp-451.md").one("table.kb-glance")
    assert _links(table, "thead a") == [("../codes/smtp/450.html", "SMTP 450"), ("../codes/smtp/451.html", "SMTP 451")]
    assert _rows(table) == [
        ["Name", "Busy", "Failed"],
        ["Family", "SMTP"],
        ["Class", "Transient"],
        ["Status", MISSING, "unofficial"],
        ["Try again?", "Yes, later", "Yes, at once"],
        ["Who must act", "The sender waits"],
    ]
    assert {cell["colspan"] for cell in table.all(".kb-same")} == {"2"}
    other = read("compare/http-503-vs-smtp-450.md").one("table.kb-glance")
    assert _rows(other)[1:4] == [
        ["Family", "HTTP", "SMTP"],
        ["Class", MISSING, "Transient"],
        ["Try again?", MISSING, "Yes, later"],
    ]


def test_the_same_text_of_both_stands_in_one_row(read: Read) -> None:
    """Meaning beside meaning, fix beside fix; a text that only one has is beside a dash."""
    page = read("compare/smtp-450-vs-smtp-451.md")
    rows = [[side.words for side in row.all(".kb-pair__side")] for row in page.all(".kb-pair")]
    assert rows == [
        ["SMTP 450 The mailbox is busy.", "SMTP 451 The server failed."],
        ["SMTP 450 Often.", f"SMTP 451 {MISSING}"],
        ["SMTP 450 Wait.", "SMTP 451 Look at its log."],
    ]
    assert [h["id"] for h in page.all("h2")] == ["glance", "meaning", "when", "fix", "shared", "apart"]
    assert [h["id"] for h in read("compare/smtp-421-vs-smtp-450.md").all("h2")][1:3] == ["meaning", "when"]
    assert "when" not in [h["id"] for h in read("compare/smtp-421-vs-smtp-451.md").all("h2")]


def test_the_map_of_two_holds_what_both_have(read: Read) -> None:
    """Codes confused with both, guides and terms, what few codes have first; named and described for those who do not see."""
    drawn = read("compare/smtp-450-vs-smtp-451.md").one("nav.kb-map")
    assert [(g.one("p").words, _links(g, "a")) for g in drawn.all(".kb-map__group")] == [
        ("Confused with both 1", [("../codes/smtp/421.html", "SMTP 421 Gone")]),
        ("Guides 1", [("../guides/both.html", "Both")]),
        ("Glossary 2", [("../terms/queue.html", "Queue"), ("../terms/common.html", "Common")]),
    ]
    assert [hub.words for hub in drawn.all(".kb-map__hub")] == ["SMTP 450Busy", "SMTP 451Failed"]
    svg = drawn.one("svg")
    assert (
        drawn["aria-label"] == svg.one("title").words == "SMTP 450 and SMTP 451: 4 pages that both are connected with"
    )
    assert (svg["role"], svg["aria-labelledby"], svg["aria-describedby"]) == (
        "img", svg.one("title")["id"], svg.one("desc")["id"],
    )  # fmt: skip
    assert svg.one("desc").words.startswith("SMTP 450 stands on the left and SMTP 451 on the right.")
    assert len(svg.all("path.rb")) == 2 * 3


def test_what_only_one_has_is_under_its_name(read: Read) -> None:
    """The other comparisons of each lead to their pages of pairs; a code that is confused with both is not there again."""
    first, second = read("compare/smtp-450-vs-smtp-451.md").all(".kb-apart__side")
    assert first.one("h3").words == "Only SMTP 450"
    assert [(chips.one("p").words, _links(chips, "a")) for chips in first.all(".kb-chips")] == [
        ("Also confused with 1", [("http-503-vs-smtp-450.html", "HTTP 503 Unavailable")]),
        ("Guides 1", [("../guides/mine.html", "Mine")]),
        ("Glossary 1", [("../terms/own.html", "Own")]),
    ]
    assert [_links(chips, "a") for chips in second.all(".kb-chips")] == [
        [("smtp-451-vs-smtp-550.html", "SMTP 550 Refused")]
    ]


def test_long_lists_are_cut_and_counted(read: Read) -> None:
    """Of many terms a page of two shows ten between them and eight aside, and leads to all."""
    names = [f"t{number:02}" for number in range(30)]
    files = {
        "kb.yaml": CONFIG,
        "codes/smtp/450.yaml": f"code: 450\nname: A\nsummary: S.\nterms: [{', '.join(names)}]\ncompare: [smtp/451]\n",
        "codes/smtp/451.yaml": f"code: 451\nname: B\nsummary: S.\nterms: [{', '.join(names[:15])}]\n",
        **{f"terms/{name}.yaml": f"term: {name}\ndefinition: D.\n" for name in names},
    }
    page = read("compare/smtp-450-vs-smtp-451.md", files=files)
    group = page.one(".kb-map__group")
    assert group.one("p").words == "Glossary 15"
    assert _links(group, "a")[9:] == [("../codes/smtp/450.html#related", "+6 more")]
    assert group.all("a")[-1]["title"] == "All 15 are on the page of SMTP 450"
    chips = page.one(".kb-chips")
    assert chips.one("p").words == "Glossary 15"
    assert [words for _, words in _links(chips, "a")] == [*names[15:22], "+8 more"]


def test_two_that_share_nothing_have_no_map(read: Read) -> None:
    page = read("compare/http-503-vs-smtp-450.md")
    assert page.all("nav") == []
    assert "No guide, term or comparison is common to both." in page.words


def test_a_difference_that_nobody_wrote_is_not_made_up(read: Read) -> None:
    """The page says that it is missing, and gives the beginning of what each says itself."""
    lead = read("compare/smtp-421-vs-smtp-450.md").one(".kb-lead")
    assert lead.one("p").words.startswith("Nobody has written yet what differs between these two.")
    assert [item.words for item in lead.all("li")] == ["SMTP 421 It closes.", "SMTP 450 The mailbox is busy."]
    assert (
        read("compare/smtp-421-vs-smtp-450.md", "ko").one(".kb-lead").words.startswith("둘의 차이를 설명한 글이 아직")
    )


# The pairs of a family.


def test_a_family_lists_its_pairs_then_those_with_others(read: Read) -> None:
    """Pairs that share most that is rare come first; each leads to both codes and to the page of the pair."""
    page = read("codes/smtp/index.md")
    assert _links(page, ".kb-jump a") == [("#confused", "Commonly confused: 5 pairs")]
    assert [h.words for h in page.all("h3")] == ["Within SMTP¶", "With HTTP¶"]
    within, across = page.all("table.kb-confused")
    assert [re.findall(r"\d{3}", codes) for codes, _ in _rows(within)] == [
        ["450", "451"], ["421", "450"], ["421", "451"], ["451", "550"],
    ]  # fmt: skip
    assert _rows(within)[0] == ["450 Busy451 Failed", "450 blames the mailbox, see queue. Side by side"]
    assert _rows(within)[1] == ["421 Gone450 Busy", "Side by side"]
    assert _links(within.all("tbody tr")[0], "a") == [
        ("450.html", "450"), ("451.html", "451"), ("../../compare/smtp-450-vs-smtp-451.html", "Side by side"),
    ]  # fmt: skip
    assert within.all("a.kb-more")[0]["aria-label"] == "Side by side: SMTP 450 vs SMTP 451"
    assert _rows(across) == [["SMTP 450 BusyHTTP 503 Unavailable", "Side by side"]]
    assert [h.words for h in read("codes/http/index.md").all("h3")] == ["With SMTP¶"]


def test_a_family_without_pairs_says_nothing_of_them(read: Read) -> None:
    files = {"kb.yaml": CONFIG, "codes/smtp/450.yaml": "code: 450\nname: A\nsummary: S.\n"}
    page = read("codes/smtp/index.md", files=files)
    assert page.all("#confused") == page.all(".kb-jump") == []


def test_a_long_table_is_folded_and_none_is_lost(read: Read) -> None:
    """Twelve pairs are shown; the others are behind a line that counts them."""
    codes = [f"smtp/{number}" for number in range(401, 421)]
    files = {
        "kb.yaml": CONFIG,
        **{f"codes/{code}.yaml": f"code: {code[-3:]}\nname: N\nsummary: S.\n" for code in codes},
        "codes/smtp/400.yaml": f"code: 400\nname: N\nsummary: S.\ncompare: [{', '.join(codes)}]\n",
    }
    page = read("codes/smtp/index.md", files=files)
    assert page.one("details summary").words == "8 more pairs"
    assert [len(_rows(table)) for table in page.all("table.kb-confused")] == [12, 8]
    assert len({words for table in page.all("table.kb-confused") for words, _ in _rows(table)}) == 20


def test_what_few_codes_have_makes_two_codes_near() -> None:
    """A term that all codes have tells little, one that only these two have tells much; nothing shared is nothing."""
    site = Site(kb.load(FILES), "en")
    near = {
        (a, b): pairs.closeness(site, site.base[f"code:{a}"], site.base[f"code:{b}"])
        for a, b in [("smtp/450", "smtp/451"), ("smtp/421", "smtp/550"), ("http/503", "smtp/550")]
    }
    assert near["smtp/450", "smtp/451"] == 1 / 2 + 1 / 2 + 1 / 4 + 1 / 2
    assert near["smtp/421", "smtp/550"] == 1 / 3 + 1 / 4
    assert near["http/503", "smtp/550"] == 0
