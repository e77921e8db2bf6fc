"""The order of a glossary, and the letters that head it: Korean words stand under their first consonant."""

from __future__ import annotations

import unicodedata

_CONSONANTS = "ㄱㄱㄴㄷㄷㄹㅁㅂㅂㅅㅅㅇㅈㅈㅊㅋㅌㅍㅎ"
"""The nineteen first consonants in the order of Unicode, doubled ones with their plain ones."""


def initial(text: str) -> str:
    """Give the heading that a term stands under: its first letter, or the first consonant of a Hangul syllable."""
    for char in unicodedata.normalize("NFC", text):
        if "가" <= char <= "힣":
            return _CONSONANTS[(ord(char) - ord("가")) // 588]
        if char.isalpha():
            base = unicodedata.normalize("NFD", char)[0].upper()
            return base if base.isalpha() else char.upper()
        if char.isdigit():
            return "0-9"
    return ""


def sort_key(text: str) -> tuple[bool, str, str]:
    """Put Hangul first, as Korean readers expect in a list of both, and each term under its letter."""
    first = initial(text)
    if first and first in _CONSONANTS:
        return False, first, text
    return True, first, unicodedata.normalize("NFKD", text).casefold()
