"""Authors' Markdown made fit for a page: links led to their pages, and nothing left that could act.

A record is hostile input. Raw HTML is shown, not obeyed; attribute lists lose their braces; links lead to the web, to
mail, or within the site, and nowhere else; images become links, so that opening a page fetches nothing. Code keeps its
characters. What is given back is still Markdown.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator

from kb.markup import LinkMatch, headings, links

_FENCE = re.compile(r"^([ \t]*)(`{3,}|~{3,})[ \t]*([\w+#.-]*)[^\n`]*$")
_CODE_SPAN = re.compile(r"(?<![\\`])(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
_AUTOLINK = re.compile(r"<((?:https?://|mailto:)[^\s<>\"'`]+)>")
_DESTINATION = re.compile(r"\]\(\s*([^\s)]{0,2000})")
_DEFINITION = re.compile(r"^([ \t>]*)\[(?=[^\]\n]*\]:)", re.MULTILINE)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_SAFE_SCHEME = re.compile(r"(?:https?|mailto):", re.IGNORECASE)
_ACTIVE = re.compile(r"[!-/:-@\[-`{-~]")
_HEADING = re.compile(r"^(#{1,6})(?=[ \t])", re.MULTILINE)
_HEADING_LINE = re.compile(r"^#{1,6}[ \t]+.+?(?=[ \t]*#*[ \t]*$)", re.MULTILINE)

Linker = Callable[[LinkMatch], str]


def page_markdown(text: str, linker: Linker, *, deepen: int = 0) -> str:
    """Give an author's text as Markdown that is safe on a page, its headings with their anchors.

    `linker` gives the HTML of a link to a record. `deepen` moves headings down, below those of the page, and then
    they have no anchors.
    """
    slugs = iter([] if deepen else [heading.slug for heading in headings(text)])
    parts = [part if is_code else _anchored(_prose(part, linker, deepen), slugs) for is_code, part in _fences(text)]
    return "\n".join(parts)


def _anchored(text: str, slugs: Iterator[str]) -> str:
    def anchor(match: re.Match[str]) -> str:
        slug = next(slugs, "")
        return f"{match.group()} {{#{slug}}}" if slug else match.group()

    return _HEADING_LINE.sub(anchor, text)


def inert(text: str) -> str:
    """Give plain words as HTML that Markdown leaves alone: every mark of punctuation that could act is an entity."""
    return _ACTIVE.sub(lambda m: f"&#{ord(m.group())};", text)


def heading(words: str, anchor: str, level: int = 2) -> str:
    """Give a heading of the page's own, with its anchor."""
    return f"{'#' * level} {inert(words)} {{#{anchor}}}"


def attribute(text: str) -> str:
    """Give a text as the value of an HTML attribute within Markdown, on one line."""
    return html.escape(" ".join(text.split()), quote=True).replace("`", "&#96;").replace("{", "&#123;")


def _fences(text: str) -> list[tuple[bool, str]]:
    """Split a text into prose and fenced code; fences are rewritten in the one form that every engine knows."""
    lines = text.split("\n")
    parts: list[tuple[bool, str]] = []
    prose: list[str] = []
    number = 0
    while number < len(lines):
        match = _FENCE.match(lines[number])
        end = _closing(lines, number, match.group(2)) if match else None
        if match is None or end is None:
            prose.append(lines[number] if match is None else lines[number].replace("`", "&#96;").replace("~", "&#126;"))
            number += 1
            continue
        parts.append((False, "\n".join(prose)))
        prose = []
        parts.append((True, _fence(match, lines[number + 1 : end])))
        number = end + 1
    parts.append((False, "\n".join(prose)))
    return [part for part in parts if part[0] or part[1]]


def _closing(lines: list[str], opened: int, mark: str) -> int | None:
    for number in range(opened + 1, len(lines)):
        if lines[number].strip().startswith(mark) and not lines[number].strip().strip(mark[0]):
            return number
    return None


def _fence(match: re.Match[str], content: list[str]) -> str:
    indent = match.group(1).expandtabs(4)
    inner = [line.expandtabs(4) if line[:1] in " \t" else line for line in content]
    cut = min((len(line) - len(line.lstrip(" ")) for line in inner if line.strip()), default=0)
    shift = min(cut, len(indent))
    longest = max((len(run) for line in inner for run in re.findall(r"`+", line)), default=0)
    mark = "`" * max(3, longest + 1)
    body = [indent + line[shift:] if line.strip() else "" for line in inner]
    return "\n".join(["", f"{indent}{mark}{match.group(3)}", *body, indent + mark, ""])


def _prose(text: str, linker: Linker, deepen: int) -> str:
    pieces = []
    position = 0
    for match in _CODE_SPAN.finditer(text):
        pieces += [(False, text[position : match.start()]), (True, _code_span(match))]
        position = match.end()
    pieces.append((False, text[position:]))
    # Code spans stand in as private characters while links are found, since a link's label may hold one.
    spans: list[str] = []
    joined = ""
    for is_code, piece in pieces:
        if is_code:
            joined += chr(0xF0000 + len(spans))
            spans.append(piece)
        else:
            joined += "".join(char for char in piece if not 0xF0000 <= ord(char) < 0xF0000 + 65000)
    done = _linked(joined, linker, deepen)
    return re.sub("[\U000f0000-\U000ffde8]", lambda m: spans[ord(m.group()) - 0xF0000], done)


def _code_span(match: re.Match[str]) -> str:
    inside = " ".join(match.group(2).split())
    if "<" in inside or "&" in inside or "\n" in match.group():
        return f"<code>{inert(inside)}</code>"
    mark, before, after = match.group(1), " " * inside.startswith("`"), " " * inside.endswith("`")
    return f"{mark}{before}{inside}{after}{mark}"


def _linked(text: str, linker: Linker, deepen: int) -> str:
    pieces = []
    position = 0
    for match in links(text):
        pieces += [_harmless(text[position : match.start], deepen), linker(match)]
        position = match.end
    pieces.append(_harmless(text[position:], deepen))
    return "".join(pieces)


def _harmless(text: str, deepen: int) -> str:
    """Take from prose what could act, and leave what Markdown shows."""
    kept: list[str] = []

    def keep(match: re.Match[str]) -> str:
        kept.append(f'<a href="{attribute(match.group(1))}">{inert(match.group(1))}</a>')
        return f"\x00{len(kept) - 1}\x00"

    text = text.replace("\x00", "")
    text = _AUTOLINK.sub(keep, text)
    text = text.replace("![", "[").replace("<", "&lt;").replace("{", "&#123;")
    text = _DESTINATION.sub(_destination, text)
    text = _DEFINITION.sub(r"\1&#91;", text)
    if deepen:
        text = _HEADING.sub(lambda m: "#" * min(6, len(m.group(1)) + deepen), text)
    return re.sub("\x00(\\d+)\x00", lambda m: kept[int(m.group(1))], text)


def _destination(match: re.Match[str]) -> str:
    """Keep a link that leads to the web or to mail; of any other, show the words."""
    bare = re.sub(r"[\x00-\x20\x7f\\]", "", html.unescape(html.unescape(match.group(1))))
    if _SAFE_SCHEME.match(bare) or (bare.startswith("#") and not _SCHEME.match(bare)):
        return match.group()
    return "]&#40;" + match.group(1)
