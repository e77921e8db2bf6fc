"""Pages as trees of elements, for the tests that look at what a reader's browser would see."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])
SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)

# What an author's text can become, and what kb itself puts on a page.
ELEMENTS = frozenset(
    [
        "a",
        "b",
        "blockquote",
        "br",
        "code",
        "dd",
        "del",
        "desc",
        "details",
        "div",
        "dl",
        "dt",
        "em",
        "g",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "input",
        "label",
        "li",
        "nav",
        "ol",
        "p",
        "path",
        "pre",
        "rect",
        "section",
        "small",
        "span",
        "strong",
        "sub",
        "summary",
        "sup",
        "svg",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "title",
        "tr",
        "ul",
    ]
)
ATTRIBUTES = frozenset(
    [
        "align",
        "aria-describedby",
        "type",
        "spellcheck",
        "open",
        "hidden",
        "data-some",
        "data-open",
        "data-none",
        "data-keys",
        "autocomplete",
        "aria-current",
        "aria-hidden",
        "aria-label",
        "aria-labelledby",
        "class",
        "colspan",
        "d",
        "data-copy",
        "data-done",
        "data-search-exclude",
        "focusable",
        "for",
        "href",
        "hreflang",
        "id",
        "height",
        "lang",
        "preserveaspectratio",
        "rel",
        "role",
        "scope",
        "start",
        "title",
        "viewbox",
        "width",
        "x",
    ]
)
CONTROLS = frozenset(["button", "circle", "input", "kbd", "noscript", "option", "select", "text", "textarea", "tspan"])
"""Elements of kb's own controls and drawings, within an element whose class says so."""
OF_CONTROLS = frozenset(
    [
        "aria-autocomplete", "aria-controls", "aria-expanded", "aria-pressed", "autocapitalize", "autocomplete", "cx", "cy", "enterkeyhint",
        "hidden", "placeholder", "r", "rows", "rx", "spellcheck", "tabindex", "text-anchor", "transform", "type", "value", "y",
    ]
)  # fmt: skip
DATA = re.compile(r"data-[a-z]+")
BADGE = re.compile(r"(?:\.\./)?badges/[a-z0-9._-]+\.svg")
"""Where the only pictures are that a page shows."""


@dataclass(eq=False)
class Element:
    """An element: what it is, and what is in it, words and elements, in their order."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Element | str] = field(default_factory=list)

    def __getitem__(self, name: str) -> str:
        """Give an attribute."""
        return self.attributes[name]

    def get(self, name: str) -> str | None:
        """Give an attribute, or nothing."""
        return self.attributes.get(name)

    @property
    def classes(self) -> list[str]:
        return (self.get("class") or "").split()

    @property
    def text(self) -> str:
        """The characters of all that is inside, as a browser's `textContent`."""
        return "".join(child if isinstance(child, str) else child.text for child in self.children)

    @property
    def words(self) -> str:
        """The text with white space squeezed, as a reader sees it."""
        return " ".join(self.text.split())

    def walk(self) -> Iterator[Element]:
        """Give this element and all inside, in the order of the page."""
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.walk()

    def all(self, selector: str) -> list[Element]:
        """Give the elements inside that `tag`, `.class`, `#id` or a chain such as `a.kb-ref` selects; spaces descend."""
        first, _, rest = selector.partition(" ")
        found = [element for element in self.walk() if element is not self and element.fits(first)]
        if not rest:
            return found
        return list(dict.fromkeys(inner for element in found for inner in element.all(rest)))

    def one(self, selector: str) -> Element:
        """Give the only element that is selected."""
        found = self.all(selector)
        assert len(found) == 1, f"{selector}: {len(found)} elements"
        return found[0]

    def fits(self, selector: str) -> bool:
        parts = re.findall(r"[.#]?[\w-]+", selector)
        return all(
            part[1:] in self.classes
            if part[0] == "."
            else part[1:] == self.get("id")
            if part[0] == "#"
            else part == self.tag
            for part in parts
        )


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].children.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if any(element.tag == tag for element in self.open[1:]):
            while self.open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)

    def handle_comment(self, data: str) -> None:
        self.open[-1].children.append(Element("!comment", {}, [data]))

    def handle_decl(self, decl: str) -> None:
        self.open[-1].children.append(Element("!" + decl.split(" ", maxsplit=1)[0].lower()))

    def unknown_decl(self, data: str) -> None:
        self.open[-1].children.append(Element("!unknown", {}, [data]))

    def handle_pi(self, data: str) -> None:
        self.open[-1].children.append(Element("?", {}, [data]))


def parse(html: str) -> Element:
    """Give the tree of a page, or of a part of one."""
    builder = _Builder()
    builder.feed(html)
    builder.close()
    return builder.root


def faults(html: str) -> list[str]:
    """Say what in a part of a page could act: any element, attribute or address that kb never means to give."""
    return list(_faults_in(parse(html), is_own=False))


def _faults_in(element: Element, *, is_own: bool) -> Iterator[str]:
    is_own = is_own or any(name.startswith("kb-") for name in element.classes)
    yield from _faults(element, is_own=is_own)
    for child in element.children:
        if isinstance(child, Element):
            yield from _faults_in(child, is_own=is_own)


def _faults(element: Element, *, is_own: bool) -> Iterator[str]:
    if element.tag == "img" and BADGE.fullmatch(element.get("src") or ""):
        yield from (f"<img {name}>" for name in element.attributes if name not in ("src", "alt", "width", "height"))
        return
    if element.tag and element.tag not in ELEMENTS and not (is_own and element.tag in CONTROLS):
        yield f"<{element.tag}> {element.text[:60]!r}"
    for name, value in element.attributes.items():
        if name not in ATTRIBUTES and not (is_own and (name in OF_CONTROLS or DATA.fullmatch(name))):
            yield f"<{element.tag} {name}={value!r}>"
        elif name == "href" and not is_safe(value):
            yield f"<{element.tag} href={value!r}>"


def is_safe(address: str) -> bool:
    """Tell whether an address leads to the web, to mail or within the site, however a browser reads it."""
    bare = re.sub(r"[\x00-\x20\x7f]", "", address)
    return not SCHEME.match(bare) or re.match(r"(?:https?|mailto):", bare, re.IGNORECASE) is not None
