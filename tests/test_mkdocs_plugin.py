"""The MkDocs plugin, in sites that MkDocs itself builds as their users do."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import pytest
from html_tree import is_safe, parse
from mkdocs_site import broken, mkdocs, project
from scratch import ENVIRONMENT, write
from test_prose import hostile

from kb.site.ordinary import linked

START = """\
---
title: Start
---
# Start

See [[shop/e1001]], [[authorization]] and [[shop/e1001|that *reply*]], or [how to fix it][[shop/e1001#fix]].
Also [the page](kb/codes/shop/e1001.md) and [its fix](kb/codes/shop/e1001.md#fix).

| code | what |
| --- | --- |
| [[shop/e1002|E1002]] | words |

!!! note
    In a note: [[Payment provider]].

Code: `[[nowhere]]`.

    [[nowhere]]

```text
[[nowhere]]
```
"""
PLUGIN = "plugins:\n  - search\n  - kb\nmarkdown_extensions: [admonition]\n"


@pytest.mark.parametrize("theme", ["material", "readthedocs", "mkdocs"])
@pytest.mark.parametrize("directories", ["true", "false"])
def test_two_lines_add_a_knowledge_base(tmp_path: Path, theme: str, directories: str) -> None:
    """With any theme and form of address the site builds strictly, has all pages, and every link of it holds."""
    settings = f"theme: {theme}\nuse_directory_urls: {directories}\n{PLUGIN}"
    project(tmp_path, settings, {"index.md": START, "guide/deep/intro.md": "# Intro\n\n[[shop/e1001]]\n"})
    done = mkdocs(tmp_path, "build", "--strict")
    assert done.code == 0, done.err
    site = tmp_path / "site"
    assert broken(site) == set()
    for path in ("index", "codes/shop/e1001", "guides/retrying-safely", "terms/authorization", "codes/index"):
        assert (site / f"kb/{path}.html").is_file()
    assert (site / "kb/source/records/codes/shop/e1001.yaml.txt").is_file()
    start = parse((site / "index.html").read_text("utf-8"))
    links = [(link["href"], link.words) for link in start.all(".kb-ref")]
    assert links == [
        ("kb/codes/shop/e1001.html", "Shop API E1001"),
        ("kb/terms/authorization.html", "Authorization"),
        ("kb/codes/shop/e1001.html", "that reply"),
        ("kb/codes/shop/e1001.html#fix", "Shop API E1001"),
        ("kb/codes/shop/e1002.html", "E1002"),
        ("kb/terms/payment-provider.html", "Payment Provider"),
    ]
    assert start.all(".kb-ref")[0]["title"].startswith("The customer's bank refused")
    assert sum(code.words.count("[[nowhere]]") for code in start.all("code")) == 3
    deep = site / ("guide/deep/intro/index.html" if directories == "true" else "guide/deep/intro.html")
    up = "../" * (3 if directories == "true" else 2)
    assert parse(deep.read_text("utf-8")).one(".kb-ref")["href"] == f"{up}kb/codes/shop/e1001.html"
    page = parse((site / "kb/codes/shop/e1001.html").read_text("utf-8"))
    assert page.one("h1").words.startswith("E1001 Card Declined")
    assert page.one(".kb-map").all("a")
    styles = [link["href"] for link in page.all("link") if "kb" in (link.get("href") or "")]
    assert "../../assets/kb.css" in styles
    assert ("../../assets/kb-plain.css" in styles) == (theme != "material")


def test_the_pages_of_kb_are_what_kb_build_makes(tmp_path: Path) -> None:
    """The content of a page is the same as on a site of kb's own, whatever extensions the user's pages have."""
    from scratch import run

    extensions = "markdown_extensions: [admonition, smarty, nl2br, pymdownx.snippets]\n"
    project(tmp_path, f"theme: material\nplugins: [search, kb]\n{extensions}", {"index.md": 'a "b"\nc\n'})
    assert mkdocs(tmp_path, "build", "--strict").code == 0
    shutil.move(tmp_path / "mkdocs.yml", tmp_path / "off.yml")
    assert run("build", cwd=tmp_path).code == 0
    for path in (tmp_path / "build/site").rglob("*.html"):
        name = path.relative_to(tmp_path / "build/site")
        if name.name != "404.html":
            ours, theirs = (
                parse(file.read_text("utf-8")).one("article") for file in (path, tmp_path / "site/kb" / name)
            )
            copies = "".join(one.words for one in ours.all(".kb-copies"))  # which the theme of kb names
            assert ours.words.removesuffix(copies).strip() == theirs.words, name
            links = [a.get("href") for a in ours.all("a") if not a.get("type")]
            assert links == [a.get("href") for a in theirs.all("a")]
    own = (tmp_path / "site/index.html").read_text("utf-8")
    assert "&ldquo;b&rdquo;<br" in own


def test_broken_names_are_warnings_with_their_place(tmp_path: Path) -> None:
    """The site is built, with the words alone; `--strict` fails, as for any broken link."""
    page = "---\ntitle: Start\n---\n\n# Start\n\nSee [[shop/e1010]] and [[shop/e1001#fixx|x]].\n"
    project(tmp_path, PLUGIN, {"index.md": page, "a/b.md": "One.\n\n- [[nowhere|<b>x</b>]]\n"})
    done = mkdocs(tmp_path, "build")
    assert done.code == 0
    said = [line for line in done.err.splitlines() if line.startswith("WARNING")]
    assert sorted(line.partition("kb: ")[2] for line in said) == [
        "a/b.md:3: no record has the id, title or alias `nowhere`",
        "index.md:7: kb/codes/shop/e1001.md has no heading `#fixx`; did you mean `#fix`?",
        "index.md:7: no record has the id, title or alias `shop/e1010`; did you mean `shop/e1001`?",
    ]
    assert parse((tmp_path / "site/a/b/index.html").read_text("utf-8")).one(".kb-broken").words == "<b>x</b>"
    assert mkdocs(tmp_path, "build", "--strict").code == 1


def test_errors_in_records_end_the_build_with_their_places(tmp_path: Path) -> None:
    """The user sees the findings and one line, and no traceback; likewise for a kb.yaml that cannot be read."""
    project(tmp_path, PLUGIN, {"index.md": "# x\n"})
    write(tmp_path, {"records/terms/bad.yaml": "term: Bad\ndefinition: See [[gone]].\n"})
    done = mkdocs(tmp_path, "build")
    assert done.code == 1
    assert "records/terms/bad.yaml:2:17: KB206: no record has the id, title or alias `gone`" in done.err
    assert "have 1 error; `kb lint` shows them all" in done.err
    assert not (tmp_path / "site/kb").exists()
    write(tmp_path, {"kb.yaml": "titel: x\n"})
    assert "kb: kb.yaml:1:1: " in mkdocs(tmp_path, "build").err
    (tmp_path / "kb.yaml").unlink()
    done = mkdocs(tmp_path, "build")
    assert done.code == 1
    assert "there is no kb.yaml in" in done.err


def test_options_say_where_kb_is_and_where_its_pages_go(tmp_path: Path) -> None:
    """`root` names the folder of kb.yaml, `prefix` that of the pages, at the root of the site too."""
    pages = {"index.md": "# Mine\n\n[[shop/e1001]]\n"}
    project(tmp_path / "base", "", {})
    project(tmp_path, "plugins:\n  - search\n  - kb: {root: base, prefix: ref/errors}\n", pages)
    shutil.rmtree(tmp_path / "records")
    (tmp_path / "kb.yaml").unlink()
    done = mkdocs(tmp_path, "build", "--strict")
    assert done.code == 0, done.err
    assert broken(tmp_path / "site") == set()
    assert (tmp_path / "site/ref/errors/codes/shop/e1001.html").is_file()

    project(tmp_path, "plugins:\n  - search\n  - kb: {root: base, prefix: ''}\n", pages)
    done = mkdocs(tmp_path, "build", "--strict")
    assert done.code == 0, done.err
    assert broken(tmp_path / "site") == set()
    assert "Mine" in (tmp_path / "site/index.html").read_text("utf-8")
    assert (tmp_path / "site/codes/shop/e1001.html").is_file()

    write(tmp_path, {"docs/terms/index.md": "# Mine\n"})
    done = mkdocs(tmp_path, "build")
    assert done.code == 1
    assert "two files would be terms/index.md" in done.err
    for option in ("prefix: ../x", "languages: [fr]"):
        project(tmp_path, f"plugins:\n  - kb: {{root: base, {option}}}\n", pages)
        done = mkdocs(tmp_path, "build")
        assert (done.code, "kb: " in done.err) == (1, True)


def test_the_navigation_is_the_users(tmp_path: Path) -> None:
    """Without a `nav` all pages of the user are in it, and a section of kb; one that names pages of kb stays as it is."""

    def shown() -> list[str]:
        page = parse((tmp_path / "site/index.html").read_text("utf-8"))
        return [link["href"] for link in page.all(".md-nav__link") if link.tag == "a"]

    settings = "theme: {name: material}\n" + PLUGIN
    pages = {"index.md": "# Start\n", "about.md": "# About\n"}
    project(tmp_path, settings, pages)
    assert mkdocs(tmp_path, "build", "--strict").code == 0
    section = ["kb/index.html", "kb/codes/index.html", "kb/codes/shop/index.html", "kb/guides/index.html"]
    assert shown()[:7] == [".", "about/", *section, "kb/terms/index.html"]
    assert "kb/codes/shop/e1001.html" not in shown()
    project(tmp_path, settings + "nav: [index.md, Errors: kb/codes/index.md]\n", pages)
    done = mkdocs(tmp_path, "build", "--strict")
    assert done.code == 0, done.err
    assert shown() == [".", "kb/codes/index.html"]
    assert (tmp_path / "site/kb/terms/authorization.html").is_file()


def test_other_languages_are_added_when_they_are_named(tmp_path: Path) -> None:
    """The pages of each language are in a folder of their own, with all links among them."""
    project(tmp_path, "plugins:\n  - search\n  - kb: {languages: [ko]}\n", {"index.md": "[[shop/e1001]]\n"})
    config = (tmp_path / "kb.yaml").read_text("utf-8")
    write(
        tmp_path,
        {
            "kb.yaml": re.sub(r"(?m)^languages:.*\n", "", config) + "languages: [en, ko]\n",
            "records/codes/shop/e1001.ko.yaml": "name: 카드 거절\n",
        },
    )
    done = mkdocs(tmp_path, "build", "--strict")
    assert done.code == 0, done.err
    assert broken(tmp_path / "site") == set()
    assert "카드 거절" in (tmp_path / "site/kb/ko/codes/shop/e1001.html").read_text("utf-8")


def test_records_among_the_pages_are_not_published_twice(tmp_path: Path) -> None:
    """A base within `docs_dir` is kb's: its Markdown is no page of its own, and its YAML no file."""
    project(tmp_path, "plugins:\n  - search\n  - kb: {root: docs/errors}\n", {"index.md": "[[shop/e1001]]\n"})
    (tmp_path / "docs/errors").mkdir()
    for name in ("kb.yaml", "records"):
        shutil.move(tmp_path / name, tmp_path / "docs/errors" / name)
    done = mkdocs(tmp_path, "build", "--strict")
    assert done.code == 0, done.err
    assert not (tmp_path / "site/errors/records").exists()


def test_hostile_records_stay_inert_in_a_users_site(tmp_path: Path) -> None:
    """Attacks stay words on pages of kb and in links to them; the user's own pages keep their scripts and extensions."""
    texts = hostile(each_field=False)
    texts["kb.yaml"] += "lint: {select: [KB601]}\n"
    write(tmp_path / "base", texts)
    attack = '--8<-- "secret.txt"\n\n/// html | script\nalert(1)\n///\n\n```python exec="on"\nprint(1)\n```\n'
    guide = f"---\ntitle: Attack\ncategory: c\nsummary: s\n---\n\n{attack}"
    settings = (
        "site_name: Mine\ntheme: material\nplugins: [search, {kb: {root: base}}]\n"
        "markdown_extensions: [attr_list, md_in_html, pymdownx.snippets, pymdownx.blocks.html]\n"
    )
    own_page = '# Mine\n\n<script>mine()</script>\n\n--8<-- "secret.txt"\n\n/// html | b\nbold\n///\n'
    write(
        tmp_path,
        {
            "secret.txt": "TOP-SECRET",
            "mkdocs.yml": settings,
            "docs/index.md": own_page,
            "base/records/guides/attack.md": guide,
        },
    )
    done = mkdocs(tmp_path, "build")
    assert done.code == 0, done.err
    own = (tmp_path / "site/index.html").read_text("utf-8")
    assert "<script>mine()</script>" in own
    assert "TOP-SECRET" in own
    assert "<b>" in own
    pages = list((tmp_path / "site/kb").rglob("*.html"))
    assert tmp_path / "site/kb/guides/attack.html" in pages
    for path in pages:
        text = path.read_text("utf-8")
        assert "TOP-SECRET" not in text
        if 'http-equiv="refresh"' in text:
            continue
        article = parse(text).one("article")
        for element in article.walk():
            assert element.tag not in ("script", "iframe", "object", "form", "style"), path
            assert not [name for name in element.attributes if name.startswith("on")], path
            assert element.tag != "a" or is_safe(element.get("href") or ""), path


def test_serve_follows_the_records(tmp_path: Path) -> None:
    """`mkdocs serve` shows an edited record; an error in one is told, and mended again."""
    project(tmp_path, f"theme: mkdocs\n{PLUGIN}", {"index.md": "[[shop/e1001]]\n"})
    assert mkdocs(tmp_path, "build").code == 0  # which writes the metadata, too
    environment = {**ENVIRONMENT, "PYTHONPATH": f"{tmp_path / '.installed'}:{ENVIRONMENT['PYTHONPATH']}"}
    log = (tmp_path / "log").open("w+")
    command = [sys.executable, "-m", "mkdocs", "serve", "-a", "127.0.0.1:0"]
    script = "import socket; s = socket.socket(); s.bind(('127.0.0.1', 0)); print(s.getsockname()[1])"
    port = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True).stdout.decode().strip()
    command[-1] = f"127.0.0.1:{port}"
    process = subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=log, stderr=log)
    try:
        record = tmp_path / "records/codes/shop/e1001.yaml"
        page = f"http://127.0.0.1:{port}/kb/codes/shop/e1001.html"

        def wait(ask) -> None:
            end = time.monotonic() + 60
            while time.monotonic() < end:
                assert process.poll() is None
                try:
                    if ask():
                        return
                except OSError:
                    pass
                time.sleep(0.2)
            raise AssertionError(Path(log.name).read_text())

        def shows(words: str) -> bool:
            with urlopen(page, timeout=30) as answer:
                return words in answer.read().decode()

        wait(lambda: shows("Card Declined"))
        whole = record.read_text("utf-8")
        record.write_text(whole.replace("Card Declined", "Card Refused"), "utf-8")
        wait(lambda: shows("Card Refused"))
        record.write_text("code: [unclosed\n", "utf-8")
        wait(lambda: "KB001" in Path(log.name).read_text())
        record.write_text(whole.replace("Card Declined", "Card Mended"), "utf-8")
        wait(lambda: shows("Card Mended"))
        assert "Traceback" not in Path(log.name).read_text()
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(20)
        log.close()


# What is a link in ordinary Markdown.


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("a [[x]] b", "a <x> b"),
        ("[[x|y `z`]]", "<x|y z>"),
        ("[[x#h]]", "<x#h>"),
        ("`[[x]]` [[y]]", "`[[x]]` <y>"),
        ("```\n[[x]]\n```\n[[y]]", "```\n[[x]]\n```\n<y>"),
        ("    [[x]]\n\n[[y]]", "    [[x]]\n\n<y>"),
        ("text\n    [[x]]", "text\n    <x>"),
        ("- a\n\n    [[x]]\n\nb\n\n    [[y]]", "- a\n\n    <x>\n\nb\n\n    [[y]]"),
        ('??? note "t"\n    [[x]]\n\n    [[y]]', '??? note "t"\n    <x>\n\n    <y>'),
        ('=== "Tab"\n\n    [[x]]', '=== "Tab"\n\n    <x>'),
        ("[^1]: Foot\n\n    [[x]]", "[^1]: Foot\n\n    <x>"),
        ("[[1]](http://example.org)", "[[1]](http://example.org)"),
        ("![[x]] \\[[x]] [[y]]", "![[x]] \\[[x]] <y>"),
        ("<script>a[[0]]</script><!-- [[x]] --> [[y]]", "<script>a[[0]]</script><!-- [[x]] --> <y>"),
        ("<pre>\n[[x]]\n</pre>\n$$[[x]]$$ [[y]]", "<pre>\n[[x]]\n</pre>\n$$[[x]]$$ <y>"),
        ("[a](b.md) [[y]]", "[a](b.md) <y>"),
        ("[[]] [[a[b]]] [[", "<> [[a[b]]] [["),
    ],
)
def test_only_links_in_running_text_are_links(text: str, wanted: str) -> None:
    """Code, raw blocks, formulas and what Markdown reads itself are left as they are."""

    def linker(match, _line: int) -> str:
        heading = f"#{match.heading}" if match.heading else ""
        label = f"|{match.label}" if match.label else ""
        return f"<{match.target}{heading}{label}>"

    assert linked(text, linker) == wanted
    assert linked(text, lambda match, _: text[match.start : match.end]) == text
