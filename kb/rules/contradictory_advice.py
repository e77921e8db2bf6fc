"""Advice says the opposite of what the code means.

"Try again later." under a code of a permanent failure sends readers round in circles: the same request will fail in the
same way. "Do not try again." under a temporary one loses the message that the next attempt would have delivered. And
two codes that each say to use the other leave nobody with a choice.

Whether a code is permanent or temporary is what `kb.yaml` calls its class ("Permanent negative", "일시적 거부"). What
counts is a sentence that begins an advice and says nothing else; with a condition or a change in it, to try again may
be right.

Bad:

```yaml title="kb.yaml"
records: .
families:
  smtp:
    classes:
      "4": Transient negative
      "5": Permanent negative
```

```yaml title="codes/smtp/550.yaml"
code: 550
name: Mailbox Unavailable
summary: There is no such mailbox.
fix: Try again later.  # error
```

```yaml title="codes/smtp/251.yaml"
code: 251
name: User Not Local
summary: The server passes the message on to another.
fix: Use [[smtp/551]] instead.
```

```yaml title="codes/smtp/551.yaml"
code: 551
name: User Not Local
summary: The server names the address to use, and passes nothing on.
fix: To hide addresses is safer. Use [[smtp/251]] instead.  # error
```

Good:

```yaml title="codes/smtp/550.yaml"
code: 550
name: Mailbox Unavailable
summary: There is no such mailbox.
fix: Check the address. Try again later only if the text speaks of greylisting.
```

```yaml title="codes/smtp/551.yaml"
code: 551
name: User Not Local
summary: The server names the address to use, and passes nothing on.
fix: Send the message to the address in the reply.
```
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from kb import markup
from kb.base import Base
from kb.config import Group
from kb.finding import Fault, Related, Severity
from kb.passages import Passage, passages
from kb.record import Record
from kb.source import shown
from kb.words import Stretch, prose, sentences

CODE = "KB507"
SEVERITY = Severity.INFO

FIELDS = ("when", "fix")

_PERMANENT = re.compile(
    r"(?<![\w-])(?:permanent|dauerhaft|endgültig|définiti[fv]|definitiv)|영구|恒久|永久|(?<!\w)постоянн", re.IGNORECASE
)
_TEMPORARY = re.compile(
    r"(?<![\w-])(?:transient|transitor|transitoire|temporar|temporair|temporal|temporane|temporär|vorübergehend)"
    r"|일시|임시|一時|临时|暂时|暫時|(?<!\w)временн",
    re.IGNORECASE,
)
_IT = r"(?: (?:it|the (?:command|login|mail|message|operation|request|transfer|upload)|sending(?: it)?))?"
_LATER = (
    r"(?: (?:later(?: on)?|after (?:a while|some time|a few (?:hours|minutes))"
    r"|in (?:a (?:few )?(?:hours?|minutes?|moments?|while)|an hour)))"
)
_WAIT = (
    r"(?:wait(?: (?:a (?:bit|few (?:hours|minutes)|minute|moment|while)|for a while|some time))?,?(?: and)?(?: then)? )"
)
_KOREAN_DO = r" ?(?:하세요|하십시오|합니다|한다|해 ?보세요|해 ?주세요|해 ?봅니다|할 것)"
_AGAIN = re.compile(
    rf"(?:please )?{_WAIT}?(?:(?:re)?try|retry|resend|repeat|send){_IT}(?: again)?{_LATER}"
    rf"|(?:please )?{_WAIT}(?:try{_IT} again|(?:retry|resend|repeat){_IT})"
    rf"|(?:나중에|(?:잠시|조금|얼마) ?(?:후|뒤)(?:에)?) (?:다시 ?시도|재시도|다시 ?전송|재전송){_KOREAN_DO}"
    r"|(?:(?:bitte )?versuchen? sie es|versuch(?:e|en)? es)(?: bitte)? später (?:noch ?(?:ein)?mal|erneut|wieder)"
    r"|(?:bitte )?später (?:erneut|noch ?(?:ein)?mal|wieder) versuchen|(?:veuillez )?réessaye[rz] plus tard"
    r"|(?:inténte?al?o(?: de nuevo)?|inténtelo(?: de nuevo)?|reintente|vuelva a intentarlo) más tarde"
    r"|tente novamente mais tarde|riprova(?:re|te)? più tardi"
    r"|(?:повторите|попробуйте)(?: попытку| ещё раз| снова)? позже"
    r"|(?:後で|しばらくしてから)(?:もう一度|再度)?(?:お試しください|試してください|再試行してください|再試行します)|请?稍[后後](?:再试|重试|再試)",
    re.IGNORECASE,
)
_NEVER = re.compile(
    r"(?:please )?(?:do not|don't|never) (?:try again|(?:retry|resend|repeat)" + _IT + r"|try it again|send it again)"
    r"|(?:to try again|trying again|retrying|a retry|retries) (?:does not|do not|will not|won't|doesn't) help"
    r"|(?:there is no point in|it is (?:pointless|useless) to) (?:retry|retrying|try again|trying again)"
    r"|(?:다시 ?시도|재시도|재전송)하지 ?(?:마세요|마십시오|않습니다|말 것|마시오)"
    r"|재시도(?:는|해도) (?:소용|의미)(?:이)? ?없습니다"
    r"|(?:bitte )?(?:nicht erneut|nie wieder) versuchen|ne réessayez pas|no (?:reintente|lo intente de nuevo)"
    r"|não tente novamente|non riprovare|не повторяйте попытку|再試行しないでください|(?:请勿|不要)(?:重试|再试)",
    re.IGNORECASE,
)
_ALONE = re.compile(rf"(?:please )?(?:try again|retry{_IT}|다시 ?시도{_KOREAN_DO}|재시도{_KOREAN_DO})", re.IGNORECASE)
_LONGEST = 120
"""The characters that a sentence which says nothing else has at most."""
_INSTEAD = re.compile(
    r"(?:instead,? )?(?:please )?(?:use|send|return|choose|prefer|answer with|reply with|switch to)(?: code)? \0+"
    r"(?: instead)?"
    r"|(?:대신 )?\0+(?:을|를) ?(?:대신 )?(?:사용|이용)"
    + _KOREAN_DO
    + r"|verwenden sie (?:stattdessen )?\0+(?: stattdessen)?"
    r"|utilisez (?:plutôt )?\0+|(?:use|utilice) \0+ en su lugar|代わりに\0+を使用(?:します|してください)|请?改用\0+",
    re.IGNORECASE,
)
_USES = (
    "se ",
    "end ",
    "eturn ",
    "with ",
    "to ",
    "refer ",
    "사용",
    "이용",
    "erwenden",
    "tilisez",
    "tilice ",
    "使用",
    "改用",
)
"""What stands in every sentence that says to use something."""
_AROUND = " \t\r\n*_~.!\u3002\uff01"


class Advice(NamedTuple):
    """A sentence of a record that says to use another."""

    record: Record
    passage: Passage
    place: Stretch


def check(base: Base) -> Iterator[Fault]:
    """Compare what codes advise with their class, then with what the codes they name advise."""
    reported: set[tuple[str, str]] = set()
    advised: dict[tuple[str, str], Advice] = {}
    for record in (record for records in base.versions.values() for record in records if record.kind == "code"):
        group = _class_of(base, base[record.key])
        for passage in passages(base, record):
            if passage.field not in FIELDS:
                continue
            fault = _against_class(base, record, passage, group) if group else None
            if fault and (record.key, passage.field) not in reported:  # a translation says what its original says
                reported.add((record.key, passage.field))
                yield fault
            for target, place in _instead(base, record, passage.text):
                advised.setdefault((record.key, target), Advice(record, passage, place))
    yield from _against_each_other(base, advised)


def _class_of(base: Base, record: Record) -> Group | None:
    """Give a code's class, if its name says whether what failed may succeed."""
    family = base.config.families.get(record.family or "")
    group = family.class_of(record.text("code") or "", record.text("class")) if family else None
    return group if group and _is_permanent(group) is not None else None


