"""An address begins with `http://` where `https://` would serve.

Whoever is on the way can read and change what such an address gives, and browsers warn of it. Nearly every public host
answers `https` by now, and many send plain requests there at once.

Addresses in `sources` and in texts are looked at, not those in code, where they are examples. Left alone are
`localhost`, names without a dot, addresses of numbers or with a port, the names that are reserved for examples and
private networks (`example.com`, `.test`, `.local`, `.internal`, ...), and XML namespaces, which are names and no pages.

The fix writes `https://`. It is safe for a few hosts that are known to answer it, such as rfc-editor.org, ietf.org,
iana.org, w3.org and github.com, and unsafe for others: open the address first.

Bad:

```yaml title="terms/starttls.yaml"
term: STARTTLS
definition: The command that begins TLS, as [the RFC](http://www.rfc-editor.org/rfc/rfc3207) has it.  # error
sources:
  - http://www.postfix.org/TLS_README.html  # error
```

Good:

```yaml title="terms/starttls.yaml"
term: STARTTLS
definition: The command that begins TLS, as [the RFC](https://www.rfc-editor.org/rfc/rfc3207) has it.
sources:
  - https://www.postfix.org/TLS_README.html
```
"""

import re
from collections.abc import Iterable, Iterator

from kb import markup
from kb.addresses import addresses, answers_https, has_port, host_of, is_public
from kb.base import Base
from kb.config import FILE
from kb.finding import Edit, Fault, Fix, Severity
from kb.passages import passages
from kb.record import Record
from kb.source import Reference, Scalar, shown

CODE = "KB706"
SEVERITY = Severity.INFO

_NAMESPACE = re.compile(
    r"http://(?:www\.w3\.org/(?:1999|20\d\d)/|(?:schemas?|xmlns|ns|purl)\.|[^/]*/(?:ns|xmlns|schemas?)(?:/|$))",
    re.IGNORECASE,
)
_INDENTED = re.compile(r"^(?: {4}|\t).*$", re.MULTILINE)
"""Lines that are code, or so deep in a list that they are as good as code here."""


def check(base: Base) -> Iterator[Fault]:
    """Look at each source of each record and family, and at each address in the texts of records and translations."""
    for record in base:
        yield from _in_sources(base, record.path, record.key, record.items("sources"))
    for family in base.config.families.values():
        yield from _in_sources(base, FILE, None, family.sources)
    for record in base.all_records:
        if record.language is not None or base.records[record.key] is record:
            yield from _in_texts(base, record)


def _in_sources(base: Base, path: str, key: str | None, sources: Iterable[Scalar | Reference]) -> Iterator[Fault]:
    for source in sources:
        if _is_insecure(source.text):
            edit = base.editor(path).replace(source.span, _secure(source.text))
            yield Fault(path, source.span, _message(source.text), key, fix=_fix(source.text, edit))


def _in_texts(base: Base, record: Record) -> Iterator[Fault]:
    for passage in passages(base, record):
        if "http://" not in passage.text and "HTTP://" not in passage.text:
            continue
        masked = _INDENTED.sub(lambda m: " " * len(m.group()), markup.without_code(passage.text))
        for start, end in addresses(masked):
            address = masked[start:end]
            if _is_insecure(address):
                span = passage.span(start, end)
                edit = base.editor(record.path).substitute(passage.span(start, start + len("http")), "https")
                yield Fault(record.path, span, _message(address), record.key, fix=_fix(address, edit))


def _is_insecure(address: str) -> bool:
    if address[:7].lower() != "http://" or has_port(address) or _NAMESPACE.match(address):
        return False
    return is_public(host_of(address))


def _secure(address: str) -> str:
    return f"https{address[4:]}"


def _message(address: str) -> str:
    host = host_of(address)
    hint = "write `https://`" if answers_https(host) else f"write `https://` if {shown(host)} answers it"
    return f"`{shown(address)}` is fetched without encryption; {hint}"


def _fix(address: str, edit: Edit | None) -> Fix | None:
    return Fix("Write `https://`", (edit,), safe=answers_https(host_of(address))) if edit else None
