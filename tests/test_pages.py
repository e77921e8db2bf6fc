"""What is on each sort of page: all that a record says, in the order it says it, in the reader's language."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
import seed
from html_tree import Element, parse
from ruamel.yaml import YAML

import kb
from kb import config as configuration
from kb.base import Base
from kb.config import SETTINGS
from kb.site.building import render
from kb.site.errors import BuildError
from kb.site.pages import all_pages
from kb.site.pages.glossary import initial
from kb.site.site import Page, Site
from kb.terminal import Progress, columns

Convert = Callable[[str], str]
Read = Callable[[Site, str], Element]


@pytest.fixture
def read(convert: Convert) -> Read:
    """Give the page of a path, as a tree."""

    def find(site: Site, path: str) -> Element:
        return parse(convert(_pages(site)[path].body))

    return find


@cache
def _pages(site: Site) -> dict[str, Page]:
    return {page.path: page for page in all_pages(site)}


def _site(files: dict[str, str], language: str = "en") -> Site:
    base = kb.load({"kb.yaml": "title: T\nlanguages: [en, ko]\n", **files})
    assert base.config.faults == ()
    return Site(base, language)


def _heading(page: Element, anchor: str) -> str:
    return page.one(f"#{anchor}").words.removesuffix("¶")


def _links(page: Element, selector: str = "a") -> list[tuple[str, str]]:
    return [(link["href"], link.words) for link in page.all(selector)]


def _group(page: Element, label: str, note: str = "") -> list[tuple[str, str]]:
    """Give the links of a group of the map."""
    for group in page.all(".kb-map__group"):
        if re.fullmatch(re.escape(" ".join(filter(None, [label, note]))) + r" \d+", group.one("p").words):
            return _links(group)
    raise AssertionError(f"no group {label!r} {note!r}")


# The page that began it all.

KOREAN = {
    "when": seed.WHEN_LABEL, "fix": seed.FIX_LABEL, "compare": seed.COMPARE_LABEL, "guides": seed.GUIDES_LABEL,
    "glossary": seed.GLOSSARY_LABEL,
}  # fmt: skip
ENGLISH = {
    "when": "When you see this code", "fix": "How to fix it", "compare": "Compare with", "guides": "Guides", "glossary": "Glossary",
}  # fmt: skip


@pytest.fixture(scope="session")
def seed_state(reference: Base) -> Base:
    """Give the reference base as the seed page was: no comparison of SMTP 504 on either side, nothing translated."""
    yaml = YAML()
    files: dict[str, str | bytes] = {"kb.yaml": reference.files.data("kb.yaml")}
    for path, source in reference.sources.items():
        data = reference.files.data(path)
        if source.language:
            continue
        if source.kind == "code":
            record = yaml.load(data)
            kept = [
                item
                for item in record.get("compare", [])
                if (item if isinstance(item, str) else item["with"]) != "smtp/504"
            ]
            record["compare"] = [] if source.id == "smtp/504" else kept
            stream = io.BytesIO()
            yaml.dump(record, stream)
            data = stream.getvalue()
        files[path] = data
    return kb.load(files)


def test_the_seed_is_what_was_given() -> None:
    """The seed that the tests hold is whole: sixteen guides in four categories, fifty-one terms, nothing compared."""
    assert (seed.CODE, seed.FAMILY, len(seed.GUIDES), len(seed.TERMS)) == ("504", "SMTP", 16, 51)
    assert list(KOREAN.values()) == ["이 코드를 보게 되는 경우", "해결 방법", "비교 대상", "가이드", "용어집"]
    assert len({category for _, category in seed.GUIDES}) == 4


@pytest.mark.parametrize("labels", [ENGLISH, KOREAN], ids=["en", "ko"])
def test_the_page_of_smtp_504_has_all_of_the_seed(labels: dict[str, str], seed_state: Base, read: Read) -> None:
    """Every text, guide, category and term of the seed is on the page, under the seed's labels; how to fix it comes before when it is seen."""
    site = Site(seed_state, "en" if labels is ENGLISH else "ko")
    page = read(site, "codes/smtp/504.md")
    assert page.one("h1").words.removesuffix("¶") == seed.HEADING
    assert page.one(".kb-eyebrow").words.startswith(seed.FAMILY)
    assert page.one(".kb-lead").words == seed.SUMMARY
    assert _heading(page, "when") == labels["when"]
    assert _heading(page, "fix") == labels["fix"]
    shown = page.words
    places = [
        shown.index(text) for text in (seed.HEADING, seed.SUMMARY, labels["fix"], seed.FIX, labels["when"], seed.WHEN)
    ]
    assert places == sorted(places)
    categories = dict.fromkeys(category for _, category in seed.GUIDES)
    names = {category: site.category_name(category) for category in categories}
    found = [
        (title, category) for category in categories for _, title in _group(page, labels["guides"], names[category])
    ]
    assert found == seed.GUIDES
    assert [title for _, title in _group(page, labels["glossary"])] == seed.TERMS
    notes = [group.one("p span").words for group in page.all(".kb-map__group") if group.all("p span")]
    assert notes == list(names.values())


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_page_of_smtp_504_today_has_the_three_lists_in_their_order(
    language: str, reference: Base, english: Site, korean: Site, read: Read
) -> None:
    """With comparisons and translations the same guides and terms are there, in the same order, and now all three lists."""
    site = english if language == "en" else korean
    labels = ENGLISH if language == "en" else KOREAN
    page = read(site, "codes/smtp/504.md")
    record = reference["code:smtp/504"]
    assert {other.key for other in site.comparisons(record)} >= {"code:smtp/555", "code:ftp/504", "code:http/504"}
    assert len(_group(page, labels["compare"])) == len(site.comparisons(record))
    categories = dict.fromkeys(category for _, category in seed.GUIDES)
    guides = [
        href for category in categories for href, _ in _group(page, labels["guides"], site.category_name(category))
    ]
    terms = [href for href, _ in _group(page, labels["glossary"])]
    assert guides == [f"../../guides/{id_}.html" for id_ in record.guides]
    assert terms == [f"../../terms/{id_}.html" for id_ in record.terms]
    assert [english.title(reference[f"guide:{id_}"]).text for id_ in record.guides] == [
        title for title, _ in seed.GUIDES
    ]
    assert [english.title(reference[f"term:{id_}"]).text for id_ in record.terms] == seed.TERMS
    for name in ("summary", "when", "fix"):
        shown = site.shown(record, name)
        assert shown is not None
        assert " ".join(shown.text.partition("\n\n")[0].split()) in page.words
    assert _heading(page, "when") == labels["when"]
    assert _heading(page, "fix") == labels["fix"]


