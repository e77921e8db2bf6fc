"""What the engine looks at: the codes of a base, their texts, their places in their families, what they refer to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kb.record import Record
from kb.suggest.words import plain

if TYPE_CHECKING:
    from kb.base import Base

FIELDS = {"name": 3, "summary": 2, "when": 1, "fix": 1}
"""The texts that are read, and how much a word counts in each."""
BRIEF = ("name", "summary")
"""The texts that tell most in the fewest words."""
LINKED = ("guides", "terms", "sources")
"""The fields in which two codes may refer to the same thing."""

_NUMBER = re.compile(r"(.*?)(\d{1,18})", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Code:
    """A code as the engine sees it."""

    key: str
    record: Record
    family: str
    label: str
    """The code as its author writes it, its letters in lower case."""
    group: str | None
    """The class within the family: the one it names, the declared one that begins it, or the first of its digits."""
    number: tuple[str, int] | None
    """What stands before the number that ends the code, and that number."""
    fields: tuple[str, ...] = tuple(FIELDS)
    """Which of its texts are read."""

    @property
    def texts(self) -> list[str]:
        """The texts that are read, in the order of `FIELDS`, as a reader sees them; empty for one that is not."""
        names = " ".join([self.record.text("name") or "", *(item.text for item in self.record.items("aliases"))])
        texts = {"name": names} | {field: self.record.text(field) or "" for field in self.fields if field != "name"}
        return [plain(texts.get(field, "")) for field in FIELDS]

    @property
    def links(self) -> list[str]:
        """What it refers to, each with the field in which it does."""
        return [f"{field} {item.text}" for field in LINKED for item in self.record.items(field)]


def codes_of(base: Base, fields: tuple[str, ...] = tuple(FIELDS)) -> list[Code]:
    """Give the codes of a base in the order of its records, to be judged by some of their texts."""
    return [_code(base, record, fields) for record in base.of_kind("code")]


def _code(base: Base, record: Record, fields: tuple[str, ...]) -> Code:
    label = (record.text("code") or record.id.rpartition("/")[2]).casefold()
    match = _NUMBER.fullmatch(label)
    number = (match[1], int(match[2])) if match else None
    return Code(record.key, record, record.family or "", label, _group(base, record, label), number, fields)


def _group(base: Base, record: Record, label: str) -> str | None:
    given = record.text("class")
    if given:
        return given
    family = base.config.families.get(record.family or "")
    if family and family.classes:
        declared = family.class_of(record.text("code") or "")
        return declared.id if declared else None
    return label[0] if label.isdecimal() and len(label) > 1 else None
