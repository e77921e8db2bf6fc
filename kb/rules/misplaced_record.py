"""A record's `id` does not agree with the path of its file.

Whoever looks for a record by its id looks in the wrong file. In a file of one record the path counts, so the `id` can
simply go; it is most often left over from a copied or renamed file. In a file of several records each `id` counts, and
must begin with the file's path: `codes/errno.yaml` holds `errno/eperm`, `errno/eacces` and so on.

Bad:

```yaml title="codes/smtp/504.yaml"
id: smtp/502  # error
code: 504
name: Command parameter not implemented
summary: The server does not support a parameter.
```

Good:

```yaml title="codes/smtp/504.yaml"
code: 504
name: Command parameter not implemented
summary: The server does not support a parameter.
```
"""

from collections.abc import Iterator

from kb.base import Base
from kb.finding import Fault, Severity

CODE = "KB108"
SEVERITY = Severity.WARNING


def check(base: Base) -> Iterator[Fault]:
    """Give each `id` that its path contradicts."""
    yield from base.faults("misplaced-record")
