"""Codes that name each other in their texts: by a `[[link]]`, or by the code as it is written."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from kb.suggest.codes import Code
from kb.suggest.words import LONGEST

if TYPE_CHECKING:
    from kb.base import Base

ONE_WAY = 0.3
"""What it adds to the score of a pair when one names the other."""
BOTH_WAYS = 0.4
MOST = 20
"""A text that names more codes than this is a list of them."""

_TOKEN = re.compile(r"[^\W_](?:[\w.-]*\w)?")


def names_in(base: Base, codes: Sequence[Code]) -> list[set[int]]:
    """Give for each code the numbers of the codes that its texts name."""
    places = {code.key: place for place, code in enumerate(codes)}
    named: list[set[int]] = [set() for _ in codes]
    for link in base.links:
        one = places.get(link.record.key)
        other = places.get(link.target.key) if link.target is not None else None
        if one is not None and other is not None and one != other:
            named[one].add(other)
    written = _written(codes)
    for place, code in enumerate(codes):
        texts = " ".join(code.record.text(field) or "" for field in code.fields if field != "name")
        tokens = written.keys() & _TOKEN.findall(texts[: 3 * LONGEST])
        for token in tokens:
            meant = written[token]
            if len(meant) > 1:
                meant = [other for other in meant if codes[other].family == code.family]
            if len(meant) == 1 and (not token.isdecimal() or codes[meant[0]].family == code.family):
                named[place].update(meant)
        named[place].discard(place)
    return [found if len(found) <= MOST else set() for found in named]


def _written(codes: Sequence[Code]) -> dict[str, list[int]]:
    """Give the codes that cannot be taken for a word, as they are written: those with more than small letters."""
    written: dict[str, list[int]] = defaultdict(list)
    for place, code in enumerate(codes):
        text = code.record.text("code") or ""
        if len(text) >= 3 and _TOKEN.fullmatch(text) and not (text.isalpha() and text == text.lower()):
            written[text].append(place)
    return written
