"""An id has characters that an id cannot have.

An id becomes the address of a page, and must work on every file system and in every link: lower-case letters, digits,
`.`, `_` and `-`, in parts joined by `/`. It comes from the file's path, or in a file of several records from `id`.
Rename the file or the id; the code itself keeps its capitals in `code`.

Bad:

```yaml title="codes/errno.yaml"
id: errno/EPERM  # error
code: EPERM
name: Operation not permitted
summary: The process lacks the privilege that the call needs.
---
id: errno/eacces
code: EACCES
name: Permission denied
summary: The permissions of the file or a folder above it forbid the access.
```

Good:

```yaml title="codes/errno.yaml"
id: errno/eperm
code: EPERM
name: Operation not permitted
summary: The process lacks the privilege that the call needs.
---
id: errno/eacces
code: EACCES
name: Permission denied
summary: The permissions of the file or a folder above it forbid the access.
```
"""

from collections.abc import Iterator

from kb.base import Base
from kb.finding import Fault, Severity

CODE = "KB105"
SEVERITY = Severity.ERROR


def check(base: Base) -> Iterator[Fault]:
    """Give each id that is not well formed."""
    yield from base.faults("invalid-id")
