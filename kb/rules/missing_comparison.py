"""A code is compared with no other code.

A reader who has the wrong code of two look-alikes needs the page to say so: "compare with" is the part of an error
catalogue that nobody writes unless asked. Name at least one code that readers confuse with this one, and what
differs. A comparison with itself does not count; one that misspells the other code does, for it is reported itself.

Bad:

```yaml title="codes/smtp/504.yaml"
code: 504  # error
name: Parameter Not Implemented
summary: The server does not support a parameter.
```

Good:

```yaml title="codes/smtp/504.yaml"
code: 504
name: Parameter Not Implemented
summary: The server does not support a parameter.
compare:
  - with: smtp/502
    difference: 502 refuses the whole command, 504 only a parameter of it.
```

```yaml title="codes/smtp/502.yaml"
code: 502
name: Command Not Implemented
summary: The server does not support the command.
```
"""

from collections.abc import Iterator

from kb.base import Base
from kb.finding import Fault, Severity

CODE = "KB301"
SEVERITY = Severity.WARNING

CANDIDATES = 3
"""How many codes a finding names."""


def check(base: Base) -> Iterator[Fault]:
    """Give each code without an edge `compare`, unless a fault elsewhere explains it."""
    for record in base.of_kind("code"):
        if ("compare", True) in base.neighbours[record.key]:
            continue
        if "compare" not in base.lost.edges.get(record.key, ()):
            message = (
                f"`{record.id}` is compared with no other code; say what readers confuse it with, and what differs"
            )
            yield Fault(record.path, record.span, message + _candidates(base, record.key), record.key)


def _candidates(base: Base, key: str) -> str:
    """Name the codes that are most easily confused with one, those left out that were dismissed."""
    ranking = base.ranking
    best = ranking.best(ranking.place[key], CANDIDATES, undecided=True)
    ids = [f"`{ranking.codes[place].record.id}`" for place in best]
    return f" (first candidates: {', '.join(ids)})" if ids else ""
