"""A reference names a record that does not exist.

Readers lose the link, and the map loses the edge. Usually the id is misspelt, or the record was renamed or deleted;
a renamed record can list its old id under `formerly`.

Bad:

```yaml title="codes/smtp/504.yaml"
code: 504
name: Parameter Not Implemented
summary: The server does not support a parameter.
terms: [startls]  # error
```

```yaml title="terms/starttls.yaml"
term: STARTTLS
definition: The command that begins TLS.
```

Good:

```yaml title="codes/smtp/504.yaml"
code: 504
name: Parameter Not Implemented
summary: The server does not support a parameter.
terms: [starttls]
```
"""

from collections.abc import Iterator

from kb.base import Base
from kb.finding import Fault, Severity
from kb.source import shown

CODE = "KB201"
SEVERITY = Severity.ERROR


def check(base: Base) -> Iterator[Fault]:
    """Give each reference that led nowhere, with the near name if there is one."""
    for use in base.uses:
        if use.problem != "broken":
            continue
        declared = use.declared
        kinds = " or ".join(declared.kinds)
        near = next(filter(None, (base.names[kind].nearest(use.reference.text) for kind in declared.kinds)), None)
        hint = f"; did you mean `{near}`?" if near else ""
        message = f"there is no {kinds} `{shown(use.reference.text)}`{hint}"
        yield Fault(use.record.path, use.reference.span, message, use.record.key)
