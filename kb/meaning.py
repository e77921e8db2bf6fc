"""Stamps: what two records meant when words about both were written, in thirteen characters."""

from __future__ import annotations

import re
from hashlib import blake2b

from kb.record import Record

STAMP = re.compile(r"([0-9a-f]{6})-([0-9a-f]{6})")

_MEANING = ("code", "name", "class", "status", "summary")
_WORD = re.compile(r"\w+")


def stamp(record: Record, other: Record) -> str:
    """Give the stamp of two records as they are now, the one that holds the words first."""
    return f"{meaning(record)}-{meaning(other)}"


def meaning(record: Record) -> str:
    """Give six characters that stay while a code means the same: its name, its class, its summary.

    Capitals, punctuation and line breaks change no meaning.
    """
    words = (" ".join(_WORD.findall((record.text(name) or "").casefold())) for name in _MEANING)
    return blake2b("\n".join(words).encode(), digest_size=3).hexdigest()