@pytest.mark.parametrize("language", ["en", "ko"])
def test_each_list_of_smtp_504_is_there_once(language: str, english: Site, korean: Site, read: Read) -> None:
    """The map is the list: no guide, term or compared code is listed a second time."""
    page = read(english if language == "en" else korean, "codes/smtp/504.md")
    listed = [href for href, _ in _links(page, ".kb-map li a")]
    assert len(listed) == len(set(listed))
    record = english.base["code:smtp/504"]
    for href in [f"../../guides/{id_}.html" for id_ in record.guides] + [
        f"../../terms/{id_}.html" for id_ in record.terms
    ]:
        assert listed.count(href) == 1


def test_kb_finds_that_the_seed_compares_504_with_nothing(reference: Base, seed_state: Base) -> None:
    """The seed's empty list of comparisons is a finding; the reference base has none of these any more."""
    found = {finding.record: finding for finding in kb.lint(seed_state, select=["KB301"])}
    assert found["code:smtp/504"].path == "site/codes/smtp/504.yaml"
    assert kb.lint(reference, select=["KB301"]) == []
    assert len(seed_state) == len(reference)


# Records.

BASE = {
    "kb.yaml": """\
title: {"": Codes, ko: 코드}
languages: [en, ko]
site: {description: {"": All about codes, ko: 코드의 모든 것}}
families:
  smtp:
    name: SMTP
    description: Replies of *mail* servers
    classes: {"2": {name: {"": Success, ko: 성공}}, "5": {name: Failure}, "55": {name: Mailbox}}
    sources: [RFC 5321 §4.2, "https://www.example.org/list/"]
categories:
  mail: {name: {"": Mail & More, ko: 메일}}
  empty: {name: Nothing}
  web: {name: Web}
""",
    "codes/smtp/250.yaml": "code: 250\nname: OK\nsummary: Done.\nterms: [starttls]\n",
    "codes/smtp/504.yaml": """\
code: 504
name: Not Implemented
summary: "The *parameter* of `EHLO` is [[starttls|not known]]; see [[nowhere|this]] and [[smtp/504|itself]]."
when: Often.
fix: |
  # Do this

  1. Read [[guide:replies#by-digit|by digit]].
  2. Go on with [a file](../../guides/replies.md).
aliases: [parameter refused, E504]
status: deprecated
replaced_by: smtp/555
patterns: ['\\b504\\b', 'x|y  <z>']
compare: [{with: smtp/555, difference: "Only **MAIL**, see [[tls]]."}, http/504]
guides: [zebra, replies]
terms: [starttls, tls]
sources: [RFC 5321 §4.2.2, "RFC 4954, Section 4", "https://example.org/a_b/", "A book, page 3"]
""",
    "codes/smtp/504.ko.yaml": "name: 구현되지 않음\nsummary: 모르는 매개변수입니다.\n",
    "codes/smtp/555.yaml": "code: 555\nname: Not Recognized\nsummary: Also not.\n",
    "codes/smtp/99.yaml": "code: 99\nname: Odd\nsummary: Of no class.\n",
    "codes/http/504.yaml": "code: 504\nname: Gateway Timeout\nsummary: Too late.\n",
    "guides/replies.md": """\
---
title: Reading Replies
category: mail
summary: What digits say.
terms: [tls]
related: [zebra]
---

First [[smtp/250]].

## By digit

Text.

## By digit

```text
# no heading
```

## 한국어
""",
    "guides/zebra.yaml": "title: A Zebra\ncategory: web\nsummary: Stripes.\nbody: No headings, see [[TLS]].\n",
    "guides/other.yaml": "title: Other\ncategory: odd things\nsummary: S.\nbody: B.\n",
    "terms/starttls.yaml": "term: STARTTLS\ndefinition: Begins [[tls]].\nbroader: [tls]\nguides: [replies]\ncategory: mail\n",
    "terms/tls.yaml": "term: TLS\nabbreviation: T\ndefinition: "
    + "Privacy, `kept` *well*. " * 20
    + "\naliases: [SSL, Transport Layer Security]\n",
    "terms/tls.ko.yaml": "term: 전송 계층 보안\ndefinition: 통신을 지킵니다.\n",
    "terms/mx.yaml": "term: MX Record\ndefinition: Where mail goes.\n",
    "terms/3way.yaml": "term: 3-way handshake\ndefinition: SYN.\n",
    "terms/emil.yaml": "term: émigré\ndefinition: E.\n",
    "terms/sharp.yaml": "term: '#'\ndefinition: A sign.\n",
    "terms/net.yaml": "term: .NET\ndefinition: N.\n",
    "terms/queue.yaml": "term: queue\ndefinition: Q.\n",
    "terms/queue.ko.yaml": "term: 대기열\ndefinition: 줄.\n",
    "terms/relay.yaml": "term: Relay\ndefinition: R.\n",
    "terms/relay.ko.yaml": "term: 릴레이\ndefinition: 전달.\n",
    "terms/dragon.yaml": "term: dragon\ndefinition: D.\n",
    "terms/dragon.ko.yaml": "term: 딸기\ndefinition: D.\n",
}


