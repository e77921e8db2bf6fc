"""A key is given twice in the same mapping.

YAML readers disagree on which of the two counts; kb keeps the first and passes over the second, so whatever stands
there is missing from the site. It usually comes from a merge, or from a field that was added without seeing that it
was there already. Put the two values together under one key.

In a Markdown guide, a `body` field and text below the front matter are the same field given twice.

The fix removes the second key where both say the same.

Bad:

```yaml title="terms/starttls.yaml"
term: STARTTLS
definition: The command that begins TLS on a connection that is open already.
sources: [RFC 3207]
sources: [RFC 8314]  # error
```

Good:

```yaml title="terms/starttls.yaml"
term: STARTTLS
definition: The command that begins TLS on a connection that is open already.
sources: [RFC 3207, RFC 8314]
```
"""

from collections.abc import Iterator
from dataclasses import replace

from kb.base import Base
from kb.finding import Fault, Fix, Severity

CODE = "KB002"
SEVERITY = Severity.ERROR


def check(base: Base) -> Iterator[Fault]:
    """Give each key that a mapping has already."""
    for fault in base.faults("duplicate-key"):
        edit = base.editor(fault.path).remove(fault.span) if fault.meant == "" else None
        yield replace(fault, fix=Fix("Remove the second, which says the same", (edit,))) if edit else fault
