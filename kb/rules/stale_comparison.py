"""What a comparison says was written before one of its two codes changed.

Readers who choose between two codes trust the sentence that tells them apart; when a code gets another meaning or
another number, or is replaced, nobody remembers the sentence, which may stand on the other side. Three things show it:

- The comparison is stamped, and a code's name, class, status or summary is not what the stamp says. Write `as_of: now`
  beside a `difference`, and `kb fix` stamps it. Once this rule has made you read the difference again, correct it, and
  write `now` again; the unsafe fix does so without asking.
- The `difference` calls one of the two by a code of an id that it used to have (`formerly`), and not by its own.
- A code is replaced, and its replacement is not compared with what the old one was. Move the comparison, or dismiss it
  there under `not_confused_with`.

Bad:

```yaml title="codes/smtp/504.yaml"
code: 504
name: Parameter Not Implemented
summary: The server does not support a parameter.
compare:
  - with: smtp/502
    difference: 502 refuses the whole command, 504 only a parameter of it.
    as_of: d093efe6-7c40aa16  # error
  - with: smtp/555
    difference: 553 is for MAIL FROM and RCPT TO, 504 for the parameters of other commands.  # error
```

```yaml title="codes/smtp/500.yaml"
code: 500
name: Syntax Error
summary: The server does not know the command.
replaced_by: smtp/500-2
compare: [smtp/555]  # error
```

```yaml title="codes/smtp/500-2.yaml"
code: 500-2
name: Command Unrecognized
summary: The server does not know the command, or the line is too long.
```

```yaml title="codes/smtp/502.yaml"
code: 502
name: Command Not Implemented
summary: The server knows the command, but does not support it.
```

```yaml title="codes/smtp/555.yaml"
code: 555
name: Parameters Not Recognized
summary: MAIL FROM or RCPT TO has a parameter that the server does not know.
formerly: [smtp/553]
```

Good:

```yaml title="codes/smtp/504.yaml"
code: 504
name: Parameter Not Implemented
summary: The server does not support a parameter.
compare:
  - with: smtp/502
    difference: 502 refuses a whole command that is known, 504 only a parameter of it.
    as_of: d093efe6-fd7dcd9b
  - with: smtp/555
    difference: 555 is for MAIL FROM and RCPT TO, 504 for the parameters of other commands.
```

```yaml title="codes/smtp/500-2.yaml"
code: 500-2
name: Command Unrecognized
summary: The server does not know the command, or the line is too long.
compare: [smtp/555]
```
"""

import re
from collections import Counter
from collections.abc import Iterator

from kb.base import Base, Use
from kb.finding import Fault, Fix, Related, Severity
from kb.meaning import STAMP, stamp
from kb.record import Record
from kb.source import shown

CODE = "KB305"
SEVERITY = Severity.WARNING

_TOKEN = re.compile(r"(?<![\w.#§/-])(?<!RFC )(?<!port )\w[\w.-]*(?<=\w)")


def check(base: Base) -> Iterator[Fault]:
    """Judge each comparison that says something, and each that a replaced code left behind."""
    pairs = Counter(
        (use.record.key, use.field, use.target.key)
        for use in base.uses
        if use.field in ("compare", "not_confused_with") and use.leads and use.target is not None
    )
    settled = {frozenset((one, other)) for one, _, other in pairs}
    for use in base.uses:
        if use.field != "compare" or not use.leads or use.target is None:
            continue
        if pairs[use.record.key, use.field, use.target.key] > 1:  # which is reported
            continue
        fault = _stamped(base, use, use.target) or _outdated(use, use.target)
        if fault := fault or _left_behind(base, use, use.target, settled):
            yield fault


def _stamped(base: Base, use: Use, target: Record) -> Fault | None:
    """Compare a stamp with what the two codes mean now."""
    given = use.reference.as_of
    if given is None or given.text == (now := stamp(use.record, target)):
        return None
    if old := STAMP.fullmatch(given.text):
        sides = zip((use.record, target), old.groups(), now.split("-"), strict=True)
        changed = [record for record, before, after in sides if before != after]
        named = " and ".join(f"`{record.id}`" for record in changed)
        message = f"{named} changed since this was written; read the difference again, then write `as_of: now`"
        related = tuple(
            Related(record.path, (place := record.at("summary")).line, place.column, f"`{record.id}` as it is now")
            for record in changed
        )
    else:
        message, related = f"`{shown(given.text)}` is no stamp yet; `kb fix` writes `{now}`", ()
    edit = base.editor(use.record.path).replace(given.span, now)
    fix = Fix("stamp the comparison with what both codes mean now", (edit,), safe=old is None) if edit else None
    return Fault(use.record.path, given.span, message, use.record.key, related, fix)


def _outdated(use: Use, target: Record) -> Fault | None:
    """Report a difference that calls one of the two by what it was called before."""
    note = use.reference.note
    if note is None or not (use.record.formerly or target.formerly):
        return None
    tokens = {token.casefold() for token in _TOKEN.findall(note.text)}
    for side, other in ((use.record, target), (target, use.record)):
        old = {_last(id_) for id_ in side.formerly or ()} & tokens - _names(other)
        if old and not _names(side) & tokens:
            name = shown(min(old))
            place = side.at("formerly")
            related = Related(side.path, place.line, place.column, "where this is said")
            message = f"this calls `{side.id}` by its old code `{name}`; read it again, and write the code it has now"
            return Fault(use.record.path, note.span, message, use.record.key, (related,))
    return None


def _names(code: Record) -> set[str]:
    """Give what a sentence may call a code, in small letters."""
    return {(code.text("code") or "").casefold(), _last(code.id)}


def _last(id_: str) -> str:
    return id_.rpartition("/")[2]


def _left_behind(base: Base, use: Use, target: Record, settled: set[frozenset[str]]) -> Fault | None:
    """Report a comparison on a replaced code that its replacement lacks.

    Where the other side declares it, the reference itself leads to a replaced code, and is reported as that.
    """
    heirs = base.neighbours[use.record.key].get(("replaced_by", True), ())
    heir = base[next(iter(heirs))] if heirs else None
    if heir is None or heir is target or "replaced_by" in target.fields or "replaced_by" in heir.fields:
        return None
    if frozenset((heir.key, target.key)) in settled or "compare" in base.lost.edges.get(heir.key, ()):
        return None
    message = (
        f"`{use.record.id}` is replaced by `{heir.id}`, which is not compared with `{target.id}`; move the comparison"
    )
    related = (Related(heir.path, heir.span.line, heir.span.column, f"`{heir.id}`"),)
    return Fault(use.record.path, use.reference.span, message, use.record.key, related)
