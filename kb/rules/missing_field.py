"""A record lacks a field that it needs, or has it empty.

A page without a name, a summary or a definition answers nobody. Required are `code`, `name` and `summary` of a code,
`title`, `category`, `summary` and `body` of a guide, `term` and `definition` of a term, and in a file of several
records the `id` of each. It is reported at the start of the record.

A required field that is present but misspelt, or holds a list where text belongs, is reported as such and not here.
A translation may leave out any field.

Bad:

```yaml title="codes/http/429.yaml"
code: 429  # error
name: Too Many Requests
```

Good:

```yaml title="codes/http/429.yaml"
code: 429
name: Too Many Requests
summary: The client sent more requests in a given time than the server allows.
```
"""

from collections.abc import Iterator

from kb.base import Base
from kb.finding import Fault, Severity

CODE = "KB101"
SEVERITY = Severity.ERROR


def check(base: Base) -> Iterator[Fault]:
    """Give each field that reading missed."""
    yield from base.faults("missing-field")