@pytest.fixture(scope="module")
def site() -> Site:
    return _site(BASE)


@pytest.fixture(scope="module")
def translated(site: Site) -> Site:
    return Site(site.base, "ko")


def test_a_code_has_all_its_fields(site: Site, read: Read) -> None:
    """The class, the names, the state, the texts, the patterns: nothing of a record is left off its page."""
    page = read(site, "codes/smtp/504.md")
    assert _links(page.one(".kb-eyebrow")) == [("index.html", "SMTP"), ("index.html#class-5", "Failure")]
    assert page.one("h1").words == "504 Not Implemented¶"
    facts = {fact.one("dt").words: fact.one("dd") for fact in page.all(".kb-facts div")}
    assert facts["Status"].words == "deprecated"
    assert _links(facts["Use instead"]) == [("555.html", "SMTP 555 Not Recognized")]
    assert facts["Also called"].words == "parameter refused, E504"
    assert [element.text for element in page.all("li code")] == [r"\b504\b", "x|y  <z>"]
    assert [_heading(page, anchor) for anchor in ("when", "fix", "patterns", "sources")] == [
        "When you see this code", "How to fix it", "How it looks in a log", "Sources",
    ]  # fmt: skip
    assert [element.tag for element in page.walk() if element.words == "Do this¶"] == ["h4"]


def test_links_in_texts_lead_to_pages_with_a_preview(site: Site, read: Read) -> None:
    """`[[...]]` and links to files become links with the beginning of what they lead to."""
    page = read(site, "codes/smtp/504.md")
    links = {link.words: link for link in page.all("a.kb-ref")}
    assert links["not known"]["href"] == "../../terms/starttls.html"
    assert links["a file"]["href"] == "../../guides/replies.html"
    assert links["by digit"]["href"] == "../../guides/replies.html#by-digit"
    previews = {preview["id"]: preview for preview in page.all(".kb-previews div")}
    shown = {
        words: previews[link["aria-describedby"]].one("p").words
        for words, link in links.items()
        if link.get("aria-describedby")
    }
    assert shown["not known"] == "Begins tls."
    assert shown["TLS"].startswith("Privacy, kept well. Privacy")
    assert shown["TLS"].endswith(" …")
    assert columns(shown["TLS"]) <= 182


