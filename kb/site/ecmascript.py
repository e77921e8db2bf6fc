r"""Python's regular expressions as JavaScript's, for pages that look for codes in a line of a log.

The pattern is read by Python's own parser and written anew, so that nothing is guessed: what JavaScript cannot say in
the same sense (references to groups, possessive repetitions, letters of other scripts in any case) is not written at
all. The two differ more than they seem to: in what `\w`, `\b`, `\d`, `\s`, `.` and `$` mean, and in letters that are
one in any case (`K` and the sign of Kelvin).
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Sequence
from re import _constants as opcodes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any, NamedTuple, TypeAlias

_MOST = 1000
"""How often a counted repetition may repeat: counting is memory, in a browser too."""
_ENOUGH = 12
"""How many characters of a text that every match holds are worth keeping."""
_MOST_NEEDS = 12
"""How many texts, of which every match holds one, are worth looking for."""

# What Python means by `\d`, `\w` and `\s`.
DIGITS = r"\p{Nd}"
WORD = r"\p{L}\p{N}_"
SPACE = r"\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_CLASSES = {"DIGIT": (DIGITS, "0-9"), "WORD": (WORD, "A-Za-z0-9_"), "SPACE": (SPACE, r"\t-\r ")}
_SIGNS = {"{0,1}": "?", "{0,}": "*", "{1,}": "+"}
_ONE = (opcodes.LITERAL, opcodes.NOT_LITERAL, opcodes.IN, opcodes.ANY, opcodes.SUBPATTERN)
"""What is written as one that a repetition can follow."""
_SYNTAX = frozenset("^$\\.*+?()[]{}|/-")
_CASE_MATES = "\u0130\u0131\u017f\u212a"
"""The characters beyond ASCII that Python takes for a letter of ASCII where case is ignored."""

_Item: TypeAlias = tuple[Any, Any]
_Items: TypeAlias = Sequence[_Item]


class Translation(NamedTuple):
    """A pattern for JavaScript."""

    source: str
    """To be compiled with the flag `u`."""
    needs: tuple[str, ...]
    """Texts of which every match holds one, in lower case; none where there is nothing to say."""
    width: int
    """How many characters a match has at least."""


class _Untranslatable(Exception):  # noqa: N818 - no mistake, only an answer
    """JavaScript has no words for this."""


def translate(pattern: str) -> Translation | None:
    """Give a valid pattern as one of JavaScript that finds the same, or nothing where none surely does.

    It must not be tried on an empty text, where the two disagree about places between characters.
    """
    try:
        with warnings.catch_warnings(action="ignore"):
            tree = parser.parse(pattern)
        flags = tree.state.flags
        return Translation(_sequence(tree, flags), _needs(tree, flags) or (), tree.getwidth()[0])
    except (_Untranslatable, RecursionError):
        return None


# Writing.


def _sequence(items: _Items, flags: int) -> str:
    items = list(items)
    parts = []
    for place, (code, value) in enumerate(items):
        if code is opcodes.AT and value in (opcodes.AT_BOUNDARY, opcodes.AT_NON_BOUNDARY):
            before = _is_word(items[place - 1], flags, -1) if place else None
            after = _is_word(items[place + 1], flags, 0) if place + 1 < len(items) else None
            parts.append(_boundary(before, after, flags, turned=value is opcodes.AT_NON_BOUNDARY))
        else:
            parts.append(_part(code, value, flags))
    return "".join(parts)


def _part(code: Any, value: Any, flags: int) -> str:
    if code in (opcodes.MAX_REPEAT, opcodes.MIN_REPEAT):
        least, most, inner = value
        return _repeat(least, most, inner, flags) + ("?" if code is opcodes.MIN_REPEAT else "")
    if code is opcodes.BRANCH:
        return f"(?:{'|'.join(_sequence(branch, flags) for branch in value[1])})"
    if code is opcodes.SUBPATTERN:
        return f"(?:{_sequence(value[3], _inside(value, flags))})"
    if code in (opcodes.ASSERT, opcodes.ASSERT_NOT):
        sign = "=" if code is opcodes.ASSERT else "!"
        return f"(?{'<' if value[0] < 0 else ''}{sign}{_sequence(value[1], flags)})"
    if code is opcodes.AT:
        return _at(value, flags)
    if code is opcodes.ANY:
        return "[^]" if flags & re.DOTALL else r"[^\n]"
    if code is opcodes.LITERAL:
        return _literal(value, flags)
    if code is opcodes.NOT_LITERAL:
        return _set([(opcodes.NEGATE, None), (opcodes.LITERAL, value)], flags)
    if code is opcodes.IN:
        return _set(value, flags)
    raise _Untranslatable


def _inside(value: Any, flags: int) -> int:
    """Give the flags within a group."""
    _, added, removed, _ = value
    return int((flags | added) & ~removed)


def _repeat(least: int, most: Any, items: _Items, flags: int) -> str:
    is_open = most is opcodes.MAXREPEAT
    if least > _MOST or (not is_open and most > _MOST):
        raise _Untranslatable
    count = f"{{{least},{'' if is_open else most}}}"
    what = _sequence(items, flags)
    is_one = len(items) == 1 and items[0][0] in _ONE
    return (what if is_one else f"(?:{what})") + _SIGNS.get(count, count)


def _at(place: Any, flags: int) -> str:
    if place is opcodes.AT_BEGINNING:
        return r"(?<![^\n])" if flags & re.MULTILINE else "^"
    if place is opcodes.AT_END:
        return r"(?![^\n])" if flags & re.MULTILINE else r"(?=\n?$)"
    return "^" if place is opcodes.AT_BEGINNING_STRING else "$"


def _boundary(before: bool | None, after: bool | None, flags: int, *, turned: bool) -> str:
    """Write the edge of a word; one look suffices where it is known what stands on the other side."""
    word = f"[{_class('WORD', flags)}]"
    if after is not None:
        return f"(?<{'!' if after is not turned else '='}{word})"
    if before is not None:
        return f"(?{'!' if before is not turned else '='}{word})"
    first, second = ("!", "=") if not turned else ("=", "!")
    return f"(?:(?<={word})(?{first}{word})|(?<!{word})(?{second}{word}))"


def _is_word(item: _Item, flags: int, side: int) -> bool | None:
    """Tell whether the character that an item begins (`side` 0) or ends (-1) with is surely one of words, or surely not."""
    code, value = item
    if code is opcodes.SUBPATTERN:
        inner = list(value[3])
        return _is_word(inner[side], _inside(value, flags), side) if inner else None
    if code in (opcodes.MAX_REPEAT, opcodes.MIN_REPEAT) and value[0]:
        inner = list(value[2])
        return _is_word(inner[side], flags, side) if inner else None
    if code is opcodes.BRANCH:
        found = {_is_word(list(branch)[side], flags, side) if branch else None for branch in value[1]}
        return found.pop() if len(found) == 1 else None
    if code is opcodes.LITERAL:
        return _is_word_character(value, flags)
    if code is opcodes.IN:
        found = {_is_word_member(kind, argument, flags) for kind, argument in value}
        return found.pop() if len(found) == 1 else None
    return None


def _is_word_member(kind: Any, what: Any, flags: int) -> bool | None:
    if kind is opcodes.LITERAL:
        return _is_word_character(what, flags)
    if kind is opcodes.RANGE and what[1] < 128:
        found = {_is_word_character(char, flags) for char in range(what[0], what[1] + 1)}
        return found.pop() if len(found) == 1 else None
    if kind is opcodes.CATEGORY:
        return {"DIGIT": True, "WORD": True, "SPACE": False, "NOT_WORD": False}.get(_category(what))
    return None


def _is_word_character(char: int, flags: int) -> bool:
    text = chr(char)
    return text == "_" or (text.isalnum() and (text.isascii() or not flags & re.ASCII))


# Characters.


def _literal(char: int, flags: int) -> str:
    mates = _in_any_case(char, flags)
    return _escaped(char) if len(mates) == 1 else f"[{''.join(map(_escaped, mates))}]"


def _set(members: _Items, flags: int) -> str:
    """Write a set; classes that are turned round stand beside it, for JavaScript has no words for them within one."""
    is_negated = False
    inside: list[str] = []
    beside: list[str] = []
    for kind, what in members:
        if kind is opcodes.NEGATE:
            is_negated = True
        elif kind is opcodes.CATEGORY:
            name = _category(what)
            (beside if name.startswith("NOT_") else inside).append(_class(name.removeprefix("NOT_"), flags))
        else:
            inside += _members(kind, what, flags)
    if not beside:
        only = inside[0] if inside == [DIGITS] and not is_negated else ""
        return only or f"[{'^' if is_negated else ''}{''.join(inside)}]"
    if len(beside) == 1 and not inside:
        return f"[{'' if is_negated else '^'}{beside[0]}]"
    either = "|".join([*(f"[^{one}]" for one in beside), *([f"[{''.join(inside)}]"] if inside else [])])
    return f"(?:(?!{either})[^])" if is_negated else f"(?:{either})"


def _members(kind: Any, what: Any, flags: int) -> Iterator[str]:
    if kind is opcodes.LITERAL:
        yield from map(_escaped, _in_any_case(what, flags))
    elif kind is opcodes.RANGE:
        low, high = what
        yield f"{_escaped(low)}-{_escaped(high)}"
        if flags & re.IGNORECASE:
            if high > 127:
                raise _Untranslatable
            more = {mate for char in range(low, high + 1) for mate in _in_any_case(char, flags)}
            yield from (_escaped(char) for char in sorted(more) if not low <= char <= high)
    else:
        raise _Untranslatable


def _in_any_case(char: int, flags: int) -> list[int]:
    """Give the characters that Python takes for one: itself, and where case is ignored those that differ in it."""
    text = chr(char)
    if not flags & re.IGNORECASE or (not text.isascii() and text.lower() == text.upper() == text):
        return [char]
    if not text.isascii():
        raise _Untranslatable
    if not text.isalpha():
        return [char]
    same = re.compile(text, re.IGNORECASE | (flags & re.ASCII))
    return [ord(mate) for mate in (text.upper(), text.lower(), *_CASE_MATES) if same.fullmatch(mate)]


def _category(what: Any) -> str:
    return str(what).removeprefix("CATEGORY_")


def _class(name: str, flags: int) -> str:
    return _CLASSES[name][bool(flags & re.ASCII)]


def _escaped(char: int) -> str:
    text = chr(char)
    if text in _SYNTAX:
        return "\\" + text if text != "-" else r"\x2d"
    return text if text.isprintable() else f"\\u{{{char:x}}}"


# What every match holds.


def _needs(items: _Items, flags: int) -> tuple[str, ...] | None:
    """Give the most telling texts of which every match holds one."""
    found: list[tuple[str, ...]] = []
    run = ""
    for code, value in [*items, (None, None)]:
        if letter := _letter(code, value, flags):
            run += letter
            continue
        if run:
            found.append((run[-_ENOUGH:],))
        run = ""
        if inner := _inner_needs(code, value, flags):
            found.append(inner)
    return max(found, key=lambda needs: (min(map(len, needs)), -len(needs)), default=None)


def _inner_needs(code: Any, value: Any, flags: int) -> tuple[str, ...] | None:
    if code is opcodes.SUBPATTERN:
        return _needs(value[3], _inside(value, flags))
    if code in (opcodes.MAX_REPEAT, opcodes.MIN_REPEAT) and value[0]:
        return _needs(value[2], flags)
    if code is opcodes.BRANCH:
        branches = [_needs(branch, flags) for branch in value[1]]
        together = tuple(dict.fromkeys(need for needs in branches for need in needs or ()))
        return together if all(branches) and len(together) <= _MOST_NEEDS else None
    return None


def _letter(code: Any, value: Any, flags: int) -> str:
    """Give the one character, in lower case, that an item matches in any case; nothing where there is not just one."""
    members = value if code is opcodes.IN else [(code, value)]
    if not all(kind is opcodes.LITERAL and what < 128 for kind, what in members):
        return ""
    letters = {chr(what).lower() for _, what in members}
    letter = letters.pop()
    mates = flags & re.IGNORECASE and any(mate > 127 and chr(mate).lower() != letter for mate in _mates(letter, flags))
    return "" if letters or mates else letter


def _mates(letter: str, flags: int) -> list[int]:
    return _in_any_case(ord(letter), flags)
