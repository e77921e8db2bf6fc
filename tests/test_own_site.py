"""A project's own mkdocs.yml, theme and pages, as its site takes them over."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from html_tree import parse
from mkdocs_site import broken
from scratch import run, spawn, write
from test_build import PROJECT

import kb
from kb.site.building import ENGINES, build
from kb.site.errors import BuildError

MKDOCS = """\
INHERIT: shared/base.yml
site_name: Ignored, since kb.yaml has a title
copyright: !ENV [KB_NOT_SET, "© The shop"]
theme:
  name: material
  custom_dir: overrides
  logo: img/logo.svg
  features: [navigation.footer]
  palette: {scheme: default, primary: teal}
extra_css: [style/own.css]
extra_javascript: [style/own.js]
markdown_extensions:
  - def_list
  - toc: {permalink: "#"}
  - pymdownx.emoji:
      emoji_index: !!python/name:material.extensions.emoji.twemoji
      emoji_generator: !!python/name:material.extensions.emoji.to_svg
nav:
  - About: about.md
  - Rules:
      - team/index.md
      - The codes: codes/index.md
  - Elsewhere: https://example.org/
"""
OWN = {
    "mkdocs.yml": MKDOCS,
    "shared/base.yml": "extra: {motto: Inherited words}\nrepo_url: https://git.example/shop\n",
    "overrides/main.html": '{% extends "base.html" %}\n{% block announce %}Mind: {{ config.extra.motto }}{% endblock %}\n',
    "docs/about.md": "# About us\n\nTerm\n:   Words :smile:\n\n[Team](team/index.md) and [504](codes/smtp/504.md)\n\n"
    "<script>mine()</script>\n",
    "docs/team/index.md": "# Team\n\n![logo](../img/logo.svg)\n",
    "docs/hidden.md": "# Not in the navigation\n",
    "docs/img/logo.svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>',
    "docs/style/own.css": ".own {}\n",
    "docs/style/own.js": "// own\n",
    "docs/ko/about.md": "# 소개\n\n한국어 쪽입니다.\n",
}


@pytest.fixture(scope="module", params=ENGINES)
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the same project with each engine."""
    folder = write(tmp_path_factory.mktemp(request.param), PROJECT | OWN)
    done = spawn("build", "--strict", "--engine", request.param, cwd=folder)
    assert (done.code, done.err.count("\n")) == (0, 1), done.err
    return folder / "build/site"


def page(site: Path, path: str):
    return parse((site / path).read_text("utf-8"))


def tabs(site: Path, path: str) -> list[tuple[str, str]]:
    return [
        (tab["href"].removeprefix("./"), " ".join(tab.words.split())) for tab in page(site, path).all(".md-tabs__link")
    ]


def test_pages_of_the_project_join_the_site(site: Path) -> None:
    """They have addresses like those of kb, links to and from it, their extensions and their scripts."""
    about = page(site, "about.html")
    article = about.one("article")
    assert article.one("h1").words.startswith("About us")
    assert article.one("dd").words.startswith("Words")
    assert [link["href"] for link in article.all("a") if link.words in ("Team", "504")] == [
        "team/index.html",
        "codes/smtp/504.html",
    ]
    script = article.one("script")  # which a strict policy wants in a file
    assert (site / script["src"]).read_text("utf-8") == "mine()"
    assert ":smile:" not in article.words
    assert (site / "hidden.html").is_file()
    assert page(site, "ko/about.html").one("h1").words.startswith("소개")
    assert not (site / "ko/team").exists()
    switch = [(link["hreflang"], link["href"]) for link in page(site, "team/index.html").all(".md-select__link")]
    assert switch == [("en", "../team/index.html"), ("ko", "../ko/index.html")]
    assert 'hreflang="ko"' not in (site / "hidden.html").read_text("utf-8").partition("</head>")[0]
    assert broken(site) == set()


def test_the_navigation_is_that_of_kb_with_the_projects_after_it(site: Path) -> None:
    """What the project places itself is not there twice; other languages have what is there in them."""
    found = tabs(site, "index.html")
    assert found[:4] == [
        ("index.html", "Home"),
        ("codes/smtp/index.html", "Codes"),
        ("guides/index.html", "Guides"),
        ("terms/index.html", "Glossary"),
    ]
    assert found[-3:] == [
        ("about.html", "About"),
        ("team/index.html", "Rules"),
        ("https://example.org/", "Elsewhere"),
    ]
    korean = tabs(site, "ko/index.html")
    assert ("about.html", "소개") in korean
    assert [words for href, words in korean if href.startswith("codes")][-1] == "Rules"


