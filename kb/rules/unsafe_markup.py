"""A text has HTML that acts, or a link that does more than lead somewhere.

The site shows such markup as text and obeys none of it, so readers see tags, or a link that is dead. Other readers of
the same records, a wiki or a preview of Markdown, may obey it: a script runs, a frame loads, a style hides the page.
Write what is meant as an example in backticks, and link to addresses that begin with `https:`, `http:` or `mailto:`.

Reported are scripts, styles, frames, embedded objects and forms, attributes that run something (`onclick=`) or restyle,
links with `javascript:`, `data:` and the like, also when entities hide them, and links with a scheme that no page may
lead to. Code is left alone, and so is a placeholder in prose such as `<mailbox>`: it is shown as it stands.

The fix puts the markup between backticks, where it stands on one line.

Bad:

```yaml title="terms/xss.yaml"
term: Cross-site scripting
definition: |
  An attack by which <script>alert(1)</script> in a comment runs for every reader.  <!-- error -->
  So does <b onclick="alert(1)">, and <name> is only a placeholder.  <!-- error -->
```

Good:

```yaml title="terms/xss.yaml"
term: Cross-site scripting
definition: |
  An attack by which `<script>alert(1)</script>` in a comment runs for every reader.
  So does `<b onclick="alert(1)">`, and <name> is only a placeholder.
```
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from kb import markup
from kb.addresses import ACTING, acts, scheme_of
from kb.base import Base
from kb.config import FILE
from kb.fields import Line, Lines
from kb.finding import Fault, Fix, Severity
from kb.passages import Passage, passages
from kb.record import Record
from kb.source import Scalar, Span, shown

CODE = "KB505"
SEVERITY = Severity.ERROR

_ACTIVE = frozenset(("script", "style", "iframe", "frameset", "embed", "applet"))
"""Elements that act by their name alone; no placeholder is called so."""
_LOADING = frozenset(
    (
        "base",
        "button",
        "form",
        "frame",
        "input",
        "link",
        "math",
        "meta",
        "noscript",
        "object",
        "portal",
        "svg",
        "template",
    )
)
"""Elements that act, or load something, with what they are given; without it a word in angle brackets may be meant."""
_SAFE = frozenset(("http", "https", "mailto"))
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]*)((?:=\s*\"[^\"<]*+\"|=\s*'[^'<]*+'|[^<>])*+)>?")
_HANDLER = re.compile(r"[\s/\"'](on(?!ce\b|line\b|ly\b)[a-z]{3,})\s*=", re.IGNORECASE)
_STYLE = re.compile(r"[\s/\"']style\s*=", re.IGNORECASE)
_ADDRESS = re.compile(
    r"[\s/\"':](?:href|src|action|formaction|data|poster|background)\s*=[\s\"']*+([^\"'\s>]*)", re.IGNORECASE
)
_ATTRIBUTES = re.compile(r"\{:?[^{}\n]*?[\s:{](on(?!ce\b|line\b|ly\b)[a-z]{3,})\s*=[^{}\n]*\}", re.IGNORECASE)
_DESTINATION = re.compile(r"\]\(\s*+<?\s*+(?=([^)>]{1,200}))")
_LINK = re.compile(r"\]\(([a-zA-Z][a-zA-Z0-9+.-]+):[^\s()]*(?:\([^\s()]*\)[^\s()]*)?(?:\s+\"[^\"\n]*\")?\)")
_DEFINITION = re.compile(r"^[ \t>*+.\d-]*\[[^\[\]\n^][^\[\]\n]*\]:\s*+<?([^\s>]{1,200})", re.MULTILINE)
_ENTITY = re.compile(r"&(?:colon|#0*58|#x0*3a);", re.IGNORECASE)
_MARKS = ("<", "](", "]:", "{")


class Found(NamedTuple):
    """Markup that acts: where it stands, what acts in it, and whether backticks around it show what is meant."""

    start: int
    end: int
    message: str
    is_tag: bool = False


def check(base: Base) -> Iterator[Fault]:
    """Look at all texts for readers, names and sources, and at the sources of families."""
    for source in (source for family in base.config.families.values() for source in family.sources):
        for found in _in_item(source.text):
            yield Fault(FILE, source.span, found.message)
    for record in base.all_records:
        for passage in passages(base, record):
            if any(mark in passage.text for mark in _MARKS):
                declared = record.declaration.by_name[passage.field]
                is_name = isinstance(declared.type, Line)
                for found in _tags(passage.text, is_name=True) if is_name else _unsafe(passage.text):
                    yield _fault(base, record, passage, found, is_name=is_name)
        for field, item in _items(record):
            if "<" in item.text or (":" in item.text and not item.text.startswith("http")):
                passage = Passage(base, record.path, field, item)
                for found in _in_item(item.text):
                    yield _fault(base, record, passage, found, is_name=True)


def _items(record: Record) -> Iterator[tuple[str, Scalar]]:
    for declared in record.declaration.fields:
        if isinstance(declared.type, Lines) and not declared.type.regex and not declared.type.ids:
            for item in record.items(declared.name):
                if isinstance(item, Scalar):
                    yield declared.name, item


def _unsafe(text: str) -> list[Found]:
    """Find what acts in Markdown, code passed over: which is looked for only where there is anything."""
    found = list(_acting(text))
    masked = markup.without_code(text) if found else text
    return found if masked == text else list(_acting(masked))


def _acting(text: str) -> Iterator[Found]:
    yield from _tags(text)
    for match in _ATTRIBUTES.finditer(text):
        yield Found(*match.span(), _would_act(match[1]))
    for pattern in (_DESTINATION, _DEFINITION):
        for match in pattern.finditer(text):
            if (scheme := scheme_of(match[1])) in ACTING:
                yield Found(
                    *match.span(1), f"a link with `{scheme}:` acts, so kb does not follow it; link to a web page"
                )
    for match in _LINK.finditer(text):
        scheme = match[1].lower()
        if scheme not in _SAFE and scheme not in ACTING:
            message = (
                f"no page may link with `{shown(scheme)}:`, so the link is dead; use `https:`, or write it as code"
            )
            yield Found(match.start(1), match.end() - 1, message)


def _in_item(text: str) -> Iterator[Found]:
    yield from _tags(text, is_name=True)
    if acts(text):
        yield Found(
            0, len(text), f"an address with `{scheme_of(text)}:` acts, so kb does not follow it; name a web page"
        )


def _tags(text: str, *, is_name: bool = False) -> Iterator[Found]:
    """Find the tags that act, each with what it holds when its end tag is on the same line. A name is plain text."""
    tags = list(_TAG.finditer(text)) if "<" in text else []
    ends: dict[str, list[re.Match[str]]] = defaultdict(list)
    for match in tags:
        if match[1]:
            ends[match[2].lower()].append(match)
    done = 0
    for match in tags:
        if match[1] or match.start() < done:
            continue
        closing = ends[match[2].lower()]
        number = bisect_left(closing, match.end(), key=lambda end: end.start())
        close = closing[number] if number < len(closing) else None
        is_shown_only = is_name and not close and "=" not in match[3]
        what = "" if is_shown_only else _acting_in(match, is_closed=close is not None)
        if what:
            is_on_one_line = close is not None and "\n" not in text[match.start() : close.end()]
            end = close.end() if close and is_on_one_line else match.end()
            done = close.end() if close else end
            yield Found(match.start(), end, _would_act(what), is_tag=not close or is_on_one_line)


def _acting_in(match: re.Match[str], *, is_closed: bool) -> str:
    """Give what acts in a tag, if anything does."""
    name, attributes = match[2].lower(), match[3]
    if name.partition(":")[0] in ACTING and (":" in name or _ENTITY.match(attributes)):
        return f"{name.partition(':')[0]}:"
    if handler := _HANDLER.search(attributes):
        return handler[1]
    if any(scheme_of(address) in ACTING for address in _ADDRESS.findall(attributes)):
        return f"<{name}>"
    if name in _ACTIVE or (name in _LOADING and (is_closed or "=" in attributes or _is_alone(match))):
        return f"<{name}>"
    return "style=" if _STYLE.search(attributes) else ""


def _is_alone(match: re.Match[str]) -> bool:
    """Tell whether a tag has a line for itself, as a block of HTML has."""
    text, end = match.string, match.string.find("\n", match.end())
    start = text.rfind("\n", 0, match.start()) + 1
    before, after = (
        text[max(start, match.start() - 80) : match.start()],
        text[match.end() : end if end >= 0 else None][:80],
    )
    return not before.strip() and not after.strip()


def _would_act(what: str) -> str:
    return f"`{shown(what)}` would act on a page, so kb shows it as text; put it in backticks, or take it out"


def _fault(base: Base, record: Record, passage: Passage, found: Found, *, is_name: bool) -> Fault:
    span = passage.span(found.start, found.end)
    fix = None if is_name or not found.is_tag else _in_backticks(base, record, passage, found)
    return Fault(record.path, span, found.message, record.key, fix=fix)


def _in_backticks(base: Base, record: Record, passage: Passage, found: Found) -> Fix | None:
    """Put markup between backticks; where a value would begin with one, the whole value gets quotes."""
    text, (start, end) = passage.text, found[:2]
    words = text[start:end]
    if "`" in text[max(0, start - 1) : end + 1] or "\n" in words or not words.endswith(">"):
        return None
    editor = base.editor(record.path)
    places = passage.span(start, start), passage.span(end, end)
    edits = [edit for place in places if (edit := editor.substitute(Span(*place[:2], *place[:2]), "`"))]
    if len(edits) < 2:
        edit = editor.replace(passage.whole, f"{text[:start]}`{words}`{text[end:]}")
        edits = [edit] if edit else []
    return Fix(f"Put `{shown(words)}` between backticks", tuple(edits)) if edits else None
