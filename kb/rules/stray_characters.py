"""A text has a character that readers cannot see.

Zero-width spaces, soft hyphens, marks of text direction, no-break spaces and control characters come with text that is
pasted from web pages, PDFs and word processors. They look like nothing, but searching for the word or pasting the
command fails, and marks of direction can show a line in another order than it has. A replacement character (U+FFFD) is
what a wrong decoding left of a letter.

What writing needs is not reported: joiners within words of other scripts and emoji, and no-break spaces beside French
punctuation.

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

from kb.base import Base
from kb.finding import Fault, Severity

CODE = "KB111"
SEVERITY = Severity.WARNING


def check(base: Base) -> Iterator[Fault]:
    """Give each invisible character that reading met."""
    yield from base.faults("stray-characters")
