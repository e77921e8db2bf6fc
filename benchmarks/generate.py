"""Knowledge bases of any size for benchmarks: `python -m benchmarks.generate DIR --records 10000`.

The same number of records and the same seed give the same bytes, on every version of Python. About 60 of 100 records
are codes, 15 guides and 25 terms. A code links to about 3 codes (what differs is said), 10 guides and 20 terms, a guide
to about 8 terms; a YAML record has about 1.2 KB, a guide more than 300 words. `kb lint` finds no error and no warning.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks import words
from benchmarks.plan import Counts, Draw, Family, Plan, Term, counts, slug

FEWEST = 10
"""The smallest base that has every kind of record and two codes to compare."""

_SLOT = re.compile(r"\{(\w+)\}")


def generate(folder: str | Path, records: int, seed: int = 1) -> Counts:
    """Write a knowledge base with `records` records into a folder that is new or empty.

    Raises `FileExistsError` when there is something in it, and `ValueError` for fewer than ten records.
    """
    root = Path(folder)
    if root.exists() and any(root.iterdir()):
        raise FileExistsError(f"{root} is not empty")
    known: set[Path] = set()
    for path, text in files(records, seed):
        target = root / path
        if target.parent not in known:
            target.parent.mkdir(parents=True, exist_ok=True)
            known.add(target.parent)
        target.write_bytes(text.encode())
    return counts(records)


def files(records: int, seed: int = 1) -> Iterator[tuple[str, str]]:
    """Give the path and the text of every file of a base, `kb.yaml` first."""
    if records < FEWEST:
        raise ValueError(f"a base has at least {FEWEST} records, not {records}")
    plan = Plan.of(counts(records), seed)
    yield "kb.yaml", _configuration(plan)
    for family in plan.families:
        if family.is_registered:
            yield f"registries/{family.id}.csv", _registry(plan, family)
    for index, code in enumerate(plan.codes):
        yield f"records/codes/{code.id}.yaml", _Writer(plan, "code", index).code(index)
    for index, guide in enumerate(plan.guides):
        yield f"records/guides/{guide.id}.md", _Writer(plan, "guide", index).guide(index)
    for index, term in enumerate(plan.terms):
        yield f"records/terms/{term.id}.yaml", _Writer(plan, "term", index).term(index)


class _Writer:
    """Writes one record, from random choices that are its own, so that records do not depend on their order."""

    def __init__(self, plan: Plan, kind: str, index: int) -> None:
        self.plan = plan
        self.draw = Draw(plan.seed, kind, index)

    def code(self, index: int) -> str:
        """Give the YAML of a code."""
        plan, draw = self.plan, self.draw
        code = plan.codes[index]
        lines = [f"code: {code.code}", f"name: {code.name}"]
        lines += _folded("summary", self.prose(2, self.term_link()))
        if draw.random() < 0.6:
            lines += _folded("when", self.prose(1))
        if draw.random() < 0.8:
            lines += _folded("fix", self.prose(2, self.guide_link(), words.ADVICE))
        if draw.random() < 0.04:
            lines.append("status: unofficial" if not code.family.is_registered else "status: provisional")
        if draw.random() < 0.1:
            lines.append(f"patterns: ['\\b{re.escape(code.code)}\\b']")
        lines += self.comparisons(index)
        lines += _list("guides", [guide.id for guide in draw.some(plan.guides, draw.between(8, 11))])
        lines += _list("terms", [term.id for term in draw.some(plan.terms, draw.between(18, 22))])
        lines += _list("sources", self.sources())
        return "\n".join(lines) + "\n"

    def comparisons(self, index: int) -> Iterator[str]:
        """Give the fields that compare a code with others, and now and then one that refuses to."""
        codes = self.plan.codes
        if self.plan.pairs[index]:
            yield "compare:"
        for other in self.plan.pairs[index]:
            yield f"  - with: {codes[other].id}"
            texts = {"a": codes[index].code, "b": codes[other].code}
            yield from _folded("difference", self.sentence(words.DIFFERENCES, **texts), "    ")
        far = (index + len(codes) // 2) % len(codes)
        is_free = far not in self.plan.pairs[index] and index not in self.plan.pairs[far] and far != index
        if is_free and self.draw.random() < 0.04:
            yield "not_confused_with:"
            yield f"  - with: {codes[far].id}"
            yield from _folded("reason", self.sentence(words.REASONS), "    ")

    def term(self, index: int) -> str:
        """Give the YAML of a term."""
        plan, draw = self.plan, self.draw
        term = plan.terms[index]
        lines = [f"term: {term.title}"]
        if draw.random() < 0.3:
            lines.append(f"aliases: [{term.title} number {index + 1}]")
        if draw.random() < 0.2:
            lines.append(f"abbreviation: {''.join(word[0] for word in term.title.upper().split())}{index + 1}")
        lines.append(f"category: {draw.pick([*words.CATEGORIES])}")
        links = [self.term_link(but=term), self.code_link()]
        lines += _folded("definition", " ".join(self.prose(2, link) for link in links))
        if index and draw.random() < 0.7:
            lines += _list("broader", [plan.terms[draw.below(index)].id])
        others = draw.some(plan.terms, draw.between(2, 4), but=[term])
        lines += _list("related", [other.id for other in others])
        lines += _list("codes", [draw.pick(plan.codes).id])
        lines += _list("guides", [guide.id for guide in draw.some(plan.guides, draw.between(2, 4))])
        lines += _list("sources", self.sources())
        return "\n".join(lines) + "\n"

    def guide(self, index: int) -> str:
        """Give the Markdown of a guide."""
        plan, draw = self.plan, self.draw
        guide = plan.guides[index]
        lines = ["---", f"title: {guide.title}", f"category: {draw.pick([*words.CATEGORIES])}"]
        lines += _folded("summary", self.prose(1))
        lines += _list("codes", [code.id for code in draw.some(plan.codes, 4)])
        lines += _list("terms", [term.id for term in draw.some(plan.terms, draw.between(6, 10))])
        lines += _list("related", [other.id for other in draw.some(plan.guides, 2, but=[guide])])
        lines += _list("sources", self.sources())
        lines.append("---")
        parts = [self.paragraph(4, self.term_link())]
        for number, heading in enumerate(guide.headings):
            parts.append(f"## {heading}")
            parts.append(self.paragraph(4, self.term_link()))
            if number < 3:
                parts.append((self.table, self.log, self.steps)[number]())
            parts.append(self.paragraph(3, self.code_link() if number % 2 else self.guide_link()))
        return "\n".join(lines) + "\n" + "\n\n".join(parts) + "\n"

    # Parts of texts.

    def sentence(self, templates: list[str], **texts: str) -> str:
        """Fill one of some sentences with words."""
        pick = self.draw.pick

        def word(match: re.Match[str]) -> str:
            slot = match.group(1)
            if slot in texts:
                return texts[slot]
            text = pick(_WORDS[slot])
            return text.lower() if slot == "imp_low" else text

        filled = _SLOT.sub(word, pick(templates).strip())
        return _A.sub(lambda match: f"{match.group(1)}n {match.group(2)}", filled)

    def prose(self, count: int, link: str = "", templates: list[str] = words.STATEMENTS) -> str:
        """Give some sentences, the last with a link if there is one."""
        sentences = [self.sentence(templates) for _ in range(count)]
        if link:
            sentences.append(self.sentence(words.POINTERS, link=link))
        return " ".join(sentences)

    def paragraph(self, count: int, link: str = "") -> str:
        """Give some sentences in lines, at times with the name of a setting."""
        text = self.prose(count, link)
        if self.draw.random() < 0.5:
            text += f" The setting is `{self.option()}`."
        return "\n".join(_wrapped(text, 100))

    def option(self) -> str:
        """Give what could be a setting of a program."""
        return f"{self.draw.pick(words.NOUNS)}.{self.draw.pick(words.ADJECTIVES)}_{self.draw.pick(words.NOUNS)}"

    def term_link(self, but: Term | None = None) -> str:
        """Give a link to a term, in one of the ways in which authors write it."""
        (term,) = self.draw.some(self.plan.terms, 1, but=[but] if but else ()) or self.plan.terms[:1]
        forms = (f"[[{term.id}]]", f"[[term:{term.id}|{term.title.lower()}]]", f"[[{term.title}]]")
        return self.draw.pick(forms)

    def code_link(self) -> str:
        """Give a link to a code."""
        code = self.draw.pick(self.plan.codes)
        return self.draw.pick((f"[[{code.id}]]", f"[[{code.id}|{code.code}]]", f"[[code:{code.id}|{code.name}]]"))

    def guide_link(self) -> str:
        """Give a link to a guide, or to a heading of it."""
        guide = self.draw.pick(self.plan.guides)
        heading = slug(self.draw.pick(guide.headings))
        return self.draw.pick((f"[[guide:{guide.id}]]", f"[[guide:{guide.id}#{heading}|{guide.title}]]"))

    def table(self) -> str:
        """Give a table of codes."""
        rows = [
            f"| [[{code.id}]] | {code.name} | The {self.draw.pick(words.NOUNS)}, `{self.option()}` |"
            for code in self.draw.some(self.plan.codes, 5)
        ]
        return "\n".join(["| Code | Meaning | First check |", "| --- | --- | --- |", *rows])

    def log(self) -> str:
        """Give a fence with a few lines of a log."""
        lines = []
        for code in self.draw.some(self.plan.codes, 4):
            clock = f"{self.draw.below(24):02d}:{self.draw.below(60):02d}:{self.draw.below(60):02d}"
            lines.append(f"{clock} {code.family.id}[{self.draw.between(100, 9999)}]: {code.code} {code.name.lower()}")
        return "\n".join(["```text", *lines, "```"])

    def steps(self) -> str:
        """Give a numbered list."""
        return "\n".join(f"{number}. {self.sentence(words.ADVICE)}" for number in range(1, 5))

    def sources(self) -> list[str]:
        """Give one or two citations."""
        draw = self.draw
        found = [f"RFC {draw.between(1000, 9500)} §{draw.between(1, 9)}.{draw.between(1, 9)}"]
        if draw.random() < 0.4:
            found.append(f"https://docs.example.org/{draw.pick(words.NOUNS)}/{draw.pick(words.NOUNS)}")
        return found


_WORDS = {
    "adj": words.ADJECTIVES,
    "noun": words.NOUNS,
    "verb": words.VERBS,
    "part": words.PARTICIPLES,
    "adv": words.ADVERBS,
    "imp": words.IMPERATIVES,
    "imp_low": words.IMPERATIVES,
}
_A = re.compile(r"\b([Aa]) ([aeiou])")


def _configuration(plan: Plan) -> str:
    lines = ["title: Generated Codes", "language: en", "records: records", "families:"]
    for family in plan.families:
        lines += [
            f"  {family.id}:",
            f"    name: {family.name}",
            f"    description: The codes of {family.name}, none of which exists.",
            f"    code_pattern: '{family.pattern}'",
        ]
        if family.has_classes:
            lines.append("    classes:")
            lines += [f'      "{digit}": Class {digit}' for digit in range(1, 10)]
        if family.is_registered:
            lines.append(f"    registry: registries/{family.id}.csv")
    lines.append("categories:")
    lines += [f"  {id_}: {name}" for id_, name in words.CATEGORIES.items()]
    return "\n".join(lines) + "\n"


def _registry(plan: Plan, family: Family) -> str:
    rows = [f"{code.code},{code.name},assigned,RFC 9000" for code in plan.codes if code.family is family]
    return "\n".join(["code,name,status,source", *rows]) + "\n"


def _folded(name: str, text: str, indent: str = "") -> list[str]:
    return [f"{indent}{name}: >-", *(f"{indent}  {line}" for line in _wrapped(text, 78 - len(indent)))]


def _list(name: str, items: list[str]) -> list[str]:
    """Give a list as authors write it: in one line while it fits, else an item a line."""
    if not items:
        return []
    line = f"{name}: [{', '.join(items)}]"
    return [line] if len(line) <= 80 and "://" not in line else [f"{name}:", *(f"  - {item}" for item in items)]


def _wrapped(text: str, width: int) -> Iterator[str]:
    line = ""
    for word in text.split(" "):
        if line and len(line) + len(word) >= width:
            yield line
            line = word
        else:
            line = f"{line} {word}" if line else word
    yield line


def main() -> None:
    """Generate a base from the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.generate", description="Generate a knowledge base.")
    parser.add_argument("folder", metavar="DIR", help="a folder that is new or empty")
    parser.add_argument("--records", type=int, default=10_000, metavar="N", help="how many records (default: 10000)")
    parser.add_argument("--seed", type=int, default=1, help="another seed gives another base (default: 1)")
    options = parser.parse_args()
    try:
        made = generate(options.folder, options.records, options.seed)
    except (OSError, ValueError) as error:
        parser.error(str(error))
    print(f"{made.codes:,} codes, {made.guides:,} guides, {made.terms:,} terms in {options.folder}", file=sys.stderr)


if __name__ == "__main__":
    main()
