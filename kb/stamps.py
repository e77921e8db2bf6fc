"""Stamps: which text of the original each field of a translation translates.

`translated_from: name=5f0c1d2e summary=90ab12cd` in a translation has a digest of each text of the original as it was
when somebody last saw that the two agree. It is all that is needed to tell, from the files alone, that the original has
changed since. White space does not count, and neither does where a link leads: renaming a record changes no text.
"""

from __future__ import annotations

import re
from hashlib import blake2b
from typing import TYPE_CHECKING

from kb import markup
from kb.source import Scalar

if TYPE_CHECKING:
    from kb.base import Base
    from kb.finding import Edit
    from kb.record import Record

FIELD = "translated_from"
"""The field of a translation that holds its stamp."""

_STAMP = re.compile(r"([\w-]+)=([0-9a-f]{8})")


def digest(text: str) -> str:
    """Give eight hexadecimal digits that stand for what a text says to its readers."""
    parts: list[str] = []
    done = 0
    for link in markup.links(text):
        parts += text[done : link.start], link.label
        done = link.end
    words = "".join(parts) + text[done:]
    return blake2b(" ".join(words.split()).encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()


def parse(stamp: str) -> dict[str, str] | None:
    """Give the digests of a stamp by field; nothing when kb did not write it."""
    matches = [_STAMP.fullmatch(part) for part in stamp.split()]
    return {match[1]: match[2] for match in matches if match} if all(matches) else None


def read(translation: Record) -> dict[str, str] | None:
    """Give the digests of a translation's stamp by field; nothing when it has none, or one that kb did not write."""
    stamp = translation.text(FIELD)
    return None if stamp is None else parse(stamp)


def current(original: Record, translation: Record) -> str:
    """Give the stamp that says that each field of a translation agrees with the original as it is now."""
    texts = {name: original.text(name) for name, _ in translation.texts()}
    return " ".join(f"{name}={digest(text)}" for name, text in texts.items() if text is not None)


def changed(original: Record, translation: Record) -> list[str]:
    """Give the fields of the original that are not what the translation's stamp says."""
    digests = read(translation) or {}
    texts = ((name, original.text(name)) for name, _ in translation.texts() if name in digests)
    return [name for name, text in texts if text is not None and digest(text) != digests[name]]


def write(base: Base, original: Record, translation: Record) -> Edit | None:
    """Give the edit that stamps a translation with the original as it is now; nothing where it cannot be made."""
    stamp, value = current(original, translation), translation.fields.get(FIELD)
    if not stamp:
        return None
    editor = base.editor(translation.path)
    if isinstance(value, Scalar):
        return editor.replace(value.span, stamp)
    return editor.write_line(translation, FIELD, stamp)