def _is_permanent(group: Group) -> bool | None:
    """Tell whether a class is permanent or temporary by its names; nothing when they say neither, or both."""
    names = " ".join(group.name.values())
    says = bool(_PERMANENT.search(names)), bool(_TEMPORARY.search(names))
    return None if says[0] == says[1] else says[0]


def _against_class(base: Base, record: Record, passage: Passage, group: Group) -> Fault | None:
    """Say that an advice begins with the opposite of what the code's class means."""
    found = list(islice(sentences(prose(passage.text)), 2))
    start, end, _ = found[0] if found else (0, 0, True)
    if end - start > _LONGEST:
        return None
    said = " ".join(passage.text[start:end].strip(_AROUND).split())
    is_permanent = _is_permanent(group)
    is_opposite = (_AGAIN if is_permanent else _NEVER).fullmatch(said)
    if not is_opposite and not (is_permanent and len(found) == 1 and _ALONE.fullmatch(said)):
        return None
    what = "to try again; say what to change first" if is_permanent else "not to; say when to try again"
    name = shown(group.name.into(base.config.language))
    message = f"`{record.id}` is in the class `{name}`, but this says {what}"
    return Fault(record.path, passage.span(start, end), message, record.key)


def _instead(base: Base, record: Record, text: str) -> Iterator[tuple[str, Stretch]]:
    """Give the key of each record that a sentence says to use, with the place of the sentence."""
    if "[[" not in text or not any(map(text.__contains__, _USES)):
        return
    masked, links = prose(text), list(markup.links(text))
    number = 0
    for start, end, _ in sentences(masked):
        first = number
        while number < len(links) and links[number].start < end:
            number += 1
        if number == first + 1 and _INSTEAD.fullmatch(masked[start:end].strip(_AROUND)):
            target, _ = base.follow(record, links[first])
            if target is not None:
                yield target.key, (start, end)


def _against_each_other(base: Base, advised: dict[tuple[str, str], Advice]) -> Iterator[Fault]:
    """Report two records that each say to use the other, or one that says to use what it takes the place of."""
    done: set[frozenset[str]] = set()
    for (key, target), advice in advised.items():
        other = advised.get((target, key))
        pair = frozenset((key, target))
        if other is not None and pair not in done:
            done.add(pair)
            first, second = sorted((advice, other), key=lambda one: (one.record.path, one.passage.span(*one.place)))
            place = first.passage.span(*first.place)
            related = Related(first.record.path, place.line, place.column, f"`{first.record.id}` says to use this one")
            message = (
                f"this says to use `{first.record.id}`, which says to use `{second.record.id}`; keep one of the two"
            )
            yield Fault(second.record.path, second.passage.span(*second.place), message, second.record.key, (related,))
        elif other is None and base[target].replaced_by == base[key].id:
            message = (
                f"this says to use `{base[target].id}`, in whose place this record has come; say what to do instead"
            )
            yield Fault(advice.record.path, advice.passage.span(*advice.place), message, key)