def test_a_broken_link_shows_its_words_and_one_to_itself_is_none(site: Site, read: Read) -> None:
    """Nothing leads nowhere: the words stay, marked."""
    lead = read(site, "codes/smtp/504.md").one(".kb-lead")
    assert lead.one(".kb-broken").words == "this"
    assert lead.one("strong").words == "itself"
    assert lead.words == "The parameter of EHLO is not known; see this and itself."


def test_comparisons_say_what_differs(site: Site, read: Read) -> None:
    """Each compared code is in the map, those of the same family first; what differs leads to both side by side."""
    page = read(site, "codes/smtp/504.md")
    assert _group(page, "Compare with") == [
        ("555.html", "555 Not Recognized"),
        ("../http/504.html", "HTTP 504 Gateway Timeout"),
    ]
    [difference] = page.all(".kb-difference")
    assert _links(difference)[0] == ("../../compare/smtp-504-vs-smtp-555.html", "SMTP 504 vs SMTP 555")
    assert difference.words == "SMTP 504 vs SMTP 555 Only MAIL, see TLS."
    assert _links(read(site, "codes/smtp/555.md"), ".kb-difference a")[0][1] == "SMTP 555 vs SMTP 504"


def test_guides_of_a_code_are_grouped_by_category(site: Site, read: Read) -> None:
    """The categories stand in the order of kb.yaml, with their names."""
    page = read(site, "codes/smtp/504.md")
    assert _group(page, "Guides", "Mail & More") == [("../../guides/replies.html", "Reading Replies")]
    assert _group(page, "Guides", "Web") == [("../../guides/zebra.html", "A Zebra")]
    assert [p.words for p in page.all(".kb-map__group p")] == [
        "Compare with 2",
        "Guides Mail & More 1",
        "Guides Web 1",
        "Glossary 2",
    ]


def test_codes_lead_to_those_before_and_after_them(site: Site, read: Read) -> None:
    """Codes are in the order in which readers count, whatever their files are called."""
    pager = [
        (link["rel"], link["href"], link.one("span").words)
        for link in read(site, "codes/smtp/504.md").all(".kb-pager a")
    ]
    assert pager == [("prev", "250.html", "250 OK"), ("next", "555.html", "555 Not Recognized")]
    assert [link["rel"] for link in read(site, "codes/smtp/99.md").all(".kb-pager a")] == ["next"]
    assert [link["rel"] for link in read(site, "codes/smtp/555.md").all(".kb-pager a")] == ["prev"]
    assert read(site, "codes/http/504.md").all(".kb-pager") == []


def test_sources_are_links_where_their_form_is_known(site: Site, read: Read) -> None:
    """A citation of an RFC leads to its section, an address to itself, and anything else is words."""
    items = read(site, "codes/smtp/504.md").all("li")
    shown = {item.words: _links(item) for item in items if not item.all("code") and not item.all(".kb-ref")}
    assert shown["RFC 5321 §4.2.2"] == [("https://www.rfc-editor.org/rfc/rfc5321#section-4.2.2", "RFC 5321 §4.2.2")]
    assert shown["RFC 4954, Section 4"][0][0] == "https://www.rfc-editor.org/rfc/rfc4954#section-4"
    assert shown["example.org/a_b"] == [("https://example.org/a_b/", "example.org/a_b")]
    assert shown["A book, page 3"] == []


def test_a_page_leads_to_the_files_it_was_made_from(site: Site, translated: Site, read: Read) -> None:
    """The file is a copy in the site, or in the project's repository where kb.yaml says so; a translation adds its own."""
    assert _links(read(site, "codes/smtp/504.md"), ".kb-origin a") == [
        ("../../source/codes/smtp/504.yaml.txt", "codes/smtp/504.yaml")
    ]
    assert _links(read(translated, "codes/smtp/504.md"), ".kb-origin a") == [
        ("../../../source/codes/smtp/504.yaml.txt", "codes/smtp/504.yaml"),
        ("../../../source/codes/smtp/504.ko.yaml.txt", "codes/smtp/504.ko.yaml"),
    ]
    for template, address in (
        ("https://git.example/r/blob/main", "https://git.example/r/blob/main/codes/http/504.yaml"),
        ("https://git.example/{path}?plain=1", "https://git.example/codes/http/504.yaml?plain=1"),
    ):
        elsewhere = _site({**BASE, "kb.yaml": f"site: {{source: '{template}'}}\n"})
        assert _links(read(elsewhere, "codes/http/504.md"), ".kb-origin a")[0][0] == address


