"""What engines write into pages and style sheets becomes files, so that a strict policy has nothing to refuse."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path

import pytest

from kb.site.policy import FOLDER, published

ICON = b"<svg xmlns='http://www.w3.org/2000/svg'><path d='M0 0h1'/></svg>"


LOST = ("404.html", "ko/404.html")


def _published(path: str, content: str, root: str = "/") -> tuple[str, dict[str, str]]:
    """Give what became of a file, and the pieces that came out of it."""
    files = {name: piece.decode() for name, piece in published(path, content.encode(), root, LOST)}
    return files.pop(path), files


@pytest.mark.parametrize(
    ("path", "way"),
    [
        ("index.html", ""),
        ("codes/smtp/504.html", "../../"),
        ("ko/404.html", "/kb/"),
        ("404.html", "/kb/"),
        ("codes/http/404.html", "../../"),
        ("terms/404.html", "../"),
    ],
)
def test_a_script_becomes_a_file_that_the_page_loads_at_the_same_place(path: str, way: str) -> None:
    """The address is relative, so that it works from a folder; only the page of what is not found knows its server."""
    page, pieces = _published(
        path, "<body><script>a('</p>')</script><p>x</p><SCRIPT id=b>b()\n</SCRIPT ></body>", "/kb/"
    )
    assert list(pieces.values()) == ["a('</p>')", "b()\n"]
    first, second = pieces
    assert re.fullmatch(rf"{FOLDER}/[0-9a-f]{{12}}\.js", first)
    assert (
        page == f'<body><script src="{way}{first}"></script><p>x</p><script id=b src="{way}{second}"></script></body>'
    )


def test_the_same_script_is_the_same_file_on_every_page() -> None:
    """A browser gets it once."""
    assert _published("a.html", "<script>a()</script>")[1] == _published("b/c.html", "<p><script>a()</script>")[1]


@pytest.mark.parametrize(
    "markup",
    [
        '<script src="x.js"></script>',
        '<script async\n  src = "x.js"></script>',
        '<script type="application/json">{"a": 1}</script>',
        "<script type=application/ld+json>{}</script>",
        '<SCRIPT id="a" TYPE="application/json">{}</SCRIPT>',
        "<scripted>a()</scripted><styled>b</styled>",
        "<p>&lt;script&gt;a()&lt;/script&gt;</p>",
        "<script>a()",
    ],
)
def test_what_no_policy_refuses_stays(markup: str) -> None:
    """Scripts that are files, data, and what is no script."""
    assert _published("a.html", markup) == (markup, {})


def test_a_module_stays_one() -> None:
    """What a script is does not change."""
    page, pieces = _published("a.html", '<script type="module">import "./b.js"</script>')
    assert page == f'<script type="module" src="{next(iter(pieces))}"></script>'


def test_a_style_becomes_a_file_and_its_pictures_too() -> None:
    """Themes write the icons that a user chose into each page."""
    address = f"data:image/svg+xml;charset=utf-8,{ICON.decode()}"
    page, pieces = _published("a/b.html", f'<style>:root{{--i:url("{address}")}}</style>')
    picture, sheet = pieces
    assert pieces[picture] == ICON.decode()
    assert page == f'<link rel="stylesheet" href="../{sheet}">'
    assert f"url(../../{picture})" in pieces[sheet]


def test_a_picture_in_a_style_sheet_becomes_a_file_but_stays_for_folders() -> None:
    """Browsers mask with a file when a server gives it, and from a folder only with what the sheet itself holds."""
    encoded = base64.b64encode(ICON).decode()
    plain = ICON.decode().replace("<", "%3C").replace(">", "%3E")
    sheet = (
        f':root{{--a:url("data:image/svg+xml;charset=utf-8,{ICON.decode()}")}}'
        f".b{{background:url(data:image/svg+xml;base64,{encoded}) 0 0}}.c{{mask:url('data:image/svg+xml,{plain.replace(chr(39), '%27')}')}}"
    )
    changed, pieces = _published("ko/assets/a.css", sheet)
    ((path, picture),) = pieces.items()
    assert picture == ICON.decode()
    variable = f"--kb-{path.rpartition('/')[2].removesuffix('.svg')}"
    used = f"var({variable},url(../../{path}))"
    rules, _, folder = changed.partition("\n")
    assert rules == f":root{{--a:{used}}}.b{{background:{used} 0 0}}.c{{mask:{used}}}"
    assert folder.startswith(f":root[data-kb-folder]{{{variable}:url(")
    assert "data:image/svg+xml" in folder
    assert "data:" not in rules


def test_other_addresses_of_a_style_sheet_stay() -> None:
    """Files, and data of which nothing says what they are."""
    sheet = 'a{b:url(c.svg)}d{e:url("data:,x")}f{g:url(data:text/css,h)}\n'
    assert _published("assets/a.css", sheet) == (sheet, {})


def test_files_that_are_no_pages_stay() -> None:
    """A search index may well hold the words of a script."""
    content = json.dumps({"a": "<script>a()</script>", "b": "url(data:image/png,x)"})
    for path in ("search/search_index.js", "a.json", "a.md", "a.svg"):
        assert _published(path, content) == (content, {})


REFUSED = re.compile(
    r"<style\b|<[a-z][^<>]*?\s(?:style|on[a-z]+)\s*=|<script(?![^>]*\s(?:src\s*=|type=\"application/(?:ld\+)?json\"))[^>]*>"
    r"|<(?:img|source|image|use)\b[^>]*?(?:src|href)\s*=\s*[\"']?data:",
    re.IGNORECASE,
)


def test_no_page_of_the_reference_holds_what_a_policy_refuses(built: Path) -> None:
    """Not one of all pages, in any language."""
    pages = sorted((built / "site").rglob("*.html"))
    assert len(pages) > 4000
    found = {page.name: match.group() for page in pages if (match := REFUSED.search(page.read_text(encoding="utf-8")))}
    assert found == {}


@pytest.mark.parametrize(
    "markup",
    [
        "<style>",
        '<p class="a" style="b">',
        "<P\nSTYLE=b>",
        "<a onclick='b'>",
        "<script>",
        "<script defer>",
        '<img src="data:image/png,x">',
    ],
)
def test_what_a_policy_refuses_is_seen(markup: str) -> None:
    """The check itself sees what it is for."""
    assert REFUSED.search(f"<p>x</p>{markup}")
