"""Badges: figures of a site's health as small pictures, for a README or another page to show.

Each is an SVG that needs no font: its words are set to the widths of a table, whatever font draws them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from kb.finding import Severity
from kb.health import Share, measure
from kb.site.labels import catalogue
from kb.site.relmap import WIDER_FONTS, text_width
from kb.site.site import Site, shortened

FOLDER = "badges"
HEIGHT = 20
_FONT = 11
_PADDING = 7
_LONGEST = 40
"""How wide the words of a part are at most, in columns."""

GOOD, FAIR, BAD, PLAIN, LABEL = "#1a7f37", "#8a5a00", "#b42318", "#3451b2", "#4b4b57"
"""White words are easy to read on each (4.5:1 and better)."""


@dataclass(frozen=True, slots=True)
class Badge:
    """A figure and what it is of; `name` is that of its file."""

    name: str
    label: str
    value: str
    colour: str

    @property
    def path(self) -> str:
        """The path of its file below the root of the whole site."""
        return f"{FOLDER}/{self.name}.svg"


def badges(site: Site) -> Iterator[Badge]:
    """Give the badges of a site, in the words of its language."""
    health, labels = measure(site.base), site.labels
    worst = next((level for level in (Severity.ERROR, Severity.WARNING) if health.count(level)), None)
    state = labels.fill(f"health_{worst}", count=health.count(worst)) if worst else labels["health_clean"]
    colour = {Severity.ERROR: BAD, Severity.WARNING: FAIR}.get(worst, GOOD) if worst else GOOD
    yield _badge("health", labels["health"], state, colour)
    yield _badge("codes", labels["codes"], f"{len(site.base.of_kind('code')):,}", PLAIN)
    for id_, family in health.families.items():
        if family.coverage:
            label = labels.fill("health_listed", family=site.family_name(id_))
            yield _badge(
                f"registry-{id_}", label, f"{family.listed.have:,}/{family.listed.all:,}", _grade(family.listed)
            )
    for language, translation in health.translations.items():
        percent = f"{translation.texts.percent} %"
        yield _badge(f"translations-{language}", catalogue(language)[0], percent, _grade(translation.texts))


def _badge(name: str, label: str, value: str, colour: str) -> Badge:
    return Badge(name, _clean(label), _clean(value), colour)


def _clean(text: str) -> str:
    """Give words that stand on one line of a picture."""
    return shortened(" ".join("".join(char if char.isprintable() else " " for char in text).split()), _LONGEST)


def _grade(share: Share) -> str:
    return GOOD if share.have == share.all else FAIR


def width_of(badge: Badge) -> int:
    """Give how wide a badge is."""
    return _room(badge.label) + _room(badge.value) + 4 * _PADDING


def _room(text: str) -> int:
    return round(text_width(text, _FONT) * WIDER_FONTS)


def draw(badge: Badge) -> str:
    """Draw a badge."""
    left, right = _room(badge.label), _room(badge.value)
    middle, width = left + 2 * _PADDING, width_of(badge)
    name = escape(f"{badge.label}: {badge.value}")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{HEIGHT}" viewBox="0 0 {width} {HEIGHT}"'
        f' role="img" aria-label="{name}"><title>{name}</title>'
        f'<rect width="{width}" height="{HEIGHT}" rx="4" fill="{badge.colour}"/>'
        f'<path d="M4 0H{middle}V{HEIGHT}H4A4 4 0 0 1 0 {HEIGHT - 4}V4A4 4 0 0 1 4 0Z" fill="{LABEL}"/>'
        f'<g fill="#fff" font-family="Helvetica Neue,Helvetica,Arial,sans-serif" font-size="{_FONT}">'
        f"{_words(badge.label, _PADDING, left)}{_words(badge.value, middle + _PADDING, right)}</g></svg>\n"
    )


def _words(text: str, x: int, width: int) -> str:
    return f'<text x="{x}" y="14" textLength="{width}" lengthAdjust="spacingAndGlyphs">{escape(text)}</text>'
