"""The copies of kb's own pages, which are Markdown with little else in it."""

from __future__ import annotations

import re

_LINES = re.compile(r"^</?(?:div|p)\b[^\n]*\n+", re.MULTILINE)
_ANCHOR = re.compile(r"^(#{1,6} .*?) \{#[\w.-]+\}$", re.MULTILINE)
_LINK = re.compile(r"\]\(((?!\w+:)[^()\s]*?)\.html(?=[)#])")
_ENTITY = re.compile(r"&#(\d{1,7});")


def copy(body: str) -> str:
    """Give a page's Markdown without the anchors and elements that are for browsers; a `<` stays a word."""
    text = _LINK.sub(r"](\1.md", _ANCHOR.sub(r"\1", _LINES.sub("", body)))
    return _ENTITY.sub(lambda m: "&lt;" if m[1] == "60" else chr(int(m[1])), text)
