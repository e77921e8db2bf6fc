"""Every link of the built site leads somewhere: to a file that is there, and to an anchor that is in it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

import kb
from kb.site.building import build

_TAG = re.compile(
    r"<([a-z][\w-]*)((?:\s+[^\s=>\"'/]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>\"']+))?|\s*/)*)\s*>", re.IGNORECASE
)
_ATTRIBUTE = re.compile(r"([^\s=>\"'/]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"']+))")
_SCRIPT = re.compile(r"<(script|style)\b([^>]*)>.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_IN_STYLE = re.compile(r"url\(\s*[\"']?(?!data:)([^\"')]+)[\"']?\s*\)")
_LINKS = frozenset(["href", "src", "poster", "data", "action"])
_LISTS = frozenset(["for", "list", "aria-labelledby", "aria-describedby", "aria-controls"])
_SELECTED = re.compile(r"(code|guide|term):(.+)")
"""What is selected on the map, whose script reads it of its address."""
_REFRESH = re.compile(r"\d+;\s*url=(.+)", re.IGNORECASE)


class Document:
    """A page: where its links lead, and the anchors that it has."""

    def __init__(self, html: str) -> None:
        """Read each tag once; no tag within a script or a style is one."""
        self.links: set[str] = set()
        self.anchors: set[str] = {"", "top"}
        self.twice: set[str] = set()
        self.parts: set[str] = set()
        for tag in _TAG.finditer(_SCRIPT.sub(r"<\1\2>", html)):
            given = [(m[1].lower(), unescape(m[2] or m[3] or m[4] or "")) for m in _ATTRIBUTE.finditer(tag[2])]
            for name, value in given:
                if name in _LINKS:
                    self.links.add(value)
                elif name == "srcset":
                    self.links.update(part.split()[0] for part in value.split(","))
                elif name == "content" and (refresh := _REFRESH.fullmatch(value)):
                    self.links.add(refresh[1])
                elif name in _LISTS:  # those of the theme begin with `__`, and not all of them are on every page
                    self.parts.update(part for part in value.split() if not part.startswith("__"))
                elif name == "id":
                    (self.twice if value in self.anchors else self.anchors).add(value)
                elif name == "name" and tag[1].lower() == "a":
                    self.anchors.add(value)


def faults(folder: Path, root: str = "/") -> Iterator[str]:
    """Say what is wrong with the links of a site; `root` is its address on its server, which absolute links begin with."""
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    pages = {name: Document((folder / name).read_text(encoding="utf-8")) for name in files if name.endswith(".html")}
    for name, page in sorted(pages.items()):
        yield from (f"{name}: two elements are #{anchor}" for anchor in sorted(page.twice))
        yield from (f"{name}: no element is #{part}" for part in sorted(page.parts - page.anchors))
        for link in sorted(page.links):
            target, fragment = _target(name, link, root)
            if target is not None and target not in files:
                yield f"{name}: {link} leads nowhere"
            elif target in pages and fragment not in pages[target].anchors and not _selects(target, fragment, files):
                yield f"{name}: {link} leads to no anchor"
    for name in sorted(files):
        if name.endswith(".css"):
            for match in _IN_STYLE.finditer((folder / name).read_text(encoding="utf-8")):
                if posixpath.normpath(posixpath.join(posixpath.dirname(name), match[1])) not in files:
                    yield f"{name}: {match[1]} is not there"


def _selects(target: str, fragment: str, files: set[str]) -> bool:
    """Tell whether an address selects a record on the map, by its key; a record has a page."""
    selected = _SELECTED.fullmatch(fragment) if target.endswith("map.html") else None
    return selected is not None and (
        posixpath.join(posixpath.dirname(target), f"{selected[1]}s/{selected[2]}.html") in files
    )


def _target(page: str, link: str, root: str) -> tuple[str | None, str]:
    """Give the file that a link leads to, if it is of this site, and the anchor in it."""
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        return None, ""
    path = unquote(parts.path)
    if path.startswith("/"):
        path = path.removeprefix(root)
    else:
        path = posixpath.join(posixpath.dirname(page), path) if path else page
    path = posixpath.normpath(path)
    return ("index.html" if path == "." else path), unquote(parts.fragment)


def test_every_link_of_the_reference_leads_somewhere(built: Path) -> None:
    """Pages of both languages, the page of what is not found, scripts, styles and pictures."""
    assert list(faults(built / "site")) == []


def test_what_is_not_found_in_a_language_leads_back_to_it(built: Path) -> None:
    """A server gives the page of the folder that was asked for, and its links keep to the language of that folder."""
    links = {
        link for link in Document((built / "site/ko/404.html").read_text(encoding="utf-8")).links if "://" not in link
    }
    assert {"/ko/index.html", "/ko/codes/index.html", "/index.html"} <= {posixpath.normpath(link) for link in links}
    assert {link for link in links if not link.startswith("/ko/") and "/inline/" not in link} == set()


def test_redirects_and_a_site_below_a_path_lead_somewhere(tmp_path: Path) -> None:
    """Old addresses lead to pages that are there, and what is not found knows the path of the site on its server."""
    base = kb.load(
        {
            "kb.yaml": "title: T\nlanguage: en\nlanguages: [en, ko]\nsite: {url: 'https://example.org/codes/kb'}\n",
            "records/codes/x/1.yaml": "code: 1\nname: One\nsummary: The first.\nformerly: [x/old, y/o]\ncompare: [x/2]\n",
            "records/codes/x/2.yaml": "code: 2\nname: Two\nsummary: The second.\nformerly: [x/b&c]\n",
        }
    )
    site = build(base, tmp_path).site
    assert {"codes/x/old.html", "codes/y/o.html", "compare/x-2-vs-x-old.html"} <= {
        path.relative_to(site).as_posix() for path in site.rglob("*.html")
    }
    assert list(faults(site, "/codes/kb/")) == []
    for page in ("404.html", "ko/404.html"):
        own = [link for link in Document((site / page).read_text(encoding="utf-8")).links if not urlsplit(link).scheme]
        assert own
        assert all(link.startswith(("/codes/kb/", "#")) for link in own)


@pytest.mark.parametrize(
    ("page", "told"),
    [
        ('<a href="b.html">x</a>', ["a/p.html: b.html leads nowhere"]),
        ('<a href="../q.html#here"></a><a href="#top"></a><a href="../q.html#%EA%B0%80"></a>', []),
        ("<a href='../q.html#nowhere'>", ["a/p.html: ../q.html#nowhere leads to no anchor"]),
        ('<a\n  class="x"\n  href = "../q.html?x=1#nowhere" >', ["a/p.html: ../q.html?x=1#nowhere leads to no anchor"]),
        ('<a href="/q.html"></a><img src=/no.png>', ["a/p.html: /no.png leads nowhere"]),
        ('<img srcset="../q.html 1x, no.png 2x">', ["a/p.html: no.png leads nowhere"]),
        ('<meta http-equiv="refresh" content="0; url=no.html">', ["a/p.html: no.html leads nowhere"]),
        ('<a href="https://example.org/x"></a><a href="mailto:x@example.org"></a>', []),
        ('<script>"<a href=no.html>"</script><p>&lt;a href="no.html"></p>', []),
        ('<i id="a"></i><b id="a"></b>', ["a/p.html: two elements are #a"]),
        ('<label for="no"></label>', ["a/p.html: no element is #no"]),
    ],
)
def test_what_is_wrong_is_found(tmp_path: Path, page: str, told: list[str]) -> None:
    """The check itself sees what it is for."""
    (tmp_path / "a").mkdir()
    (tmp_path / "a/p.html").write_text(page, encoding="utf-8")
    (tmp_path / "q.html").write_text("<h1 id=here>x</h1><h2 id='가'></h2>", encoding="utf-8")
    assert list(faults(tmp_path)) == told
