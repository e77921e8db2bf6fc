"""What the site tells programs: structured data, previews, copies, JSON and maps of the site, read as programs read them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import networkx as nx
import pytest
from browsing import STRICT, Visit, served, visit
from html_tree import Element, parse
from jsonschema import Draft202012Validator
from mkdocs_site import mkdocs, project
from playwright.sync_api import Browser, expect

import kb
from kb.languages import locale_of
from kb.site import api
from kb.site.building import build
from kb.site.copies import words
from kb.site.pages import all_pages
from kb.site.site import Page, Site, shortened
from kb.site.sitemap import MOST, sitemap
from kb.terminal import columns

HOSTILE = "</script><script>alert(1)</script> \u2028 <!-- \" ' & ]]> {{ x }} {% y %}"
KB_YAML = """\
title: {"": Codes & more, ko: 코드}
languages: [en, ko]
site: {url: "https://kb.example/docs/", description: {"": All about <codes>, ko: 코드의 모든 것}}
families:
  smtp:
    name: SMTP
    description: Replies of mail servers
    classes: {"5": {name: Failure, retry: {"": "No", ko: 아니요}, acts: The sender}}
    sources: [RFC 5321 §4.2]
categories: {mail: {name: Mail}}
kinds:
  runbook:
    plural: runbooks
    folder: runbooks
    title: name
    label: Runbooks
    description: What to do.
    fields:
      name: {type: line, required: true, description: Its name.}
      steps: {type: text, label: Steps, description: What to do.}
      tools: {type: list, label: Tools, description: With what.}
"""
LONG = "The server knows the command but not this parameter, " * 8
BASE = {
    "kb.yaml": KB_YAML,
    "records/codes/smtp/504.yaml": f"""\
