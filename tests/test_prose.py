"""Authors' Markdown on a page: nothing in it acts, whatever it tries; what it means to show is shown exactly."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import unescape

import pytest
import yaml
from html_tree import Element, faults, parse
from hypothesis import given, settings
from hypothesis import strategies as st

import kb
from kb.base import Base
from kb.markup import LinkMatch, headings, without_code
from kb.site.building import front_matter
from kb.site.pages import all_pages
from kb.site.prose import attribute, inert, page_markdown
from kb.site.site import Page, Site

Convert = Callable[[str], str]

ATTACKS = [
    # Raw HTML.
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "text <script\n>alert(1)</script\n> text",
    "<script/src=//evil.example>",
    "<<script>script>alert(1)<</script>/script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<IMG/SRC=x/ONERROR=alert(1)>",
    '<img src="x`"onerror=alert(1)>`',
    "<svg/onload=alert(1)>",
    "<svg><script xlink:href=data:,alert(1) /></svg>",
    "<math><mtext><table><mglyph><style><img src onerror=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=javascript:alert(1)></object><embed src=//evil.example>",
    "<base href=//evil.example/>",
    '<meta http-equiv="refresh" content="0;url=//evil.example">',
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<style>*{background:url(//evil.example)}</style>",
    "<form action=//evil.example><input autofocus onfocus=alert(1)></form>",
    "<a href=javascript:alert(1)>click</a>",
    "<details open ontoggle=alert(1)>x</details>",
    "<p onclick=alert(1)>x</p>",
    "</div></div></body><script>alert(1)</script>",
    "</code></pre><script>alert(1)</script>",
    "<!-- --><script>alert(1)</script>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<!-- [x](javascript:alert(1)) --!><script>alert(1)</script>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?php echo 1 ?><script>alert(1)</script>",
    "<!DOCTYPE html [<!ENTITY x '<script>alert(1)</script>'>]>&x;",
    "\uff1cscript\uff1ealert(1)\uff1c/script\uff1e",
    "<div markdown='1' onclick=alert(1)>\n\n[x](javascript:alert(1))\n\n</div>",
    '<div markdown="block"><p markdown="span" onmouseover=alert(1)>*x*</p></div>',
    '<section markdown="1">\n\n## x {: onclick=alert(1) }\n\n</section>',
    "<template><script>alert(1)</script></template><noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "&lt;script&gt;alert(1)&lt;/script&gt; &#60;img src=x onerror=alert(1)&#62; &amp;lt;script&amp;gt;",
    # Where links lead.
    "<javascript:alert(1)>",
    "<JaVaScRiPt:alert(1)>",
    "<data:text/html,alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JAVASCRIPT:alert(1))",
    "[x]( javascript:alert(1))",
    "[x](\tjavascript:alert(1))",
    "[x](\njavascript:alert(1))",
    "[x](java\nscript:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](java\\script:alert(1))",
    "[x](javascript\\:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](javascript&#58;alert(1))",
    "[x](javascript&#x3a;alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](&#0000106avascript:alert(1))",
    "[x](&amp;#106;avascript:alert(1))",
    "[x](java&Tab;script:alert(1))",
    "[x](java&NewLine;script&colon;alert(1))",
    "[x](javascript%3Aalert(1))",
    "[x](<javascript:alert(1)>)",
    "[x](< javascript:alert(1)>)",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox)",
    "[x](file:///etc/passwd)",
    "[x](blob:https://evil.example/1)",
    "[x](https://x 'y' onclick=alert(1))",
    '[x](https://x "y\\" onclick=\\"alert(1)")',
    '[x](https://x/"onclick="alert(1))',
    "[x](https://x/'onclick='alert(1))",
    '[x](#" onclick=alert(1) ")',
    "[a [b](javascript:alert(1)) c](https://x)",
    "[a](https://x)(javascript:alert(1))",
    "[x]\x02(javascript:alert(1))",
    "[x]\x00(javascript:alert(1))",
    "[x]\x7f(javascript:alert(1))",
    "[x]\U000f0000(javascript:alert(1))",
    "[x]\u200b(javascript:alert(1))",
    "[x]\\(javascript:alert(1))",
    "\\[x](javascript:alert(1))",
    "\\\\[x](javascript:alert(1))",
    "[x\\](javascript:alert(1))",
    "[x][] [x]\n\n[x]: javascript:alert(1)",
    "[x][y]\n\n [y]: javascript:alert(1) 'title'",
    "[x][y]\n\n> [y]: javascript:alert(1)",
    "- [y]: javascript:alert(1)\n\n[x][y]",
    "1. [y]:\n    javascript:alert(1)\n\n[x][y]",
    "[x][y z]\n\n[y\nz]: javascript:alert(1)",
    "[x][y]\n\n[y]:\n  javascript:alert(1)",
    "[x][y]\n\n[y]\x02: javascript:alert(1)",
    "!!! note\n    [y]: javascript:alert(1)\n\n[x][y]",
    "*[x]: <script>alert(1)</script>\n\nx",
    "[^1]\n\n[^1]: <script>alert(1)</script>",
    "<https://x/](javascript:alert(1))>",
    "[foo <https://x/](javascript:alert(1))> bar",
    "[foo <mailto:x](javascript:alert(1))> bar",
    '<https://x/"onclick="alert(1)>',
    "<https://x/{:onclick=alert(1)}>",
    # Images: a page that is opened fetches nothing.
    "![x](https://evil.example/x.png)",
    "!![x](https://evil.example/x.png)",
    "!!![x](https://evil.example/x.png)",
    "word![x](https://evil.example/x.png)",
    "!\x02[x](https://evil.example/x.png)",
    "!\x00[x](https://evil.example/x.png)",
    "!\r[x](https://evil.example/x.png)",
    "!\U000f0001[x](https://evil.example/x.png)",
    "![x][y]\n\n[y]: https://evil.example/x.png",
    "![x](javascript:alert(1))",
    "[![x](https://evil.example/x.png)](javascript:alert(1))",
    # Attribute lists.
    "# x {: onclick=alert(1) }",
    "# x { onclick=alert(1) }\n\n## y {#z onclick=alert(1)}",
    "x\n{: onclick=alert(1) style=position:fixed }",
    "- x {: onclick=alert(1) }\n- y\n{: onclick=alert(1) }",
    "| a |\n| --- |\n| x {: onclick=alert(1) } |",
    "[x](https://x){: onclick=alert(1) }",
    "*x*{: onclick=alert(1) } `y`{: onclick=alert(1) }",
    "> x\n> {: onclick=alert(1) }",
    "x &#123;: onclick=alert(1) &#125;",
    "Title {: onclick=alert(1) }\n===",
    "# x\x02{: onclick=alert(1) }",
    "# x \x01x onclick=alert(1)\x01",
    # Fences.
    "``` {onclick=alert(1)}\nx\n```",
    '``` html title="<script>alert(1)</script>" onclick=alert(1)\nx\n```',
    '```html hl_lines="1" linenums="1" "><script>alert(1)</script>\nx\n```',
    '```html"onclick=alert(1)\nx\n```',
    "```<script>alert(1)</script>\n<script>alert(1)</script>\n```",
    "```{.python onclick=alert(1)}\nx\n```",
    "```#onclick\n<script>alert(1)</script>\n```",
    "```-\n<script>alert(1)</script>\n```",
    "```+.#-\n<script>alert(1)</script>\n```",
    "```\n<script>alert(1)</script>",
    "~~~\n<script>alert(1)</script>\n```",
    "````\n<script>alert(1)</script>\n```\n",
    "```\nx\n```<script>alert(1)</script>\n```",
    "```\n```\n<script>alert(1)</script>\n```",
    "~~~ `x`\n<script>alert(1)</script>\n~~~",
    "- ```\n<script>alert(1)</script>\n```\n",
    "- x\n\n    ```\n  <script>alert(1)</script>\n    ```\n<script>alert(1)</script>",
    "> ```\n> <script>alert(1)</script>\n> ```\n<script>alert(1)</script>",
    "        ```\n        <script>alert(1)</script>\n    ```\n",
    "\t```\n<script>alert(1)</script>\n\t```",
    "```\r<script>alert(1)</script>\r```\r<script>alert(1)</script>",
    "    <script>alert(1)</script>",
    "\t<img src=x onerror=alert(1)>\n\n[x](javascript:alert(1))",
    "    ```\n    x\n\n<script>alert(1)</script>\n\n    ```",
    # Code spans.
    "`<script>alert(1)</script>`",
    "`code\n<script>alert(1)</script>\nmore`",
    "`code\n<div markdown=1 onclick=alert(1)>\nmore`",
    "`unclosed <script>alert(1)</script>",
    "``unclosed ` <img src=x onerror=alert(1)>",
    "`a` <img src=x onerror=alert(1)> `b`",
    "`a\n\n<script>alert(1)</script>\n\nb`",
    "\\`<script>alert(1)</script>\\`",
    "\\\\` [a](x) ` [b](javascript:alert(1)) `",
    "\\\\\\` [a](x) ` [b](javascript:alert(1)) `",
    "`a\\` [b](javascript:alert(1)) `c`",
    "`\U000f0000`` [b](javascript:alert(1)) `",
    "`\x02` [b](javascript:alert(1)) `",
    "[x `](javascript:alert(1))`](javascript:alert(1))",
    "`[x`](javascript:alert(1))",
    "`` ` ``[x](javascript:alert(1))` ``",
    "- `a\n- [b](javascript:alert(1)) `c\n- d`",
    "| `a | [b](javascript:alert(1))` |\n| --- | --- |\n| `|` | `x |",
    # Links to records.
    "[[<script>alert(1)</script>]]",
    "[[x|<img src=x onerror=alert(1)>]]",
    '[[x|" onclick=alert(1) "]]',
    "[[javascript:alert(1)]]",
    "[[javascript:alert(1)|click]]",
    '[[x#" onclick=alert(1) "|y]]',
    "[[x|{: onclick=alert(1) }]]",
    "\n[](http:'(\n~~~\n<",
    " ~~~\n```#\n<script>alert(1)</script>\n```",
    '[[x#`" onclick=alert(1) y="`]] [[`"`|`"`]]',
    "[x [a](https://x](javascript:alert(1))",
    "[x [a](mailto:x](javascript:alert(1)) [b](#](javascript:alert(1))",
    "[[x|`]] [b](javascript:alert(1)) [[y|`]]",
    "[[x|\x000\x00]] \x000\x00 \x001\x00",
    "[click][[]](javascript:alert(1))",
    "[click][[#]](javascript:alert(1))",
    "[click][[|]](javascript:alert(1))",
    "[a [[x|b](javascript:alert(1))]] c",
    "[a [[x]] b](javascript:alert(1))",
    "[[x]](javascript:alert(1))",
    "![[x]] ![[x|y]](https://evil.example/x.png)",
    "[[[x](javascript:alert(1))]]",
    "[[x|a\n\n<script>alert(1)</script>\n\nb]]",
    '[a](x.md"onclick=alert(1)) [b](javascript:x.md) [c](../../x.yaml#"onclick=alert(1))',
    # The engine's own marks.
    "\x02klzzwxh:0000\x03 \x02wzxhzdk:0\x03 klzzwxh:0000",
    "\x02amp\x03#60;script\x02amp\x03#62;",
    '!!! note "<script>alert(1)</script>"\n    x',
    "!!! onclick=alert(1)\n    x",
    '!!! a"onclick="alert(1)\n    x',
    "[TOC]\n\n[[toc]]\n\n/// html | script\nalert(1)\n///",
    "--8<-- \"/etc/passwd\"\n\n{!/etc/passwd!}\n\n{% include '/etc/passwd' %}\n\n{{ config }}",
    "a\u2028<script>alert(1)</script>\u2029[x](javascript:alert(1))",
    "\ufeff<script>alert(1)</script>",
]  # fmt: skip

AROUND: dict[str, Callable[[str], str]] = {
    "alone": lambda text: text,
    "after a paragraph": lambda text: f"Before `it`.\n{text}\nafter.",
    "in a list": lambda text: "- item\n\n" + _indented(text) + "\n\n- item",
    "as an item": lambda text: "1. " + text.replace("\n", "\n    "),
    "quoted": lambda text: "> " + text.replace("\n", "\n> "),
    "in a table": lambda text: f"| a | b |\n| --- | --- |\n| {_line(text)} | `c` |",
    "as a heading": lambda text: f"## {_line(text)}\n\nx",
    "in emphasis": lambda text: f"**{text}** _{text}_",
    "in a link": lambda text: f"[a {text} b](https://example.org) [{text}][{text}]",
    "in a note": lambda text: "!!! note\n" + _indented(text),
    "twice": lambda text: f"{text}\n\n{text}",
}


def _indented(text: str) -> str:
    return "\n".join("    " + line for line in text.split("\n"))


def _line(text: str) -> str:
    return " ".join(text.split("\n"))


def _linker(match: LinkMatch) -> str:
    """Link as the site does: the words, and a preview that an author wrote as well."""
    words = inert(match.label or match.target)
    return (
        f'<a href="{attribute("x.html#" + match.heading)}" title="{attribute(match.target + match.label)}">{words}</a>'
    )


def _page(text: str, deepen: int) -> str:
    body = page_markdown(text, _linker, deepen=deepen)
    return f'# Title {{#title}}\n\n<div class="kb-lead" markdown="1">\n\n{body}\n\n</div>\n\n{body}\n'


@pytest.mark.parametrize("around", AROUND)
def test_no_attack_acts(around: str, convert: Convert) -> None:
    """No hostile text becomes an element, an attribute or an address that kb does not mean, wherever it stands."""
    found = {}
    for attack in ATTACKS:
        for deepen in (0, 3):
            if wrong := faults(convert(_page(AROUND[around](attack), deepen))):
                found[attack] = wrong
    assert found == {}


ACTING = re.compile(
    r"<(?:script|style|iframe|object|embed|applet|base|meta|link|form|svg|math)\b| on\w+=|"
    r"href='(?:java\s*script|vbscript|data|file|blob):",
    re.IGNORECASE,
)
"""How the faults of a page show something that runs, loads or leads to such."""


def test_the_linter_reports_what_would_act(convert: Convert) -> None:
    """An attack that acts where nothing is escaped is a finding for its author."""
    missed, count = [], 0
    for attack in ATTACKS:
        text = re.sub(r"[\x00-\x08\x0e-\x1f\x7f\ufeff]", "", attack)
        acts = any(ACTING.search(fault) for fault in faults(convert(without_code(text))))
        count += acts
        findings = kb.lint(kb.load({"terms/a.yaml": f"term: A\ndefinition: {json.dumps(text)}\n"}), select=["KB505"])
        if acts and not any(finding.rule == "KB505" for finding in findings):
            missed.append(attack)
    assert missed == []
    assert count > 80


def test_there_are_many_attacks() -> None:
    """The corpus stays as broad as it is."""
    assert len(ATTACKS) == len(set(ATTACKS)) > 150


FRAGMENTS = [
    *"`*_[](){}<>!#|\\&:;'\"-+~ \n\t\r\x00\x01\x02\x03\x7f",
    *("\n\n", "\n    ", "\n```\n", "```js\n", "~~~\n", "\n- ", "\n1. ", "\n> ", "\n# ", "\n| a | b |\n| - | - |\n| ", " | ", "``"),
    *("[x](", "](javascript:alert(1))", "](https://e.example/x.png)", "![", "[[", "]]", "[[x|", "[[x#y|", "]: javascript:alert(1)"),
    *("<script>", "</script>", "<img src=x onerror=alert(1)>", "<div markdown=1>", "</div>", "<!--", "-->", "<![CDATA[", "]]>"),
    *("{: onclick=alert(1) }", "{#x onclick=alert(1)}", "<https://x/", "<mailto:x", "&#58;", "&colon;", "&lt;", "\\`", "\\\\`"),
    *("<!-- kb: ignore[KB301] -->", "<!-- kb: ignore[", "javascript:", "text", "onclick=alert(1)", "\U000f0000", "\u200b", "\u2028", "!!! note", '"x"', "x\n===\n", "klzzwxh:0001"),
]  # fmt: skip


@settings(max_examples=1500, deadline=None, derandomize=True, database=None)
@given(
    pieces=st.lists(st.one_of(st.sampled_from(FRAGMENTS), st.sampled_from(ATTACKS)), min_size=2, max_size=24),
    deepen=st.sampled_from([0, 3]),
)
def test_no_mixture_of_attacks_acts(convert: Convert, pieces: list[str], deepen: int) -> None:
    """However pieces of attacks are put together, nothing acts."""
    assert faults(convert(_page("".join(pieces), deepen))) == []


# What an author means is shown exactly.


def _shown(convert: Convert, text: str, *, deepen: int = 0) -> Element:
    return parse(convert(page_markdown(text, _linker, deepen=deepen)))


CODE = [
    "504", "<b>", "a < b && c > d", "&amp;", "&lt;b&gt;", "{x}", "{: .y }", "*a* _b_", "[x](y)", "[[x]]", "![a](b)", "\\d+\\.\\d",
    "C:\\", "a|b", "a  b", "$x", "#x", "~~~", "<script>alert(1)</script>", "javascript:alert(1)", "한국어 코드", "a`b", "``", "x `y` z",
    "EHLO <domain>", "%7B", "&#123;", "'\"", "<!-- x -->", "https://example.org/<x>", "\\`", "---", "1. x", "> x",
]  # fmt: skip


@pytest.mark.parametrize("code", CODE)
@pytest.mark.parametrize(
    "around", ["{}", "- {}", "before {} after", "> {}", "| {} | x |\n| - | - |\n| {} | y |", "[{}](https://x)"]
)
def test_a_code_span_keeps_its_characters(code: str, around: str, convert: Convert) -> None:
    """What stands between backticks is on the page to the last character, in a list, a quote, a table and a link."""
    longest = max((len(run) for run in re.findall("`+", code)), default=0)
    ticks = "`" * (longest + 1)
    pad = " " if "`" in code else ""
    shown = _shown(convert, around.replace("{}", ticks + pad + code + pad + ticks))
    assert {element.text for element in shown.all("code")} == {code}
    assert "`" not in shown.text.replace(code, "")


def test_a_code_span_may_go_over_lines_but_not_over_paragraphs(convert: Convert) -> None:
    """A line break in code is a space; a backtick alone in a paragraph or an item of a list stays a backtick."""
    assert _shown(convert, "a `b\n<c>\nd` e").one("code").text == "b <c> d"
    shown = _shown(convert, "It costs ` five.\n\nAnd ` six.\n\n- one ` two\n- three ` four")
    assert shown.all("code") == []
    assert [element.words for element in shown.all("p")] == ["It costs ` five.", "And ` six."]
    assert [element.words for element in shown.all("li")] == ["one ` two", "three ` four"]


def test_an_escaped_backtick_is_no_code(convert: Convert) -> None:
    """A backslash takes a backtick its meaning, and two give it back."""
    assert _shown(convert, r"\`a\` b").all("code") == []
    assert _shown(convert, r"\\`a` b").one("code").text == "a"
    assert _shown(convert, r"`C:\` b").one("code").text == "C:\\"


@pytest.mark.parametrize(
    "code",
    [*CODE, "```\nx\n```", "  indented\n    more\n\nafter a blank line", "#!/bin/sh\n# x\n- y", "> quoted\n\n\n1. x"],
)
@pytest.mark.parametrize("mark", ["````", "~~~~"])
@pytest.mark.parametrize("language", ["", "text", "html", "c++", "no-such-language"])
def test_a_fence_keeps_its_characters(code: str, mark: str, language: str, convert: Convert) -> None:
    """What stands in a fence is on the page to the last character, whatever the language."""
    shown = _shown(convert, f"Before:\n{mark}{language}\n{code}\n{mark}\nafter.")
    assert shown.one("pre").text.strip("\n") == code.strip("\n")
    assert [element.words for element in shown.all("p")] == ["Before:", "after."]


def test_a_fence_in_a_list_keeps_its_characters_and_the_list(convert: Convert) -> None:
    """A fence in an item belongs to it, and does not end the list."""
    text = "1. First:\n\n    ```sh\n    if <x> {\n        y\n    }\n    ```\n\n    More of it.\n\n2. Second\n    ```\n    z\n    ```\n3. Third"
    shown = _shown(convert, text)
    items = shown.one("ol").all("li")
    assert [item.all("pre")[0].text.strip("\n") if item.all("pre") else "" for item in items] == [
        "if <x> {\n    y\n}",
        "z",
        "",
    ]
    assert "More of it." in items[0].words


def test_indented_code_keeps_its_characters(convert: Convert) -> None:
    """Code that is only indented is code as well; a paragraph of a list is not."""
    shown = _shown(convert, "Run:\n\n    a < b && {c}\n\n      [x](y) `z`\n\nThen:\n\n- one\n\n    two\n\n- three")
    assert shown.one("pre").text.strip("\n") == "a < b && {c}\n\n  [x](y) `z`"
    assert [item.words for item in shown.all("li")] == ["one two", "three"]


def test_raw_html_and_braces_are_shown_as_they_are(convert: Convert) -> None:
    """An author who writes a tag or a brace sees it."""
    assert (
        _shown(convert, "Use <b> and {x: 1} & more, a < b > c, &copy;").words
        == "Use <b> and {x: 1} & more, a < b > c, ©"
    )


def test_a_table_may_hold_links_and_code(convert: Convert) -> None:
    """Cells keep links to records, links to the web, and code with a bar in it."""
    shown = _shown(
        convert,
        "| a | b | c |\n| --- | :-: | --- |\n| [[starttls|x | y]] | [w](https://e.example/?a=1&b=2) | `p|q` |\n| [[x]] | <https://e.example/_a_> | |",
    )
    rows = [[cell.words for cell in row.all("td")] for row in shown.one("tbody").all("tr")]
    assert rows[1] == ["x", "https://e.example/_a_", ""]
    assert rows[0][-2:] == ["w", "p|q"]
    assert [link["href"] for link in shown.all("a")][-3:] == [
        "https://e.example/?a=1&b=2",
        "x.html#",
        "https://e.example/_a_",
    ]


HEADINGS = [
    "# One\n\n## Two words\n\n### Two words\n\ntext\n#### Four ####\n",
    "## `STARTTLS` and <b>\n\n## [A link](https://x) *stressed*\n\n## [[starttls|A record]]\n\n## 한국어 제목\n",
    "## !!!\n\n## After\n",
    "## # #\n\n## After\n",
    "##\n\n## After\n\n#hash\n\n####### seven\n\n## Last\n",
    "```\n# no heading\n```\n\n## After\n\n~~~\n# none\n~~~\n\n    # none\n\n## Last",
    "`a\n# Ends the span` b\n\n## After",
    "```\n\n## After an unclosed fence",
    "## Same\n\n## Same\n\n## Same_1\n",
    "> ## Quoted\n\n- ## Listed\n\n## Same\n",
    "## With {braces} & <https://e.example/> `{x}`\n\n## Trailing \\\n",
    "## Hidden <!-- kb: ignore[KB206] -->\n\n## Hidden ## <!-- kb: ignore[KB206] -->\n\n## `<!-- kb: ignore[KB206] -->`\n",
    "<!-- kb: ignore[KB206] -->\n## After a comment\n\n## <!-- kb: ignore[KB206] -->\n\n## Last\n",
]  # fmt: skip


@pytest.mark.parametrize("text", HEADINGS)
def test_headings_have_the_anchors_that_links_are_checked_against(text: str, convert: Convert) -> None:
    """Every heading that kb knows has on the page the anchor that kb says, and the words."""
    shown = _shown(convert, text)
    ids = [element["id"] for element in shown.walk() if re.fullmatch("h[1-6]", element.tag) and element.get("id")]
    expected = [heading.slug for heading in headings(text) if heading.slug]
    assert [id_ for id_ in ids if id_ in expected] == expected
    assert len(ids) == len(set(ids))
    assert "{#" not in shown.text


def test_headings_of_a_text_go_below_those_of_the_page(convert: Convert) -> None:
    """A heading in a summary is moved down, and has no anchor that could meet one of the page's own."""
    shown = _shown(convert, "# Fix\n\n## Fix\n\n###### Fix", deepen=3)
    assert [element.tag for element in shown.walk() if re.fullmatch("h[1-6]", element.tag)] == ["h4", "h5", "h6"]
    assert "{#" not in shown.text


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("<!-- kb: ignore[KB301] -->\n\nx", "x"),
        ("<!-- kb: ignore[KB301] --> <!-- kb: ignore[unlinked-mention] -->\n\nx", "x"),
        ("before\n<!-- kb: ignore[KB301, KB208] -->\nafter", "before\nafter"),
        ("before\r\n  <!--kb:ignore[KB301]-->\r\nafter", "before\nafter"),
        ("x  <!-- kb: ignore[KB301] -->\ny", "x\ny"),
        ("x <!-- kb: ignore[KB301] --> y", "x  y"),
        ("<!-- kb: ignore -->x", "x"),
        ("- a\n<!-- kb: ignore[KB301] -->\n- b  <!-- kb: ignore[KB301] -->\n- c", "- a\n- b\n- c"),
        ("| a |\n| - |\n<!-- kb: ignore[KB301] -->\n| b |", "| a |\n| - |\n| b |"),
        ("<!-- kb: ignore[KB301] -->", ""),
        ("<!-- kb: ignore[<script>alert(1)</script>] -->x", "x"),
    ],
)
def test_a_comment_that_hides_findings_vanishes(text: str, same: str, convert: Convert) -> None:
    """What an author tells kb alone leaves nothing on the page, and no break in the text around it."""
    assert convert(page_markdown(text, _linker)) == convert(page_markdown(same, _linker))


