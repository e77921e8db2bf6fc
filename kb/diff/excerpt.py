"""The few words in which two texts differ, for lines that have not much room."""

from __future__ import annotations

from typing import NamedTuple

from kb.diff.difference import FieldValue
from kb.terminal import beginning, columns, printable

_LONGEST_WORD = 24
"""How far back the beginning of a word is looked for."""


class Excerpt(NamedTuple):
    """A part of a text on one line: what differs, and a little of what stands around it."""

    before: str
    marked: str
    after: str

    def __str__(self) -> str:
        """Give the whole line."""
        return self.before + self.marked + self.after


class Contrast(NamedTuple):
    """The old and the new words, and what a reader could not see in them."""

    old: Excerpt | None
    new: Excerpt | None
    remark: str = ""


def contrast(old: FieldValue, new: FieldValue, room: int) -> Contrast:
    """Give what differs between two values, each side in at most so many columns."""
    if isinstance(old, tuple) or isinstance(new, tuple):
        return _of_lists(old or (), new or (), room)
    if old is None or new is None:
        return Contrast(_start(old, room), _start(new, room))
    before, after = _flat(old), _flat(new)
    if before == after:
        return Contrast(None, None, "only spaces or line breaks differ")
    start, end = _common(before, after)
    return Contrast(_excerpt(before, start, end, room), _excerpt(after, start, end, room))


def shortened(text: str, room: int) -> str:
    """Give the beginning of a text on one line, with nothing that a terminal would obey."""
    return _cut(" ".join(text.split(None, room)), room)


def _of_lists(old: str | tuple[str, ...], new: str | tuple[str, ...], room: int) -> Contrast:
    """Give the items that only one side has; both lists where only their order differs."""
    before, after = ((one,) if isinstance(one, str) else one for one in (old, new))
    known, wanted = set(before), set(after)
    gone = ", ".join(one for one in before if one not in wanted)
    come = ", ".join(one for one in after if one not in known)
    if not gone and not come:
        return contrast(", ".join(before), ", ".join(after), room)._replace(remark="in another order")
    return Contrast(_start(gone or None, room), _start(come or None, room))


def _start(text: str | None, room: int) -> Excerpt | None:
    return None if text is None else Excerpt("", shortened(text, room), "")


def _flat(text: str) -> str:
    return " ".join(text.split())


def _common(old: str, new: str) -> tuple[int, int]:
    """Give how many characters two texts have in common at the beginning and at the end, in whole words."""
    start = _alike(old, new)
    start -= _to_blank(old[max(start - _LONGEST_WORD, 0) : start][::-1])
    end = _alike(old[start:][::-1], new[start:][::-1])
    end -= _to_blank(old[len(old) - end :][:_LONGEST_WORD])
    return start, end


def _alike(one: str, other: str) -> int:
    """Give how many characters two texts begin with alike."""
    unlike = (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b)
    return next(unlike, min(len(one), len(other)))


def _to_blank(text: str) -> int:
    """Give how many characters there are before the first blank; none where there is no blank."""
    return max(text.find(" "), 0)


def _excerpt(text: str, start: int, end: int, room: int) -> Excerpt:
    """Cut a text whose first and last characters are common to fit into so many columns."""
    stop = len(text) - end
    before = text[:start] if _fits(text, room) else _end(text[:start], room // 3)
    before = printable(before)
    left = room - columns(before)
    marked = _cut(text[start:stop], left)
    is_whole = _fits(text[start:stop], left)
    return Excerpt(before, marked, _cut(text[stop:], left - columns(marked)) if is_whole else "")


def _fits(text: str, room: int) -> bool:
    return len(text) <= 2 * room and columns(printable(text)) <= room


def _end(text: str, room: int) -> str:
    """Give the last words of a text that fit into so many columns, with a mark of what is left out."""
    if _fits(text, room):
        return text
    return "…" + beginning(text[: -2 * room - 1 : -1], room - 1)[::-1].partition(" ")[2]


def _cut(text: str, room: int) -> str:
    """Give a text, or the beginning of it and a mark that there is more, in at most so many columns."""
    if _fits(text, room):
        return printable(text)
    return beginning(printable(text[: 2 * max(room, 0)]), max(room - 1, 0)) + "…"
