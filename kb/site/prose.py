"""Authors' Markdown made fit for a page: links led to their pages, and nothing left that could act.

A record is hostile input. Raw HTML is shown, not obeyed; attribute lists lose their braces; links lead to the web, to
mail, or within the site, and nowhere else; images become links, so that opening a page fetches nothing. Code keeps its
characters. Comments that hide findings are taken out; any other is shown. What is given back is still Markdown.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator

from kb.markup import Fence, LinkMatch, code_spans, fences, headings, links, ticks_around, without_suppressions

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_HELD = re.compile(r"\x00(\d{1,9})\x00")
_ANCHOR = re.compile(r"\x01([\w-]*)\x01")
_AUTOLINK = re.compile(r"<((?:https?://|mailto:)[^\s<>\"'\x00]+)>")
_IMAGE = re.compile(r"(?<![^\s(])!(?=\[)")
_DESTINATION = re.compile(r"\]\((?=\s*([^\s)]{0,200}))")
_SCHEME = re.compile(r"(?:https?|mailto):", re.IGNORECASE)
_ACTIVE = re.compile(r"[!-/:-@\[-`{-~\n]")
_ACTIVE_IN_ATTRIBUTE = re.compile(r"[\"&'()<>\[\\\]`{|}]")
_HEADING = re.compile(r"^(#{1,6})(?=[ \t])", re.MULTILINE)
_NO_HEADING = re.compile(r"^(?!#{1,6}[ \t]+#*[ \t]*[^#\s])#", re.MULTILINE)
_ITEM = re.compile(r" {0,3}(?:[-+*]|\d+\.|!!!)(?=[ \t])")

Linker = Callable[[LinkMatch], str]


def page_markdown(text: str, linker: Linker, *, deepen: int = 0) -> str:
    """Give an author's text as Markdown that is safe on a page, its headings with their anchors.

    `linker` gives the HTML of a link to a record. `deepen` moves headings down, below those of the page, and then
    they have no anchors.
    """
    text = without_suppressions(CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
    if not deepen:
        text = _replaced(text, ((found.end, found.end, f"\x01{found.slug}\x01") for found in headings(text)))
    lines = _with_indented_code_fenced(text.split("\n"))
    parts: list[str] = []
    done = 0
    for fence in fences(lines):
        parts.append(_prose("\n".join(lines[done : fence.first]), linker, deepen))
        parts.append(_fence(fence, lines[fence.first + 1 : fence.last]))
        done = fence.last + 1
    parts.append(_prose("\n".join(lines[done:]), linker, deepen))
    return _ANCHOR.sub(lambda m: f" {{#{m[1]}}}" if m[1] else "", "\n".join(parts)).strip("\n")


def inert(text: str) -> str:
    """Give plain words as HTML that Markdown leaves alone: every mark of punctuation that could act is an entity."""
    return _ACTIVE.sub(lambda m: f"&#{ord(m.group())};", text)


def heading(words: str, anchor: str, level: int = 2) -> str:
    """Give a heading of the page's own, with its anchor."""
    return f"{'#' * level} {inert(words)} {{#{anchor}}}"


def attribute(text: str) -> str:
    """Give a text as the value of an HTML attribute within Markdown, on one line."""
    return _ACTIVE_IN_ATTRIBUTE.sub(lambda m: f"&#{ord(m.group())};", " ".join(CONTROL.sub(" ", text).split()))


def _replaced(text: str, places: Iterable[tuple[int, int, str]]) -> str:
    """Put other words in places of a text, which are given in their order."""
    parts: list[str] = []
    done = 0
    for start, end, words in places:
        parts += text[done:start], words
        done = end
    return "".join(parts) + text[done:]


