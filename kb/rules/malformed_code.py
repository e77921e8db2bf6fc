"""A code does not look like the codes of its family.

A family's `code_pattern` in kb.yaml says what its codes look like, as a regular expression for the whole code. A code
that does not match is usually mistyped, has its name written into it, or belongs to another family; readers who search
for what their log shows do not find it. Codes of more than 64 characters are never matched, only reported.

Families without a `code_pattern` are not checked.

Bad:

```yaml title="kb.yaml"
records: .
families:
  smtp:
    name: SMTP
    code_pattern: "[2-5][0-5][0-9]"
```

```yaml title="codes/smtp/421.yaml"
code: 421 Service not available  # error
name: Service not available
summary: The server closes the connection, and asks to be called again later.
```

Good:

```yaml title="codes/smtp/421.yaml"
code: 421
name: Service not available
summary: The server closes the connection, and asks to be called again later.
```
"""

from collections.abc import Iterator

from kb.base import Base
from kb.finding import Fault, Severity
from kb.patterns import reach
from kb.source import shown

CODE = "KB110"
SEVERITY = Severity.WARNING

LONGEST = 64
"""How long a code may be: no page could show a longer one."""


def check(base: Base) -> Iterator[Fault]:
    """Match each code with the pattern of its family, if that has one."""
    for record in base.of_kind("code"):
        family = base.config.families.get(record.family or "")
        code = record.text("code")
        if family is None or family.code_pattern is None or not code:
            continue
        pattern = family.code_pattern
        if len(code) > (longest := min(LONGEST, reach(pattern.pattern))):
            message = f"the code has {len(code):,} characters; one of `{family.id}` may have {longest}"
        elif not pattern.fullmatch(code):
            message = (
                f"`{shown(code)}` does not look like a code of {family.id}, which matches `{shown(pattern.pattern)}`"
            )
        else:
            continue
        yield Fault(record.path, record.at("code"), message, record.key)
