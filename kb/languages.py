"""The tags of languages: what one looks like, and which letters stand for a language at all."""

from __future__ import annotations

import re
from collections.abc import Collection

LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")

_TWO_LETTERS = """
aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz
ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik
io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml
mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd
se sg sh si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve
vi vo wa wo xh yi yo za zh zu
"""
_KNOWN = frozenset(_TWO_LETTERS.split())
"""The languages of two letters (ISO 639-1)."""
_COUNTRIES = frozenset(("cn", "cz", "dk", "gb", "gr", "hk", "jp", "kp", "mx", "ua", "us", "vn"))
"""Countries whose letters are often written for their languages."""


def is_meant(tag: str, declared: Collection[str]) -> bool:
    """Tell whether somebody who writes a tag at the end of a file's name means a language, though none is declared so.

    `de` and `pt-br` do, and so do `jp` and, where `ko` is declared, `kor`; `js` and `cfg` are parts of a name.
    """
    first = tag.partition("-")[0].lower()
    if not LANGUAGE.fullmatch(tag):
        return False
    return first in _KNOWN or first in _COUNTRIES or (len(first) == 3 and first[:2] in declared)
