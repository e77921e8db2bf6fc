"""A term is defined by itself, or two are defined only by each other.

Whoever does not know the word is sent back to it. Say what the thing is: the wider thing that it belongs to, and what
sets it apart. The word may well begin its definition ("STARTTLS is a command that ..."); it must not be the answer.

Reported is a definition that says the term is the term, one that has no other word of substance, and terms whose
definitions are no more than a pointer to the next until the first comes round again. A pointer to a term that is
defined is none of these.

Bad:

```yaml title="terms/starttls.yaml"
term: STARTTLS
definition: STARTTLS is STARTTLS, as used between mail servers.  # error
```

```yaml title="terms/tls-handshake.yaml"
term: TLS handshake
definition: The handshake of TLS.  # error
```

```yaml title="terms/client.yaml"
term: Client
definition: The counterpart of a [[server]].  # error
```

```yaml title="terms/server.yaml"
term: Server
definition: See [[client]].
```

Good:

```yaml title="terms/starttls.yaml"
term: STARTTLS
definition: STARTTLS is a command that turns a plaintext connection into an encrypted one.
```

```yaml title="terms/tls-handshake.yaml"
term: TLS handshake
definition: The exchange in which both ends of a connection agree on keys.
```

```yaml title="terms/server.yaml"
term: Server
definition: A program that waits for requests and answers them.
```
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from kb import markup, placeholders
from kb.base import Base
from kb.finding import Fault, Related, Severity
from kb.record import Record
from kb.words import length, words

CODE = "KB503"
SEVERITY = Severity.INFO

FIELD = "definition"

_ARTICLE = r"(?:(?:an?|the|eine?|der|die|das|une?|l[ae]s?|una|el|los|il|lo|uma?|os?|een|het|de)\s+)?"
_OPEN = r"[\s*_`\"'\u201c\u2018(]*"
_LEAD = re.compile(_OPEN + _ARTICLE + _OPEN)
_IS = re.compile(
    r"[*_`\"'\u201d\u2019)]*(?:\s*\([^()\n]{1,60}\))?"
    r"(?:\s*[:=\u2013\u2014]\s+|(?:은|는|이란|란),?\s+|(?:とは|は|是指?)[\u3001\uff0c]?"
    r"|\s+(?:is|are|means|denotes|refers to|ist|sind|bedeutet|est|sont|désigne|es|son|significa|è|sono|é|são|är|это|-)"
    r"\s+)" + _ARTICLE + _OPEN
)
_NEXT = re.compile(r"(?!-)[\W_]*(\w*)")
_SHORT_WORD = 5
"""The letters that a word after the answer has at most; a longer one makes another term of the two."""

_LONGEST = 120
"""The characters of a definition that may be a mere pointer, or have no word of substance."""
_POINTER = 3
"""The words beside another's name, articles left out, that still say nothing."""
# fmt: off
_EMPTY = frozenset((
    "a", "about", "also", "an", "and", "any", "as", "at", "be", "being", "by", "called", "does", "for", "from",
    "in", "into", "is", "it", "its", "kind", "means", "name", "of", "on", "or", "process", "something", "term",
    "that", "the", "thing", "this", "to", "type", "used", "what", "when", "where", "which", "with", "word", "것",
    "것을", "것입니다", "것이다", "뜻합니다", "말한다", "말합니다", "의미합니다", "입니다", "이다",
))
# fmt: on
_ARTICLES = frozenset(("a", "an", "the", "der", "die", "das", "ein", "eine", "le", "la", "un", "une", "el", "una"))


def check(base: Base) -> Iterator[Fault]:
    """Give each definition that says nothing of its own; a translation only where its original says something."""
    linked: dict[int, set[str]] = defaultdict(set)
    for use in base.links:
        if use.link.field == FIELD and use.target is not None:
            linked[id(use.record)].add(use.target.key)
    reported: set[str] = set()
    for records in base.versions.values():
        defined = [record for record in records if record.kind == "term" and record.key not in reported]
        for fault in _faults(base, defined, linked):
            reported.add(fault.record or "")
            yield fault


def _faults(base: Base, records: list[Record], linked: Mapping[int, set[str]]) -> Iterator[Fault]:
    """Look at the definitions of one language. `linked` holds the keys that each links to."""
    pointers: dict[str, str] = {}
    for record in records:
        text = record.text(FIELD)
        if not text or placeholders.is_whole(text):
            continue
        if message := _by_itself(base, record, text):
            yield Fault(record.path, record.at(FIELD), message, record.key)
        elif target := _pointer(base, record, text, linked.get(id(record), set())):
            pointers[record.key] = target
    by_key = {record.key: record for record in records}
    for circle in _circles(pointers):
        yield _fault([by_key[key] for key in circle])


