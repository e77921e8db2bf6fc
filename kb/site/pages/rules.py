"""A page for each rule of the linter, made of its docstring; for sites whose `kb.yaml` says `site: {rules: true}`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.rules import RULES, Rule, name_of, summary_of
from kb.site.prose import inert
from kb.site.site import Page, Site, in_language

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
    rows = [
        f"| [{rule.CODE}]({site.href(path, path_of(rule))}) | {name_of(rule)} | {rule.SEVERITY} | {summary_of(rule)} |"
        for rule in RULES
    ]
    table = "\n".join(["| | | | |", "| --- | --- | --- | --- |", *rows])
    return Page(
        path,
        site.labels["rules"],
        f"# {inert(site.labels['rules'])} {{#rules}}\n\n{in_language(table, _foreign(site))}\n",
    )


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
    return Page(path, f"{rule.CODE} {name_of(rule)}", "\n\n".join(parts) + "\n", summary_of(rule))