def _with_indented_code_fenced(lines: list[str]) -> list[str]:
    """Put code that is only indented between fences, where it keeps its characters; what belongs to a list stays."""
    fenced = {number for fence in fences(lines) for number in range(fence.first, fence.last + 1)}
    result: list[str] = []
    code: list[str] = []
    in_list = False
    for number, line in enumerate([*lines, "."]):
        is_blank = not line.strip()
        if number not in fenced and (is_blank or line.expandtabs(4).startswith("    ")):
            is_first = not code and (not result or not result[-1].strip())
            if code or (is_first and not is_blank and not in_list):
                code.append(line.expandtabs(4)[4:])
                continue
        elif number not in fenced or not line.startswith((" ", "\t")):
            in_list = bool(_ITEM.match(line)) or (in_list and bool(result and result[-1].strip()))
        result += _between_fences(code)
        code = []
        result.append(line)
    return result[:-1]


def _between_fences(code: list[str]) -> Iterator[str]:
    if code:
        text = "\n".join(code)
        mark = ticks_around(text, 3)
        yield from (mark, *text.rstrip().split("\n"), mark, "")


def _fence(fence: Fence, content: list[str]) -> str:
    """Write a fenced block in the one form that every engine knows."""
    indent = fence.indent.expandtabs(4)
    inner = [line.expandtabs(4) if line[:1] in " \t" else line for line in content]
    cut = min((len(line) - len(line.lstrip(" ")) for line in inner if line.strip()), default=0)
    shift = min(cut, len(indent))
    mark = ticks_around("\n".join(inner), 3)
    body = [indent + line[shift:] if line.strip() else "" for line in inner]
    return "\n".join(["", f"{indent}{mark}{fence.language}", *body, indent + mark, ""])


def _prose(text: str, linker: Linker, deepen: int) -> str:
    """Give Markdown without fences as what is safe: code and links become HTML, and of the rest nothing can act."""
    held: list[str] = []

    def hold(code: str) -> str:
        """Give what stands for a piece that is done, while the rest is worked on."""
        held.append(code)
        return f"\x00{len(held) - 1}\x00"

    def release(text: str) -> str:
        return _HELD.sub(lambda m: "".join(held[int(m[1]) :][:1]), text)

    def link(match: LinkMatch) -> str:
        """Give a record's link; only its words may hold code."""
        target, heading = (_HELD.sub("", name).strip() for name in (match.target, match.heading))
        return hold(release(linker(match._replace(target=target, heading=heading))))

    spans = code_spans(text)
    text = _replaced(text, ((start, end, hold(_code_span(text[start:end], ticks))) for start, end, ticks in spans))
    text = _replaced(text, ((match.start, match.end, link(match)) for match in links(text)))
    text = _AUTOLINK.sub(lambda m: hold(f'<a href="{attribute(m[1])}">{inert(m[1])}</a>'), text)
    return release(_harmless(text, deepen))


def _code_span(span: str, ticks: int) -> str:
    words = re.sub(r"\s*\n\s*", " ", span[ticks:-ticks]).strip()
    if not words:
        return inert(span)
    return f"<code>{inert(words)}</code>" if re.search(r"[<&`\\]", words) else f"`{words}`"


def _harmless(text: str, deepen: int) -> str:
    """Take from prose what could act, and leave what Markdown shows."""
    text = _IMAGE.sub("", text).replace("![", "&#33;[")
    text = text.replace("<", "&lt;").replace("{", "&#123;")
    text = text.replace("`", "&#96;").replace("~~~", "&#126;~~")
    text = _DESTINATION.sub(_destination, text).replace("]:", "]&#58;")
    text = _NO_HEADING.sub("&#35;", text)
    if deepen:
        text = _HEADING.sub(lambda m: "#" * min(6, len(m.group(1)) + deepen), text)
    return text


def _destination(match: re.Match[str]) -> str:
    """Keep a link that leads to the web or to mail; of any other, show the words."""
    return "](" if is_harmless(match.group(1)) else "]&#40;"


def is_harmless(destination: str) -> bool:
    """Tell whether a link leads to the web, to mail, or within its page."""
    bare = re.sub(r"[\x00-\x20\x7f\\]", "", html.unescape(html.unescape(destination)))
    return bool(_SCHEME.match(bare)) or bare.startswith("#")