def _by_itself(base: Base, record: Record, text: str) -> str | None:
    """Say in which way a definition answers with the term itself."""
    names = sorted({name.lower() for name in _names(base, record)}, key=lambda name: (-len(name), name))
    folded = text.lower()
    lead = _LEAD.match(folded)
    place = lead.end() if lead else 0
    for name in names:
        if folded.startswith(name, place) and _repeats(folded, name, place + len(name)):
            return f"this defines `{record.title}` by itself; say what it is, and what sets it apart"
    if len(text) <= _LONGEST and _repeats_only(text, names):
        return f"this says no more than the term `{record.title}` does; say what it is, and what sets it apart"
    return None


def _names(base: Base, record: Record) -> Iterator[str]:
    for version in (record, base[record.key]):
        yield version.text("term") or ""
        yield version.text("abbreviation") or ""
        yield from version.aliases or ()


def _repeats(text: str, name: str, place: int) -> bool:
    """Tell whether "is" and the same name follow at a place, and nothing that makes another term of the name."""
    verb = _IS.match(text, place)
    if not name or verb is None or not text.startswith(name, verb.end()):
        return False
    end = verb.end() + len(name)
    follows = _NEXT.match(text, end)
    if follows is None or _IS.match(text, end):  # "STARTTLS: STARTTLS is a command"
        return False
    is_apart = follows.start(1) > end or not follows[1]
    return is_apart and len(follows[1]) <= _SHORT_WORD


def _repeats_only(text: str, names: list[str]) -> bool:
    """Tell whether a short definition has the term's own words, and beside them only words that say nothing."""
    own = {word for name in names for word in words(name)}
    told = [word for word in words(text) if word not in _EMPTY]
    return bool(told) and all(_is_own(word, own) for word in told)


def _is_own(word: str, own: set[str]) -> bool:
    stem = word.removesuffix("s")
    return any(word.startswith(name) or name.startswith(stem) for name in own)


def _pointer(base: Base, record: Record, text: str, linked: set[str]) -> str | None:
    """Give the one other term that a definition names, when it says nearly nothing beside that."""
    if len(text) > _LONGEST:
        return None
    if linked:
        target = next(iter(linked)) if len(linked) == 1 else None
        rest = text
        for link in reversed(list(markup.links(text))):
            rest = rest[: link.start] + " " + rest[link.end :]
        told = words(rest)
    else:
        target, told = _named(base, record, words(text))
    if target is None or target == record.key or length(" ".join(w for w in told if w not in _ARTICLES)) > _POINTER:
        return None
    return target


def _named(base: Base, record: Record, told: list[str]) -> tuple[str | None, list[str]]:
    """Find the one term that some words name, and give its key with the other words."""
    for size in range(min(4, len(told)), 0, -1):
        for start in range(len(told) - size + 1):
            found = base.called.get(" ".join(told[start : start + size]), ())
            if len(found) == 1 and found[0].kind == "term" and found[0].key != record.key:
                return found[0].key, told[:start] + told[start + size :]
    return None, told


def _circles(pointers: Mapping[str, str]) -> Iterator[list[str]]:
    """Give the circles among records of which each points to one other, from the first of each."""
    done: set[str] = set()
    for first in pointers:
        way: dict[str, None] = {}
        key: str | None = first
        while key is not None and key not in done and key not in way:
            way[key] = None
            key = pointers.get(key)
        if key in way:
            circle = list(way)[list(way).index(key) :]
            yield sorted(circle)
        done.update(way)


def _fault(circle: list[Record]) -> Fault:
    first, *others = circle
    related = tuple(
        Related(other.path, other.at(FIELD).line, other.at(FIELD).column, f"the definition of `{other.id}`")
        for other in others[:5]
    )
    names = [f"`{record.id}`" for record in circle[:6]]
    if len(circle) == 2:
        message = f"{names[0]} and {names[1]} are defined only by each other; say of one of them what it is"
    else:
        more = " and others" if len(circle) > 6 else ""
        message = (
            f"{', '.join(names)}{more} are defined only by one another, in a circle; say of one of them what it is"
        )
    return Fault(first.path, first.at(FIELD), message, first.key, related)