code: 504
name: Not Implemented
summary: "{LONG}see [[starttls]]."
when: After `EHLO <x>`.
fix: |
  # Do this

  1. Read [[guide:replies#by-digit|by digit]] or [the guide](../../guides/replies.md).
  2. Not <script>alert(1)</script>, [that](javascript:alert(1)) or ![x](https://evil.example/x.png).

  ```text
  # <b> [[starttls]]
  ```
aliases: [E504, 'parameter | refused']
patterns: ['\\b504\\b', 'a`b']
status: deprecated
replaced_by: smtp/555
compare: [{{with: smtp/555, difference: "Only **MAIL**, see [[starttls]]."}}]
guides: [replies]
terms: [starttls]
sources: [RFC 5321 §4.2.2, "https://example.org/a_b/", "A book, page 3"]
""",
    "records/codes/smtp/504.ko.yaml": "name: 구현되지 않음\nsummary: 모르는 매개변수입니다.\n",
    "records/codes/smtp/555.yaml": "code: 555\nname: Not Recognized\nsummary: Also not.\nwhen: In reply to MAIL.\nfix: Leave `BODY` out; `postconf -h relayhost` names the server, `postconf ...` more.\nretry: Perhaps\n",
    "records/codes/http/504.yaml": f"code: 504\nname: {json.dumps(HOSTILE)}\nsummary: {json.dumps(HOSTILE)}\naliases: [{json.dumps(HOSTILE)}]\n",
    "records/guides/replies.md": "---\ntitle: Reading Replies\ncategory: mail\nsummary: What digits say.\n---\n\n## By digit\n\nText of [[smtp/504]].\n",
    "records/terms/starttls.yaml": "term: STARTTLS\nabbreviation: S\ndefinition: Begins TLS.\n",
    "records/runbooks/restart.yaml": "name: Restart it\nsteps: Press *the* button.\ntools: [a_hand, '*']\n",
}


@pytest.fixture(scope="module")
def base() -> kb.base.Base:
    base = kb.load(BASE)
    assert base.config.faults == ()
    return base


@pytest.fixture(scope="module")
def folder(base: kb.base.Base, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the site of the base above, which knows where it is published."""
    return build(base, tmp_path_factory.mktemp("machines")).site


@pytest.fixture(scope="module")
def unpublished() -> Site:
    """Give the same without an address."""
    return Site(kb.load({**BASE, "kb.yaml": KB_YAML.replace('url: "https://kb.example/docs/", ', "")}), "en")


def _head(folder: Path, path: str) -> Element:
    return parse((folder / path).read_text(encoding="utf-8")).one("head")


def _metas(head: Element) -> dict[str, str]:
    return {meta.get("property") or meta.get("name") or "": meta.get("content") or "" for meta in head.all("meta")}


def _nodes(folder: Path, path: str) -> list[dict[str, Any]]:
    """Give the nodes of a page's structured data, as a parser of HTML finds it."""
    scripts = [script for script in _head(folder, path).all("script") if script.get("type") == "application/ld+json"]
    (script,) = scripts
    data = json.loads("".join(str(child) for child in script.children))
    assert data["@context"] == "https://schema.org"
    return data["@graph"]


def _page(site: Site, path: str) -> Page:
    return next(page for page in all_pages(site) if page.path == path)


def _copy(site: Site, path: str) -> str:
    return _page(site, path).beside[".md"]()


# Structured data.


def test_a_code_is_a_term_of_its_family(folder: Path) -> None:
    term, crumbs = _nodes(folder, "codes/smtp/504.html")
    assert term == {
        "@type": "DefinedTerm",
        "name": "Not Implemented",
        "termCode": "504",
        "alternateName": ["SMTP 504", "E504", "parameter | refused"],
        "description": f"{LONG}see starttls.".replace("  ", " "),
        "inLanguage": "en",
        "@id": "https://kb.example/docs/codes/smtp/504.html",
        "url": "https://kb.example/docs/codes/smtp/504.html",
        "inDefinedTermSet": {
            "@type": "DefinedTermSet",
            "name": "SMTP",
            "@id": "https://kb.example/docs/codes/smtp/index.html",
            "url": "https://kb.example/docs/codes/smtp/index.html",
        },
    }
    assert crumbs["@type"] == "BreadcrumbList"
    assert [(step["position"], step["name"], step["item"]) for step in crumbs["itemListElement"]] == [
        (1, "Home", "https://kb.example/docs/index.html"),
        (2, "Codes", "https://kb.example/docs/codes/index.html"),
        (3, "SMTP", "https://kb.example/docs/codes/smtp/index.html"),
        (4, "SMTP 504 Not Implemented", "https://kb.example/docs/codes/smtp/504.html"),
    ]


def test_each_sort_of_page_says_what_it_is(folder: Path) -> None:
    """Guides and pairs are articles; families, the glossary and kinds of a project's own are sets of terms."""
    for path, sort, members in (
        ("index.html", "WebSite", None),
        ("codes/index.html", "CollectionPage", [("DefinedTermSet", "SMTP"), ("DefinedTermSet", "HTTP")]),
        (
            "codes/smtp/index.html",
            "DefinedTermSet",
            [("DefinedTerm", "Not Implemented"), ("DefinedTerm", "Not Recognized")],
        ),
        ("terms/index.html", "DefinedTermSet", [("DefinedTerm", "STARTTLS")]),
        ("runbooks/index.html", "DefinedTermSet", [("DefinedTerm", "Restart it")]),
        ("guides/index.html", "CollectionPage", [("TechArticle", "Reading Replies")]),
        ("guides/replies.html", "TechArticle", None),
        ("terms/starttls.html", "DefinedTerm", None),
        ("compare/smtp-504-vs-smtp-555.html", "TechArticle", None),
    ):
        thing, *others = _nodes(folder, path)
        assert thing["@type"] == sort, path
        assert thing["url"] == f"https://kb.example/docs/{path}"
        listed = thing.get("hasDefinedTerm") or thing.get("hasPart")
        assert (listed and [(member["@type"], member["name"]) for member in listed]) == members, path
        assert [other["@type"] for other in others] == ["BreadcrumbList"] * (path != "index.html")
    pair = _nodes(folder, "compare/smtp-504-vs-smtp-555.html")[0]
    assert pair["description"] == "Only MAIL, see starttls."
    assert [about["termCode"] for about in pair["about"]] == ["504", "555"]


def test_structured_data_is_in_the_language_of_the_page(folder: Path) -> None:
    """A text that is not translated says the language that it is in."""
    term, crumbs = _nodes(folder, "ko/codes/smtp/504.html")
    assert (term["name"], term["inLanguage"]) == ("구현되지 않음", "ko")
    assert term["url"] == "https://kb.example/docs/ko/codes/smtp/504.html"
    assert crumbs["itemListElement"][0]["name"] == "홈"
    assert _nodes(folder, "ko/codes/smtp/555.html")[0]["inLanguage"] == "en"


def test_hostile_words_stay_data(folder: Path) -> None:
    """Nothing ends the element or the attribute that it stands in, and what is read back is what was written."""
    term, _ = _nodes(folder, "codes/http/504.html")
    assert term["name"] == HOSTILE
    assert HOSTILE in term["alternateName"]
    for path in ("codes/http/504.html", "codes/http/index.html", "ko/codes/http/504.html"):
        head = _head(folder, path)
        assert [
            script for script in head.all("script") if "alert" in str(script.children) and script.get("type") is None
        ] == []
    assert _metas(_head(folder, "codes/http/504.html"))["og:title"].startswith("HTTP 504 </script><script>alert(1)")


def test_a_site_without_an_address_gives_none(unpublished: Site) -> None:
    thing = _page(unpublished, "codes/smtp/504.md").thing
    assert thing is not None
    assert "url" not in thing()
    assert thing()["inDefinedTermSet"] == {"@type": "DefinedTermSet", "name": "SMTP"}


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
def test_structured_data_are_triples(folder: Path) -> None:
    """Another library reads the same graph: with schema.org's vocabulary, as its context says."""
    rdflib = pytest.importorskip("rdflib")
    graph = rdflib.Graph()
    nodes = _nodes(folder, "codes/smtp/504.html")
    data = {
        "@context": {"@vocab": "https://schema.org/", "url": {"@type": "@id"}, "item": {"@type": "@id"}},
        "@graph": nodes,
    }
    graph.parse(data=json.dumps(data), format="json-ld")
    schema = rdflib.Namespace("https://schema.org/")
    page = rdflib.URIRef("https://kb.example/docs/codes/smtp/504.html")
    family = rdflib.URIRef("https://kb.example/docs/codes/smtp/index.html")
    assert (page, rdflib.RDF.type, schema.DefinedTerm) in graph
    assert (page, schema.termCode, rdflib.Literal("504")) in graph
    assert (page, schema.inDefinedTermSet, family) in graph
    assert (None, schema.item, family) in graph


# Previews of links.


def test_a_page_is_shown_well_elsewhere(folder: Path) -> None:
    metas = _metas(_head(folder, "ko/codes/smtp/504.html"))
    assert metas["description"] == metas["og:description"] == "모르는 매개변수입니다."
    assert metas["og:title"] == "SMTP 504 구현되지 않음"
    assert metas["og:type"] == "article"
    assert metas["og:url"] == "https://kb.example/docs/ko/codes/smtp/504.html"
    assert metas["og:site_name"] == "코드"
    assert (metas["og:locale"], metas["og:locale:alternate"]) == ("ko_KR", "en_US")
    assert metas["twitter:card"] == "summary"
    home = _metas(_head(folder, "index.html"))
    assert (home["og:type"], home["og:description"]) == ("website", "All about <codes>")


def test_descriptions_end_with_a_word(folder: Path) -> None:
    description = _metas(_head(folder, "codes/smtp/504.html"))["description"]
    assert 140 < columns(description) <= 160
    assert LONG.startswith(description.removesuffix(" …"))
    assert description.removesuffix(" …").endswith((" not this parameter", " the command", " server", " knows", " but"))


def test_text_without_spaces_is_cut_too() -> None:
    assert shortened("가" * 200, 20) == "가" * 10 + " …"


@pytest.mark.parametrize(
    ("tag", "locale"),
    [("en", "en_US"), ("ko", "ko_KR"), ("pt-BR", "pt_BR"), ("zh-Hant-TW", "zh_TW"), ("eo", None), ("zh-Hant", None)],
)
def test_a_language_has_a_territory_where_one_is_known(tag: str, locale: str | None) -> None:
    assert locale_of(tag) == locale


# Copies in Markdown.


def test_every_page_of_records_has_its_copies(folder: Path) -> None:
    """Each page names its copies, which are there, and no copy is without a page."""
    named = set()
    for page in folder.rglob("*.html"):
        path = page.relative_to(folder).as_posix()
        if page.name in ("404.html", "map.html", "health.html"):  # which have no text to copy
            continue
        links = {
            link.get("type"): link["href"]
            for link in _head(folder, path).all("link")
            if link["rel"].strip() == "alternate"
        }
        assert "text/markdown" in links, path
        for kind in ("text/markdown", "application/json"):
            if kind in links:
                assert (page.parent / unquote(links[kind])).is_file()
                named.add(page.parent / unquote(links[kind]))
    assert set(folder.rglob("*.md")) <= named
    assert folder / "codes/smtp/504.json" in named
    assert folder / "index.json" in named


def test_the_copy_of_a_code_says_all_of_it(base: kb.base.Base) -> None:
    assert (
        _copy(Site(base, "en"), "codes/smtp/504.md")
        == f"""\
# SMTP 504 Not Implemented

<https://kb.example/docs/codes/smtp/504.html>

{LONG}see [STARTTLS](../../terms/starttls.md).

- Try again? No
- Who must act: The sender
- Family: [SMTP](index.md)
- Class: Failure
- Status: deprecated
- Use instead: [SMTP 555 Not Recognized](555.md)
- Also called: E504, parameter \\| refused

## How to fix it

### Do this

1. Read [by digit](../../guides/replies.md#by-digit) or [the guide](../../guides/replies.md).
2. Not &lt;script>alert(1)&lt;/script>, [that]\\(javascript:alert(1)) or [x](https://evil.example/x.png).

```text
# <b> [[starttls]]
```

## When you see this code

After `EHLO <x>`.

## How it looks in a log

- `\\b504\\b`
- ``a`b``

## What differs

### [SMTP 504 vs SMTP 555](../../compare/smtp-504-vs-smtp-555.md)

Only **MAIL**, see [STARTTLS](../../terms/starttls.md).

## Related

### Compare with

- [555 Not Recognized](555.md)

### Guides: Mail

- [Reading Replies](../../guides/replies.md)

### Glossary

- [STARTTLS](../../terms/starttls.md)

## Sources

- [RFC 5321 §4.2.2](https://www.rfc-editor.org/rfc/rfc5321#section-4.2.2)
- [example.org/a_b](https://example.org/a_b/)
- A book, page 3
"""
    )


def test_a_copy_says_what_is_not_translated(base: kb.base.Base) -> None:
    text = _copy(Site(base, "ko"), "codes/smtp/504.md")
    assert text.startswith(
        "# SMTP 504 구현되지 않음\n\n<https://kb.example/docs/ko/codes/smtp/504.html>\n\n아직 번역되지 않아"
    )
    assert "재시도: 아니요" in text
    assert "아직" not in _copy(Site(base, "en"), "codes/smtp/504.md")


def test_a_copy_holds_what_a_project_declares(base: kb.base.Base) -> None:
    text = _copy(Site(base, "en"), "runbooks/restart.md")
    assert "## Steps\n\nPress *the* button." in text
    assert "## Tools\n\n- a_hand\n- \\*" in text
    assert "[Restart it](restart.md)" in _copy(Site(base, "en"), "runbooks/index.md")


def test_links_between_copies_lead_somewhere(folder: Path) -> None:
    """Every relative link of every copy leads to a file of the site."""
    count = 0
    for path in folder.rglob("*.md"):
        for address in re.findall(r"\]\(([^()\s:]+)\)", path.read_text(encoding="utf-8")):
            count += 1
            assert (path.parent / unquote(address.partition("#")[0])).is_file(), (path, address)
    assert count > 50


def test_plain_words_stay_plain(convert: Any) -> None:
    """What a title says is what a reader of the Markdown sees, whatever is in it."""
    for text in (
        HOSTILE,
        "# x",
        "1. x",
        "- x",
        "a*b*c _d_ e_f",
        "[x](y)",
        "`x` \\ y",
        "> x | y",
        "+ a",
        "2. b",
        "&lt;b> &amp;",
        "a < b && c",
    ):
        shown = parse(convert(words.words(text))).words
        assert shown == " ".join(text.split()), text


def test_adversarial_text_is_copied_in_linear_time() -> None:
    """Twice the text takes no more than about twice the steps: the whole of it comes back in a moment."""
    for text in (
        "<" * 50_000,
        "](" * 50_000,
        "[[" * 50_000,
        "![" * 50_000,
        "#" * 50_000 + "\n",
        "`" * 50_001,
        "<a" * 50_000,
    ):
        assert len(words.cleaned(text, lambda match: match.target)) >= len(text) // 2


# JSON.


def _files(folder: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    for path in folder.rglob("*.json"):
        name = path.relative_to(folder).as_posix()
        if not name.endswith(("graph.json", "schema.json")) and "/search/" not in f"/{name}" and "assets/" not in name:
            yield name, json.loads(path.read_text(encoding="utf-8"))


def test_every_file_is_as_the_schema_says(folder: Path) -> None:
    schema = json.loads((folder / api.SCHEMA).read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    found = dict(_files(folder))
    for name, data in found.items():
        assert [error.message for error in validator.iter_errors(data)] == [], name
    assert {data["type"] for data in found.values()} == {"index", "families", "records", "record"}
    assert {data["language"] for data in found.values()} == {"en", "ko"}


def test_the_schema_refuses_what_is_none() -> None:
    validator = Draft202012Validator(json.loads(api.schema()))
    record = json.loads(api.record(Site(kb.load(BASE), "en"), kb.load(BASE)["code:smtp/504"]))
    assert validator.is_valid(record)
    for broken in (
        {**record, "url": "/x.html"},
        {**record, "more": 1},
        {k: v for k, v in record.items() if k != "key"},
    ):
        assert not validator.is_valid(broken)


def test_all_can_be_reached_from_the_index(folder: Path) -> None:
    """From `api/index.json` to every record of every language, by the addresses that the files give."""

    def read(address: str) -> dict[str, Any]:
        assert address.startswith("https://kb.example/docs/")
        path = folder / unquote(address.removeprefix("https://kb.example/docs/"))
        return json.loads(path.read_text(encoding="utf-8"))

    seen = set()
    for address in read("https://kb.example/docs/api/index.json")["languages"].values():
        index = read(address)
        for listed in (*index["kinds"], *index["families"]):
            found = read(listed["json"])
            assert found["count"] == listed["count"] == len(found["records"])
            for brief in found["records"]:
                record = read(brief["json"])
                assert record["key"] == brief["key"]
                seen.add((index["language"], record["key"]))
    assert seen == {(language, record.key) for language in ("en", "ko") for record in kb.load(BASE)}
    assert read("https://kb.example/docs/index.json") == read("https://kb.example/docs/api/index.json")
    assert read("https://kb.example/docs/terms/index.json") == read("https://kb.example/docs/api/terms.json")


def test_a_record_has_what_its_author_wrote_and_what_it_is_connected_with(unpublished: Site) -> None:
    data = json.loads(api.record(unpublished, unpublished.base["code:smtp/504"]))
    assert (data["url"], data["json"], data["markdown"]) == tuple(
        f"codes/smtp/504.{suffix}" for suffix in ("html", "json", "md")
    )
    assert data["versions"] == {"en": "codes/smtp/504.json", "ko": "ko/codes/smtp/504.json"}
    assert data["fields"]["when"] == "After `EHLO <x>`."
    assert data["fields"]["patterns"] == ["\\b504\\b", "a`b"]
    assert data["answers"] == {"retry": "No", "acts": "The sender"}
    assert data["class"] == {"id": "5", "name": "Failure"}
    assert data["sources"][2] == {"text": "A book, page 3", "url": None}
    assert {(link["relation"], link["direction"], link["key"]) for link in data["links"]} == {
        ("replaced_by", "out", "code:smtp/555"),
        ("compare", "both", "code:smtp/555"),
        ("guide", "out", "guide:replies"),
        ("term", "out", "term:starttls"),
        ("mention", "out", "term:starttls"),
        ("mention", "out", "guide:replies"),
        ("mention", "in", "guide:replies"),
    }
    compared = next(link for link in data["links"] if link["relation"] == "compare")
    assert compared["difference"] == "Only **MAIL**, see [[starttls]]."
    other = json.loads(api.record(unpublished, unpublished.base["code:smtp/555"]))
    assert (
        next(link for link in other["links"] if link["relation"] == "compare")["difference"] == compared["difference"]
    )
    assert ("replaced_by", "in") in {(link["relation"], link["direction"]) for link in other["links"]}


def test_a_translated_record_says_what_is_not(unpublished: Site) -> None:
    site = Site(unpublished.base, "ko")
    data = json.loads(api.record(site, site.base["code:smtp/504"]))
    assert data["fields"]["summary"] == "모르는 매개변수입니다."
    assert data["untranslated"] == ["when", "fix", "aliases"]
    assert data["json"] == "ko/codes/smtp/504.json"
    assert data["answers"]["retry"] == "아니요"


def test_the_graph_is_that_of_the_export(folder: Path, base: kb.base.Base) -> None:
    data = json.loads((folder / "graph.json").read_text(encoding="utf-8"))
    graph = nx.node_link_graph(data, edges="edges")
    assert set(graph) == {record.key for record in base}
    assert graph.number_of_edges() == base.graph.number_of_edges()


# For models and crawlers.


def test_each_language_has_an_index_for_models(folder: Path) -> None:
    """Of the form of llmstxt.org: a title, a quotation, sections of links; each leads to a copy."""
    for prefix, title, name in (
        ("", "# Codes & more", "SMTP 504 Not Implemented"),
        ("ko/", "# 코드", "SMTP 504 구현되지 않음"),
    ):
        text = (folder / prefix / "llms.txt").read_text(encoding="utf-8")
        lines = [line for line in text.splitlines() if line]
        assert lines[0] == title
        assert lines[1].startswith("> ")
        links = dict(re.findall(r"^- \[(.+?)\]\((\S+?)\)(?:: .*)?$", text, re.MULTILINE))
        assert links[name] == f"https://kb.example/docs/{prefix}codes/smtp/504.md"
        for address in links.values():
            assert (folder / unquote(address.removeprefix("https://kb.example/docs/"))).is_file()
        full = (folder / prefix / "llms-full.txt").read_text(encoding="utf-8")
        assert f"\n## {name}\n" in full


def test_the_map_of_the_site_has_every_page_in_every_language(folder: Path) -> None:
    space = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
    root = ElementTree.fromstring((folder / "sitemap.xml").read_text(encoding="utf-8"))
    found = {
        url.findtext("s:loc", "", space): {
            link.get("hreflang"): link.get("href") for link in url.findall("x:link", space)
        }
        for url in root.findall("s:url", space)
    }
    pages = {path.relative_to(folder).as_posix() for path in folder.rglob("*.html")} - {"404.html", "ko/404.html"}
    assert set(found) == {f"https://kb.example/docs/{path}" for path in pages}
    here = found["https://kb.example/docs/ko/codes/smtp/504.html"]
    assert here == {
        tag: f"https://kb.example/docs/{prefix}codes/smtp/504.html" for tag, prefix in (("en", ""), ("ko", "ko/"))
    }
    assert not (folder / "ko/sitemap.xml").exists()
    robots = (folder / "robots.txt").read_text(encoding="utf-8").splitlines()
    assert robots == ["User-agent: *", "Allow: /", "", "Sitemap: https://kb.example/docs/sitemap.xml"]


def test_a_large_map_is_in_parts(base: kb.base.Base) -> None:
    """Search engines read no more than 50,000 addresses in a file."""
    files = dict(sitemap(base.config, [("en", f"terms/{number}.md") for number in range(MOST + 1)]))
    assert list(files) == ["sitemap.xml", "sitemap-1.xml", "sitemap-2.xml"]
    assert "https://kb.example/docs/sitemap-2.xml" in files["sitemap.xml"]
    assert [files[name].count("<url>") for name in list(files)[1:]] == [MOST, 1]


def test_a_site_without_an_address_has_no_map(unpublished: Site, tmp_path: Path) -> None:
    folder = build(unpublished.base, tmp_path / "build").site
    assert list(folder.rglob("sitemap*")) == []
    assert not (folder / "robots.txt").exists()
    text = (folder / "ko/llms.txt").read_text(encoding="utf-8")
    assert "](codes/smtp/504.md)" in text
    index = json.loads((folder / "api/index.json").read_text(encoding="utf-8"))
    assert index["base"] is None
    assert index["languages"] == {"en": "api/index.json", "ko": "ko/api/index.json"}


# Wherever the pages are made.


def test_another_engine_tells_programs_the_same(folder: Path, base: kb.base.Base, tmp_path: Path) -> None:
    """Zensical's pages have the same structured data, previews and copies; the files beside them are the same bytes."""
    pytest.importorskip("zensical")
    other = build(base, tmp_path / "build", engine="zensical").site
    for path in ("index.html", "codes/http/504.html", "ko/codes/smtp/504.html", "guides/replies.html"):
        assert _nodes(other, path) == _nodes(folder, path)
        ours, theirs = (
            {name: text for name, text in _metas(_head(site, path)).items() if name.startswith(("og:", "twitter:"))}
            for site in (folder, other)
        )
        assert ours == theirs
    for path in folder.rglob("*"):
        name = path.relative_to(folder)
        if path.suffix in (".md", ".txt", ".xml") or (path.suffix == ".json" and name.parent.name != "search"):
            assert (other / name).read_bytes() == path.read_bytes(), name


def test_a_site_of_mkdocs_has_the_copies_too(tmp_path: Path) -> None:
    """The plugin writes them beside the pages that it adds, below its folder."""
    project(tmp_path, "theme: material\nplugins: [search, kb]\n", {"index.md": "# Own\n"})
    done = mkdocs(tmp_path, "build", "--strict")
    assert done.code == 0, done.err
    site = tmp_path / "site"
    assert (site / "kb/codes/shop/e1001.md").read_text("utf-8").startswith("# Shop API E1001 Card Declined\n")
    assert json.loads((site / "kb/codes/shop/e1001.json").read_text("utf-8"))["key"] == "code:shop/e1001"
    assert json.loads((site / "kb/api/index.json").read_text("utf-8"))["kinds"][0]["json"] == "api/codes.json"
    assert not (site / "index.md").exists()


# In a browser.


@pytest.mark.browser
def test_structured_data_is_no_script_to_a_strict_policy(folder: Path, chromium: Browser) -> None:
    """The browser holds it as data, neither runs it nor complains of it, and asks for none of a page's copies."""
    with served(folder, STRICT) as address, visit(chromium) as tab:
        tab.page.goto(f"{address}codes/http/504.html")
        block = tab.page.locator('script[type="application/ld+json"]')
        assert json.loads(block.text_content() or "")["@graph"][0]["name"] == HOSTILE
        assert tab.complaints == []
        asked = [url.removeprefix(address) for url in tab.requests if url.endswith((".json", ".md", ".xml"))]
        assert set(asked) <= {"search/search_index.json"}


@pytest.mark.browser
@pytest.mark.parametrize("way", ["served", "opened"])
def test_the_link_of_a_page_is_copied_by_keyboard(folder: Path, chromium: Browser, way: str) -> None:
    """Its name and its address, where that is known that of the published site; a status says so in the page's language."""
    with served(folder) as address, visit(chromium) as tab:
        start = address if way == "served" else folder.as_uri() + "/"
        for prefix, name, done in (
            ("", "SMTP 504 Not Implemented", "Copied"),
            ("ko/", "SMTP 504 구현되지 않음", "복사됨"),
        ):
            tab.page.goto(f"{start}{prefix}codes/smtp/504.html")
            tab.page.locator(".kb-share button").focus()
            tab.page.keyboard.press("Enter")
            expect(tab.page.get_by_role("status").filter(has_text=done)).to_be_visible()
            assert _pasted(tab) == f"{name}\nhttps://kb.example/docs/{prefix}codes/smtp/504.html"


@pytest.mark.browser
@pytest.mark.parametrize("way", ["served", "opened"])
def test_code_is_copied_by_keyboard(folder: Path, chromium: Browser, way: str) -> None:
    with served(folder) as address, visit(chromium) as tab:
        start = address if way == "served" else folder.as_uri() + "/"
        for prefix, label in (("", "Copy to clipboard"), ("ko/", "클립보드로 복사")):
            tab.page.goto(f"{start}{prefix}codes/smtp/504.html")
            button = tab.page.locator(".md-code__button")
            expect(button).to_have_attribute("title", label)
            button.focus()
            tab.page.keyboard.press("Enter")
            assert _pasted(tab) == "# <b> [[starttls]]"


@pytest.mark.browser
@pytest.mark.parametrize("way", ["served", "opened"])
def test_a_command_in_a_text_is_copied_by_click_and_by_keyboard(folder: Path, chromium: Browser, way: str) -> None:
    """Neither a single name nor a command that leaves something out is taken for one that can be run."""
    with served(folder) as address, visit(chromium) as tab:
        start = address if way == "served" else folder.as_uri() + "/"
        tab.open(f"{start}codes/smtp/555.html")
        commands = tab.page.locator(".kb-command")
        assert commands.all_text_contents() == ["postconf -h relayhost"]
        for act in (commands.click, lambda: commands.press("Enter"), lambda: commands.press("Space")):
            act()
            expect(tab.page.locator(".kb-said")).to_have_text("Copied")
            assert _pasted(tab) == "postconf -h relayhost"
            tab.page.evaluate("document.querySelector('#paste').remove()")
        assert tab.complaints == []


def _pasted(tab: Visit) -> str:
    """Give what the reader would paste."""
    tab.page.evaluate("document.body.append(Object.assign(document.createElement('textarea'), {id: 'paste'}))")
    tab.page.locator("#paste").focus()
    tab.page.keyboard.press("Control+V")
    return tab.page.locator("#paste").input_value().strip()


@pytest.mark.browser
def test_a_phone_shows_how_to_fix_a_code_without_scrolling(folder: Path, chromium: Browser) -> None:
    """The answers come first, and all that matters at three in the morning begins on the first screen."""
    with visit(chromium, width=390) as tab:
        tab.page.goto((folder / "codes/smtp/555.html").as_uri())
        tab.page.set_viewport_size({"width": 390, "height": 844})
        tops = [
            tab.page.locator(selector).bounding_box()["y"]  # type: ignore[index]
            for selector in ("h1", ".kb-lead", ".kb-answers", "#fix", "#when")
        ]
        assert tops == sorted(tops)
        assert tab.page.locator("#fix + p").bounding_box()["y"] < 700  # type: ignore[index]
