"""Citations that become links: `RFC 5321 §4.2.2` leads to that section, a URL to itself."""

from __future__ import annotations

import re
from typing import NamedTuple

_RFC = re.compile(r"RFC\s*(\d{1,5})(?:\s*,?\s*(?:§+|[Ss]ection\s+)\s*([A-Z]|[A-Z]?\.?\d+(?:\.\d+)*))?")
_APPENDIX = re.compile(r"[A-Z]")
_WEB = re.compile(r"https?://[^\s<>\"'`{}|\\^]+")


class Citation(NamedTuple):
    """What a source shows, and where it leads; no address when kb does not know the form."""

    text: str
    href: str | None


def cite(source: str) -> Citation:
    """Read one item of `sources`."""
    text = " ".join(source.split())
    if _WEB.fullmatch(text):
        return Citation(re.sub(r"^https?://(?:www\.)?", "", text).rstrip("/"), text)
    if match := _RFC.match(text):
        number, section = match.groups()
        anchor = f"#{'appendix' if _APPENDIX.match(section) else 'section'}-{section}" if section else ""
        return Citation(text, f"https://www.rfc-editor.org/rfc/rfc{number}{anchor}")
    return Citation(text, None)
