"""Words that stand for a text that is not written yet, told from prose that speaks about such words.

A marker (`TODO`) counts where a sentence begins, with a colon or nothing after it; a phrase ("to be written", "작성
예정") only where it is all that a sentence or a text says. Code and links are no prose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.words import Stretch, prose, sentences

_WORK = ("TODO", "FIXME", "XXX")
_VALUE = ("TBD", "TBA", "TBC")
"""Markers that stand for a value, so that they may end a sentence too."""
_MARKER = re.compile(r"(?<![\w@#/.$-])(TODO|FIXME|TBD|TBA|TBC|XXX)X*(?![\w/])")
_OPENING = re.compile(r"[\s*_~(\[{<]*")
_LABEL = re.compile(r"(?:[^\s:\uff1a]+\s+){0,2}[^\s:\uff1a]+\s?[:\uff1a][\s*_~(\[{<]*")
_COMMENT = re.compile(r"<!--\s*$")
_BE = re.compile(r"\s(?:is|are|be|still|yet|=|est|ist|sind|es|son)\s+[*_~(]*$", re.IGNORECASE)
_CLOSING = re.compile(r"[*_~)\]}>]*[.!\u2026]*[*_~)\]}>]*(?:\s*-->)?")
_COLON = re.compile(
    r"(?:\([^()\n]{1,40}\))?[*_~\]}>]*(?:\s?[:\uff1a]|\s[-\u2013\u2014]\s)(?!\s*to be\b)", re.IGNORECASE
)
_VERB = re.compile(
    r"\s+(?:add|check|complete|define|describe|document|expand|explain|fill|find|finish|link|mention|review|rewrite|say"
    r"|translate|update|verify|write)\s"
)
_LISTED = re.compile(
    r"^[ \t]*[-*+] [*_]*(TODO|FIXME|XXX)[*_]*:[^\n]*\n[ \t]*[-*+] [*_]*(?!\1)(?:TODO|FIXME|XXX)[*_]*:", re.MULTILINE
)
_BRACKETS = ("[]", "{}", "<>")
_WINDOW = 100
"""How much is looked at on either side of a marker."""

_LOREM = re.compile(r"(?<![\"'\u201c\u201e\u2018\u00ab])\blorem\s+ipsum(?=\s+dolor\b)", re.IGNORECASE)
_DOTS = re.compile(r"^#{1,6}[ \t][^\n]*\n\s*(\.{3,}|\u2026)[ \t]*$", re.MULTILINE)

_LONGEST = 60
_NOTHING = re.compile(r"x{3,}|todo|fixme|tbd|tba|tbc|lorem ipsum|(?:추후 )?작성 ?예정|추후 ?작성", re.IGNORECASE)
_MARKS_ONLY = re.compile(r"[-.\u2010-\u2015?_*\u2026\u00b7~/|!\s]+")
_ELLIPSIS = re.compile(r"\.{3,}|\u2026+|\?{3,}")
_KOREAN_SUBJECT = "(?:내용|설명|본문|요약|정의)(?:은|는|이|가)? ?"
_KOREAN_WORK = "(?:작성|추가|보완|업데이트|갱신|기재|입력|번역|정리|결정)"
_KOREAN_END = "(?: ?(?:입니다|임|이다|이에요|합니다|함|하겠습니다|할 것|됩니다|됨))?"
_PHRASES = (
    "to be (?:added|announced|completed|continued|decided|defined|described|determined|documented|done|filled in)",
    "to be written",
    "to do|coming soon|work in progress|not (?:yet )?written(?: yet)?|placeholder(?: text)?",
    "(?:content|description|text) (?:follows|to follow)",
    "(?:your )?(?:content|definition|description|summary|text) (?:goes )?here",
    "(?:insert|add|write|enter) (?:your |the |a |some )?(?:content|definition|description|summary|text) here",
    f"(?:{_KOREAN_SUBJECT})?(?:(?:추후|나중에|곧|향후|차후)(?:에)? ?)?{_KOREAN_WORK} ?예정{_KOREAN_END}",
    f"(?:{_KOREAN_SUBJECT})?(?:추후|나중에|향후|차후)(?:에)? ?{_KOREAN_WORK}{_KOREAN_END}",
    f"(?:작성|보완|번역) ?필요{_KOREAN_END}",
    f"(?:{_KOREAN_SUBJECT})?(?:미정|미작성){_KOREAN_END}",
    f"{_KOREAN_SUBJECT}(?:작성 ?중|준비 ?중){_KOREAN_END}",
    "(?:여기에 )?(?:내용|설명|본문|요약|정의|텍스트)(?:을|를)? ?(?:입력|작성|추가)(?:하세요|하십시오|해 ?주세요|할 것)",
    "待定|待补充|待補充|待完善|待编写|待撰寫|待翻译|待翻譯|待更新|尚未编写|占位符",
    "(?:未定|作成中|執筆中|準備中|追記予定)(?:です)?|後で(?:書く|書きます|追記)",
    "(?:ここに)?(?:説明|本文|内容)を(?:入力|記入)(?:してください)?",
    "noch zu (?:schreiben|ergänzen|klären)|wird (?:noch )?ergänzt|(?:text|inhalt|beschreibung) folgt|platzhalter",
    "à (?:compléter|rédiger|définir|écrire|venir|traduire)",
    "(?:por|pendiente de) (?:completar|definir|escribir|redactar|traducir)",
    "a (?:definir|completar|escrever|preencher)|da (?:completare|definire|scrivere)",
    "будет (?:дополнено|написано|добавлено)|уточняется|требуется (?:описание|перевод)",
)
_PHRASE = re.compile("|".join(_PHRASES), re.IGNORECASE)
_HINTS = ("to be ", "To be ", "oming soon", "예정", "미정", "추후")
"""What stands in the phrases that are looked for within a longer text as well."""
_BRACKETED = re.compile(r"[(\[\uff08]([^()\[\]\uff08\uff09\n]{2,40})[)\]\uff09]")
_AROUND = " \t\r\n*_~()[]{}<>.!\u3002\uff01\uff08\uff09"


def find(text: str, about: str = "", *, is_name: bool = False) -> list[Stretch]:
    """Find the placeholders in a text, in order, each at the very word.

    `about` is the id of the text's record: a record may be about such a word. A name may be an odd word or a mark, so
    less counts in one.
    """
    if whole := _whole(text, is_name=is_name):
        return [] if is_name and text[slice(*whole)].upper().partition(" ")[0] in _subject(about) else [whole]
    if not _may_hold(text):
        return []
    subject = _subject(about)
    markers = [marker for marker in (*_WORK, *_VALUE) if marker in text and marker not in subject]
    if _LISTED.search(text):  # each with what it means
        markers = [marker for marker in markers if marker in _VALUE]
    masked = prose(text)
    found = set(_markers(masked, markers)) if markers else set()
    if not is_name:
        found.update(match.span() for match in _LOREM.finditer(masked) if "LOREM" not in subject)
        found.update(match.span(1) for match in _DOTS.finditer(masked))
        found.update(_phrases(masked))
    return sorted(found)


def _may_hold(text: str) -> bool:
    """Tell quickly that most texts hold none."""
    return (
        any(map(text.__contains__, (*_WORK, *_VALUE, *_HINTS, "ipsum", "Ipsum")))
        or ("#" in text and ("\n..." in text or "\n\u2026" in text))
    )  # fmt: skip


def _subject(about: str) -> list[str]:
    return re.split(r"[^A-Z]+", about.upper())


def is_whole(text: str, *, is_name: bool = False) -> bool:
    """Tell whether a placeholder is all that a text says."""
    return _whole(text, is_name=is_name) is not None


def _whole(text: str, *, is_name: bool = False) -> Stretch | None:
    words = text.strip() if len(text) <= 4 * _LONGEST else ""
    if not 0 < len(words) <= _LONGEST or words.startswith("[["):
        return None
    start = text.index(words)
    if _MARKS_ONLY.fullmatch(words):
        return None if is_name and not _ELLIPSIS.fullmatch(words) else (start, start + len(words))
    inner = words.strip(_AROUND)
    pattern = _NOTHING.fullmatch(inner) or (not is_name and _PHRASE.fullmatch(" ".join(inner.split())))
    start = text.index(inner)
    return (start, start + len(inner)) if pattern else None


def _markers(masked: str, markers: list[str]) -> Iterator[Stretch]:
    for start, end, _ in sentences(masked):
        for match in _MARKER.finditer(masked, start, end):
            before = masked[max(start, match.start() - _WINDOW) : match.start()]
            after = masked[match.end() : min(end, match.end() + _WINDOW)]
            if match[1] in markers and _stands_for_text(match[1], before, after):
                yield match.span()


def _stands_for_text(marker: str, before: str, after: str) -> bool:
    """Tell whether a marker stands for something unwritten, by what stands before and after it in its sentence."""
    ends = bool(_CLOSING.fullmatch(after))
    if _OPENING.fullmatch(before) or _COMMENT.search(before):
        return ends or bool(_COLON.match(after)) or (marker in _WORK and bool(_VERB.match(after)))
    if ends and (_LABEL.fullmatch(before) or (marker in _VALUE and _BE.search(before))):
        return True
    around = before[-1:] + after[:1]
    return (around in _BRACKETS and after[1:2] not in ("(", "[", ":")) or (around == "()" and marker in _VALUE)


def _phrases(masked: str) -> Iterator[Stretch]:
    stretches = [(start, end) for start, end, _ in sentences(masked) if end - start <= _LONGEST]
    stretches += [match.span(1) for match in _BRACKETED.finditer(masked) if "soon" not in match[1]]
    for start, end in stretches:
        inner = masked[start:end].strip(_AROUND)
        if inner and _PHRASE.fullmatch(" ".join(inner.split())):
            place = masked.index(inner, start, end)
            yield place, place + len(inner)