def test_settings_and_theme_of_the_project_are_over_those_of_kb(site: Path) -> None:
    """Colours, logo, styles, scripts, templates and inherited settings are theirs; the title is that of kb.yaml."""
    for path in ("index.html", "codes/smtp/504.html", "ko/codes/smtp/504.html"):
        text = (site / path).read_text("utf-8")
        tree = parse(text)
        up = "../" * path.count("/")
        assert tree.one("title").words.endswith("Small")
        assert 'data-md-color-primary="teal"' in text
        assert "Mind: Inherited words" in text
        assert "© The shop" in text
        root = up if not path.startswith("ko/") else up.removesuffix("../")
        styles = [link["href"].removeprefix("./") for link in tree.all("link") if link.get("rel") == "stylesheet"]
        assert f"{root}assets/kb.css" in styles
        assert styles[-1] == f"{root}style/own.css"
        assert f"{root}style/own.js" in [(script.get("src") or "").removeprefix("./") for script in tree.all("script")]
        assert tree.all("img")[0]["src"].removeprefix("./") == f"{root}img/logo.svg"
        assert 'hreflang="ko"' in text
        assert "Ignored" not in text


def test_the_pages_of_records_keep_their_words(site: Path, tmp_path: Path) -> None:
    """They are what they are without any mkdocs.yml."""
    plain = build(kb.load(PROJECT), tmp_path).site
    for path in plain.rglob("*.html"):
        name = path.relative_to(plain)
        if name.name != "404.html":
            ours, theirs = (parse(file.read_text("utf-8")).one("article").words for file in (path, site / name))
            assert ours.replace("¶", "") == re.sub("[¶#]", "", theirs), name


def test_a_projects_plugins_and_hooks_run_with_mkdocs_and_are_named_with_zensical(tmp_path: Path) -> None:
    """A build of one's own project is like `mkdocs build`; what the other engine leaves out is said."""
    hook = "def on_page_markdown(markdown, **_):\n    return markdown.replace('HOOKED', 'it ran')\n"
    write(tmp_path, PROJECT | {"docs/about.md": "# About\n\nHOOKED\n", "tools/hook.py": hook})
    write(
        tmp_path, {"mkdocs.yml": "site_name: x\nhooks: [tools/hook.py]\nplugins: [search, {tags: {enabled: false}}]\n"}
    )
    assert spawn("build", cwd=tmp_path).code == 0
    assert "it ran" in (tmp_path / "build/site/about.html").read_text("utf-8")
    assert ("about.html", "About") in tabs(tmp_path / "build/site", "index.html")
    done = spawn("build", "--engine", "zensical", cwd=tmp_path)
    assert done.code == 0
    assert "kb: warning: Zensical runs no hooks; those of mkdocs.yml are left out\n" in done.err
    assert "HOOKED" in (tmp_path / "build/site/about.html").read_text("utf-8")


def test_lint_never_reads_an_mkdocs_yml(tmp_path: Path) -> None:
    """A check runs nothing and evaluates nothing, whatever stands there; a build evaluates tags no other way than MkDocs."""
    evil = "site_name: !!python/object/apply:os.system ['touch ran']\nhooks: [hook.py]\n"
    write(tmp_path, PROJECT | {"mkdocs.yml": evil, "hook.py": "open('ran', 'w')\n"})
    assert run("lint", "--fail-on", "error", cwd=tmp_path).code == 0
    assert not (tmp_path / "ran").exists()
    assert kb.lint(kb.load(tmp_path)) is not None
    from kb.site.own import own_site, written

    own = own_site(kb.load(tmp_path))
    assert own is not None
    assert "!!python/object/apply:os.system" in written(own.settings)
    assert not (tmp_path / "ran").exists()


def test_a_broken_link_of_an_own_page_is_a_warning(tmp_path: Path) -> None:
    """The user reads it with its page; --strict fails. Pages of records say nothing of the kind."""
    write(tmp_path, PROJECT | {"mkdocs.yml": "site_name: x\n", "docs/about.md": "# About\n\n[x](gone.md)\n"})
    done = spawn("build", cwd=tmp_path)
    assert done.code == 0
    assert "kb: warning: Doc file 'about.md' contains a link 'gone.md'" in done.err
    assert done.err.count("warning") == 1
    assert spawn("build", "--strict", cwd=tmp_path).code == 1


def test_extensions_of_a_project_read_no_records(tmp_path: Path) -> None:
    """A record cannot include a file by them; Zensical, which reads all pages alike, is not given such extensions."""
    guide = '---\ntitle: Evil\ncategory: mail\nsummary: s\n---\n\n--8<-- "secret.txt"\n'
    texts = {
        "mkdocs.yml": "site_name: x\nmarkdown_extensions: [{pymdownx.snippets: {base_path: [.]}}]\n",
        "secret.txt": "TOP-SECRET",
        "records/guides/evil.md": guide,
        "docs/about.md": '# About\n\n--8<-- "secret.txt"\n',
    }
    base = kb.load(write(tmp_path, PROJECT | texts))
    done = spawn("build", cwd=tmp_path)
    assert done.code == 0, done.err
    assert "TOP-SECRET" in (tmp_path / "build/site/about.html").read_text("utf-8")
    assert "TOP-SECRET" not in (tmp_path / "build/site/guides/evil.html").read_text("utf-8")
    with pytest.raises(BuildError, match="mkdocs.yml: with Zensical, .*`pymdownx.snippets`"):
        build(base, tmp_path / "other", engine="zensical")