def test_a_page_leads_to_where_its_files_are_changed(translated: Site, read: Read) -> None:
    """Where kb.yaml says where: for the record's file and its translation's, each under a name that tells them apart."""
    files = {**BASE, "kb.yaml": "languages: [en, ko]\nsite: {edit: 'https://git.example/edit/main/{path}?a=b&c'}\n"}
    page = read(Site(kb.load(files), "ko"), "codes/smtp/504.md")
    links = [link for link in page.all(".kb-origin a") if link.words == "수정"]
    assert [(link["href"], link["aria-label"]) for link in links] == [
        (f"https://git.example/edit/main/codes/smtp/{name}?a=b&c", f"수정: codes/smtp/{name}")
        for name in ("504.yaml", "504.ko.yaml")
    ]
    assert [link.words for link in read(translated, "codes/smtp/504.md").all(".kb-origin a")] == [
        "codes/smtp/504.yaml",
        "codes/smtp/504.ko.yaml",
    ]


def test_a_guide_has_its_body_and_who_needs_it(site: Site, read: Read) -> None:
    """The article has its headings with the anchors that links name; below are the codes, terms and guides it is for."""
    page = read(site, "guides/replies.md")
    assert _links(page.one(".kb-eyebrow")) == [("index.html", "Guides"), ("index.html#category-mail", "Mail & More")]
    ids = [element["id"] for element in page.walk() if element.tag == "h2"]
    assert ids == ["by-digit", "by-digit_1", "한국어", "related"]
    assert page.one("pre").text.strip() == "# no heading"
    assert ("../codes/smtp/250.html", "SMTP 250") in _links(page, "a.kb-ref")
    assert _group(page, "Related guides") == [("zebra.html", "A Zebra")]
    assert _group(page, "Used by codes", "SMTP") == [("../codes/smtp/504.html", "SMTP 504")]
    assert [label for _, label in _group(page, "Glossary")] == ["TLS", "STARTTLS"]


def test_a_term_has_its_place_and_its_uses(site: Site, read: Read) -> None:
    """A term leads to the wider and narrower ones, and to all that uses it."""
    page = read(site, "terms/tls.md")
    assert page.one("h1").words == "TLS¶"
    facts = {fact.one("dt").words: fact.one("dd").words for fact in page.all(".kb-facts div")}
    assert facts["Also called"] == "SSL, Transport Layer Security"
    assert _group(page, "Narrower") == [("starttls.html", "STARTTLS")]
    assert _group(page, "Used by codes", "SMTP") == [("../codes/smtp/504.html", "SMTP 504")]
    assert _group(page, "Used in guides") == [("../guides/replies.html", "Reading Replies")]
    assert _group(page, "Mentioned in") == [("../guides/zebra.html", "A Zebra")]
    starttls = read(site, "terms/starttls.md")
    assert _group(starttls, "Broader") == [("tls.html", "TLS")]
    assert _group(starttls, "Guides", "Mail & More") == [("../guides/replies.html", "Reading Replies")]
    assert [label for _, label in _group(starttls, "Used by codes", "SMTP")] == ["SMTP 250", "SMTP 504"]


def test_a_record_connected_with_nothing_has_no_map(site: Site, read: Read) -> None:
    """Neither heading nor map stands on a page that leads nowhere."""
    page = read(site, "terms/sharp.md")
    assert page.all(".kb-map") == page.all("#related") == []
    assert page.words.startswith("Glossary #¶ A sign.")


# Lists.


def test_the_page_of_a_family_lists_its_codes_by_class(site: Site, read: Read) -> None:
    """Each class has its table, in the order of kb.yaml; codes of none come last; deprecated ones say so."""
    page = read(site, "codes/smtp/index.md")
    assert page.one("h1").words == "SMTP¶"
    assert page.one(".kb-lead").words == "Replies of *mail* servers"
    assert [(h["id"], h.words) for h in page.all("h2")] == [
        ("map", "Relationship map¶"), ("class-2", "2xx Success¶"), ("class-5", "5xx Failure¶"), ("class-55", "55x Mailbox¶"), ("class-", "Other codes¶"),
        ("confused", "Commonly confused¶"), ("sources", "Sources¶"),
    ]  # fmt: skip
    rows = [[cell.words for cell in row.all("td")] for row in page.all(".kb-codes tbody tr")]
    assert [row[0] for row in rows] == ["250", "504", "555", "99"]
    assert rows[1] == ["504", "Not Implemented deprecated", "The parameter of EHLO is not known; see this and itself."]
    assert _links(page, ".kb-codes td a") == [(f"{code}.html", code) for code in ("250", "504", "555", "99")]
    assert _links(page, "li a")[-1] == ("https://www.example.org/list/", "example.org/list")


