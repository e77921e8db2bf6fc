"""The state of the base for those who maintain it: what `kb lint` knows, as bars and figures, and the badges.

Nothing on it depends on when or where it was built.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from kb.finding import Finding, Severity
from kb.health import Area, Health, Share, Translation, areas, measure, places, total
from kb.registry import Coverage
from kb.rules import RULES, Rule, all_rules, name_of, summary_of
from kb.site import badges
from kb.site.bars import bar
from kb.site.labels import catalogue
from kb.site.pages.rules import path_of
from kb.site.prose import attribute, heading, inert
from kb.site.rows import items, named, names, row, rows, share_row
from kb.site.site import Page, Site, in_language_inline

PATH = "health.md"
LEVELS = (Severity.ERROR, Severity.WARNING, Severity.INFO)
MOST_FINDINGS = 20
"""How many findings of a rule are shown; `kb lint` shows all."""
_ENGLISH = "en"
_CODE = re.compile(r"`([^`]*)`")


class _Tile(NamedTuple):
    anchor: str
    label: str
    figure: str
    note: str
    drawn: str


def pages(site: Site) -> Iterator[Page]:
    """Give the page, unless kb.yaml switches it off."""
    if not site.base.config.site.health:
        return
    labels, health = site.labels, measure(site.base)
    sections = [_findings(site, health), _trend(site, health), _unseen(site, health), *_shares(site, health)]
    parts = [
        heading(labels["health"], "health", 1),
        f'<p class="kb-lead">{inert(labels["health_about"])}</p>',
        _tiles(site, health),
        *sections,
        _badges(site),
    ]
    meta: dict[str, object] = {"hide": ["navigation"], "search": {"exclude": True}}
    yield Page(PATH, labels["health"], "\n\n".join(filter(None, parts)) + "\n", labels["health_about"], meta)


# The figures at the top.


def _tiles(site: Site, health: Health) -> str:
    labels = site.labels
    counts = [(str(level), health.count(level)) for level in LEVELS]
    words = " · ".join(labels.fill(f"health_{name}", count=count) for name, count in counts if count)
    findings = len(health.outcome.findings)
    drawn = bar(counts, findings) if findings else bar((("whole", 1),), 1)
    tiles = [_Tile("findings", labels["health_findings"], f"{findings:,}", words or labels["health_clean"], drawn)]
    families = health.families.values()

    def tile(anchor: str, label: str, share: Share, name: str = "") -> None:
        if share.all:
            note = labels.fill("health_share", have=share.have, all=share.all)
            colour = "whole" if share.have == share.all else "part"
            words = f"{labels[label]}: {name}" if name else labels[label]
            tiles.append(_Tile(anchor, words, f"{share.percent} %", note, bar(((colour, share.have),), share.all)))

    tile("lists", "health_lists", total(family.listed for family in families))
    tile("comparisons", "health_compared", total(family.compared for family in families))
    tile("guided", "health_guided", total(family.guided for family in families))
    for language, translation in health.translations.items():
        tile(f"translations-{language}", "health_translations", translation.texts, catalogue(language)[0])
    tile("cited", "sources", total(share for share, _ in health.sources.values()))
    return f'<ul class="kb-tiles">{"".join(map(_tile, tiles))}</ul>'


def _tile(tile: _Tile) -> str:
    words = f"<b>{inert(tile.figure)}</b><small>{inert(tile.note)}</small>"
    return f'<li><a href="#{tile.anchor}"><span>{inert(tile.label)}</span>{words}{tile.drawn}</a></li>'


# Findings.


def _findings(site: Site, health: Health) -> str:
    labels, found = site.labels, health.outcome.findings
    parts = [heading(labels["health_findings"], "findings")]
    if not found:
        return "\n\n".join([*parts, inert(labels["health_none"])])
    by_rule: dict[str, list[Finding]] = defaultdict(list)
    for finding in found:
        by_rule[finding.rule].append(finding)
    order = sorted(by_rule, key=lambda code: (-by_rule[code][0].severity.rank, -len(by_rule[code]), code))
    most = max(map(len, by_rule.values()))
    area = places(site.base)
    parts += _legend(site, health), heading(labels["health_by_rule"], "by-rule", 3)
    parts.append(rows(_rule_row(site, by_rule[code], area, most) for code in order))
    by_area: dict[Area, list[Finding]] = defaultdict(list)
    for finding in found:
        by_area[area.get(finding.path, Area(""))].append(finding)
    most = max(map(len, by_area.values()))
    parts.append(heading(labels["health_by_area"], "by-area", 3))
    parts.append(rows(_area_row(site, one, by_area[one], most) for one in areas(site.base) if one in by_area))
    return "\n\n".join(parts)


def _legend(site: Site, health: Health) -> str:
    counts = ((str(level), site.labels.fill(f"health_{level}", count=health.count(level))) for level in LEVELS)
    return _key(counts)


def _key(sorts: Iterator[tuple[str, str]]) -> str:
    """Give what the colours of bars stand for."""
    listed = "".join(f'<li class="kb-key--{name}">{inert(words)}</li>' for name, words in sorts)
    return f'<ul class="kb-key">{listed}</ul>'


def _rule_row(site: Site, found: list[Finding], area: dict[str, Area], most: int) -> str:
    first = found[0]
    by_area = Counter(area.get(finding.path, Area("")) for finding in found)
    spread = [(one, by_area[one]) for one in areas(site.base) if one in by_area]
    parts = [_rule_line(site, first.rule)]
    parts.append(f"<p>{' · '.join(f'{_area_link(site, one)} {count:,}' for one, count in spread)}</p>")
    parts.append(
        f'<ul class="kb-found">{"".join(f"<li>{_finding(site, one)}</li>" for one in found[:MOST_FINDINGS])}</ul>'
    )
    if len(found) > MOST_FINDINGS:
        more = site.labels.fill("health_more", count=len(found) - MOST_FINDINGS)
        parts.append(f"<p>{inert(more)} <code>kb lint --select {first.rule}</code></p>")
    name = f"<code>{inert(first.rule)}</code> {inert(first.name)}"
    return row(name, bar(((str(first.severity), len(found)),), most), f"<b>{len(found):,}</b>", "".join(parts))


def _rule_line(site: Site, code: str) -> str:
    """Say what a rule finds, with the way to its page where the site has one."""
    rule = next(rule for rule in all_rules() if rule.CODE == code)
    return f"<p><span{_lang(site)}>{inert(summary_of(rule))}</span> {_rule_link(site, rule)}</p>"


def _rule_link(site: Site, rule: Rule) -> str:
    words = f"{rule.CODE} {name_of(rule)}"
    if not site.base.config.site.rules or rule not in RULES:
        return f"<code>{inert(words)}</code>"
    return f'<a href="{attribute(site.href(PATH, path_of(rule)))}">{inert(words)}</a>'


def _finding(site: Site, finding: Finding) -> str:
    """Give a finding: the record or file, what is wrong, and where that stands."""
    record = site.base.records.get(finding.record or "")
    who = named(site, PATH, record) if record else ""
    message = _CODE.sub(lambda m: f"\0{m[1]}\0", finding.message).split("\0")
    words = "".join(f"<code>{inert(part)}</code>" if number % 2 else inert(part) for number, part in enumerate(message))
    place = inert(f"{finding.path}:{finding.line}")
    return f"{who} <span{_lang(site)}>{words}</span> <small>{place}</small>".strip()


def _lang(site: Site) -> str:
    return "" if site.language == _ENGLISH else f' lang="{_ENGLISH}"'


def _area_row(site: Site, area: Area, found: list[Finding], most: int) -> str:
    levels = Counter(finding.severity for finding in found)
    drawn = bar(((str(level), levels[level]) for level in LEVELS), most)
    by_rule = Counter((finding.rule, finding.name) for finding in found)
    listed = sorted(by_rule, key=lambda rule: (-by_rule[rule], rule))
    inside = items(
        site, [f"<code>{inert(code)}</code> {inert(name)} <b>{by_rule[code, name]:,}</b>" for code, name in listed]
    )
    return row(inert(_area_name(site, area)), drawn, f"<b>{len(found):,}</b>", inside)


def _area_name(site: Site, area: Area) -> str:
    if area.kind == "code":
        return site.family_name(area.family)
    return site.kind_label(site.base.kinds[area.kind]) if area.kind else site.labels["health_files"]


def _area_link(site: Site, area: Area) -> str:
    """Give the name of an area, with the way to its list where there is one."""
    name = inert(_area_name(site, area))
    if area.kind == "code" and area.family in site.families:
        return f'<a href="{attribute(site.href(PATH, f"codes/{area.family}/index.md"))}">{name}</a>'
    if area.kind not in ("", "code") and site.base.of_kind(area.kind):
        folder = site.base.kinds[area.kind].folder
        return f'<a href="{attribute(site.href(PATH, f"{folder}/index.md"))}">{name}</a>'
    return name


# The baseline, and what nobody sees.


def _trend(site: Site, health: Health) -> str:
    labels, trend = site.labels, health.trend
    title = heading(labels["health_trend"], "trend")
    if health.broken_baseline:
        return f"{title}\n\n{inert(labels['health_broken_baseline'])}"
    if trend is None:
        return ""
    counts = {"resolved": len(trend.resolved), "remaining": len(trend.remaining), "new": len(trend.new)}
    key = _key((name, f"{labels[f'health_{name}']} {count:,}") for name, count in counts.items())
    new = [_finding(site, finding) for finding in trend.new]
    gone = [f"<code>{inert(one.rule)}</code> <span{_lang(site)}>{inert(one.message)}</span>" for one in trend.resolved]
    drawn = f'<div class="kb-trend">{bar(counts.items(), max(1, sum(counts.values())))}</div>'
    about = f"<p>{inert(labels['health_trend_about'])}</p>"
    lists = rows(
        row(inert(labels[f"health_{name}"]), "", f"<b>{counts[name]:,}</b>", items(site, found))
        for name, found in (("new", new), ("resolved", gone))
        if found
    )
    return "\n\n".join(filter(None, [title, about, drawn, key, lists]))


def _unseen(site: Site, health: Health) -> str:
    """Say what there is that no finding shows: hidden, left out, never looked for."""
    labels, outcome = site.labels, health.outcome
    sorts = (("health_hidden", outcome.hidden), ("health_left_out", outcome.left_out))
    listed = [row(inert(labels[name]), "", f"<b>{len(found):,}</b>", _by_rule(site, found)) for name, found in sorts]
    rules = (("health_off", health.off), ("health_asleep", health.asleep))
    listed += (
        row(inert(labels[name]), "", f"<b>{len(found):,}</b>", items(site, [_rule_link(site, rule) for rule in found]))
        for name, found in rules
    )
    about = f"<p>{inert(labels['health_unseen_about'])}</p>"
    return "\n\n".join([heading(labels["health_unseen"], "unseen"), about, rows(listed)])


def _by_rule(site: Site, found: list[Finding]) -> str:
    area, base = places(site.base), site.base
    counts: dict[tuple[str, str], Counter[Area]] = defaultdict(Counter)
    for finding in found:
        counts[finding.rule, finding.name][area.get(finding.path, Area(""))] += 1
    parts = []
    for code, name in sorted(counts):
        spread = counts[code, name]
        listed = [f"{_area_link(site, one)} {spread[one]:,}" for one in areas(base) if one in spread]
        parts.append(f"<p><code>{inert(code)}</code> {inert(name)}: {' · '.join(listed)}</p>")
    return "".join(parts)


# How much of what there could be is there.


def _shares(site: Site, health: Health) -> Iterator[str]:
    yield _lists(site, health)
    if health.families:
        yield _comparisons(site, health)
        yield _guided(site, health)
    for language, translation in health.translations.items():
        yield _translated(site, language, translation)
    yield _sources(site, health)


def _section(site: Site, label: str, anchor: str, about: str, listed: str) -> str:
    if not listed:
        return ""
    return f"{heading(label, anchor)}\n\n<p>{inert(site.labels[about])}</p>\n\n{listed}"


def _part_row(site: Site, area: Area, share: Share, inside: str = "", note: str = "") -> str:
    """Give the row of a part of the site; its name is a link where the row does not open."""
    name = inert(_area_name(site, area)) if inside else _area_link(site, area)
    return share_row(site, f"{name} <small>{inert(note)}</small>" if note else name, share, inside)


def _lists(site: Site, health: Health) -> str:
    listed = rows(
        _part_row(site, Area("code", id_), family.listed, _missing(site, family.coverage))
        for id_, family in health.families.items()
        if family.coverage
    )
    return _section(site, site.labels["health_lists"], "lists", "health_lists_about", listed)


def _missing(site: Site, coverage: Coverage | None) -> str:
    missing = coverage.missing if coverage else ()
    found = [f"<code>{inert(one.code)}</code> {inert(one.name)}".strip() for one in missing]
    return items(site, found, site.labels["health_missing"])


def _comparisons(site: Site, health: Health) -> str:
    words = site.labels["health_uncompared"]
    listed = [
        _part_row(site, Area("code", id_), one.compared, names(site, PATH, one.uncompared, words))
        for id_, one in health.families.items()
        if one.codes
    ]
    if health.explained.all:
        listed.append(share_row(site, f"<b>{inert(site.labels['health_explained'])}</b>", health.explained))
    return _section(site, site.labels["health_comparisons"], "comparisons", "health_comparisons_about", rows(listed))


def _guided(site: Site, health: Health) -> str:
    words, labels = site.labels["health_unguided"], site.labels
    listed = rows(
        _part_row(
            site,
            Area("code", id_),
            one.guided,
            names(site, PATH, one.unguided, words),
            labels.fill("count_guides", count=one.guides),
        )
        for id_, one in health.families.items()
        if one.codes
    )
    return _section(site, labels["guides"], "guided", "health_guided_about", listed)


def _translated(site: Site, language: str, translation: Translation) -> str:
    labels, base = site.labels, site.base
    name = catalogue(language)[0]
    parts = [heading(f"{labels['health_translations']}: {name}", f"translations-{language}")]
    parts.append(f"<p>{inert(labels['health_translations_about'])}</p>")
    by_kind: dict[str, list[str]] = defaultdict(list)
    for (kind, field), share in translation.fields.items():
        label = site.field_label(base.kinds[kind].by_name[field]) if _is_labelled(site, kind, field) else field
        by_kind[kind].append(share_row(site, inert(label), share))
    for kind, listed in by_kind.items():
        parts += heading(site.kind_label(base.kinds[kind]), f"{language}-{kind}", 3), rows(listed)
    if len(translation.areas) > 1:
        by_area = rows(_part_row(site, area, share) for area, share in translation.areas.items())
        parts += heading(labels["health_by_area"], f"{language}-areas", 3), by_area
    lists = [("health_untranslated", translation.untranslated), ("health_stale", translation.stale)]
    counted = [
        row(inert(labels[label]), "", f"<b>{len(found):,}</b>", names(site, PATH, found))
        if found is not None
        else row(inert(labels[label]), "", inert(labels["health_unknown"]))
        for label, found in lists
    ]
    return "\n\n".join([*parts, heading(labels["health_behind"], f"{language}-behind", 3), rows(counted)])


def _is_labelled(site: Site, kind: str, field: str) -> bool:
    return site.base.kinds[kind].by_name[field].label is not None or field in site.labels


def _sources(site: Site, health: Health) -> str:
    listed = rows(
        _part_row(site, area, share, names(site, PATH, bare, site.labels["health_bare"]))
        for area, (share, bare) in health.sources.items()
    )
    return _section(site, site.labels["sources"], "cited", "health_sources_about", listed)


# The badges.


def _badges(site: Site) -> str:
    labels = site.labels
    home = Site(site.base, site.base.config.language)
    drawn = list(badges.badges(home))
    shown = "".join(f"<li>{_image(site, badge)}</li>" for badge in drawn)
    root = (site.base.config.site.url or "").rstrip("/")
    lines = [_markdown(f"{root}/" if root else "", badge) for badge in drawn]
    parts = [heading(labels["health_badges"], "badges"), f"<p>{inert(labels['health_badges_about'])}</p>"]
    parts += f'<ul class="kb-badges">{shown}</ul>', "```markdown\n" + "\n".join(lines) + "\n```"
    if not root:
        parts.append(f"<p>{inert(labels['health_badges_where'])}</p>")
    return "\n\n".join(parts)


def _image(site: Site, badge: badges.Badge) -> str:
    source = attribute(site.href(site.prefix + PATH, badge.path))
    words = attribute(f"{badge.label}: {badge.value}")
    return f'<img src="{source}" alt="{words}" width="{badges.width_of(badge)}" height="{badges.HEIGHT}">'


def _markdown(root: str, badge: badges.Badge) -> str:
    """Give the line that shows a badge in a README, leading to this page."""
    name = re.sub(r"[\[\]`\\<>]", "", badge.label)
    return f"[![{name}]({root.replace('`', '%60')}{badge.path})]({root.replace('`', '%60')}health.html)"
