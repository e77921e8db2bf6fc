"""Addresses in the web: where they stand in a text, and what is known of their hosts."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from ipaddress import ip_address

WEB = re.compile(r"https?://[^\s<>\"'`{}|\\^]+", re.IGNORECASE)
"""An address that stands alone."""

_IN_TEXT = re.compile(r"https?://(?:(?![<>\"'`{}|\\^])[!-~])+", re.IGNORECASE)
"""An address among words: ASCII only, since the particles of Korean or Japanese follow it without a space."""
_HOST = re.compile(r"[a-z]+://(?:[^/?#@]*@)?(\[[^\]]*\]|[^/?#:]*)(?::(\d*))?", re.IGNORECASE)

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_UNSEEN = re.compile(r"[\x00-\x20\x7f\\]")
ACTING = frozenset(("javascript", "vbscript", "livescript", "mocha", "data", "file", "blob", "filesystem", "jar"))
"""The schemes of addresses that run something, or reach into the reader's machine, in place of leading to a page."""

_NOT_PUBLIC = frozenset(("localhost", "local", "internal", "lan", "arpa", "test", "example", "invalid", "onion"))
"""The last parts of names of which the web's authorities for certificates vouch for none, and of examples."""
_EXAMPLES = ("example.com", "example.net", "example.org")

_ANSWERING = (
    *("apache.org", "archive.org", "cloudflare.com", "debian.org", "doi.org", "github.com", "github.io"),
    *("gitlab.com", "iana.org", "ietf.org", "kernel.org", "mozilla.org", "nginx.org", "openssl.org", "python.org"),
    *("readthedocs.io", "rfc-editor.org", "stackexchange.com", "stackoverflow.com", "unicode.org", "w3.org"),
    *("wikimedia.org", "wikipedia.org"),
)
"""Domains of which every host that serves pages is known to answer `https`; a few that records cite most."""


def addresses(text: str) -> Iterator[tuple[int, int]]:
    """Find the addresses in a text: their offsets, the punctuation of the sentence around them left out."""
    for match in _IN_TEXT.finditer(text):
        yield match.start(), match.start() + len(trimmed(match.group()))


def trimmed(address: str) -> str:
    """Leave out what ends the sentence after an address, and a bracket that was opened before it."""
    surplus = address.count(")") - address.count("(")
    end = len(address)
    while end:
        last = address[end - 1]
        if last == ")" and surplus > 0:
            surplus -= 1
        elif last not in ".,;:!?*_]":
            break
        end -= 1
    return address[:end]


def host_of(address: str) -> str:
    """Give the host of an address in lower case, without the port; empty where there is none."""
    match = _HOST.match(address)
    return match[1].lower().rstrip(".") if match else ""


def has_port(address: str) -> bool:
    """Tell whether an address names a port, at which another scheme would not be answered."""
    match = _HOST.match(address)
    return bool(match and match[2])


def scheme_of(address: str) -> str:
    """Give the scheme of an address as a browser reads it: in lower case, entities resolved, blanks passed over."""
    match = _SCHEME.match(_UNSEEN.sub("", html.unescape(html.unescape(address))))
    return match[1].lower() if match else ""


def acts(words: str) -> bool:
    """Tell whether some words are an address that acts; `data: a study` is none."""
    return scheme_of(words) in ACTING and not re.match(r"\s*\w+:\s", words)


def is_public(host: str) -> bool:
    """Tell whether a host may be one of the public web: a full name, of no example and no private network."""
    if "." not in host or host.rpartition(".")[2] in _NOT_PUBLIC or _is_in(host, _EXAMPLES):
        return False
    try:
        ip_address(host)
    except ValueError:
        return True
    return False


def answers_https(host: str) -> bool:
    """Tell whether a host is known to serve the same pages by `https`."""
    return _is_in(host, _ANSWERING)


def _is_in(host: str, domains: tuple[str, ...]) -> bool:
    return any(host == domain or host.endswith("." + domain) for domain in domains)
