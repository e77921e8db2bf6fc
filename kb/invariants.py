"""What a text says alike in every language: literals, commands, codes, numbers, addresses and links.

Two texts are compared by it, an original and its translation. Precision comes first: what one of them says counts as
kept when it stands anywhere in the other's record, in whatever notation its language has for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from kb import markup
from kb.addresses import addresses, host_of
from kb.source import Reference, Scalar

if TYPE_CHECKING:
    from kb.base import Base
    from kb.record import Record

_SHELLS = frozenset(("bash", "bat", "cmd", "console", "fish", "powershell", "sh", "shell", "shell-session", "zsh"))
_COMMENT = re.compile(r"(?:^|\s)#.*$")
_PLACEHOLDER = re.compile(r"<[^<>]*>|\{[^{}]*\}|\[[^\[\]]*\]")
_WORD = re.compile(r"[A-Z][A-Z0-9_]{2,}")
_ITEM = re.compile(r"^[ \t]*\d+[.)](?=[ \t])", re.MULTILINE)
_MARKS = ".,\u066b\u066c"
_PART = re.compile(rf"\d+(?:[{_MARKS}]\d+)*")
_NUMBER = re.compile(rf"\d{{1,3}}(?:[ \u00a0\u202f'\u2019]\d{{3}})+(?!\d)(?:[{_MARKS}]\d+)?|{_PART.pattern}")
"""A number as texts have it: with points or commas, or its thousands set apart in one of the usual ways."""
_RFC = re.compile(r"RFC[ -]?(\d+)")
_MYRIADS = re.compile(r"(?<![\d.,])(\d[\d,]*+(?:\.\d++)?+) ?([천千백百]?[만万萬억億]|[천千백百])")
_UNITS = {"백": 100, "百": 100, "천": 1000, "千": 1000, "만": 10**4, "万": 10**4, "萬": 10**4, "억": 10**8, "億": 10**8}
_SPELT = {"10": "십열十", "100": "백百", "1000": "천千", "10000": "만万萬"}
_ROUND = re.compile(r"\b(?:dozen|hundred|thousand|million|billion)s?\b", re.IGNORECASE)
_SAYING = re.compile(r"[`\d\[]|~~~|://|[A-Z]{2}")
"""What a text has that says anything alike in every language; most names have nothing of it."""
_NO_DIGITS = {number: None for number in range(128) if not chr(number).isdecimal()}
_TAG = re.compile(r"[a-z]{2}(?:[-_][a-z]{2,4})?", re.IGNORECASE)
MOST = 1000
"""How many different literals of a field are looked for: each is, in all of the other record."""


class Differences(NamedTuple):
    """What a field of a translation lacks of the original, and what it has that the original lacks, as it is shown."""

    lacking: tuple[str, ...]
    added: tuple[str, ...]


class Invariants:
    """Compares the records of a base with their translations."""

    def __init__(self, base: Base) -> None:
        """Take the base, whose codes may be words."""
        self.base = base

    @cached_property
    def codes(self) -> frozenset[str]:
        """The codes that are words, such as `EPERM`."""
        codes = (record.text("code") for record in self.base.of_kind("code"))
        return frozenset(code for code in codes if code and _WORD.fullmatch(code))

    def compare(self, original: Record, translation: Record) -> dict[str, Differences]:
        """Give the fields that both records have as text and that differ in what they say in no language."""
        here, there = _Side(self, original), _Side(self, translation)
        found = {}
        for name, _ in translation.texts():
            if original.text(name) is not None:
                lacking, added = _missing(here.said(name), there, smallest=2), _missing(there.said(name), here)
                found[name] = Differences(tuple(lacking), tuple(added))
        return {name: differences for name, differences in found.items() if any(differences)}


class Linked(NamedTuple):
    """A link: the record that it leads to, its shortest form, and the numbers in the words that it shows."""

    key: str
    shown: str
    numbers: list[str]


class _Said(NamedTuple):
    """What a field says, in the order in which it is said."""

    literals: Iterable[str] = ()
    words: Iterable[str] = ()
    numbers: Iterable[str] = ()
    rfcs: Iterable[str] = ()
    """Those of the numbers that are an RFC's."""
    urls: Iterable[str] = ()
    links: Iterable[Linked] = ()