@pytest.mark.parametrize(
    "comment",
    [
        "<!-- a thought -->",
        "<!-- kb: ignored -->",
        "<!-- kb: ignore[KB301] because -->",
        "<!-- kb: ignore[KB301[ -->",
        "<!-- kb: ignore[KB301]",
        "<!-- see kb: ignore[KB301] -->",
        "<!--- kb: ignore[KB301] --->",
        "`<!-- kb: ignore[KB301] -->`",
        "```\n<!-- kb: ignore[KB301] -->\n```",
    ],
)
def test_any_other_comment_is_shown(comment: str, convert: Convert) -> None:
    """A comment that kb does not understand, and one in code, is text like any other."""
    assert comment.strip("`\n") in _shown(convert, f"before\n\n{comment}\n\nafter").words


def test_nothing_acts_where_a_comment_vanished(convert: Convert) -> None:
    """Pieces of an attack that a comment holds apart are no more than the attack in one piece."""
    comment = "<!-- kb: ignore[KB301] -->"
    for attack in ATTACKS:
        for place in range(1, len(attack), 3):
            text = attack[:place] + comment + attack[place:]
            assert faults(convert(_page(text, 0))) == [], text


def test_a_number_sign_begins_no_heading_by_itself(convert: Convert) -> None:
    """`#504` at the start of a line is a word."""
    shown = _shown(convert, "#504 is a ticket.\n#505 too.")
    assert shown.words == "#504 is a ticket. #505 too."
    assert [element.tag for element in shown.walk()] == ["", "p"]


