"""Names in running text: which of many stand in it, and where each begins and ends, found in one pass.

The names form a trie of words, so that a text is looked at once however many names there are. Words are compared as
readers do. Capitals do not count, unless they belong to a word of the name (`ARC` is no arc); a hyphen is as good as a
space, and so is a change between Hangul and other writing; the last word may be a plural, or carry a Korean particle.
Where names overlap, the first and longest counts. A name that is part of a compound, of an address or of a number
(`RFC 5321`) does not stand for itself, and is not found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Generic, NamedTuple, TypeAlias, TypeVar

T = TypeVar("T")
Node: TypeAlias = dict[str, Any]
"""A place in the trie: the nodes of further words by word, and under the empty string what a name ends in."""

MASK = "\0"
"""What stands for each character of a text that is not to be looked at."""
LONGEST = 12
"""The words of the longest name that is looked for."""

_HANGUL = "\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3"
_MARKS = (
    "\\x00-/:-@\\[-^`{-\u00a9\u00ab-\u00b1\u00b4\u00b6-\u00b8\u00bb\u00bf\u00d7\u00f7\u0387\u055a-\u055f\u0589\u05be\u060c"
    "\u061b\u061f\u0964\u0965\u2000-\u200b\u200e-\u206f\u2190-\u2bff\u3000-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65"
)
"""White space and punctuation, and the scripts of Chinese and Japanese, which separate no words."""
_ONE = f"[{_HANGUL}]+|[^{_MARKS}{_HANGUL}]+"
_WORD = re.compile(_ONE)
_GAP = r"[ \t]*+(?:\n[ \t]*+)?+"
_NEXT = re.compile(rf"([^\s\0\w-]{{0,3}})(?:-|{_GAP})({_ONE})")
_IS_HANGUL = re.compile(f"[{_HANGUL}]")
_TIED_BEFORE = frozenset("\0-/@._=#&\\+~%$:")
_TIED_AFTER = re.compile(rf"[\0\-/@_=&\\+~%]|[.:][\w\0]|{_GAP}[#§]?\d")
_PLURAL_IN_ES = ("s", "x", "z", "ch", "sh")

_WRITTEN = """
은 는 이 가 을 를 의 에 와 과 도 만 로 으로 나 이나 랑 이랑 하고 께 께서 에서 에게 에게서 한테 한테서 부터 까지
처럼 보다 마다 조차 마저 밖에 뿐 대로 만큼 이라 라 이라는 라는 이라고 라고 이란 란 이며 며 이고 이든 든 이라도
라도 이야 야 인 인데 이다 다 입니다 이므로 므로 이면 이지만 지만 이라면 라면 으로서 로서 으로써 로써 으로부터
로부터 이었다 였다 이었습니다 였습니다 이거나 거나 이기 이어야 여야 에는 에도 에만 에서는 에서도 에서만 에서의
에서부터 에게는 에게도 으로는 로는 으로도 로도 으로만 로만 으로의 로의 와는 과는 와도 과도 와의 과의 까지는
까지도 까지의 부터는 부터의 만이 만을 만은 만의 만으로 뿐만 보다는 처럼은 하고는 으로부터의 로부터의 들 들은
들이 들을 들의 들에 들과 들도 들로 들만 들에게 들에서 들이나 들이며 들입니다
"""
_PARTICLES = frozenset(_WRITTEN.split())
"""What Korean writes after a noun without a space."""
_LONGEST_PARTICLE = max(map(len, _PARTICLES))


class Found(NamedTuple, Generic[T]):
    """A name in a text: where it begins and ends, and what it stands for; nothing where it stands for two things."""

    start: int
    end: int
    value: T | None


class Phrases(Generic[T]):
    """Names to look for, each with what it stands for."""

    def __init__(self, names: Iterable[tuple[str, T]], exact: Iterable[tuple[str, T]] = ()) -> None:
        """Take names with their values; of the `exact` ones, every capital counts.

        Names of more than twelve words are left out, and those that do not begin and end in a letter or digit.
        """
        self._root: Node = {}
        keys = [(key, value) for name, value in names if (key := _key(name, is_exact=False))]
        keys += [(key, value) for name, value in exact if (key := _key(name, is_exact=True))]
        for key, value in keys:
            end = self._end(key)
            end[""] = value if end.get("", value) == value else None
        for key, value in keys:  # after all names as they are, which go before what is made of others
            for other in _inflected(key):
                self._end(other).setdefault("", value)
        self._first = {form for word in self._root for form in (word, word[:1].upper() + word[1:], word.upper())}
        self._hangul = {word[:2] for word in self._root if _IS_HANGUL.match(word)}

    def _end(self, key: list[str]) -> Node:
        node = self._root
        for word in key:
            node = node.setdefault(word, {})
        return node

    def find(self, text: str) -> Iterator[Found[T]]:
        """Find the names in a text in their order, where what is to be passed over is masked."""
        first, hangul = self._first, self._hangul
        done = 0
        for match in _WORD.finditer(text):
            word = match.group()
            if word not in first and (not hangul or word[:2] not in hangul):
                continue
            start = match.start()
            if start < done or not (found := self._longest(text, match)):
                continue
            done = found.end
            if not _is_tied(text, start, done):
                yield found

    def _longest(self, text: str, match: re.Match[str]) -> Found[T] | None:
        """Give the longest name that begins at a word."""
        best: Found[T] | None = None
        nodes = [self._root]
        start, word = match.start(), match.group()
        step: re.Match[str] | None = match
        while step:
            if stem := _stem(word, nodes):
                ends = [node[stem] for node in nodes if "" in node.get(stem, ())]
                best = Found(start, step.end() - len(word) + len(stem), ends[0][""])
            nodes = [node for at in nodes for form in {word, word.lower()} if (node := at.get(form)) is not None]
            ends = [node for node in nodes if "" in node]
            if ends:
                best = Found(start, step.end(), ends[0][""])
            step = _NEXT.match(text, step.end()) if nodes else None
            word = step[1] + step[2] if step else ""
        return best


def _key(name: str, *, is_exact: bool) -> list[str]:
    """Give the words of a name as the trie has them, each with the marks before it; none for a name not looked for."""
    name = name.strip()
    match = _WORD.match(name)
    if not match:
        return []
    words = [match.group()]
    while match := _NEXT.match(name, end := match.end()):
        words.append(match[1] + match[2])
    if end < len(name) or len(words) > LONGEST:
        return []
    return [word if is_exact or any(char.isupper() for char in word[1:]) else word.lower() for word in words]


def _inflected(key: list[str]) -> Iterator[list[str]]:
    """Give a name's other forms: plural or singular in the Latin script, without spaces in Korean."""
    *before, last = key
    if last.isascii() and last.isalpha() and len(last) > 1:
        yield from ([*before, form] for form in _numbers(last))
    if before and all(_IS_HANGUL.match(word) for word in key):
        yield ["".join(key)]


