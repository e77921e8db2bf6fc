"""A file among the records is none.

Nothing reads it, although its author may think that it is on the site. Records are `.yaml` and `.md` files in the
folders `codes`, `guides` and `terms`. The usual causes are the ending `.yml`, a misspelt folder, and a symbolic link
that leads out of the project, which kb does not follow. Rename the file, or move it out of the folder of records.

Hidden files are not reported, nor are files beside those folders that are not YAML.

Bad:

```yaml title="terms/starttls.yml"
term: STARTTLS  # error
definition: The command that begins TLS.
```

Good:

```yaml title="terms/starttls.yaml" renamed="terms/starttls.yml"
term: STARTTLS
definition: The command that begins TLS.
```
"""

from collections.abc import Iterator

from kb.base import Base
from kb.finding import Fault, Severity

CODE = "KB005"
SEVERITY = Severity.WARNING


def check(base: Base) -> Iterator[Fault]:
    """Give each file that the listing could not place."""
    yield from base.faults("stray-file")
