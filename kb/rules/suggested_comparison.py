"""Two codes are easily confused, and nobody said how they differ.

The comparison that is missing is the one that nobody thought of. kb ranks all pairs of codes by what their texts,
numbers, references and comparisons have in common; see `kb suggest`. A pair is reported when both codes are compared
with others already, each is in front among those that the other is like, and the pair stands out as much as the best
of the comparisons that were written. The message says what speaks for it.

Answer once: write the comparison on either side, or dismiss the pair with `not_confused_with` and a reason. `kb suggest
--accept A B` and `kb suggest --dismiss A B --reason TEXT` write either.

Bad:

```yaml title="codes/shop/e1.yaml"
code: E1  # error
name: Card Expired
summary: The bank refuses the card because its date has passed.
compare: [shop/e3]
```

```yaml title="codes/shop/e2.yaml"
code: E2
name: Card Expires Soon
summary: The bank warns that the date of the card has nearly passed.
compare: [shop/e4]
```

```yaml title="codes/shop/e3.yaml"
code: E3
name: Basket Empty
summary: There is nothing to pay for.
```

```yaml title="codes/shop/e4.yaml"
code: E4
name: Address Unknown
summary: The parcel service finds no such street.
```

Good:

```yaml title="codes/shop/e1.yaml"
code: E1
name: Card Expired
summary: The bank refuses the card because its date has passed.
compare:
  - with: shop/e2
    difference: E1 is a refusal; with E2 the payment went through, this time.
```

```yaml title="codes/shop/e2.yaml"
code: E2
name: Card Expires Soon
summary: The bank warns that the date of the card has nearly passed.
```
"""

from collections.abc import Iterator

from kb.base import Base
from kb.finding import Fault, Related, Severity
from kb.suggest import clear, evidence, told, words_shared

CODE = "KB302"
SEVERITY = Severity.INFO

FEWEST_WORDS = 3
"""How many telling words both texts must share: a pair that cannot be explained is not reported."""


def check(base: Base) -> Iterator[Fault]:
    """Give each pair that is clearly confusable and not decided, at the record that comes first."""
    if base.lost.edges or not any(use.field == "compare" and use.leads for use in base.uses):
        return  # a base with broken parts is judged once they are mended
    ranking = base.ranking
    for pair in clear(ranking):
        first, second = (ranking.codes[place].record for place in (pair.one, pair.other))
        if words_shared(ranking, pair.one, pair.other) < FEWEST_WORDS:
            continue
        why = told(evidence(ranking, pair.one, pair.other))
        message = f"`{first.id}` and `{second.id}` are easily confused: {why}; compare them, or dismiss the pair"
        related = Related(second.path, second.span.line, second.span.column, "the other")
        yield Fault(first.path, first.span, message, first.key, (related,))