def test_a_class_of_three_digit_codes_says_which_they_are(english: Site, read: Read) -> None:
    """`5xx` stands before the name of the class where that is what codes look like."""
    headings = [heading.words for heading in read(english, "codes/smtp/index.md").all("h2")]
    assert headings[1:3] == ["2xx Positive completion¶", "3xx Positive intermediate¶"]


def test_the_list_of_families_counts_their_codes(site: Site, read: Read) -> None:
    """Every family is there, with its description; one that kb.yaml does not declare comes last."""
    page = read(site, "codes/index.md")
    assert [[cell.words for cell in row.all("td")] for row in page.all("tbody tr")] == [
        ["SMTP", "Replies of *mail* servers", "4"], ["HTTP", "", "1"],
    ]  # fmt: skip
    assert _links(page, "td a") == [("smtp/index.html", "SMTP"), ("http/index.html", "HTTP")]


def test_the_home_page_has_the_three_ways_in(site: Site, translated: Site, read: Read) -> None:
    """Search, families with their number of codes, categories of guides, the glossary."""
    page = read(site, "index.md")
    assert (page.one("h1").words, page.one(".kb-tagline").words) == ("Codes¶", "All about codes")
    assert page.one(".kb-find textarea")["placeholder"].startswith("504")
    assert [(link["href"], link.one("strong").words, link.one("small").words) for link in page.all("a.kb-card")] == [
        ("codes/smtp/index.html", "SMTP", "4 codes"),
        ("codes/http/index.html", "HTTP", "1 code"),
        ("guides/index.html#category-mail", "Mail & More", "1 guide"),
        ("guides/index.html#category-web", "Web", "1 guide"),
        ("guides/index.html#category-odd-things", "odd things", "1 guide"),
        ("terms/index.html", "Glossary", "10 terms"),
    ]
    korean = read(translated, "index.md")
    assert (korean.one("h1").words, korean.one(".kb-tagline").words) == ("코드¶", "코드의 모든 것")
    assert "메일" in [name.words for name in korean.all("a.kb-card strong")]


def test_the_home_page_of_an_empty_base_promises_nothing(read: Read) -> None:
    """Where there are no guides or terms, no heading says so."""
    page = read(_site({"codes/x/1.yaml": "code: 1\nname: N\nsummary: S\n"}), "index.md")
    assert [heading["id"] for heading in page.all("h2")] == ["families"]
    assert {page.path for page in all_pages(_site({}))} == {"index.md", "codes/index.md", "map.md", "health.md"}


def test_guides_are_listed_by_category(site: Site, translated: Site, read: Read) -> None:
    """Categories in the order of kb.yaml, then those it does not declare; guides by title, with their summaries."""
    page = read(site, "guides/index.md")
    assert [(h["id"], h.words) for h in page.all("h2")] == [
        ("category-mail", "Mail & More¶"), ("category-web", "Web¶"), ("category-odd-things", "odd things¶"),
    ]  # fmt: skip
    assert [item.words for item in page.all("li")] == [
        "Reading Replies What digits say.",
        "A Zebra Stripes.",
        "Other S.",
    ]
    assert [h.words for h in read(translated, "guides/index.md").all("h2")][0] == "메일¶"


def test_the_glossary_runs_from_a_to_z(site: Site, read: Read) -> None:
    """Every term stands under its letter, accents left out, then digits and signs; the letters lead to them."""
    page = read(site, "terms/index.md")
    assert [h.words.removesuffix("¶") for h in page.all("h2") if h["id"] != "hierarchy"] == [
        "Other",
        "0-9",
        "D",
        "E",
        "M",
        "N",
        "Q",
        "R",
        "S",
        "T",
    ]
    assert [link.words for link in page.all(".kb-terms a")] == [
        "#", "3-way handshake", "dragon", "émigré", "MX Record", ".NET", "queue", "Relay", "STARTTLS", "TLS",
    ]  # fmt: skip
    letters = page.one("nav.kb-letters").all("a")
    assert [link["href"] for link in letters] == [f"#{h['id']}" for h in page.all("h2") if h["id"] != "hierarchy"]


def test_korean_terms_stand_under_their_first_consonant(translated: Site, read: Read) -> None:
    """Hangul comes first, doubled consonants with their plain ones; Latin terms follow from A to Z."""
    page = read(translated, "terms/index.md")
    headings = [h.words.removesuffix("¶") for h in page.all("h2") if h["id"] != "hierarchy"]
    assert [h for h in headings if "ㄱ" <= h <= "ㅎ"] == headings[:3] == ["ㄷ", "ㄹ", "ㅈ"]
    assert [link.words for link in page.all(".kb-terms a")][:4] == ["대기열", "딸기", "릴레이", "전송 계층 보안"]
    assert [link.words for link in page.all(".kb-terms a")][4:] == [
        "#",
        "3-way handshake",
        "émigré",
        "MX Record",
        ".NET",
        "STARTTLS",
    ]


