"""A translation repeats the original's words.

Somebody copied the original to translate it, and left a part as it was. Readers of the other language meet text that
they cannot read, and nothing marks it as the original's, as it would be if the field were left out. Translate it, or
remove the field.

Reported once for each translation, at the first field that is a copy. A text counts when it has two words or more that
are not code, capitals, links or addresses; of a longer text, each paragraph of eight words or more. These are names in
any language: one word, an abbreviation with what it stands for ("RFC (Request for Comments)"), and what the
translation's own texts use as it stands ("Let's Encrypt"). `aliases` and `abbreviation` may be the same, and variants
of one language (`en`, `en-GB`) are not compared.

Bad:

```yaml title="kb.yaml"
records: .
languages: [en, ko]
```

```yaml title="codes/smtp/504.yaml"
code: 504
name: Parameter Not Implemented
summary: The server does not support a parameter.
fix: Leave the parameter out.
```

```yaml title="codes/smtp/504.ko.yaml"
name: 구현되지 않은 매개변수
summary: 서버가 매개변수를 지원하지 않습니다.
fix: Leave the parameter out.  # error
```

Good:

```yaml title="codes/smtp/504.ko.yaml"
name: 구현되지 않은 매개변수
summary: 서버가 매개변수를 지원하지 않습니다.
fix: 매개변수를 빼고 다시 시도합니다.
```
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from kb import markup
from kb.addresses import addresses
from kb.base import Base
from kb.fields import Line
from kb.finding import Fault, Related, Severity
from kb.passages import Passage, passages
from kb.record import Record
from kb.source import Span

CODE = "KB606"
SEVERITY = Severity.INFO

OPTIONAL = ("abbreviation",)
"""Fields that serve readers of any language as they are."""
FEWEST, FEWEST_IN_PARAGRAPH = 2, 8

_PARAGRAPH = re.compile(r"^[ \t]*\S(?:[^\n]|\n(?![ \t]*(?:\n|\Z)))*", re.MULTILINE)
_QUOTED = re.compile(r" {4}|[ ]*(?:\t|[>|#])")
_LINK = re.compile(r"\[\[[^\[\]]*\]\]")
_BRACKETED = re.compile(r"\([^()]*\)")
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)?")


class Copy(NamedTuple):
    """A part of a translation that is a copy: its field, how to call it, and where it stands."""

    field: str
    name: str
    span: Span


def check(base: Base) -> Iterator[Fault]:
    """Compare each translation with its original, field by field."""
    for (key, language), translation in base.translations.items():
        original = base.records.get(key)
        if original is None or _primary(language) == _primary(base.config.language):
            continue
        if copies := list(_copies(base, original, translation)):
            *names, last = (copy.name for copy in copies)
            listed, verb = (f"{', '.join(names)} and {last}", "repeat") if names else (last, "repeats")
            place = original.at(copies[0].field)
            related = Related(original.path, place.line, place.column, "the original")
            message = f"{listed} {verb} the original's words; translate them, or leave the field out"
            yield Fault(translation.path, copies[0].span, message, key, (related,))


def _primary(language: str) -> str:
    return language.partition("-")[0].lower()


def _copies(base: Base, original: Record, translation: Record) -> Iterator[Copy]:
    for passage in passages(base, translation):
        name, text = passage.field, original.text(passage.field)
        if text is None or name in OPTIONAL:
            continue
        if text.split() == passage.text.split():
            is_title = isinstance(original.declaration.by_name[name].type, Line)
            if not (_is_name(passage, translation) if is_title else _words(text) < FEWEST):
                yield Copy(name, f"`{name}`", passage.whole)
        elif span := _copied_paragraph(passage, text):
            yield Copy(name, f"a part of `{name}`", span)


def _is_name(title: Passage, translation: Record) -> bool:
    """Tell whether a title is a name in any language: one word, an abbreviation spelt out, or used as it stands."""
    if _words(_BRACKETED.sub(" ", title.text)) < FEWEST:
        return True
    return any(title.text.strip() in scalar.text for name, scalar in translation.texts() if name != title.field)


def _copied_paragraph(passage: Passage, original: str) -> Span | None:
    """Give the place of the first paragraph that the original has as well; code, quotations and tables may be alike."""
    if "\n" not in passage.text:
        return None
    known = {tuple(match.group().split()) for match in _PARAGRAPH.finditer(markup.without_code(original))}
    for match in _PARAGRAPH.finditer(markup.without_code(passage.text)):
        words = match.group()
        if not _QUOTED.match(words) and tuple(words.split()) in known and _words(words) >= FEWEST_IN_PARAGRAPH:
            return passage.span(*match.span())
    return None


def _words(text: str) -> int:
    """Count the words that would be translated."""
    prose = _LINK.sub(" ", markup.without_code(text))
    prose = markup.blanked(prose, list(addresses(prose)))
    return sum(1 for word in _WORD.findall(prose) if len(word) > 1 and not (word.isascii() and word.isupper()))
