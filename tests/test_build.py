"""`kb build` and `kb serve`: what is written, what is left alone, and that every link of the site leads somewhere."""

from __future__ import annotations

import gzip
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from html import unescape
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import unquote, urlsplit
from urllib.request import urlopen

import pytest
from html_tree import ATTRIBUTES, ELEMENTS, is_safe, parse
from scratch import ENVIRONMENT, ROOT, interruptible, part, sample, spawn, write
from test_prose import EVIL

from kb.base import Base, load
from kb.site.building import build

ATTRIBUTE = re.compile(r"""\s(href|src|id|for)=(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
TAG = re.compile(r"""<[a-zA-Z](?:[^"'>]|"[^"]*"|'[^']*')*>""")


def attributes_of(page: str) -> list[tuple[str, str]]:
    """Give the attributes that name places, of tags alone: words of a page may look like one."""
    found = (match for tag in TAG.findall(page) for match in ATTRIBUTE.findall(tag))
    return [(name, unescape(a or b or c)) for name, a, b, c in found]


class Text(dict[str, str]):
    """The pages of a built site by path."""

    def __init__(self, site: Path) -> None:
        """Read the pages of a folder."""
        super().__init__(
            (path.relative_to(site).as_posix(), path.read_text(encoding="utf-8"))
            for path in sorted(site.rglob("*.html"))
        )


@pytest.fixture(scope="module")
def pages(built: Path) -> Text:
    """Give the pages of the reference site."""
    return Text(built / "site")


def _state(folder: Path) -> dict[str, tuple[int, int]]:
    """Give the time and number of each file: a file that was written again has another."""
    found = ((path, path.stat()) for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): (status.st_mtime_ns, status.st_ino) for path, status in found}


def _bytes(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# The reference site.


def test_every_record_has_its_page_in_every_language(reference: Base, pages: Text) -> None:
    """The site is whole: a page for each record and comparison, in both languages."""
    folders = {"code": "codes", "guide": "guides", "term": "terms"}
    compared = sum(edge.relation == "compare" for edge in reference.edges)
    for prefix in ("", "ko/"):
        assert {f"{prefix}{folders[record.kind]}/{record.id}.html" for record in reference} <= set(pages)
        assert sum(path.startswith(f"{prefix}compare/") for path in pages) == compared


def test_every_link_of_the_site_leads_to_a_file_and_to_a_place_in_it(pages: Text, built: Path) -> None:
    """No page in either language has a link to a file that is not there, or to an anchor that is not on it."""
    site = built / "site"
    files = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    found = {path: attributes_of(text) for path, text in pages.items()}
    anchors = {path: {value for name, value in attributes if name == "id"} for path, attributes in found.items()}
    broken = set()
    for path, attributes in found.items():
        for name, value in attributes:
            parts = urlsplit(value)
            if name in ("id", "for") or parts.scheme in ("http", "https", "mailto"):
                continue
            assert not parts.scheme, (path, value)
            joined = (
                os.path.normpath(os.path.join("/" + os.path.dirname(path), parts.path)) if parts.path else "/" + path
            )
            climbs = 0 < len(path.split("/")) <= parts.path.count("../") and not parts.path.startswith("/")
            target = "above" if climbs else unquote(joined).strip("/")
            if target in ("map.html", "ko/map.html"):  # whose script takes a record's key for a fragment
                parts = parts._replace(fragment="")
            if target not in files or (parts.fragment and unquote(parts.fragment) not in anchors.get(target, ())):
                broken.add((path, value))
    assert not broken
    assert sum(len(attributes) for attributes in found.values()) > 50_000


def test_no_anchor_is_on_a_page_twice(pages: Text) -> None:
    """A link to a heading leads to one place."""
    for path, text in pages.items():
        ids = [value for name, value in attributes_of(text) if name == "id"]
        assert len(ids) == len(set(ids)), (path, {id_ for id_ in ids if ids.count(id_) > 1})


def test_the_languages_of_a_page_lead_to_one_another(pages: Text) -> None:
    """From each page the switch leads to the same page in the other language, with a relative address."""
    for path, text in pages.items():
        if path.endswith("404.html"):
            continue
        switch = dict(re.findall(r'<a href="([^"]*)" hreflang="(\w+)"', text))
        there = {
            language: os.path.normpath(os.path.join(os.path.dirname(path), href)) for href, language in switch.items()
        }
        plain = path.removeprefix("ko/")
        assert there == {"en": plain, "ko": f"ko/{plain}"}, path
        language = "ko" if path.startswith("ko/") else "en"
        assert f'<html lang="{language}"' in text


def test_nothing_of_this_machine_is_in_the_site(built: Path) -> None:
    """No file of the site tells where it was built, by whom, or when."""
    secrets = [str(ROOT), str(built), str(built.parent.parent), sys.prefix, str(Path.home()) + "/"]
    for path in (built / "site").rglob("*"):
        if path.is_file():
            data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
            for secret in secrets:
                assert secret.encode() not in data, (path, secret)
            if path.name.startswith("sitemap"):
                assert b"lastmod" not in data
    for path in (built / "docs").rglob("*.md"):
        assert str(ROOT).encode() not in path.read_bytes()


def test_the_same_records_give_the_same_bytes(tmp_path: Path) -> None:
    """A second build changes no file, does not even write one, and says so."""
    texts = {path: text for path, text in part().items() if "/codes/" not in path or "/codes/smtp/" in path}
    base, again = load(texts), tmp_path / "build"
    build(base, again)
    before = _state(again)
    result = build(base, again)
    assert (result.changed, result.site) == (0, again / "site")
    assert _state(again) == before


def test_the_search_index_holds_texts_and_not_maps(built: Path) -> None:
    """A search finds a page by what it says, not by the names of all that it is connected with."""
    index = json.loads((built / "site" / "search" / "search_index.json").read_text(encoding="utf-8"))
    entries = {entry["location"]: entry for entry in index["docs"]}
    assert "A command parameter is not implemented" in entries["codes/smtp/504.html#code"]["text"]
    assert entries["codes/smtp/504.html"]["title"] == "SMTP 504 Parameter Not Implemented"
    everything = " ".join(
        entry["text"] for location, entry in entries.items() if location.startswith("codes/smtp/504.html")
    )
    assert "Poison Message" not in everything
    assert "site/codes" not in everything
    assert not any(location.startswith(("ko/", "compare/")) for location in entries)
    korean = json.loads((built / "site" / "ko" / "search" / "search_index.json").read_text(encoding="utf-8"))
    assert set(index["config"]["lang"]) == {"en"}
    assert set(korean["config"]["lang"]) == {"ko", "en"}


def test_every_page_is_plain_markdown(built: Path, convert: Callable[[str], str], pages: Text) -> None:
    """Python-Markdown alone, without the engine, makes of each page what the site shows."""

    def squeezed(html: str) -> str:
        return re.sub(
            r"\s+", " ", html.replace(' data-search-exclude=""', "").replace(" data-search-exclude", "")
        ).strip()

    docs = sorted((built / "docs").rglob("*.md"))
    assert len(docs) == len(pages) - 2
    folders: dict[Path, list[Path]] = {}
    for path in docs:
        folders.setdefault(path.parent, []).append(path)
    # Of a folder, whose pages are made alike, no more than fifty, from its first to its last.
    for path in [path for alike in folders.values() for path in alike[:: 1 + len(alike) // 50]]:
        meta, _, body = path.read_text(encoding="utf-8").removeprefix("---\n").partition("\n---\n")
        assert meta.startswith('title: "')
        html = convert(body)
        assert not re.search(r'\{#|markdown="1"', html), path
        target = path.relative_to(built / "docs").with_suffix(".html").as_posix()
        assert squeezed(html) in squeezed(pages[target]), path


# What is written.


PROJECT = {
    "kb.yaml": """\
title: Small
languages: [en, ko]
site: {url: "https://kb.example/docs/"}
families: {smtp: {name: SMTP}}
categories: {mail: {name: Mail}}
""",
    "records/codes/smtp/504.yaml": "code: 504\nname: Not Implemented\nsummary: No such parameter.\nfix: Read the reply.\n"
    "compare: [smtp/555]\nguides: [replies]\nterms: [starttls]\n",
    "records/codes/smtp/555.yaml": "code: 555\nname: Not Recognized\nsummary: Unknown parameter.\n",
    "records/codes/smtp/250.yaml": "code: 250\nname: OK\nsummary: Done.\ncompare: [smtp/555]\n",
    "records/guides/replies.md": "---\ntitle: Replies\ncategory: mail\nsummary: Digits.\n---\n\nFirst digit.\n",
    "records/terms/starttls.yaml": "term: STARTTLS\ndefinition: Begins encryption.\n",
    "records/terms/mx.yaml": "term: MX Record\ndefinition: Where mail goes.\nrelated: [starttls]\n",
}
BROKEN = {"records/terms/bad.yaml": "term: Bad\ndefinition: See [[nowhere]].\n"}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return write(tmp_path / "project", PROJECT)


def test_only_what_changes_is_written(project: Path) -> None:
    """After an edit only the pages that show it are written again; a record that goes takes its pages along."""
    site = project / "build" / "site"
    first = spawn("build", cwd=project)
    assert (first.code, first.out) == (0, "")
    assert re.fullmatch(r"kb: 30 pages in \S*build/site, [\d,]+ files changed\n", first.err)
    before = _state(site)
    assert "0 files changed" in spawn("build", "--root", project, cwd=project.parent).err
    assert _state(site) == before

    record = project / "records/codes/smtp/504.yaml"
    record.write_text(record.read_text().replace("Read the reply.", "Leave it out."))
    done = spawn("build", cwd=project)
    after = _state(site)
    touched = {path for path in after if after[path] != before.get(path)}
    pages = {
        f"{prefix}{path}"
        for prefix in ("", "ko/")
        for path in ("codes/smtp/504.html", "compare/smtp-504-vs-smtp-555.html")
    }
    copies = {path.replace(".html", ".md") for path in pages} | {f"{prefix}llms-full.txt" for prefix in ("", "ko/")}
    data = {f"{prefix}codes/smtp/504.json" for prefix in ("", "ko/")} | {"graph.json"}
    index = {f"{prefix}search/search_index.{suffix}" for prefix in ("", "ko/") for suffix in ("js", "json")}
    assert touched == pages | copies | data | index | {"source/records/codes/smtp/504.yaml.txt"}
    assert f"{len(touched)} files changed" in done.err
    assert "Leave it out." in (site / "codes/smtp/504.html").read_text()

    (project / "records/terms/mx.yaml").unlink()
    assert spawn("build", cwd=project).code == 0
    gone = set(after) - set(_state(site))
    files = {f"{prefix}terms/mx.{suffix}" for prefix in ("", "ko/") for suffix in ("html", "md", "json")}
    assert gone == files | {"source/records/terms/mx.yaml.txt"}
    assert "MX Record" not in (site / "terms/index.html").read_text()
    assert not list((project / "build").rglob("*mx*"))


def test_a_site_of_an_address_names_it_without_dates(project: Path) -> None:
    """The map of the site has the full address of each page in each language, as each page has; nothing has a date."""
    assert spawn("build", cwd=project).code == 0
    site = project / "build" / "site"
    sitemap = (site / "sitemap.xml").read_text()
    assert "<loc>https://kb.example/docs/codes/smtp/504.html</loc>" in sitemap
    assert sitemap.count("<loc>") == 30
    assert "lastmod" not in sitemap
    assert "<loc>https://kb.example/docs/ko/codes/smtp/504.html</loc>" in sitemap
    for prefix in ("", "ko/"):
        head = parse((site / prefix / "codes/smtp/504.html").read_text()).one("head")
        links = {(link["rel"].strip(), link.get("hreflang")): link["href"] for link in head.all("link")}
        assert links["canonical", None] == f"https://kb.example/docs/{prefix}codes/smtp/504.html"
        assert links["alternate", "en"] == "https://kb.example/docs/codes/smtp/504.html"
        assert links["alternate", "ko"] == "https://kb.example/docs/ko/codes/smtp/504.html"


def test_errors_are_refused_and_nothing_is_written(project: Path) -> None:
    """A base with errors is not built; the user is told how to see them, and how to build all the same."""
    write(project, BROKEN)
    done = spawn("build", cwd=project)
    assert (done.code, done.out) == (1, "")
    assert "1 error" in done.err
    assert "--force" in done.err
    assert not (project / "build").exists()


def test_force_builds_in_spite_of_errors(project: Path, tmp_path: Path) -> None:
    """With --force the site is built, the broken link as words; -o says where."""
    write(project, BROKEN)
    done = spawn("build", "--force", "-o", tmp_path / "elsewhere", cwd=project)
    assert done.code == 0
    page = parse((tmp_path / "elsewhere/site/terms/bad.html").read_text())
    assert page.one(".kb-broken").words == "nowhere"
    assert not (project / "build").exists()


def test_files_that_kb_did_not_make_are_never_removed(project: Path) -> None:
    """A folder with a user's own files is refused, and left as it is."""
    write(project, {"public/site/mine.html": "mine", "public/docs/mine.md": "mine"})
    done = spawn("build", "-o", "public", cwd=project)
    assert done.code == 1
    assert "holds files that kb did not make" in done.err
    assert sorted(path.name for path in (project / "public").rglob("*") if path.is_file()) == ["mine.html", "mine.md"]


def test_a_broken_configuration_is_wrong_usage(project: Path) -> None:
    """A kb.yaml that cannot be read ends with exit code 2 and its place."""
    write(project, {"kb.yaml": "titel: x\n"})
    done = spawn("build", "--force", cwd=project)
    assert done.code == 2
    assert done.err.startswith("kb: kb.yaml:1:1: ")


def test_two_pages_of_one_address_end_the_build_in_one_line(project: Path) -> None:
    """The engine is not even started when two pages would be one."""
    write(project, {"records/terms/index.yaml": "term: Index\ndefinition: A list.\n"})
    done = spawn("build", cwd=project)
    assert done.code == 1
    assert done.err == "kb: two pages would be terms/index.html; one of their ids must change\n"


def test_a_site_of_one_language_is_whole(project: Path) -> None:
    """A project in Korean alone has a Korean site at its root, and nothing to switch."""
    write(project, {"kb.yaml": "title: 작은 책\nlanguage: ko\n"})
    assert spawn("build", cwd=project).code == 0
    page = parse((project / "build/site/codes/smtp/504.html").read_text())
    assert page.one("html")["lang"] == "ko"
    assert page.one("#fix").words.startswith("해결 방법")
    assert page.all(".md-select") == []
    assert not (project / "build/site/ko").exists()


def test_old_addresses_lead_to_where_records_are_now(tmp_path: Path) -> None:
    """The pages of a renamed record and of its comparisons are redirects that work from a folder; none hides a page."""
    texts = {
        "kb.yaml": "languages: [en, ko]\nrecords: .\n",
        "codes/shop/e2.yaml": "code: E2\nname: Two\nsummary: s\nformerly: [pay/two, shop/e1]\ncompare: [shop/e1]\n",
        "codes/shop/e1.yaml": "code: E1\nname: One\nsummary: s\nguides: [g]\n",
        "guides/g.md": "---\ntitle: <b>G</b>\ncategory: c\nsummary: s\nformerly: [old/g]\n---\nWords.\n",
    }
    site = build(load(write(tmp_path, texts)), tmp_path / "build").site
    for folder in (site, site / "ko"):
        for old, new in {
            "codes/pay/two.html": "codes/shop/e2.html",
            "guides/old/g.html": "guides/g.html",
            "compare/pay-two-vs-shop-e1.html": "compare/shop-e1-vs-shop-e2.html",
        }.items():
            page = (folder / old).read_text("utf-8")
            (href,) = set(re.findall(r'(?:url=|href=")([^"]+)"', page))
            assert (folder / old).parent.joinpath(href).resolve() == (folder / new).resolve()
            assert (folder / new).is_file()
            assert "<b>" not in page
        assert "http-equiv" not in (folder / "codes/shop/e1.html").read_text("utf-8")


def test_the_sample_builds_without_a_warning(tmp_path: Path) -> None:
    """What `kb init` makes can be published as it is."""
    done = spawn("build", "--strict", cwd=write(tmp_path, sample()))
    assert done.code == 0, done.err


def test_a_hostile_base_gives_nothing_that_a_harmless_one_does_not(attacked: Path, pages: Text) -> None:
    """In whole pages, theme and all, names and texts of records and of kb.yaml stay words."""

    def shapes(texts: Mapping[str, str]) -> set[tuple[str, str]]:
        """Give the elements and attributes that records never make, and the text of scripts."""
        found = set()
        for text in texts.values():
            for element in parse(text).walk():
                names = [name for name in element.attributes if element.tag not in ELEMENTS or name not in ATTRIBUTES]
                found.update((element.tag, name) for name in (names if element.tag in ELEMENTS else [*names, ""]))
                if element.get("type") == "application/ld+json":  # which is data
                    assert "<" not in element.text
                    assert json.loads(element.text)["@context"] == "https://schema.org"
                elif element.tag == "script" and not element.get("src"):
                    found.add(("script", re.sub(r'"base": "[^"]*"|URL\("[^"]*"', "", element.text)[:200]))
        return found

    some = re.compile(
        r"(?:ko/)?(?:codes/(?:\w+/)?index|codes/smtp/5|guides/[ir]|terms/[it]|index|404|health|map|compare/smtp-5)"
    )
    harmless = {path: text for path, text in pages.items() if some.match(path)}
    texts = Text(attacked)
    assert shapes(texts) - shapes(harmless) == set()
    assert {
        element["href"] for text in texts.values() for element in parse(text).all("a") if not is_safe(element["href"])
    } == set()
    for path in (attacked / "search").glob("*.json"):
        for entry in json.loads(path.read_text(encoding="utf-8"))["docs"]:
            assert not re.search(r"<(?!/?(?:p|code|pre|li|ol|ul|sub|sup|mark)>)", entry["title"] + entry["text"])
    assert len(EVIL) > 15


# Serving.


class Server:
    """`kb serve` in a process of its own."""

    def __init__(self, project: Path, log: Path) -> None:
        """Start it, and wait until it says where it is."""
        self.log = log
        command = interruptible("serve", "--port", "0")
        with log.open("wb") as stream:
            self.process = subprocess.Popen(command, cwd=project, env=ENVIRONMENT, stderr=stream, stdout=stream)
        [self.url] = self.wait(lambda: re.findall(r"kb: (http://127\.0\.0\.1:\d+)/ shows", self.said()))

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def wait(self, ask: Callable[[], Any]) -> Any:
        end = time.monotonic() + 60
        while time.monotonic() < end:
            assert self.process.poll() is None, self.said()
            if answer := ask():
                return answer
            time.sleep(0.1)
        raise AssertionError(self.said())

    def get(self, path: str) -> str:
        with urlopen(self.url + path, timeout=10) as answer:
            return answer.read().decode()

    def shows(self, path: str, words: str) -> bool:
        try:
            return words in self.get(path)
        except HTTPError as error:  # the page of a broken record is gone until it is mended
            error.close()
            return False

    def fails(self, path: str) -> int:
        with pytest.raises(HTTPError) as caught:
            self.get(path)
        caught.value.close()
        return caught.value.code


@pytest.fixture
def server(project: Path, tmp_path: Path) -> Iterator[Server]:
    served = Server(project, tmp_path / "log")
    yield served
    served.process.kill()
    served.process.wait()


def test_serve_shows_the_site_and_follows_the_records(server: Server, project: Path) -> None:
    """Pages answer with and without `.html`; an edit is shown, a broken record is survived and told, an end is an end."""
    for path in (
        "/",
        "/index.html",
        "/codes/smtp/504.html",
        "/codes/smtp/504",
        "/codes/smtp/",
        "/codes/smtp",
        "/ko/codes/smtp/504",
    ):
        assert "<html lang=" in server.get(path), path
    assert "Not Implemented" in server.get("/codes/smtp/504?x=1")
    assert "text/css" in urlopen(server.url + "/assets/kb.css", timeout=10).headers["Content-Type"]
    assert {
        server.fails(path)
        for path in ("/nothing", "/codes/smtp/9", "/../kb.yaml", "/%2e%2e/%2e%2e/kb.yaml", "/.kb/nothing")
    } == {404}
    version = server.get("/.kb/version")
    assert "/.kb/reload.js" in server.get("/codes/smtp/504.html")
    assert "/.kb/version" in server.get("/.kb/reload.js")

    record = project / "records/codes/smtp/504.yaml"
    whole = record.read_text()
    record.write_text(whole.replace("Read the reply.", "Leave it out."))
    server.wait(lambda: server.shows("/codes/smtp/504", "Leave it out."))
    server.wait(lambda: server.get("/.kb/version") != version)

    record.write_text("code: [unclosed\n")
    server.wait(lambda: "records/codes/smtp/504.yaml:" in server.said() and "KB001" in server.said())
    assert "<html lang=" in server.get("/codes/smtp/555")
    (project / "kb.yaml").write_text("titel: x\n")
    server.wait(lambda: "kb: kb.yaml:1:1: " in server.said())
    assert "<html lang=" in server.get("/codes/smtp/555")

    (project / "kb.yaml").write_text(PROJECT["kb.yaml"])
    record.write_text(whole.replace("Read the reply.", "All is well."))
    server.wait(lambda: server.shows("/codes/smtp/504", "All is well."))
    server.process.send_signal(signal.SIGINT)
    assert server.process.wait(20) == 0
    assert "Traceback" not in server.said()


def test_serve_says_when_the_address_is_taken(server: Server, project: Path) -> None:
    """A second server at the same port ends with one line."""
    port = server.url.rpartition(":")[2]
    done = spawn("serve", "--port", port, cwd=project)
    assert done.code == 2
    assert f"cannot listen at 127.0.0.1:{port}" in done.err
