"""A record has a field that its kind does not know.

Nothing reads the field, so what it says is missing from the site. Usually the name is misspelt, or it belongs to
another kind: a term has a `definition`, a code a `summary`. `kb schema KIND` lists the fields.

In a translation, only fields that are translated may stand; codes, references and sources are those of the original.
YAML's merge key `<<` is reported here too, for YAML 1.2 has none.

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

from kb.base import Base
from kb.finding import Fault, Severity

CODE = "KB102"
SEVERITY = Severity.ERROR


def check(base: Base) -> Iterator[Fault]:
    """Give each key that reading did not know."""
    yield from base.faults("unknown-field")
