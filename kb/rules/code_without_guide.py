"""A code is explained in no guide.

The code's page says what it means and how to fix it; a guide shows how to get there. Name one under `guides`, best
first, or name the code under `codes` in a guide; either makes the link on both pages.

Reserved codes need none. A reference under `guides` that leads nowhere is reported as that, and not here again.

Bad:

```yaml title="codes/smtp/504.yaml"
code: 504  # error
name: Parameter Not Implemented
summary: The server does not support a parameter.
```

```markdown title="guides/smtp-reply-codes.md"
---
title: SMTP Reply Codes
category: email
summary: How to read the three digits.
---
The first digit says how it went.
```

Good:

```markdown title="guides/smtp-reply-codes.md"
---
title: SMTP Reply Codes
category: email
summary: How to read the three digits.
codes: [smtp/504]
---
The first digit says how it went.
```
"""

from collections.abc import Iterator

from kb.base import Base
from kb.finding import Fault, Severity

CODE = "KB405"
SEVERITY = Severity.INFO


def check(base: Base) -> Iterator[Fault]:
    """Give each code without an edge `guide`, unless a fault elsewhere explains it."""
    for record in base.of_kind("code"):
        if ("guide", True) in base.neighbours[record.key] or record.text("status") == "reserved":
            continue
        if "guide" not in base.lost.edges.get(record.key, ()):
            message = f"no guide explains `{record.id}`; name one under `guides`"
            yield Fault(record.path, record.span, message, record.key)
