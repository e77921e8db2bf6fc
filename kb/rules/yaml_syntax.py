"""A file is not YAML, or a Markdown file has no front matter.

Nothing after the mistake can be read, so the record is missing from the site and from every check. References to it
are not reported as broken meanwhile: mend the file first, and the rest of the truth comes out.

Tabs in indentation, a quote that is never closed and a second `: ` in a plain value are the usual causes.

Bad:

```yaml title="terms/starttls.yaml"
term: STARTTLS
definition: The command that begins TLS: later mail is encrypted.  # error
```

Good:

```yaml title="terms/starttls.yaml"
term: STARTTLS
definition: "The command that begins TLS: later mail is encrypted."
```
"""

from collections.abc import Iterator

from kb.base import Base
from kb.finding import Fault, Severity

CODE = "KB001"
SEVERITY = Severity.ERROR


def check(base: Base) -> Iterator[Fault]:
    """Give what the composer said."""
    yield from base.faults("yaml-syntax")
