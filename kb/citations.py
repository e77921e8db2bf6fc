"""Sources: what an item of `sources` cites, where it leads, and which form an author meant by another one.

`RFC 5321 §4.2.2` leads to that section, a URL to itself. A work in print is known by its year or a page, and leads
nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from kb.addresses import WEB, answers_https, host_of, trimmed

LONGEST = 300
"""How long a citation may be to be looked at closely."""

_SECTION = r"(?:[A-Z](?:\.?\d+(?:\.\d+)*)?|\d+(?:\.\d+)*)(?!\w)"
_MARK = r"(?:§+|[Ss]ections?\s|[Aa]ppendix\s)"
_RFC = re.compile(rf"RFC\s*(\d{{1,5}})(?!\d)(?:\s*,?\s*{_MARK}\s*({_SECTION}))?")
_RFC_FORM = re.compile(
    r"RFC [1-9]\d{0,4}"
    rf"(?: §{_SECTION}(?:,? §{_SECTION})*+|,? {_MARK}{_SECTION}(?:(?:, | and ){_SECTION})*+)?+"
    r"(?![\w.])"
)
_MARKED = r"(?:§++|\b(?:sec(?:t|tions?)?|appendix)(?![a-z]))"
_UNREAD = re.compile(rf"{_MARKED}|^\W*\d{{1,3}}(?:\.\d+)*\W*$|^\W*(?:and )?RFC ?\d|[,;:]$", re.IGNORECASE)
"""Words after the number of an RFC that kb should have understood."""
_FOREIGN = re.compile(
    r"(?:ftps?|git|gopher|news|nntp|ldap)://[^\s<>\"`]+|(?:urn|mailto|isbn|info):[^\s<>\"`]+", re.IGNORECASE
)
_STANDARD = re.compile(r"(?!RFC)[A-Z]{2,}[A-Z0-9/.-]*[ -][^/]*\d.*")
_MANUAL = re.compile(r"[\w.+-]+\(\d[a-z]{0,4}\)")
_WORK = re.compile(
    r"\b(?:1[5-9]|20)\d\d\b|\b(?:ISBN|pp?|pages?|ch|chapter|vol|volume|no|issue|ed|edition|section)\b\.?[ :]*\d"
    r"|\d(?:st|nd|rd|th) ed|§ ?\d",
    re.IGNORECASE,
)

_LINKS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"(draft(?:-[a-z0-9]+)+)(?: §.+)?"), lambda m: f"https://datatracker.ietf.org/doc/{m[1]}/"),
    (re.compile(r"(BCP|STD|FYI) (\d{1,3})"), lambda m: f"https://www.rfc-editor.org/info/{m[1].lower()}{m[2]}"),
    (re.compile(r"(?:doi:|DOI:? )(10\.\d{4,9}/[^\s<>\"]+)"), lambda m: f"https://doi.org/{m[1]}"),
    (re.compile(r"(CVE-\d{4}-\d{4,9})"), lambda m: f"https://www.cve.org/CVERecord?id={m[1]}"),
)
"""Further forms that lead somewhere."""


class Citation(NamedTuple):
    """What a source shows, where it leads if anywhere, and whether kb understands all of it."""

    text: str
    href: str | None
    is_known: bool


class Repair(NamedTuple):
    """The form that an author meant, and whether it surely means the same."""

    text: str
    is_sure: bool


def cite(source: str) -> Citation:
    """Read one item of `sources`."""
    text = " ".join(source.split())
    is_short = len(text) <= LONGEST
    if WEB.fullmatch(text):
        shown = re.sub(r"^https?://(?:www\.)?", "", text, flags=re.IGNORECASE).rstrip("/")
        return Citation(shown, text, _is_whole(text))
    if match := _RFC.match(text):
        number, section = match.groups()
        anchor = f"#{'appendix' if section[0].isalpha() else 'section'}-{section}" if section else ""
        return Citation(text, f"https://www.rfc-editor.org/rfc/rfc{number}{anchor}", is_short and _is_rfc(text))
    for form, link in _LINKS if is_short else ():
        if match := form.fullmatch(text):
            return Citation(text, link(match), is_known=True)
    return Citation(text, None, is_short and _is_unlinked(text))


def repaired(source: str) -> Repair | None:
    """Give the form that kb understands and the author must have meant, or nothing where there is no telling."""
    text = " ".join(source.split())
    if len(text) > LONGEST:
        return None
    bare = text.strip("<>\"'`,; ")
    if bare != text and cite(bare).is_known:
        return Repair(bare, is_sure=True)
    for repair in (*_rfcs(bare), *_web(bare)):
        if repair.text != text and cite(repair.text).is_known:
            return repair
    return None


def several(source: str) -> list[str]:
    """Give the citations in an item that lists two or more, in forms that kb understands; none elsewhere."""
    if len(source) > LONGEST:
        return []
    parts = re.split(r"\s*[,;&]\s*|\s+and\s+|\s+(?=https?://)", " ".join(source.split()).strip(",; "))
    known = [part if cite(part).is_known else (repair.text if (repair := repaired(part)) else "") for part in parts]
    return known if len(parts) > 1 and all(cite(part).href for part in known) else []


def _is_whole(address: str) -> bool:
    """Tell whether an address has a host, and nothing at its end that belongs to the text around it.

    A wiki's page may end in a full stop (`/wiki/Apple_Inc.`).
    """
    ends_well = trimmed(address + "x") == address + "x" and trimmed(address).rstrip("]*_!?") == address.rstrip("]*_!?")
    return bool(host_of(address)) and (ends_well or ("/wiki/" in address and address[-1:] in ".!?)"))


def _is_rfc(text: str) -> bool:
    form = _RFC_FORM.match(text)
    return form is not None and not _UNREAD.search(text[form.end() :])


def _is_unlinked(text: str) -> bool:
    """Tell whether a text cites what has no address: a standard, a page of a manual, a work with its year or page."""
    if _FOREIGN.fullmatch(text) or _STANDARD.fullmatch(text) or _MANUAL.fullmatch(text):
        return True
    is_other = "://" in text or re.search(r"^www\.|\brfc[ -]?\d|^\S+$", text, re.IGNORECASE)
    return not is_other and bool(_WORK.search(text))


# Repairs.

_ANY_SECTION = (
    r"((?:[A-Za-z](?:\.?\d+(?:\.\d+)*+)?+|\d+(?:\.\d+)*+)"
    r"(?:(?:,| and| &) ?(?:§ ?|sections? )?\d+(?:\.\d+)*+)*+)"
)
_ANY_RFC = re.compile(
    rf"\[?rfc[ :_.#-]{{0,3}}0*([1-9]\d{{0,4}})\]?"
    rf"(?:[ ,;:/#(-]{{0,4}}({_MARKED}\.?|(?=\d+\.\d))[ -]?{_ANY_SECTION})?[ .,;)]{{0,3}}",
    re.IGNORECASE,
)
_SECTION_OF = re.compile(
    rf"({_MARKED}\.?)[ -]?{_ANY_SECTION}[, ] ?(?:of|in)? ?(?:the )?\[?rfc[ -]?([1-9]\d{{0,4}})\]?\.?", re.IGNORECASE
)
_SERIES = re.compile(r"(bcp|std|fyi)[ -]?0*([1-9]\d{0,2})", re.IGNORECASE)
_SCHEME = re.compile(r"h?t{1,2}ps?[:;]?/{1,3}(?=[\w-]+\.)|https?[:;.]?/{1,3}(?=[\w-]+\.)", re.IGNORECASE)
_BARE_HOST = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}(?::\d+)?(/[^ ]*)?", re.IGNORECASE)
_USUAL = (".com", ".org", ".net", ".io", ".dev", ".edu", ".gov", ".int", ".info")
_LINK = re.compile(r"\[([^\[\]]*)\]\(([^() ]+)\)")


def _rfcs(text: str) -> Iterator[Repair]:
    if match := _ANY_RFC.fullmatch(text):
        yield Repair(_rfc(match[1], match[2] or "", match[3]), is_sure=True)
    if match := _SECTION_OF.fullmatch(text):
        yield Repair(_rfc(match[3], match[1], match[2]), is_sure=True)
    if match := _SERIES.fullmatch(text):
        yield Repair(f"{match[1].upper()} {match[2]}", is_sure=True)


def _rfc(number: str, mark: str, sections: str | None) -> str:
    if not sections:
        return f"RFC {number}"
    if mark.lower() == "appendix" and sections.isalpha():
        return f"RFC {number} Appendix {sections.upper()}"
    found = re.findall(r"[A-Za-z]?\.?\d+(?:\.\d+)*|^[A-Za-z]$", sections)
    return f"RFC {number} " + ", ".join(f"§{section[:1].upper()}{section[1:]}" for section in found)


def _web(text: str) -> Iterator[Repair]:
    address = trimmed(text)
    if address != text and WEB.fullmatch(address):
        yield Repair(address, is_sure=False)
    if match := _SCHEME.match(address):
        rest = address[match.end() :]
        scheme = "https://" if "s" in match.group().lower() or answers_https(host_of(f"https://{rest}")) else "http://"
        yield Repair(scheme + rest, is_sure=match.group().lower().startswith("http"))
    match = _BARE_HOST.fullmatch(address)
    if match and (match[1] or address.lower().startswith("www.") or address.lower().endswith(_USUAL)):
        yield Repair(f"https://{address}", is_sure=answers_https(host_of(f"https://{address}")))
    if match := _LINK.fullmatch(text):
        yield Repair(match[2], is_sure=False)
    if WEB.match(text) and re.search(r" \S*(?:/|\.\w{2,5}$)", text) and text.count("://") == 1:
        yield Repair(text.replace(" ", "%20"), is_sure=False)
    found = [trimmed(word.strip("<>()\"'")) for word in text.split() if WEB.match(word.strip("<>()\"'"))]
    if len(found) == 1 and found[0] != text:
        yield Repair(found[0], is_sure=False)