def test_an_mkdocs_yml_with_the_plugin_is_another_site(tmp_path: Path) -> None:
    """`mkdocs build` builds that one, and `kb build` its own beside it."""
    write(tmp_path, PROJECT | {"mkdocs.yml": "site_name: x\nplugins: [kb]\n", "docs/index.md": "# Mine\n"})
    assert spawn("build", cwd=tmp_path).code == 0
    assert "Mine" not in (tmp_path / "build/site/index.html").read_text("utf-8")


def test_kb_yaml_names_the_file(tmp_path: Path) -> None:
    """It may be elsewhere in the project; all its paths begin where it is."""
    texts = {
        "kb.yaml": PROJECT["kb.yaml"].replace("site: {", "site: {mkdocs: site/mkdocs.yml, "),
        "site/mkdocs.yml": "site_name: x\ndocs_dir: pages\n",
        "site/pages/about.md": "# About\n",
        "mkdocs.yml": "site_name: not this\nhooks: [gone.py]\n",
    }
    write(tmp_path, PROJECT | texts)
    assert spawn("build", cwd=tmp_path).code == 0
    assert (tmp_path / "build/site/about.html").is_file()


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        ({"mkdocs.yml": "a: [\n"}, "mkdocs.yml:2:1: "),
        ({"mkdocs.yml": "- a\n"}, "mkdocs.yml: the settings are a mapping"),
        ({"mkdocs.yml": "nav: about.md\n"}, "mkdocs.yml: `nav` is not written as MkDocs takes it"),
        ({"mkdocs.yml": "theme: readthedocs\n"}, "mkdocs.yml: kb builds with the theme `material`"),
        ({"mkdocs.yml": "docs_dir: ../x\n"}, "mkdocs.yml: `docs_dir` names a path inside the folder of kb.yaml"),
        ({"mkdocs.yml": "docs_dir: .\n"}, "mkdocs.yml: `docs_dir` names a path inside the folder of kb.yaml"),
        ({"mkdocs.yml": "docs_dir: gone\n"}, "mkdocs.yml: there is no folder `gone`"),
        ({"mkdocs.yml": "theme: {custom_dir: /etc}\n"}, "mkdocs.yml: `theme: custom_dir` names a path inside"),
        ({"mkdocs.yml": "hooks: [gone.py]\n"}, "mkdocs.yml: there is no file `gone.py`"),
        ({"mkdocs.yml": "INHERIT: ../../x.yml\n"}, "mkdocs.yml: `INHERIT` names a path inside"),
        ({"mkdocs.yml": "INHERIT: mkdocs.yml\n"}, "mkdocs.yml: `INHERIT: mkdocs.yml` goes on for too long"),
        ({"mkdocs.yml": "plugins: [nonsense]\n"}, "MkDocs: "),
        (
            {"mkdocs.yml": "site_name: x\n", "docs/terms/index.md": "# x\n"},
            "mkdocs.yml: its terms/index.md would stand where kb has a page or file; give it another name",
        ),
        ({"mkdocs.yml": "site_name: x\n", "docs/README.md": "# x\n"}, "mkdocs.yml: its README.md would stand"),
        (
            {"kb.yaml": PROJECT["kb.yaml"].replace("site: {", "site: {mkdocs: gone.yml, ")},
            "kb.yaml:3:16: there is no file `gone.yml` in the project",
        ),
    ],
)
def test_mistakes_are_one_line(tmp_path: Path, texts: dict[str, str], said: str) -> None:
    """Whatever is wrong with a project's own part, its user reads where."""
    done = run("build", cwd=write(tmp_path, PROJECT | texts))
    assert done.code == 1
    assert done.err.startswith(f"kb: {said}")
    assert done.err.count("\n") == 1, done.err


def test_nothing_outside_the_project_is_taken(tmp_path: Path) -> None:
    """Links that lead out of it are no pages, and no theme."""
    write(tmp_path / "outside", {"secret.md": "# TOP-SECRET\n", "theme/main.html": "TOP-SECRET"})
    project = write(tmp_path / "project", PROJECT | {"mkdocs.yml": "site_name: x\n", "docs/about.md": "# About\n"})
    (project / "docs/secret.md").symlink_to(tmp_path / "outside/secret.md")
    (project / "docs/folder").symlink_to(tmp_path / "outside")
    done = run("build", cwd=project)
    assert not list((project / "build").rglob("*secret*")), done.err
    (project / "docs/secret.md").unlink(missing_ok=True)
    (project / "overrides").symlink_to(tmp_path / "outside/theme")
    write(project, {"mkdocs.yml": "site_name: x\ntheme: {name: material, custom_dir: overrides}\n"})
    done = run("build", cwd=project)
    for path in (project / "build").rglob("*.html"):
        assert "TOP-SECRET" not in path.read_text("utf-8")