@pytest.mark.parametrize(
    ("text", "letter"),
    [("가나", "ㄱ"), ("까치", "ㄱ"), ("하늘", "ㅎ"), ("ㄱ", "ㄱ"), ("한", "ㅎ"), ("abc", "A"), ("Ångström", "A"), ("5xx", "0-9"), ("(x)", "X"), ("…", ""), ("日本", "日")],
)  # fmt: skip
def test_every_script_has_its_headings(text: str, letter: str) -> None:
    """Letters of every script head the glossary; decomposed Hangul as composed."""
    assert initial(text) == letter


# Languages.


def test_what_is_not_translated_says_its_language(translated: Site, read: Read) -> None:
    """An untranslated text, name, chip or cell is marked with its language, and the page says that there are some."""
    page = read(translated, "codes/smtp/504.md")
    assert page.one("h1").words == "504 구현되지 않음¶"
    assert page.one(".kb-lead").words == "모르는 매개변수입니다."
    assert page.one(".kb-lead").all("[lang]") == []
    foreign = page.all(".kb-foreign")
    assert {block["lang"] for block in foreign} == {"en"}
    assert [("Often." in block.words, "Do this" in block.words) for block in foreign][:2] == [
        (False, True),
        (True, False),
    ]
    assert page.one(".kb-note").words == "아직 번역되지 않아 영어로 표시합니다"
    languages = {link.words: link.get("lang") for link in page.all(".kb-map a")}
    assert (languages["STARTTLS"], languages["전송 계층 보안"]) == ("en", None)
    assert [link.one("span").get("lang") for link in page.all(".kb-pager a")] == ["en", "en"]
    rows = {row.all("td")[0].words: row for row in read(translated, "codes/smtp/index.md").all("tbody tr")}
    assert [span["lang"] for span in rows["250"].all("span")] == ["en", "en"]
    assert rows["504"].words.startswith("504 구현되지 않음")


def test_a_page_in_its_own_language_is_not_marked(site: Site) -> None:
    """Where everything is in the page's language, nothing says so again."""
    assert not any(' lang="' in page.body for page in _pages(site).values())


def test_all_of_the_interface_is_in_the_language_of_the_page(translated: Site, read: Read) -> None:
    """No English word of kb's own is on a Korean page."""
    page = read(translated, "codes/smtp/504.md")
    assert [_heading(page, anchor) for anchor in ("when", "fix", "differences", "related", "patterns", "sources")] == [
        "이 코드를 보게 되는 경우", "해결 방법", "무엇이 다른가", "관계도", "로그에 나타나는 모습", "출처",
    ]  # fmt: skip
    assert [fact.words for fact in page.all(".kb-facts dt")] == ["상태", "대신 사용할 항목", "다른 이름"]
    assert page.one("nav.kb-map")["aria-label"] == "관계도: SMTP 504, 연결된 페이지 6개"


def test_a_project_can_change_the_words() -> None:
    """Labels in kb.yaml go before kb's own, language by language."""
    files = {**BASE, "kb.yaml": "title: T\nlanguages: [en, ko]\nsite: {labels: {en: {when: In the wild}}}\n"}
    assert "## In the wild {#when}" in _pages(_site(files))["codes/smtp/504.md"].body
    assert "## 이 코드를 보게 되는 경우 {#when}" in _pages(_site(files, "ko"))["codes/smtp/504.md"].body


def test_every_language_has_every_label() -> None:
    """The files of the interface's words have the same keys, and none is empty."""
    import tomllib
    from importlib.resources import files

    labels = {
        file.name: tomllib.loads(file.read_text("utf-8"))["label"]
        for file in (files("kb.site") / "locale").iterdir()
        if file.name.endswith(".toml")
    }
    assert {"en.toml", "ko.toml"} <= set(labels)
    for name, found in labels.items():
        assert set(found) == set(labels["en.toml"]), name
        assert all(found.values())
        for key, text in found.items():
            assert set(re.findall(r"\{\w+\}", text)) == set(re.findall(r"\{\w+\}", labels["en.toml"][key])), (name, key)


# Addresses.


