"""A record has a field that its kind does not know.

Nothing reads the field, so what it says is missing from the site. Usually the name is misspelt, or it belongs to
another kind: a term has a `definition`, a code a `summary`. `kb schema KIND` lists the fields.

In a translation, only fields that are translated may stand; codes, references and sources are those of the original.
YAML's merge key `<<` is reported here too, for YAML 1.2 has none.

The fix gives the field the name that it most likely should have, unless the record has a field of that name already.

Bad:

```yaml title="codes/dns/nxdomain.yaml"
code: NXDOMAIN
name: Non-Existent Domain
sumary: The domain name does not exist.  # error
compare:
  - with: dns/servfail
    diference: SERVFAIL says nothing about whether the name exists.  # error
```

Good:

```yaml title="codes/dns/nxdomain.yaml"
code: NXDOMAIN
name: Non-Existent Domain
summary: The domain name does not exist.
compare:
  - with: dns/servfail
    difference: SERVFAIL says nothing about whether the name exists.
```
"""

from collections.abc import Iterator
from dataclasses import replace

from kb.base import Base
from kb.finding import Fault, Fix, Severity

CODE = "KB102"
SEVERITY = Severity.ERROR


def check(base: Base) -> Iterator[Fault]:
    """Give each key that reading did not know."""
    for fault in base.faults("unknown-field"):
        edit = base.editor(fault.path).replace(fault.span, fault.meant) if fault.meant else None
        yield replace(fault, fix=Fix(f"Name the field `{fault.meant}`", (edit,))) if edit else fault
