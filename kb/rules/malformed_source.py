"""A source is neither an address nor a citation that kb understands.

On the site a source is a link to what it cites. One in another form is only words, or leads to the beginning of a long
document, and nobody can check it.

These are understood:

- an address: `https://www.iana.org/protocols`;
- an RFC, with a section where one is meant: `RFC 5321 §4.2.2`, `RFC 5321, Section 4.2.2`, `RFC 5321 Appendix D`, also
  with words after it, `RFC 8446 (TLS 1.3)`; a draft, `draft-ietf-dmarc-arc-to-historic`; `BCP 14`, `STD 10`;
- `doi:10.1000/182`, `CVE-2011-0411`;
- what has no address: a standard by its number (`ISO 8601`), a page of a manual (`errno(3)`), and a work in print with
  its year or page (`Stevens, TCP/IP Illustrated, 1994`).

An item that holds two sources is reported too: make each an item of its own.

The fix writes the form that was meant. It is safe where it surely means the same, as `RFC 5321 §4.2.2` for `rfc5321 sec
4.2.2`, and unsafe where it guesses a scheme or leaves words out.

Bad:

```yaml title="codes/smtp/504.yaml"
code: 504
name: Parameter Not Implemented
summary: The server does not support a parameter.
sources:
  - rfc5321 sec 4.2.2  # error
  - www.example.org/smtp  # error
  - https://example.org/replies,  # error
  - the standard  # error
```

Good:

```yaml title="codes/smtp/504.yaml"
code: 504
name: Parameter Not Implemented
summary: The server does not support a parameter.
sources:
  - RFC 5321 §4.2.2
  - https://www.example.org/smtp
  - https://example.org/replies
  - Stevens, TCP/IP Illustrated, 1994
```
"""

from collections.abc import Iterator

from kb import citations
from kb.addresses import acts
from kb.base import Base
from kb.config import FILE
from kb.finding import Fault, Fix, Severity
from kb.source import Scalar, shown

CODE = "KB702"
SEVERITY = Severity.WARNING

FORMS = "write an address, a citation such as `RFC 5321 §4.2.2`, or a work with its year"


def check(base: Base) -> Iterator[Fault]:
    """Read each source of each record, and those of the families in `kb.yaml`."""
    problems: dict[str, str | None] = {}
    for path, key, source in _sources(base):
        if source.text not in problems:
            problems[source.text] = _problem(source.text)
        if message := problems[source.text]:
            yield Fault(path, source.span, message, key, fix=_fix(base, path, source))


def _sources(base: Base) -> Iterator[tuple[str, str | None, Scalar]]:
    """Give each source with the path of its file and the key of its record, if it has one."""
    for record in base:
        for source in record.items("sources"):
            assert isinstance(source, Scalar)
            yield record.path, record.key, source
    for family in base.config.families.values():
        for source in family.sources:
            yield FILE, None, source


def _problem(source: str) -> str | None:
    """Say what is wrong with a source and what to write; nothing when kb understands it."""
    if citations.cite(source).is_known or acts(source):  # that it acts is a fault of its own
        return None
    if parts := citations.several(source):
        named = " and ".join(f"`{shown(part)}`" for part in parts)
        return f"this is {len(parts)} sources in one; make each an item of its own: {named}"
    repair = citations.repaired(source)
    hint = f"write `{shown(repair.text)}`" if repair else FORMS
    return f"`{shown(source)}` is no source that kb understands; {hint}"


def _fix(base: Base, path: str, source: Scalar) -> Fix | None:
    repair = None if citations.several(source.text) else citations.repaired(source.text)
    edit = base.editor(path).replace(source.span, repair.text) if repair else None
    return Fix(f"Write `{shown(repair.text)}`", (edit,), safe=repair.is_sure) if repair and edit else None
