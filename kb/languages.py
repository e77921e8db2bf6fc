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

_REGION = re.compile(r"-([A-Za-z]{2})\b")
_LOCALES = """
cs_CZ da_DK de_DE el_GR en_US es_ES fi_FI fr_FR he_IL hi_IN hu_HU id_ID it_IT ja_JP ko_KR nb_NO nl_NL pl_PL pt_BR ro_RO
ru_RU sk_SK sv_SE th_TH tr_TR uk_UA vi_VN zh_CN
"""
_USUAL = {locale.partition("_")[0]: locale for locale in _LOCALES.split()}
"""Where most readers of a language are, as far as Unicode's likely subtags say so."""


def locale_of(tag: str) -> str | None:
    """Give a language with the territory of most of its readers, or that of its tag: `ko_KR`; nothing if unknown."""
    if region := _REGION.search(tag):
        return f"{tag.partition('-')[0]}_{region[1].upper()}"
    return _USUAL.get(tag)


def is_meant(tag: str, declared: Collection[str]) -> bool:
    """Tell whether somebody who writes a tag at the end of a file's name means a language, though none is declared so.

    `de` and `pt-br` do, and so do `jp` and, where `ko` is declared, `kor`; `js` and `cfg` are parts of a name.
    """
    first = tag.partition("-")[0].lower()
    if not LANGUAGE.fullmatch(tag):
        return False
    return first in _KNOWN or first in _COUNTRIES or (len(first) == 3 and first[:2] in declared)