def _numbers(word: str) -> Iterator[str]:
    """Give the plural of a word, or the singular of one that looks like a plural; of capitals, only the former."""
    if not word.islower():
        yield word + "s"
    elif word.endswith("ies"):
        yield word[:-3] + "y"
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
        yield word[:-1]
        if word.endswith("es") and word[:-2].endswith(_PLURAL_IN_ES):
            yield word[:-2]
    elif word.endswith("y") and word[-2] not in "aeiou":
        yield word[:-1] + "ies"
    else:
        yield word + ("es" if word.endswith(_PLURAL_IN_ES) else "s")


def _stem(word: str, nodes: list[Node]) -> str:
    """Give the longest beginning of a Korean word that ends a name and leaves a particle; else an empty string."""
    if _IS_HANGUL.search(word[-1]):
        for cut in range(1, min(len(word), _LONGEST_PARTICLE + 1)):
            stem = word[:-cut]
            if word[-cut:] in _PARTICLES and any("" in node.get(stem, ()) for node in nodes):
                return stem
    return ""


def _is_tied(text: str, start: int, end: int) -> bool:
    """Tell whether what stands around a name makes it a part of something else."""
    if start and (text[start - 1] in _TIED_BEFORE or _WORD.match(text, start - 1)):
        return True
    after = _WORD.match(text, end)
    return after.group() not in _PARTICLES if after else bool(_TIED_AFTER.match(text, end))
