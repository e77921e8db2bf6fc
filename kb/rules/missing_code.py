"""A code of the official list has no record here.

Readers who look the code up find nothing. Write a record for it, with `kb new code`; where only a part of a list is
wanted, leave this rule out for the list's path (`per_path_ignore` in `kb.yaml`).

The list is the CSV that the family's `registry` names in `kb.yaml`; its rows with the status `assigned`, or with none,
are compared with the records. Rows for a range of codes are not. Families without any record are left alone. A code
whose file exists but cannot be read, or whose record has another code by mistake, is not missing.

Bad:

```yaml title="kb.yaml"
records: .
families:
  smtp:
    registry: registries/smtp.csv
```

```csv title="registries/smtp.csv"
code,name,status,source
502,Command not implemented,assigned,RFC 5321
503,Bad sequence of commands,assigned,RFC 5321  # error
505,,unassigned,
```

```yaml title="codes/smtp/502.yaml"
code: 502
name: Command Not Implemented
summary: The server does not support the command.
```

Good:

```yaml title="codes/smtp/503.yaml"
code: 503
name: Bad Sequence Of Commands
summary: The command is valid, but not at this point.
```
"""

from collections.abc import Iterator

from kb.base import Base
from kb.finding import Fault, Severity
from kb.registry import Registry, Row, coverage
from kb.source import Span, shown

CODE = "KB703"
SEVERITY = Severity.WARNING


def check(base: Base) -> Iterator[Fault]:
    """Compare each assigned row of each family's registry with the family's records."""
    for family, covered in coverage(base).items():
        for row in covered.missing if covered.is_begun else ():
            name = f" ({shown(row.name)})" if row.name else ""
            message = (
                f"{family} `{shown(row.code)}`{name} has no record; write `{shown(f'{family}/{row.code.lower()}')}`"
            )
            yield Fault(covered.registry.path, _span(base, covered.registry, row), message)


def _span(base: Base, listed: Registry, row: Row) -> Span:
    """Give the place of a row's first cell."""
    start = base.lines(listed.path).line(row.line).find(row.code) + 1 or 1
    return Span(row.line, start, row.line, start + len(row.code))