@pytest.mark.parametrize(
    ("text", "href", "words"),
    [
        ("<https://example.org/a_b?c=d&e=f#g>", "https://example.org/a_b?c=d&e=f#g", "https://example.org/a_b?c=d&e=f#g"),
        ("<mailto:postmaster@example.org>", "mailto:postmaster@example.org", "mailto:postmaster@example.org"),
        ("[RFC](https://example.org/a_(b))", "https://example.org/a_(b)", "RFC"),
        ('[RFC *5321*](https://example.org "the title")', "https://example.org", "RFC 5321"),
        ("[mail](mailto:postmaster@example.org)", "mailto:postmaster@example.org", "mail"),
        ("[up](#heading)", "#heading", "up"),
        ("[`<b>`](https://example.org)", "https://example.org", "<b>"),
        ("![An image](https://example.org/x.png)", "https://example.org/x.png", "An image"),
        ("[[starttls]]", "x.html#", "starttls"),
        ("[[starttls|`EHLO` & <b>]]", "x.html#", "EHLO & <b>"),
        ("[[guide:reading#by-digit|By digit]]", "x.html#by-digit", "By digit"),
        ("*[[starttls|emphasised]]*", "x.html#", "emphasised"),
    ],
)  # fmt: skip
def test_links_lead_where_the_author_says(text: str, href: str, words: str, convert: Convert) -> None:
    """Links to the web, to mail, to headings and to records keep their address and their words."""
    link = _shown(convert, f"See {text}, and more.").one("a")
    assert (link["href"], link.words) == (href, words)


