"""The configuration says something that kb does not understand.

What cannot be understood is passed over, so kb would check and build something else than you asked for: `kb.yaml` is
read in full, and each unknown option, value, rule or pattern is reported, with the nearest that exists. A `registry`
that is missing, leads out of the project or is no CSV with the columns `code,name,status,source` is reported too, and
so is a pattern that could take very long over a short value.

This rule runs whatever is selected. With a broken configuration, `kb lint` ends with exit code 2.

Bad:

```yaml title="kb.yaml"
title: Protocol Codes
records: .
languges: [en, ko]  # error
families:
  smtp:
    name: SMTP
    code_pattern: "[2-5][0-9"  # error
    registry: registries/smtp.csv  # error
lint:
  fail_on: warn  # error
```

Good:

```yaml title="kb.yaml"
title: Protocol Codes
records: .
languages: [en, ko]
families:
  smtp:
    name: SMTP
    code_pattern: "[2-5][0-9][0-9]"
    registry: registries/smtp.csv
lint:
  fail_on: warning
```

```csv title="registries/smtp.csv"
code,name,status,source
504,Command parameter not implemented,assigned,RFC 5321 §4.2.2
```
"""

from collections.abc import Iterator

from kb import registry
from kb.base import Base
from kb.config import FILE
from kb.finding import Fault, Severity

CODE = "KB006"
SEVERITY = Severity.ERROR


def check(base: Base) -> Iterator[Fault]:
    """Give what reading kb.yaml noted, and each registry that cannot be read; `kb.lint` adds unknown rules."""
    yield from base.faults("invalid-config")
    for family in base.config.families.values():
        if family.registry and (problem := registry.problem(base, family.id)):
            yield Fault(FILE, family.registry.span, problem)