def test_addresses_are_those_of_the_contract(reference: Base, english: Site, korean: Site) -> None:
    """The addresses that others link to follow from the ids alone."""
    for site, prefix in ((english, ""), (korean, "ko/")):
        assert site.prefix == prefix
        urls = [page.url for page in _pages(site).values()]
        assert len(urls) == sum(1 for _ in all_pages(site))
        assert len(urls) == len(set(urls))
        for record in reference:
            folder = {"code": "codes", "guide": "guides", "term": "terms"}[record.kind]
            assert f"{folder}/{record.id}.html" in urls
        assert {
            "index.html",
            "codes/index.html",
            "codes/smtp/index.html",
            "guides/index.html",
            "terms/index.html",
        } <= set(urls)
        assert {"compare/smtp-504-vs-smtp-555.html", "compare/ftp-504-vs-smtp-504.html"} <= set(urls)
        pattern = r"index\.html|(?:codes|guides|terms|rules|docs)/[\w./-]+\.html|compare/[\w.-]+-vs-[\w.-]+\.html|(?:map|health)\.html"
        assert [url for url in urls if not re.fullmatch(pattern, url)] == []


@pytest.mark.parametrize(
    "files",
    [
        {"terms/index.yaml": "term: I\ndefinition: D.\n"},
        {"codes/x/index.yaml": "code: 1\nname: N\nsummary: S.\n"},
        {
            "codes/a/b.yaml": "code: 1\nname: N\nsummary: S.\ncompare: [c]\n",
            "codes/a-b.yaml": "code: 1\nname: N\nsummary: S.\ncompare: [c]\n",
            "codes/c.yaml": "code: 1\nname: N\nsummary: S.\n",
        },
        {"codes/x/1.yaml": "code: 1\nname: N\nsummary: S.\nfamily: ..\n"},
    ],
)
def test_two_pages_with_one_address_are_refused(files: dict[str, str], tmp_path: Path) -> None:
    """No page silently takes another's place."""
    base = kb.load({"kb.yaml": "title: T\n", **files})
    with pytest.raises(BuildError, match="two pages would be .*html"):
        render(base, [Site(base, "en")], tmp_path, Progress())


@pytest.mark.parametrize("family", ["../../../x", "a\\0b"])
def test_no_page_is_written_outside_the_site(family: str, tmp_path: Path) -> None:
    """A family that would lead elsewhere is refused."""
    base = kb.load({"kb.yaml": "title: T\n", "codes/x/1.yaml": f'code: 1\nname: N\nsummary: S.\nfamily: "{family}"\n'})
    with pytest.raises(BuildError, match="no path of a page"):
        render(base, [Site(base, "en")], tmp_path / "docs", Progress())
    assert [path.name for path in tmp_path.iterdir()] == ["docs"]


# What authors can write.


def test_the_configuration_is_explained_from_its_declaration(english: Site, read: Read) -> None:
    """Each option has its section, and each option within it a row; what cannot be named by kb is a star."""
    page = read(english, "docs/configuration.md")
    assert [part["id"] for part in page.all("h2")] == [option.name for option in SETTINGS.options]
    rows = [[cell.words for cell in row.all("td")] for row in page.all("tr")]
    assert ["fail_on", "error, warning, info or never", "The lowest severity that fails. Default: warning."] in rows
    assert {"*.code_pattern", "*.classes.*.name", "*.fields.*.at_most", "severity"} <= {row[0] for row in rows if row}
    assert {len(row) for row in rows if row} == {3}


def test_the_examples_of_the_configuration_are_right(english: Site) -> None:
    """What a reader copies is understood, each piece alone and all of them together."""
    page = _pages(english)["docs/configuration.md"].body
    examples = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    assert len(examples) > 5
    together = "".join(examples)
    relations = next(example for example in examples if example.startswith("relations"))
    for example in [*examples, together]:
        more = relations if example.startswith("kinds") else ""
        assert configuration.read(example + more).faults == ()


def test_the_fields_of_every_kind_are_explained(read: Read) -> None:
    """Those of a kind of one's own as well, whose words are only words."""
    own = "kinds: {x: {description: <b>, fields: {name: {description: '<i>|'}, y: {choices: ['`|<b>']}, z: {type: references, to: [x, code]}}}}\n"
    site = _site({"kb.yaml": f"title: T\nlanguages: [en, ko]\nsite: {{rules: true}}\n{own}"})
    page = read(site, "docs/records.md")
    assert [part["id"] for part in page.all("h2")] == ["code", "guide", "term", "x"]
    rows = [[cell.words for cell in row.all("td")] for row in page.all("tr")]
    assert ["aliases", "a list of names", "", "yes", "Other names, by which links find this record too."] in rows
    assert ["name", "a line", "", "yes", "<i>|"] in rows
    assert ["y", "`|<b>", "", "", "One of `|<b>."] in rows
    assert ["z", "a list of x or code ids", "", "", "The records it names, by id."] in rows
    assert page.all("b") == []
    assert page.all("i") == []


def test_what_explains_kb_is_only_where_it_is_wanted() -> None:
    assert not {path for path in _pages(_site({})) if path.startswith(("docs/", "rules/"))}
