"""What two codes meant when somebody compared them, in a stamp: enough to see later that one of them changed."""

from __future__ import annotations

import re
from hashlib import blake2b

from kb.markup import plain
from kb.record import Record

STAMP = re.compile(r"([0-9a-f]{8})-([0-9a-f]{8})")

_MEANING = ("code", "name", "class", "status", "summary")
_WORD = re.compile(r"\w+")


def stamp(record: Record, other: Record) -> str:
    """Give the stamp of two records as they are now, the one that holds the words first."""
    return f"{_digest(record)}-{_digest(other)}"


def _digest(record: Record) -> str:
    """Give eight hexadecimal digits that stay while a code means the same: its name, its class, its summary.

    Capitals, punctuation, line breaks and links change no meaning.
    """
    words = (" ".join(_WORD.findall(plain(record.text(name) or "").casefold())) for name in _MEANING)
    return blake2b("\n".join(words).encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()
