"""The same Markdown through both engines: the same addresses, links, headings and words, and nothing that acts."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pytest
from html_tree import is_safe, parse
from scratch import ROOT, run, spawn, write
from test_build import PROJECT, Text, attributes_of
from test_prose import hostile

import kb
from kb.site.building import ENGINES, build
from kb.site.errors import BuildError

RICH = PROJECT | {
    "records/guides/replies.md": "---\ntitle: Replies & *digits*\ncategory: mail\nsummary: Digits.\n---\n\n"
    "First digit. See [[starttls]] and [[smtp/504|that *reply*]].\n\n## Which & why\n\n"
    "- one\n- two `a < b`\n\n| a | b |\n| - | - |\n| 1 | `|` |\n\n```smtp\n250 <OK> {x}\n```\n\n"
    "!!! note\n    Mind [the RFC](https://www.rfc-editor.org/rfc/rfc5321).\n",
    "records/codes/smtp/504.ko.yaml": "name: 구현되지 않음\nsummary: 매개변수를 모릅니다.\n",
}


class Facts(NamedTuple):
    """What a reader finds in the content of a page."""

    title: str
    links: list[str]
    headings: list[tuple[str, str | None, str]]
    words: str
    languages: list[str]


def facts(page: str) -> Facts:
    tree = parse(page)
    content = tree.one("article")
    headings = [(one.tag, one.get("id"), one.words) for one in content.walk() if re.fullmatch("h[1-6]", one.tag)]
    switch = [link["href"] for link in tree.all(".md-select__link")]
    links = [link["href"] for link in content.all("a") if link.get("href") is not None]
    return Facts(tree.one("title").words, links, headings, " ".join(content.words.split()), switch)


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Build one small base with each engine, and give the sites."""
    base = kb.load(RICH)
    return {engine: build(base, tmp_path_factory.mktemp(engine), engine=engine).site for engine in ENGINES}


def test_both_engines_make_the_same_pages(both: dict[str, Path]) -> None:
    """Every page is there in both, with the same title, links, headings, words and ways to the other language."""
    material, zensical = (Text(site) for site in both.values())
    assert set(material) == set(zensical)
    assert len(material) > 25
    for path in material:
        if not path.endswith("404.html"):
            assert facts(material[path]) == facts(zensical[path]), path
    replies = facts(zensical["guides/replies.html"])
    assert replies.headings[0] == ("h1", "guide", "Replies & *digits*¶")
    assert "250 <OK> {x}" in replies.words
    assert replies.languages == ["../guides/replies.html", "../ko/guides/replies.html"]


def test_every_file_of_kb_is_in_both(both: dict[str, Path]) -> None:
    """Assets, sources and the map of the site are where they are with the other engine."""
    material, zensical = (
        {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()} for site in both.values()
    )
    own = re.compile(r"(?:ko/)?(?:assets/(?:inline|javascripts|stylesheets|images)/|search[./])")
    assert {path for path in material if not own.match(path)} == {path for path in zensical if not own.match(path)}
    assert "source/records/terms/mx.yaml.txt" in zensical
    sitemap = (both["zensical"] / "sitemap.xml").read_text("utf-8")
    for prefix in ("", "ko/"):
        assert f"<loc>https://kb.example/docs/{prefix}codes/smtp/504.html</loc>" in sitemap


def test_every_link_of_a_zensical_site_leads_somewhere(both: dict[str, Path]) -> None:
    """Also those of its theme: styles, scripts, navigation; and nothing is asked of another server."""
    site = both["zensical"]
    for path, text in Text(site).items():
        if path.endswith("404.html"):
            continue
        for name, value in attributes_of(text):
            address = value.partition("#")[0]
            if name in ("href", "src") and address and not re.match(r"https?:|mailto:", address):
                assert (site / path).parent.joinpath(address).is_file(), (path, value)
        assert not re.search(r"""<(?:script|link|img)[^>]*(?:src|href)=["'](?!https://kb\.example/)https?:""", text), (
            path
        )


def test_two_builds_with_zensical_give_the_same_bytes(tmp_path: Path) -> None:
    """A second build changes no file, and says nothing of the machine."""
    base = kb.load(RICH)
    build(base, tmp_path, engine="zensical")
    assert build(base, tmp_path, engine="zensical").changed == 0
    for file in (tmp_path / "site").rglob("*"):
        if file.is_file():
            data = file.read_bytes()
            assert str(tmp_path).encode() not in data, file
            assert str(ROOT).encode() not in data, file


def test_a_hostile_base_is_as_inert_with_zensical(attacked: Path, tmp_path: Path) -> None:
    """Attacks stay words: pages have the links, headings and elements that Material for MkDocs gives them."""

    def elements(text: str) -> list[str]:
        return [one.tag for one in parse(text).one("article").walk() if one.get("id") != "__skip"]

    def shapes(texts: Mapping[str, str]) -> dict[str, tuple[Facts, list[str]]]:
        """Give what is on each page, but for the mark with which Zensical begins the content."""
        pages = {path: text for path, text in texts.items() if not path.endswith("404.html")}
        return {path: (facts(text)._replace(languages=[]), elements(text)) for path, text in pages.items()}

    texts = Text(build(kb.load(hostile(each_field=False)), tmp_path, engine="zensical").site)
    assert shapes(texts) == shapes(Text(attacked))
    for path, text in texts.items():
        tree = parse(text)
        assert [link["href"] for link in tree.all("a") if not is_safe(link.get("href") or "")] == [], path
        names = {name for element in tree.walk() for name in element.attributes}
        assert not {name for name in names if name.startswith("on")}, path


@pytest.mark.parametrize("engine", ENGINES)
def test_markup_that_acts_ends_the_build(engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Should a text ever slip through as markup, no engine publishes it."""
    from kb.site import site as site_module

    monkeypatch.setattr(site_module, "page_markdown", lambda text, *_, **__: text)
    texts = PROJECT | {"records/terms/mx.yaml": "term: MX\ndefinition: <img src=x onerror=alert(1)>\n"}
    with pytest.raises(BuildError, match=r"terms/mx\.(md|html): a record's text became active markup"):
        build(kb.load(texts), tmp_path, engine=engine)
    assert not (tmp_path / "site").exists()


def test_the_command_takes_the_engine(tmp_path: Path) -> None:
    """`--engine zensical` builds; what is no engine is wrong usage that names those there are."""
    write(tmp_path, PROJECT)
    done = spawn("build", "--engine", "zensical", "--strict", cwd=tmp_path)
    assert (done.code, done.out) == (0, "")
    assert 'content="zensical' in (tmp_path / "build/site/index.html").read_text("utf-8")
    done = run("build", "--engine", "nonsense", cwd=tmp_path)
    assert done.code == 2
    assert "mkdocs" in done.err
    assert "zensical" in done.err


def test_an_engine_that_is_not_installed_is_named_with_its_extra(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without Zensical the user reads what to install."""
    write(tmp_path, PROJECT)
    monkeypatch.setitem(sys.modules, "zensical", None)
    done = run("build", "--engine", "zensical", cwd=tmp_path)
    assert done.code == 2
    assert done.err.splitlines()[-1] == (
        "kb: this needs zensical, which is not installed; pip install 'kbgraph[zensical]'"
    )
    assert not (tmp_path / "build").exists()
