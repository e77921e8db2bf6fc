"""A file cannot be read as UTF-8 text.

All of its records are missing. References to them are not reported as broken meanwhile. Usually an editor saved the
file in a legacy encoding such as Latin-1, Windows-1252 or EUC-KR, or as UTF-16; save it as UTF-8, with or without a
byte-order mark. The place is that of the first byte that is not UTF-8.

A file that the system refuses to open is reported here as well.

Bad:

```yaml title="terms/bounce.yaml" encoding="latin-1"
term: Bounce
definition: >-
  A message that tells a sender why their mail was not delivered;
  naïve filters treat it as spam.  # error
```

Good:

```yaml title="terms/bounce.yaml"
term: Bounce
definition: >-
  A message that tells a sender why their mail was not delivered;
  naïve filters treat it as spam.
```
"""

from collections.abc import Iterator

from kb.base import Base
from kb.finding import Fault, Severity

CODE = "KB003"
SEVERITY = Severity.ERROR


def check(base: Base) -> Iterator[Fault]:
    """Give each file whose bytes are not text."""
    yield from base.faults("undecodable-file")
