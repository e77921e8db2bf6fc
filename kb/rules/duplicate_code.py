"""Two records of a family have the same code.

A reader who looks the code up finds two pages that disagree, and lists show it twice. Usually a file was copied for a
new code and its `code` was left as it was. Where the two describe one code, merge them; where one number really has two
meanings, the product is most often a family of its own.

Bad:

```yaml title="codes/http/502.yaml"
code: 502
name: Bad Gateway
summary: The proxy got an invalid response from the server behind it.
```

```yaml title="codes/http/504.yaml"
code: 502  # error
name: Gateway Timeout
summary: The proxy got no response in time from the server behind it.
```

Good:

```yaml title="codes/http/504.yaml"
code: 504
name: Gateway Timeout
summary: The proxy got no response in time from the server behind it.
```
"""

from collections.abc import Iterator

from kb.base import Base
from kb.finding import Fault, Related, Severity
from kb.record import Record
from kb.source import shown

CODE = "KB109"
SEVERITY = Severity.ERROR


def check(base: Base) -> Iterator[Fault]:
    """Compare each code with the first that its family has of the same characters."""
    first: dict[tuple[str | None, str], Record] = {}
    for record in base.of_kind("code"):
        code = (record.text("code") or "").strip()
        other = first.setdefault((record.family, code), record) if code else record
        if other is not record:
            place = other.at("code")
            related = Related(other.path, place.line, place.column, f"the first, `{other.id}`")
            message = f"`{other.id}` has the code `{shown(code)}` already; correct one of the two, or merge them"
            yield Fault(record.path, record.at("code"), message, record.key, (related,))
