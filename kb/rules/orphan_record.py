"""A record is linked with no other, in either direction.

Nobody finds it except through the search, and its own page leads nowhere. Name the record where readers need it, by a
reference or a `[[link]]`; or remove it.

Every relation counts, in both directions, and so does a link in any text, translations included. A reference to
itself does not. A code without any link is told here that it has none, and by `missing-comparison` and
`code-without-guide` which two links it needs in any case: to answer this rule, one link of any kind is enough, to
answer those it is not. A term without any link is reported here only, not as unused too.

Nothing is reported of a record whose own references fail, which a broken reference elsewhere most likely means, or
which is named in a file that could not be read: those faults are reported themselves.

Bad:

```yaml title="terms/greylisting.yaml"
term: Greylisting  # error
definition: Refusing mail from unknown senders for a while, with a temporary error.
```

```yaml title="codes/smtp/451.yaml"
code: 451
name: Requested Action Aborted
summary: A temporary failure on the server.
terms: [exponential-backoff]
```

```yaml title="terms/exponential-backoff.yaml"
term: Exponential backoff
definition: Waiting longer after each failure.
```

Good:

```yaml title="codes/smtp/451.yaml"
code: 451
name: Requested Action Aborted
summary: A temporary failure on the server.
terms: [exponential-backoff, greylisting]
```
"""

from collections.abc import Iterator

from kb.base import Base
from kb.finding import Fault, Severity

CODE = "KB401"
SEVERITY = Severity.WARNING


def check(base: Base) -> Iterator[Fault]:
    """Give each record without an edge that no other fault explains."""
    for record in base:
        if not base.neighbours[record.key] and not base.lost.edges.get(record.key):
            message = f"nothing links to `{record.id}`, and it links to nothing; name it where readers need it"
            yield Fault(record.path, record.span, message, record.key)
