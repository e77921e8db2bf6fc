"""A code is not in the official list of its family.

Either it is misspelt, or it belongs to another family, or somebody's product made it up. Correct it; or say
`status: unofficial`, so that readers know what they have before them.

The list is the CSV that the family's `registry` names in `kb.yaml`. A code within a row for a range is in the list. A
code that does not even have the form of its family's codes is reported as malformed, and not here again.

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
```

```yaml title="codes/smtp/502.yaml"
code: 520  # error
name: Command Not Implemented
summary: The server does not support the command.
```

Good:

```yaml title="codes/smtp/502.yaml"
code: 502
name: Command Not Implemented
summary: The server does not support the command.
```
"""

from collections.abc import Iterator

from kb import registry
from kb.base import Base
from kb.finding import Fault, Severity
from kb.names import Names
from kb.patterns import fits
from kb.record import Record
from kb.source import shown

CODE = "KB704"
SEVERITY = Severity.WARNING


def check(base: Base) -> Iterator[Fault]:
    """Look each code up in the registry of its family."""
    names: dict[str, Names] = {}
    for record in base.of_kind("code"):
        code, family = record.text("code"), record.family or ""
        listed = registry.load(base, family)
        if listed is None or not code or code in listed or record.text("status") == "unofficial":
            continue
        if not _is_malformed(base, record, code):
            if family not in names:
                names[family] = Names(row.code for row in listed if row.range is None)
            near = names[family].nearest(code)
            hint = f"did you mean `{shown(near)}`?" if near else "say `status: unofficial` if it is in use all the same"
            message = f"`{shown(code)}` is not in the registry of {family}, `{listed.path}`; {hint}"
            yield Fault(record.path, record.at("code"), message, record.key)


def _is_malformed(base: Base, record: Record, code: str) -> bool:
    pattern = base.config.families[record.family or ""].code_pattern
    return pattern is not None and not fits(pattern.pattern, code)
