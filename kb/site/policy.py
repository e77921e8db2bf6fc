"""Built files as a strict Content-Security-Policy lets browsers use them: `default-src 'self'`, nothing inline.

Engines write scripts and styles into pages, and pictures into style sheets. Each such piece becomes a file of its own,
named by its content, so that all pages share it. What is done to a file depends on that file alone, whichever engine
or version of a theme wrote it.
"""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Collection, Iterator
from hashlib import sha256
from html import unescape
from urllib.parse import unquote_to_bytes

FOLDER = "assets/inline"
"""Where the pieces are, below the root of the whole site."""

_INLINE = re.compile(
    rb"<(?P<tag>script|style)(?P<attributes>(?=[\s>])(?![^>]*\ssrc\s*=)[^>]*)>(?P<content>.*?)</(?P=tag)\s*>",
    re.DOTALL | re.IGNORECASE,
)
_TYPE = re.compile(rb"""\stype\s*=\s*["']?([^"'\s>]*)""", re.IGNORECASE)
_EXECUTABLE = {b"", b"module", b"text/javascript", b"application/javascript"}
_DATA = re.compile(
    rb"""url\(\s*(?:"data:(?P<double>[^"]*)"|'data:(?P<single>[^']*)'|data:(?P<bare>[^\s"')]*))\s*\)""", re.IGNORECASE
)
_SUFFIXES = {b"image/svg+xml": ".svg", b"image/png": ".png", b"image/gif": ".gif", b"font/woff2": ".woff2"}


def published(
    path: str, content: bytes, root: str, anywhere: Collection[str]
) -> Iterator[tuple[str, bytes]]:
    """Give the pieces that come out of a file of the site, and the file as it is without them; by path.

    `root` is the address of the site on its server, and `anywhere` are the pages that it gives for any address: those
    of what is not found, which cannot know from where they are asked.
    """
    found: dict[str, bytes] = {}
    if path.endswith(".html"):
        way = root if path in anywhere else "../" * path.count("/")
        content = _INLINE.sub(lambda match: _page_piece(match, way, found), content)
    elif path.endswith(".css"):
        content = _style(content, "../" * path.count("/"), found)
    yield from found.items()
    yield path, content


def _page_piece(match: re.Match[bytes], way: str, found: dict[str, bytes]) -> bytes:
    """Take a script or a style out of a page, in place of which a file is loaded; data stay where they are."""
    content, attributes = match["content"], match["attributes"]
    if match["tag"].lower() == b"style":
        style = _style(content, "../" * (FOLDER.count("/") + 1), found)
        return f'<link rel="stylesheet" href="{way}{_keep(style, ".css", found)}">'.encode()
    kind = _TYPE.search(attributes)
    if kind and unescape(kind[1].decode("utf-8", "replace")).lower().encode() not in _EXECUTABLE:
        return match.group()
    return b"<script%s src=\"%s\"></script>" % (attributes, f"{way}{_keep(content, '.js', found)}".encode())


def _style(style: bytes, way: str, found: dict[str, bytes]) -> bytes:
    """Take pictures out of a style sheet.

    From a folder, browsers refuse to mask with a file. So each picture has a variable that holds it as it was, but only
    where a script said that the page was opened from a folder; else the variable is not there, and the file is used.
    """
    kept: dict[str, bytes] = {}

    def replace(match: re.Match[bytes]) -> bytes:
        address = match["double"] or match["single"] or match["bare"] or b""
        head, comma, data = address.partition(b",")
        kind, *rest = head.lower().split(b";")
        if not comma or kind not in _SUFFIXES:
            return match.group()
        picture = unquote_to_bytes(data)
        file = _keep(b64decode(picture) if b"base64" in rest else picture, _SUFFIXES[kind], found)
        variable = f"--kb-{file.rpartition('/')[2].partition('.')[0]}"
        kept[variable] = match.group()
        return f"var({variable},url({way}{file}))".encode()

    style = _DATA.sub(replace, style)
    if not kept:
        return style
    declared = b";".join(variable.encode() + b":" + address for variable, address in kept.items())
    return style.rstrip() + b"\n:root[data-kb-folder]{" + declared + b"}\n"


def _keep(content: bytes, suffix: str, found: dict[str, bytes]) -> str:
    """Remember a piece, and give its path."""
    path = f"{FOLDER}/{sha256(content).hexdigest()[:12]}{suffix}"
    found[path] = content
    return path
