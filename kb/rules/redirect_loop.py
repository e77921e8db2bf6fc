"""Records replace each other in a circle.

Whoever follows `replaced_by` from one of them never arrives: the redirects of the site would turn for ever. Decide
which record stays, and remove its `replaced_by`.

A circle is reported once, at the record whose key sorts first. A record that replaces itself is a self-reference, and
reported as that. While there is a circle, references to its records are not reported as deprecated.

Bad:

```yaml title="terms/ssl.yaml"
term: SSL
definition: The protocol before TLS.
replaced_by: tls  # error
```

```yaml title="terms/tls.yaml"
term: TLS
definition: The protocol that encrypts a connection.
replaced_by: ssl
```

Good:

```yaml title="terms/tls.yaml"
term: TLS
definition: The protocol that encrypts a connection.
```
"""

from collections.abc import Iterator

from kb.base import Base
from kb.cycles import circles
from kb.finding import Fault, Severity

CODE = "KB211"
SEVERITY = Severity.ERROR


def check(base: Base) -> Iterator[Fault]:
    """Give each circle of replacements."""
    for circle in circles(use for use in base.uses if use.field == "replaced_by"):
        first = circle.use
        message = f"the replacements run in a circle: {circle.way}; decide which record stays"
        yield Fault(first.record.path, first.reference.span, message, first.record.key, circle.related)
