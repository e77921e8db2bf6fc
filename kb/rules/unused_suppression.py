"""A comment hides a finding that does not exist.

A suppression that outlived its finding hides the next mistake on the same line. Remove it, or name the rule that
you meant: a comment must name rules, and only rules that there are.

The fix removes the comment, or from one that also hides something only the rule that it need not name.

Bad:

```yaml title="terms/starttls.yaml"
# kb: ignore[KB102]  # error
term: STARTTLS
definition: The command that begins TLS.
```

Good:

```yaml title="terms/starttls.yaml"
term: STARTTLS
definition: The command that begins TLS.
```
"""

from collections.abc import Iterator

from kb.base import Base
from kb.finding import Fault, Severity

CODE = "KB007"
SEVERITY = Severity.WARNING


def check(_: Base) -> Iterator[Fault]:
    """Give nothing: only `kb.lint` knows, once all other rules have run, which comments hid something."""
    yield from ()
