"""A code belongs to a family that `kb.yaml` does not declare.

A family's name, its classes and its official list come from `kb.yaml`; without them the code's page has no place in
the contents, and nothing can tell whether the code exists.

Usually the family is misspelt, in `family` or in the folder's name. Otherwise declare it under `families`. A family
that comes from the id is reported once, at the first of its codes. Where `kb.yaml` declares no families at all,
every family is as good as another, and nothing is reported.

Bad:

```yaml title="kb.yaml"
records: .
families:
  smtp: SMTP
  http: HTTP
```

```yaml title="codes/smpt/504.yaml"
code: 504  # error
name: Parameter Not Implemented
summary: The server does not support a parameter.
```

```yaml title="codes/http/504.yaml"
code: 504
family: htpp  # error
name: Gateway Timeout
summary: The server behind a proxy did not answer in time.
```

Good:

```yaml title="kb.yaml"
records: .
families:
  smtp: SMTP
  http: HTTP
  smpt: Simple Message Passing Test
```

```yaml title="codes/http/504.yaml"
code: 504
name: Gateway Timeout
summary: The server behind a proxy did not answer in time.
```
"""

from collections import defaultdict
from collections.abc import Iterator

from kb.base import Base
from kb.fields import ID
from kb.finding import Fault, Severity
from kb.names import Names
from kb.record import Record
from kb.source import shown

CODE = "KB209"
SEVERITY = Severity.ERROR


def check(base: Base) -> Iterator[Fault]:
    """Give each `family` that is not declared, and each undeclared beginning of ids once."""
    if not base.config.families:
        return
    names = Names(base.config.families)
    by_path: dict[str, list[Record]] = defaultdict(list)
    for record in base.of_kind("code"):
        family = record.family or ""
        if family in base.config.families:
            continue
        if record.text("family"):
            message = f"kb.yaml declares no family `{shown(family)}`{_hint(names, family)}"
            yield Fault(record.path, record.at("family"), message, record.key)
        elif ID.fullmatch(record.id):
            by_path[family].append(record)
    for family, records in by_path.items():
        codes = "this code" if len(records) == 1 else f"{len(records)} codes"
        message = f"kb.yaml declares no family `{shown(family)}`, which the id of {codes} gives{_hint(names, family)}"
        yield Fault(records[0].path, records[0].span, message, records[0].key)


def _hint(names: Names, family: str) -> str:
    near = names.nearest(family)
    return f"; did you mean `{near}`?" if near else "; declare it under `families`"
