"""`[[links]]` to records in pages that are no records': ordinary Markdown, in which all else stays as it is.

Code, raw blocks of HTML and formulas are passed over, and so is what Markdown itself reads as a link: `[[1]](address)`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from kb.markup import LinkMatch, blanked, links, plain, without_code

_RAW = re.compile(r"<(script|style|pre|code|textarea|svg|math)\b.*?</\1\s*>|<!--.*?-->|\$\$.*?\$\$", re.DOTALL | re.I)
_CONTAINER = re.compile(r" {0,3}(?:[-+*]|\d+[.)]|!!!|\?\?\?\+?|===[!+]*|:|\[\^[^\]\n]{1,99}\]:)(?=[ \t])")

_MASK = "."
"""What stands for code: no space, or what follows it on its line would look indented."""

Linker = Callable[[LinkMatch, int], str]
"""Gives the HTML of a link in a certain line, counted from 1."""


def linked(text: str, linker: Linker) -> str:
    """Give a page with its links to records as HTML."""
    if "[[" not in text:
        return text
    parts: list[str] = []
    done = 0
    for match in _links(text):
        parts += text[done : match.start], linker(match, text.count("\n", 0, match.start) + 1)
        done = match.end
    return "".join(parts) + text[done:]


def _links(text: str) -> Iterator[LinkMatch]:
    masked = without_code(text, _MASK)
    masked = blanked(masked, (match.span() for match in _RAW.finditer(masked)), _MASK)
    masked = _without_indented_code(text, masked)
    for match in links(masked):
        before = masked[: match.start][-2:]
        is_escaped = before[-1:] == "\\" and before != "\\\\"
        is_other = is_escaped or before[-1:] == "!" or masked[match.end : match.end + 1] == "("
        if not match.is_file and not is_other:
            label = text[match.start : match.end - 2].partition("|")[2]  # code in it is masked
            yield match._replace(label=plain(label))


def _without_indented_code(text: str, masked: str) -> str:
    """Mask code that is only indented, too; what belongs to an item of a list or to another container stays."""
    lines = masked.split("\n")
    in_container = is_code = False
    after_blank = True
    for number, line in enumerate(text.split("\n")):
        if not line.strip():
            after_blank = True
            continue
        is_indented = line.expandtabs(4).startswith("    ")
        is_code = is_indented and (is_code or (after_blank and not in_container))
        if is_code:
            lines[number] = _MASK * len(line)
        elif not is_indented:
            goes_on = in_container and (not after_blank or line[0] in " \t")
            in_container = goes_on or bool(_CONTAINER.match(lines[number]))
        after_blank = False
    return "\n".join(lines)