def test_an_address_that_is_not_safe_is_shown_in_words(convert: Convert) -> None:
    """A link that leads nowhere safe loses the link, not the words."""
    shown = _shown(convert, "See [the file](file:///etc/passwd) now.")
    assert shown.all("a") == []
    assert "the file" in shown.words
    assert shown.words.endswith("now.")


def test_rendering_takes_time_in_proportion_to_the_text(convert: Convert) -> None:
    """No text of a hundred kilobytes keeps kb busy: were it the square, this test would not come to an end."""
    for piece in (
        "```a\n",
        "~~~a\n```b\n",
        "`",
        "` ",
        "[[",
        "[",
        "](",
        "!",
        "\\`",
        "{",
        "# a\n",
        "    a\n\n",
        "- a\n\n    b\n\n",
        "<https://",
        "\n",
    ):
        assert page_markdown(piece * (100_000 // len(piece)), _linker) or not piece.strip(), piece
    assert page_markdown("".join("`" * n + " " for n in range(1, 450)), _linker)


# The same for every field of every record, and every sort of page.

EVIL = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '" onmouseover=alert(1) x="',
    "' onmouseover=alert(1) x='",
    "[x](javascript:alert(1))",
    "](javascript:alert(1)) [",
    "![x](https://evil.example/x.png)",
    "{: onclick=alert(1) }",
    "x } {#y onclick=alert(1)}",
    "`` ` <b> ```",
    "a | b | <i>c</i>",
    "[[broken <b>|</a><script>alert(1)</script>]]",
    "</p></div></nav></dl><svg/onload=alert(1)>",
    "<!-- --> <![CDATA[ x ]]>",
    "javascript:alert(1)",
    "# x",
    "&lt;script&gt;alert(1)&lt;/script&gt; &#60;b&#62;",
    "a\\nb\\n\\n```\\n<script>alert(1)</script>\\n```\\n\\n    c",
    "\\x02\\x00\\x7f\\x85\\u2028\\ufeff[x]\\x02(javascript:alert(1))",
    "\\x000\\x00 \\x009\\x00 \\x01x onclick=alert(1)\\x01 {#x}",
    "-->*/]]></style></title></textarea><script>alert(1)</script>",
]


def hostile(*, each_field: bool = True) -> dict[str, str]:
    """Give a base with an attack in every field of every kind, and in what kb.yaml says about it.

    With `each_field` each attack also stands in each field alone, and in the names of files.
    """
    files: dict[str, str] = {}
    fields = {
        "codes": [
            "code",
            "name",
            "summary",
            "when",
            "fix",
            "retry",
            "acts",
            "class",
            "family",
            "patterns",
            "aliases",
            "sources",
        ],
        "guides": ["title", "category", "summary", "body", "aliases", "sources"],
        "terms": ["term", "abbreviation", "definition", "category", "aliases", "sources"],
    }
    for number, evil in enumerate(EVIL):
        quoted = '"' + evil.replace("\\", "\\\\").replace('"', '\\"') + '"'
        quoted = re.sub(r"\\\\(x..|u....|n)", r"\\\1", quoted)
        for folder, names in fields.items() if each_field else ():
            for name in names:
                value = f"[{quoted}]" if name in ("patterns", "aliases", "sources") else quoted
                known = {
                    "name": "Name",
                    "code": "504",
                    "summary": "S [[y0]]",
                    "title": "T",
                    "category": "c",
                    "body": "B",
                    "term": "W",
                    "definition": "D",
                }
                needed = {
                    "codes": ["code", "name", "summary"],
                    "guides": ["title", "category", "summary", "body"],
                    "terms": ["term", "definition"],
                }[folder]
                record = {**{key: known[key] for key in needed}, name: value}
                if folder == "codes":
                    record["compare"] = f"[{{with: x/y0, difference: {quoted}}}]"
                    record["guides"], record["terms"] = "[y0, y1]", "[y0, y1, y2]"
                stem = f"records/{folder}/{'x/' if folder == 'codes' else ''}{name}-{number}"
                files[stem + ".yaml"] = "".join(f"{key}: {value}\n" for key, value in record.items())
                if name in (
                    "name",
                    "summary",
                    "when",
                    "fix",
                    "retry",
                    "acts",
                    "title",
                    "body",
                    "term",
                    "definition",
                    "abbreviation",
                ):
                    files[stem + ".ko.yaml"] = f"{name}: {quoted}\n"
        files[f"records/guides/y{number}.yaml"] = (
            f"title: {quoted}\ncategory: c{number}\nsummary: {quoted}\nbody: {quoted}\n"
        )
        files[f"records/codes/x/z{number}.yaml"] = (
            f'code: 1\nname: N\nsummary: \'`" onclick=alert(1)` [[term:y{number}]] [[guide:y{number}#`" onclick=alert(1) y="`]]\'\n'
            f"fix: |\n    # [[x/y{number}]]\n\n    [a [[term:y{number}]] b](https://example.org) | `x` | [[term:y{number}|`<b>`]]\n"
        )
        files[f"records/terms/y{number}.yaml"] = (
            f"term: {quoted}\ndefinition: {quoted}\nbroader: [y0]\nrelated: [y1]\nguides: [y0]\n"
        )
        files[f"records/codes/x/y{number}.yaml"] = (
            f"code: {quoted}\nname: {quoted}\nsummary: {quoted}\nreplaced_by: x/y0\n"
        )
        files[f"records/codes/f{number}/y.yaml"] = f"code: {number}9\nname: {quoted}\nsummary: {quoted}\n"
    for name in (
        (
            'a"onclick="b',
            "<img src=x onerror=alert(1)>",
            "javascript:alert(1)",
            "[x](javascript:alert(1))",
            "a b",
            "a#b?c%d",
            "`x`",
            "{y}",
        )
        if each_field
        else ()
    ):
        files[f"records/codes/x/{name.replace('/', '')}.yaml"] = "code: 1\nname: N\nsummary: S\nterms: [y0]\n"
        files[f"records/terms/{name.replace('/', '')}.yaml"] = "term: N\ndefinition: S\nbroader: [y0]\n"
    settings = [f'"{evil.replace(chr(92), "").replace(chr(34), chr(92) + chr(34))}"' for evil in EVIL]
    families = "".join(
        f"  f{n}: {{name: {evil}, description: {evil}, sources: [{evil}], classes: {{{n}: {{name: {evil}, retry: {evil}, acts: {evil}}}, {evil}: {evil}}}}}\n"
        for n, evil in enumerate(settings)
    )
    categories = "".join(f"  c{n}: {{name: {evil}}}\n" for n, evil in enumerate(settings)) + f"  {settings[0]}: x\n"
    title = settings[0]
    labels = ", ".join(
        f"{name}: {settings[n % len(settings)]}"
        for n, name in enumerate(
            [
                "map",
                "when",
                "fix",
                "guides",
                "codes",
                "glossary",
                "compare",
                "sources",
                "palette_auto",
                "home",
                "search",
                "more",
                "source_file",
            ]
        )
    )
    files["kb.yaml"] = (
        f"title: {title}\nlanguages: [en, ko]\nsite: {{description: {settings[2]}, labels: {{en: {{{labels}}}}}}}\nfamilies:\n{families}categories:\n{categories}"
    )
    return files


@pytest.fixture(scope="module")
def hostile_base() -> Base:
    base = kb.load(hostile())
    assert base.config.faults == ()
    return base


def _pages(base: Base) -> list[tuple[str, Page]]:
    return [(language, page) for language in ("en", "ko") for page in all_pages(Site(base, language))]


def test_no_field_of_any_record_acts_on_any_page(hostile_base: Base, convert: Convert) -> None:
    """A base full of attacks gives pages of every sort, and nothing on them acts."""
    pages = _pages(hostile_base)
    assert {page.path.split("/")[0] for _, page in pages} == {
        "index.md",
        "codes",
        "guides",
        "terms",
        "compare",
        "map.md",
        "health.md",
    }
    found = {f"{language}/{page.path}": wrong for language, page in pages if (wrong := faults(convert(page.body)))}
    assert found == {}


def test_hostile_words_are_shown_as_they_were_written(hostile_base: Base, convert: Convert) -> None:
    """What is plain text in a record is on the page to the last character: titles, names, aliases, patterns, sources."""
    site = Site(hostile_base, "en")
    pages = {page.path: page for page in all_pages(site)}
    for record in hostile_base:
        shown = _visible(parse(convert(pages[site.path(record)].body)).text)
        lines = [record.title, *(record.aliases or ()), *(record.text("code") or "",)]
        if record.kind == "code":
            lines += record.patterns or ()
        for line in lines:
            assert _visible(line) in shown, (record.key, line)


def _visible(text: str) -> str:
    return " ".join(re.sub(r"[\x00-\x08\x0e-\x1f\x7f]", "", text).split())


def test_titles_and_descriptions_are_html_in_the_metadata_of_a_page() -> None:
    """The theme puts both into the head of a page as they are: there they can neither end nor begin anything."""
    for text in [*EVIL, "a \x7f\x85\x9b\ufeff\uffff b", "---\nx: y\n---", "R&D", "한국어 \U0001f600"]:
        head = front_matter(Page("x.md", text, "", description=text, meta={"kb": f"code:{text}"}))
        opened, _, rest = head.partition("\n")
        lines, _, after = rest.partition("\n---\n")
        assert (opened, after.strip()) == ("---", "")
        meta = yaml.safe_load(lines)
        for name in ("title", "description"):
            assert not re.search("[<>\"']", meta[name])
            assert unescape(meta[name]) == re.sub("[\x7f-\x9f\u2028\u2029\uffff]", " ", text)