class _Side:
    """A record: what its fields say, and where to look for what the other's say."""

    def __init__(self, invariants: Invariants, record: Record) -> None:
        self.invariants = invariants
        self.record = record

    def said(self, field: str) -> _Said:
        text = self.record.text(field) or ""
        if not _SAYING.search(text):
            return _Said()
        commands, text = _without_shells(text)
        spans = list(markup.code_spans(_without_fences(text)))
        literals = [*commands, *(text[start + ticks : end - ticks] for start, end, ticks in spans)]
        text = markup.blanked(text, ((start, end) for start, end, _ in spans))
        text = markup.blanked(text, ((match.start, match.end) for match in markup.links(text)))
        found = list(addresses(text))
        prose = _ITEM.sub("", markup.blanked(text, found))
        words = [word for word in _WORD.findall(prose) if word in self.invariants.codes]
        if words:
            prose = _WORD.sub(lambda m: " " if m.group() in self.invariants.codes else m.group(), prose)
        return _Said(
            filter(None, map(_squeezed, literals)),
            words,
            _NUMBER.findall(prose),
            _RFC.findall(prose) if "RFC" in prose else (),
            [text[start:end] for start, end in found],
            self._links(field),
        )

    def _links(self, field: str) -> Iterator[Linked]:
        for link in self.record.links:
            if link.field == field:
                target, _ = self.invariants.base.follow(self.record, link)
                if target is not None:
                    yield Linked(target.key, f"[[{target.id}]]", _NUMBER.findall(link.label))

    # What the whole record says.

    @cached_property
    def text(self) -> str:
        """All its texts on one line."""
        return _squeezed("\n".join(_texts(self.record)))

    @cached_property
    def outline(self) -> str:
        """The same with one mark for each placeholder, whose words are translated."""
        return _PLACEHOLDER.sub("<>", self.text)

    @cached_property
    def parts(self) -> set[str]:
        """Its numbers as they stand there."""
        return set(_PART.findall(self.text))

    @cached_property
    def numbers(self) -> set[str]:
        """The digits of its numbers, in every way to read them."""
        found = {_digits(number) for number in (*_NUMBER.findall(self.text), *self.parts)}
        found.update(_digits(digits) for part in self.parts for digits in re.split(f"[{_MARKS}]", part))
        found.update(_value(*match.groups()) for match in _MYRIADS.finditer(self.text))
        return found | {number for number, spelt in _SPELT.items() if any(char in self.text for char in spelt)}

    @cached_property
    def has_round_words(self) -> bool:
        """Whether it speaks of hundreds or thousands in words."""
        return bool(_ROUND.search(self.text))

    @cached_property
    def urls(self) -> set[str]:
        """The addresses in it, without their scheme, and the hosts of those that are in some language."""
        found = {_address(self.text[start:end]) for start, end in addresses(self.text)}
        return {form for whole, localized in found for form in (whole, localized or whole)}

    @cached_property
    def hosts(self) -> set[str]:
        """The hosts of all the addresses in it."""
        return {whole.partition("/")[0] for whole in self.urls}

    @cached_property
    def linked(self) -> set[str]:
        """The keys of the records that it links or refers to."""
        links = (self.invariants.base.follow(self.record, link)[0] for link in self.record.links)
        keys = {self.record.key, *(target.key for target in links if target is not None)}
        for name, declared in self.record.declaration.references:
            for reference in self.record.items(name):
                keys |= {f"{kind}:{reference.text.removeprefix(kind + ':')}" for kind in declared.kinds}
        return keys

    @cached_property
    def has_broken_link(self) -> bool:
        """Whether a link of it leads nowhere. That is reported, and may be any that is missing."""
        return any(self.invariants.base.follow(self.record, link)[0] is None for link in self.record.links)


