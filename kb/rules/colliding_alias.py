"""An alias is what another record is called.

A link by that name is ambiguous, and so is a search: readers come to either record by chance. Remove the alias where it
is the weaker name, or write it so that it means one of the two ("relay (host)").

An alias is compared with the titles, abbreviations and aliases of other records of its kind, of codes with those of the
family, in all languages, for links know all of them. Capitals do not count. Two abbreviations that are the same are no
mistake: people do use them for both. Nor is an alias that two codes share which are compared with each other: readers
who find either are told of the other.

Bad:

```yaml title="terms/open-relay.yaml"
term: Open relay
definition: A server that passes on mail for anybody.
aliases: [Relay]  # error
```

```yaml title="terms/relay.yaml"
term: Relay
definition: A server that passes on mail.
```

Good:

```yaml title="terms/open-relay.yaml"
term: Open relay
definition: A server that passes on mail for anybody.
```
"""

from collections.abc import Iterator
from itertools import chain, islice
from typing import NamedTuple, TypeAlias

from kb import placeholders
from kb.base import Base
from kb.finding import Fault, Fix, Related, Severity
from kb.record import Record
from kb.source import Reference, Scalar, shown

CODE = "KB504"
SEVERITY = Severity.WARNING

Name: TypeAlias = tuple[str, str | None, str]
"""A kind, the family of a code, and a name in lower case: what must mean one record."""


class Use(NamedTuple):
    """A name as one record has it: what it is there, and where it stands."""

    record: Record
    role: str
    value: Scalar | Reference


def check(base: Base) -> Iterator[Fault]:
    """Give each alias that is a title or an abbreviation of another record, or an alias of an earlier one."""
    aliases: dict[Name, list[Use]] = {}
    for record in _records(base):
        for item in record.items("aliases"):
            aliases.setdefault(_name(base, record, item.text), []).append(Use(record, "alias", item))
    names = _titles(base, aliases)
    for name, uses in aliases.items():
        for number, use in enumerate(uses):
            known = chain(names.get(name, ()), islice(uses, number))
            other = next((one for one in known if not _is_meant(base, use, one)), None)
            if other is not None:
                yield _fault(base, use, other)


def _is_meant(base: Base, use: Use, other: Use) -> bool:
    """Tell whether two records may have a name in common: they are one, or an alias is shared by codes that compare."""
    key = other.record.key
    if key == use.record.key:
        return True
    return other.role == "alias" and key in base.neighbours[use.record.key].get(("compare", True), ())


def _records(base: Base) -> Iterator[Record]:
    for records in base.versions.values():
        yield from records


def _name(base: Base, record: Record, text: str) -> Name:
    return record.kind, base[record.key].family, " ".join(text.casefold().split())


def _titles(base: Base, wanted: dict[Name, list[Use]]) -> dict[Name, list[Use]]:
    """Give the titles and abbreviations among the names that are wanted."""
    found: dict[Name, list[Use]] = {}
    for record in _records(base) if wanted else ():
        for field, role in ((record.declaration.title, "title"), ("abbreviation", "abbreviation")):
            value = record.fields.get(field)
            if not isinstance(value, Scalar) or placeholders.is_whole(value.text, is_name=True):
                continue
            if (name := _name(base, record, value.text)) in wanted:
                found.setdefault(name, []).append(Use(record, role, value))
    return found


def _fault(base: Base, use: Use, other: Use) -> Fault:
    record, alias = use.record, use.value
    edit = base.editor(record.path).remove(alias.span)
    fix = Fix(f"Remove the alias `{shown(alias.text)}`", (edit,), safe=False) if edit else None
    whose = f"the {other.role} of `{other.record.id}`" if other.role != "alias" else f"an alias of `{other.record.id}`"
    message = f"`{shown(alias.text)}` is {whose} too, so a link by it could mean either; remove or change it here"
    related = Related(other.record.path, other.value.line, other.value.column, whose)
    return Fault(record.path, alias.span, message, record.key, (related,), fix)
