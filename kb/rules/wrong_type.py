"""A field holds another shape than it takes.

Some fields take one line, some take text, some a list: a single id where a list belongs is read as a list of one, any
other shape is passed over, and its links are missing. Brackets or hyphens make a list; quotes make text of what YAML
would take for a mapping. YAML tags such as `!!int` are reported as well: the field alone decides how a value is read,
so that `code: 0504` keeps its zero.

The fix puts a single value into brackets where a list belongs; of ids with commas between them it makes several.

Bad:

```yaml title="codes/tls/handshake_failure.yaml"
code: 40
name: handshake_failure
summary: [The peers have no cipher suite in common.]  # error
terms: cipher-suite  # error
```

Good:

```yaml title="codes/tls/handshake_failure.yaml"
code: 40
name: handshake_failure
summary: The peers have no cipher suite in common.
terms: [cipher-suite]
```
"""

from collections.abc import Iterator
from dataclasses import replace

from kb.base import Base
from kb.finding import Fault, Fix, Severity
from kb.source import shown

CODE = "KB103"
SEVERITY = Severity.ERROR


def check(base: Base) -> Iterator[Fault]:
    """Give each value whose shape reading could not take."""
    for fault in base.faults("wrong-type"):
        items = fault.meant.split("\n") if fault.meant else []
        edit = base.editor(fault.path).enlist(fault.span, items) if items else None
        title = f"Write a list, `[{shown(', '.join(items))}]`"
        yield replace(fault, fix=Fix(title, (edit,))) if edit else fault
