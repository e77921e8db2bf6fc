"""A page for each rule of the linter, made of its docstring; for sites whose `kb.yaml` says `site: {rules: true}`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, partial
from itertools import groupby

from kb.base import load
from kb.linting import lint
from kb.rules import RULES, Rule, name_of, summary_of
from kb.rules.examples import examples
from kb.site.copies import own
from kb.site.prose import inert
from kb.site.site import Page, Site, in_language

GROUPS = {
    "0": "Reading",
    "1": "Shape",
    "2": "References",
    "3": "Comparisons",
    "4": "The graph",
    "5": "Words",
    "6": "Translations",
    "7": "Sources",
}
"""What the rules of a group, by the first digit of their codes, are about."""
_LANGUAGE = "en"
_FENCE = re.compile(r"^(`{3,}|~{3,})(\w+) (title=\"[^\"\n]*\")[^\n]*$", re.MULTILINE)


def pages(site: Site) -> Iterator[Page]:
    """Give the list of rules and the page of each, where they are wanted."""
    if not site.base.config.site.rules:
        return
    yield _list(site)
    for rule in RULES:
        yield _page(site, rule)


def path_of(rule: Rule) -> str:
    """Give the path of a rule's page."""
    return f"rules/{rule.CODE.lower()}-{name_of(rule)}.md"


def _foreign(site: Site) -> str:
    return "" if site.language == _LANGUAGE else _LANGUAGE


def _list(site: Site) -> Page:
    path = "rules/index.md"
    parts = []
    for group, rules in groupby(RULES, key=lambda rule: rule.CODE[2]):
        rows = [_row(site, path, rule) for rule in rules]
        parts.append(f"## {GROUPS[group]} {{#kb{group}}}")
        parts.append("\n".join(["| rule | what it finds | severity | fix |", "| --- | --- | --- | --- |", *rows]))
    words = in_language("\n\n".join(parts), _foreign(site))
    body = f"# {inert(site.labels['rules'])} {{#rules}}\n\n{words}\n"
    return Page(path, site.labels["rules"], body, beside={".md": partial(own.copy, body)})


def _row(site: Site, path: str, rule: Rule) -> str:
    link = f"[{rule.CODE} {name_of(rule)}]({site.href(path, path_of(rule))})"
    mending = _mending(rule.CODE, rule.__doc__ or "")
    return f"| {link} | {summary_of(rule)} | {rule.SEVERITY} | {mending} |"


@cache
def _mending(code: str, page: str) -> str:
    """Tell from a rule's own bad example whether what it finds can be mended."""
    found = lint(load(examples(page).bad), select=["ALL", code])
    fixes = [finding.fix for finding in found if finding.rule == code and finding.fix]
    return "safe" if any(fix.safe for fix in fixes) else "unsafe" if fixes else ""


def _page(site: Site, rule: Rule) -> Page:
    path = path_of(rule)
    up = site.href(path, "rules/index.md")
    text = _FENCE.sub(r"\1\2 \3", (rule.__doc__ or "").strip())
    text = text.replace("\nBad:\n", "\n## Bad {#bad}\n").replace("\nGood:\n", "\n## Good {#good}\n")
    way_up = f'<a href="{up}">{inert(site.labels["rules"])}</a> · {rule.SEVERITY}'
    parts = [
        f'<p class="kb-eyebrow k-other" data-search-exclude>{way_up}</p>',
        f"# {rule.CODE} {name_of(rule)} {{#rule}}",
        in_language(text, _foreign(site)),
    ]
    body = "\n\n".join(parts) + "\n"
    beside = {".md": partial(own.copy, body)}
    return Page(path, f"{rule.CODE} {name_of(rule)}", body, summary_of(rule), beside=beside)