def _missing(said: _Said, other: _Side, *, smallest: int = 3) -> Iterator[str]:
    """Give what a field says and the other record does not; of numbers those with so many digits, or a point."""
    for literal in islice(dict.fromkeys(said.literals), MOST):
        if literal not in other.text and _PLACEHOLDER.sub("<>", literal) not in other.outline:
            yield f"`{literal}`"
    yield from (word for word in dict.fromkeys(said.words) if word not in other.text)
    links = list(said.links)
    shown = (number for link in links if link.key in other.linked for number in link.numbers)
    for number in dict.fromkeys((*said.numbers, *shown)):
        if (len(_digits(number)) >= smallest or "." in number) and not _has_number(other, number):
            yield f"RFC {number}" if number in said.rfcs else number
    yield from (url for url in dict.fromkeys(said.urls) if not _has_address(other, url))
    if not other.has_broken_link:
        yield from dict.fromkeys(link.shown for link in links if link.key not in other.linked)


def _has_number(side: _Side, number: str) -> bool:
    if number in side.parts:  # nearly always
        return True
    digits = _digits(number)
    if digits in side.numbers or all(_digits(part) in side.numbers for part in _PART.findall(number)):
        return True
    return digits.endswith("00") and side.has_round_words


def _has_address(side: _Side, url: str) -> bool:
    whole, localized = _address(url)
    return whole in side.urls or whole.partition("/")[0] in side.urls or (localized or whole) in side.hosts


def _address(url: str) -> tuple[str, str | None]:
    """Give an address without its scheme, and only its host if the address says which language the page is in."""
    host, path = host_of(url), url.partition("://")[2].partition("/")[2]
    labels = host.split(".")
    if len(labels) > 2 and _TAG.fullmatch(labels[0]):
        host = ".".join(labels[1:])
        return f"{host}/{path}", host
    localized = host if any(_TAG.fullmatch(part) for part in path.split("/")) else None
    return f"{host}/{path}".rstrip("/"), localized


def _texts(record: Record) -> Iterator[str]:
    """Give every text of a record: values, items, notes."""
    for value in record.fields.values():
        for part in (value,) if isinstance(value, Scalar) else value:
            yield part.text
            if isinstance(part, Reference) and part.note:
                yield part.note.text


def _without_shells(text: str) -> tuple[list[str], str]:
    """Take the blocks of commands out of a text; give the commands, and what is left."""
    if "```" not in text and "~~~" not in text:
        return [], text
    lines, commands = text.split("\n"), []
    for fence in list(markup.fences(lines)):
        if fence.language.lower() in _SHELLS:
            commands += [_command(line) for line in lines[fence.first + 1 : fence.last]]
            lines[fence.first : fence.last + 1] = [""] * (fence.last + 1 - fence.first)
    return commands, "\n".join(lines)


def _command(line: str) -> str:
    """Give a line of a shell without its comment; nothing for one with words in another script, which is translated."""
    return _COMMENT.sub("", line) if line.isascii() else ""


def _without_fences(text: str) -> str:
    lines = text.split("\n")
    for fence in list(markup.fences(lines)) if "```" in text or "~~~" in text else ():
        for number in range(fence.first, fence.last + 1):
            lines[number] = " " * len(lines[number])
    return "\n".join(lines)


def _digits(number: str) -> str:
    """Give the digits of a number, those of every script as ours."""
    if number.isascii():
        return number if number.isdecimal() else number.translate(_NO_DIGITS)
    return "".join(char if char.isascii() else str(int(char)) for char in number if char.isdecimal())


def _value(number: str, unit: str) -> str:
    """Give the digits of a number that counts in tens of thousands, as in `2천만`."""
    value = float("".join(char if char in ".," else str(int(char)) for char in number).replace(",", ""))
    for char in unit:
        value *= _UNITS[char]
    return f"{value:.0f}"


def _squeezed(text: str) -> str:
    return " ".join(text.split())
