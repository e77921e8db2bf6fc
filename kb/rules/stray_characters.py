"""A text has a character that readers cannot see.

Zero-width spaces, soft hyphens, marks of text direction, no-break spaces and control characters come with text that is
pasted from web pages, PDFs and word processors. They look like nothing, but searching for the word or pasting the
command fails, and marks of direction can show a line in another order than it has. A replacement character (U+FFFD) is
what a wrong decoding left of a letter.

What writing needs is not reported: joiners within words of other scripts and emoji, and no-break spaces beside French
punctuation.

The fix puts a space in place of a no-break space and takes the others out. That is not safe for marks of direction,
which text in Arabic or Hebrew may need, and there is none for what a wrong decoding left: only the author knows the
letter.

Bad:

```yaml title="terms/greylisting.yaml"
term: Greylisting
definition: >-
  Refusing mail from unknown senders for a while with\u00a0`451`,  # error
  because spam\u200bmers rarely try again.  # error
```

Good:

```yaml title="terms/greylisting.yaml"
term: Greylisting
definition: >-
  Refusing mail from unknown senders for a while with `451`,
  because spammers rarely try again.
```
"""

from collections.abc import Iterator
from dataclasses import replace

from kb.base import Base
from kb.finding import Fault, Fix, Severity
from kb.source import Span

CODE = "KB111"
SEVERITY = Severity.WARNING


_SPACES = frozenset("\u00a0\u2028\u2029\x0b\x0c\x85")
_DIRECTIONS = frozenset(map(chr, (0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))))
_UNKNOWN = frozenset(map(chr, (0xFFFD, 0x1B, *range(0x80, 0xA0)))) - _SPACES
"""What is left of something else: of a wrong decoding, or of a sequence that coloured a terminal."""


def check(base: Base) -> Iterator[Fault]:
    """Give each invisible character that reading met."""
    for fault in base.faults("stray-characters"):
        yield replace(fault, fix=_fix(base, fault.path, fault.span))


def _fix(base: Base, path: str, span: Span) -> Fix | None:
    line = base.lines(path).line(span.line)
    char, rest = line[span.column - 1 : span.column], line[span.column :]
    if char in _UNKNOWN or not char:
        return None
    becomes = " " if char in _SPACES and rest.strip() else ""  # at the end of a line a space could mean a break
    edit = base.editor(path).substitute(span, becomes)
    title = f"{'Write a space for' if becomes else 'Remove'} U+{ord(char):04X}"
    return Fix(title, (edit,), safe=char not in _DIRECTIONS) if edit else None
