"""A field's value is none of those that it takes.

The value is passed over, as if the field were not there. `status` takes one of five words, `patterns` takes regular
expressions in Python's notation, `formerly` takes ids, and a name or title is a single line.

The fix writes the one of a few words that comes nearest. It is safe where only capitals or one letter are wrong.

Bad:

```yaml title="codes/http/418.yaml"
code: 418
name: (Unused)
summary: Reserved because of a joke that was implemented too widely to reassign the number.
status: joke  # error
patterns:
  - "HTTP/[0-9.]+ (418"  # error
```

Good:

```yaml title="codes/http/418.yaml"
code: 418
name: (Unused)
summary: Reserved because of a joke that was implemented too widely to reassign the number.
status: reserved
patterns:
  - "HTTP/[0-9.]+ 418"
```
"""

from collections.abc import Iterator
from dataclasses import replace

from kb.base import Base
from kb.finding import Fault, Fix, Severity
from kb.names import distance

CODE = "KB104"
SEVERITY = Severity.ERROR


def check(base: Base) -> Iterator[Fault]:
    """Give each value that its field does not take."""
    for fault in base.faults("invalid-value"):
        yield replace(fault, fix=_fix(base, fault, fault.meant)) if fault.meant else fault


def _fix(base: Base, fault: Fault, meant: str) -> Fix | None:
    editor = base.editor(fault.path)
    written = (editor.value_at(fault.span) or "").strip().lower()
    if meant in written and meant != written:  # "unassigned" is not "assigned"
        return None
    edit = editor.replace(fault.span, meant)
    is_sure = len(meant) > 5 and distance(written, meant, 1) <= 1
    return Fix(f"Write `{meant}`", (edit,), safe=is_sure or written == meant) if edit else None
