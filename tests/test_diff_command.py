"""`kb diff` as its users run it: on real repositories of git, in every form, rightly and wrongly."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from shutil import which
from typing import Any

import pytest
from scratch import TERM, run, spawn, write
from test_cli import on_terminal
from test_diff import BASE, C504, CONFIG, RENAMED, START_TLS, Texts
from test_imports import imported

import kb
from kb.diff import compare
from kb.diff.excerpt import contrast
from kb.diff.formats import FORMATS, Report, Side, markdown
from kb.files import NOWHERE, OUTSIDE, TO_FOLDER
from kb.markup import without_code
from kb.reader import LARGEST
from kb.revisions import Repository

pytestmark = pytest.mark.skipif(which("git") is None, reason="git is not installed")

GOLDEN = Path(__file__).parent / "golden" / "diff"
DATE = "2026-01-01T00:00:00Z"
GIT = {
    **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
    **{f"GIT_{who}_{what}": "kb@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
    **{f"GIT_{who}_DATE": DATE for who in ("AUTHOR", "COMMITTER")},
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}


def git(folder: Path, *words: object) -> str:
    """Run git in a folder, and give what it prints."""
    done = subprocess.run(["git", *map(str, words)], cwd=folder, env=GIT, capture_output=True, check=True)
    return done.stdout.decode().strip()


def change(folder: Path, texts: Texts) -> None:
    """Write files, and remove those without a text."""
    write(folder, {path: text for path, text in texts.items() if text is not None})
    for path, text in texts.items():
        if text is None:
            (folder / path).unlink()


def commit(folder: Path, texts: Texts) -> Path:
    """Write files, remove those without a text, commit all there is, and give the folder."""
    if not (folder / ".git").exists():
        folder.mkdir(exist_ok=True, parents=True)
        git(folder, "init", "--quiet", "--initial-branch=main", "--object-format=sha1")
    change(folder, texts)
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "--message=x")
    return folder


def said(folder: Path, *words: object) -> dict[str, Any]:
    """Give what `kb diff --format json` says."""
    ran = run("diff", *words, "--format", "json", cwd=folder)
    assert (ran.code, ran.err) == (0, "")
    data: dict[str, Any] = json.loads(ran.out)
    return data


def is_empty(data: Mapping[str, Any]) -> bool:
    """Tell whether nothing differs."""
    parts = (data[name] for name in ("settings", "registries", "pages"))
    lists = [*parts, *(one for name in ("records", "edges", "findings") for one in data[name].values())]
    return not any(lists)


def keys(entries: list[dict[str, Any]]) -> list[str]:
    """Give the keys of some records."""
    return [entry["key"] for entry in entries]


def refused(folder: Path, *words: object) -> str:
    """Run `kb diff` wrongly: one line on the error stream, nothing elsewhere, 2."""
    ran = run("diff", *words, cwd=folder)
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    return ran.err


@pytest.fixture(scope="module", name="mail")
def _mail(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a repository with a small history; tests read it and write nothing."""
    folder = commit(tmp_path_factory.mktemp("mail"), {**BASE, "data/terms/tls.ko.yaml": "term: 티엘에스\n"})
    git(folder, "tag", "v1")
    commit(folder, STORY)
    git(folder, "checkout", "--quiet", "-b", "side", "v1")
    commit(folder, {"data/terms/dane.yaml": "term: DANE\ndefinition: Keys in DNS.\n"})
    git(folder, "checkout", "--quiet", "main")
    return folder


STORY: dict[str, str | None] = {
    **RENAMED,
    "kb.yaml": CONFIG.replace("title: Mail", "title: Post").replace("categories", "site: {rules: false}\ncategories"),
    "data/smtp.csv": "code,name,status,source\n500,A,deprecated,\n502,B,,\n505,D,,\n",
    "data/terms/start-tls.yaml": START_TLS + "formerly: [starttls]\nabbreviation: S\n",
    "data/terms/tls.yaml": None,
    "data/terms/tls.ko.yaml": None,
    "data/terms/mta.yaml": "term: MTA\ndefinition: A server that passes mail on.\nsources: [RFC 5321]\n",
    "data/terms/mta.ko.yaml": "term: 메일 서버\n",
    "data/codes/smtp/504.yaml": C504.replace("starttls]", "start-tls, mta]")
    .replace("504 about its parameter", "504 about what follows it")
    .replace("that the client sent after it", "that came after it")
    + "aliases: [Bad parameter]\n",
    "data/codes/smtp/504.ko.yaml": "name: 매개변수 없음\nsummary: 서버가 이 매개변수를 모릅니다.\n",
    "data/codes/smtp/502.yaml": "code: 502\nname: Not Implemented\nsummary: See [[tls]].\nterms: [mtaa]\n",
}


# The forms.


@pytest.mark.parametrize("format_", FORMATS)
def test_every_form_writes_its_golden_file(mail: Path, format_: str) -> None:
    """What is printed about a small history is known to the letter. `KB_UPDATE_GOLDEN=1` rewrites it."""
    text = run("diff", "v1", "main", "--format", format_, cwd=mail).out.replace(str(mail), "/root")
    golden = GOLDEN / f"story.{format_}"
    if os.environ.get("KB_UPDATE_GOLDEN") == "1":
        GOLDEN.mkdir(exist_ok=True)
        golden.write_text(text, encoding="utf-8", newline="")
    assert text == golden.read_bytes().decode()


def test_no_golden_file_is_left_over() -> None:
    assert {file.name for file in GOLDEN.iterdir()} == {f"story.{format_}" for format_ in FORMATS}


@pytest.mark.parametrize(("format_", "says"), [("text", "Nothing differs."), ("markdown", "### Nothing differs")])
def test_nothing_is_said_in_a_line(mail: Path, format_: str, says: str) -> None:
    assert says in run("diff", "HEAD", "--format", format_, cwd=mail).out


def test_a_terminal_gets_colour_and_nothing_else_does(mail: Path) -> None:
    assert "\x1b[32" in on_terminal("diff", "v1", "main", cwd=mail)
    assert "\x1b" not in run("diff", "v1", "main", cwd=mail).out
    assert "\x1b[3" not in on_terminal("diff", "v1", "main", cwd=mail, NO_COLOR="1")
    assert "\x1b[3" not in on_terminal("diff", "v1", "main", "--format", "markdown", cwd=mail)


def test_a_copy_is_written_beside_the_text(mail: Path, tmp_path: Path) -> None:
    copy = tmp_path / "comment.md"
    ran = run("diff", "v1", "main", "--format", "markdown", "-o", copy, cwd=mail)
    assert ran.out == run("diff", "v1", "main", cwd=mail).out
    assert copy.read_text(encoding="utf-8") == run("diff", "v1", "main", "--format", "markdown", cwd=mail).out
    ran = run("diff", "v1", "main", "-o", tmp_path, cwd=mail)
    assert (ran.code, ran.err) == (2, f"kb: {tmp_path} cannot be written: Is a directory\n")


def test_the_limit_cuts_lists_and_says_so(mail: Path) -> None:
    ran = run("diff", "v1", "main", "--limit", "1", cwd=mail)
    assert re.search(r"… and \d+ more; `--limit 0` shows them", ran.out)
    assert "more;" not in run("diff", "v1", "main", "--limit", "0", cwd=mail).out


def test_findings_in_a_subfolder_have_the_paths_of_the_repository(tmp_path: Path) -> None:
    """In a comment, where the reader sees the repository; JSON has paths from the project's root."""
    folder = commit(tmp_path, {f"docs/kb/{path}": text for path, text in BASE.items()}) / "docs/kb"
    change(folder, {"data/codes/smtp/504.yaml": C504.replace("[starttls]", "[startls]")})
    assert "`docs/kb/data/codes/smtp/504.yaml:5`" in run("diff", "HEAD", "--format", "markdown", cwd=folder).out
    assert said(folder, "HEAD")["findings"]["introduced"][0]["path"] == "data/codes/smtp/504.yaml"


# Which two sides.


def test_a_revision_is_compared_with_the_files_as_they_are(tmp_path: Path) -> None:
    """Those that git does not know yet too."""
    folder = commit(tmp_path, BASE)
    assert is_empty(said(folder, "HEAD"))
    change(folder, {"data/terms/new.yaml": TERM, "data/terms/tls.yaml": None})
    data = said(folder, "HEAD")
    assert (keys(data["records"]["added"]), keys(data["records"]["removed"])) == (["term:new"], ["term:tls"])
    assert (data["old"]["revision"], data["old"]["commit"]) == ("HEAD", git(folder, "rev-parse", "HEAD"))
    assert (data["new"]["revision"], data["new"]["commit"]) == (None, None)


@pytest.mark.parametrize(
    ("words", "added", "removed"),
    [
        (["main", "side"], ["term:dane", "term:starttls", "term:tls"], ["term:mta", "term:start-tls"]),
        (["main..side"], ["term:dane", "term:starttls", "term:tls"], ["term:mta", "term:start-tls"]),
        (["..side"], ["term:dane", "term:starttls", "term:tls"], ["term:mta", "term:start-tls"]),
        (["main...side"], ["term:dane"], []),
        (["...side"], ["term:dane"], []),
        (["v1", "side"], ["term:dane"], []),
        (["side~1", "side^{commit}"], ["term:dane"], []),
    ],
    ids=str,
)
def test_two_revisions_are_named_as_git_names_them(
    mail: Path, words: list[str], added: list[str], removed: list[str]
) -> None:
    """`A...B` leaves out what happened on A since B left it, as on a pull request."""
    records = said(mail, *words)["records"]
    came = {one["key"] for one in (*records["added"], *records["renamed"])}
    went = {*keys(records["removed"]), *(one["old_key"] for one in records["renamed"])}
    assert (sorted(came), sorted(went)) == (added, removed)


def test_the_project_may_be_a_subfolder(tmp_path: Path) -> None:
    """Its files are read from there, whatever else the repository holds, and from wherever kb runs."""
    texts = {f"docs/kb/{path}": text for path, text in BASE.items()}
    folder = commit(tmp_path, {**texts, "README.md": "# Not a record\n", "data/terms/other.yaml": "term: [\n"})
    assert is_empty(said(folder / "docs/kb", "HEAD"))
    assert is_empty(said(folder / "docs/kb/data/terms", "HEAD"))
    assert is_empty(said(folder, "HEAD", "--root", "docs/kb"))
    assert said(folder / "docs/kb", "HEAD")["old"]["records"] == 5


def test_line_ends_of_a_checkout_make_no_difference(tmp_path: Path) -> None:
    folder = commit(tmp_path, BASE)
    change(folder, {path: text.replace("\n", "\r\n") for path, text in BASE.items()})
    assert git(folder, "status", "--porcelain")
    assert is_empty(said(folder, "HEAD"))


def test_a_new_project_is_all_new(tmp_path: Path) -> None:
    folder = commit(tmp_path, {"README.md": "# Mail\n", "guides/own.md": "Of something else.\n"})
    commit(folder, BASE)
    ran = run("diff", "HEAD~1", "--format", "json", cwd=folder)
    data = json.loads(ran.out)
    assert ran.err == "kb: there is no kb.yaml in this folder of `HEAD~1`, so everything was added\n"
    assert (len(data["records"]["added"]), data["old"]["records"], data["new"]["records"]) == (5, 0, 5)
    ran = run("diff", "HEAD", "HEAD~1", "--format", "json", cwd=folder)
    assert ran.err == "kb: there is no kb.yaml in this folder of `HEAD~1`, so everything was removed\n"
    assert len(json.loads(ran.out)["records"]["removed"]) == 5


def test_an_old_project_in_another_folder_is_not_read(tmp_path: Path) -> None:
    folder = commit(tmp_path, {f"old/{path}": text for path, text in BASE.items()})
    git(folder, "mv", "old", "new")
    commit(folder, {})
    assert "no kb.yaml in this folder of `HEAD~1`" in run("diff", "HEAD~1", cwd=folder / "new").err
    assert "neither `HEAD~1` nor `HEAD~1` has a kb.yaml" in refused(folder / "new", "HEAD~1", "HEAD~1")


def test_a_broken_old_configuration_is_read_as_far_as_it_can_be(tmp_path: Path) -> None:
    folder = commit(tmp_path, {**BASE, "kb.yaml": CONFIG + "tilte: x\n"})
    change(folder, {"kb.yaml": CONFIG})
    ran = run("diff", "HEAD", "--format", "json", cwd=folder)
    said_of = (
        "kb: what can be read of kb.yaml:9:1 in `HEAD` is compared: kb.yaml has no `tilte`; did you mean `title`?\n"
    )
    assert (ran.code, ran.err) == (0, said_of)
    data = json.loads(ran.out)
    assert [one["rule"] for one in data["findings"]["resolved"]] == ["KB006"]
    assert not any((data["records"]["added"], data["records"]["removed"], data["settings"]))
    commit(folder, {"kb.yaml": "title: [\n"})
    change(folder, {"kb.yaml": CONFIG})
    assert run("diff", "HEAD", cwd=folder).code == 0


def test_a_broken_new_configuration_is_refused(tmp_path: Path) -> None:
    folder = commit(tmp_path, BASE)
    commit(folder, {"kb.yaml": CONFIG + "tilte: x\n"})
    message = "kb: kb.yaml:9:1: kb.yaml has no `tilte`; did you mean `title`?\n"
    assert refused(folder, "HEAD~1") == message
    assert refused(folder, "HEAD~1", "HEAD") == message


def test_names_that_are_no_utf8_are_told_as_in_a_folder(tmp_path: Path) -> None:
    folder = commit(tmp_path, BASE)
    (folder / os.fsdecode(b"data/terms/caf\xe9.yaml")).write_text(TERM)
    commit(folder, {})
    assert is_empty(said(folder, "HEAD"))
    assert [one["rule"] for one in said(folder, "HEAD~1")["findings"]["introduced"]] == ["KB005"]


def test_a_file_too_large_is_told_as_in_a_folder(tmp_path: Path) -> None:
    large = "term: X\ndefinition: " + "x" * (LARGEST + 1000) + "\n"
    folder = commit(tmp_path, {**BASE, "data/terms/large.yaml": large, "data/terms/zzz.yaml": TERM})
    assert is_empty(said(folder, "HEAD"))
    with Repository(folder) as repository:
        files = repository.files(repository.commit("HEAD"))
        assert len(files.data("data/terms/large.yaml")) == LARGEST + 1
        assert files.data("data/terms/zzz.yaml") == TERM.encode(), "what follows in the stream is not disturbed"


# Links and submodules.


def test_links_are_followed_within_a_revision_as_in_a_folder(tmp_path: Path) -> None:
    """What kb says of them is the same on both sides, so nothing differs."""
    folder = commit(tmp_path / "repository", {**BASE, "elsewhere/text.yaml": TERM})
    write(tmp_path, {"outside.yaml": TERM})
    links = {
        "data/terms/linked.yaml": "../../elsewhere/text.yaml",
        "data/terms/twice.yaml": "linked.yaml",
        "data/terms/outside.yaml": "../../../outside.yaml",
        "data/terms/absolute.yaml": str(tmp_path / "outside.yaml"),
        "data/terms/nowhere.yaml": "missing.yaml",
        "data/terms/folder.yaml": "../../elsewhere",
        "data/terms/circle.yaml": "circle.yaml",
    }
    for path, target in links.items():
        (folder / path).symlink_to(target)
    commit(folder, {})
    assert is_empty(said(folder, "HEAD"))
    data = said(folder, "HEAD~1")
    assert keys(data["records"]["added"]) == ["term:linked", "term:twice"]
    with Repository(folder) as repository:
        files = repository.files(repository.commit("HEAD"))
        problems = [files.link_problem(path) for path in links]
        assert problems == [None, None, OUTSIDE, OUTSIDE, NOWHERE, TO_FOLDER, NOWHERE]


def test_a_records_folder_may_be_a_link(tmp_path: Path) -> None:
    folder = commit(tmp_path, {path.replace("data/t", "really/here/t"): text for path, text in BASE.items()})
    (folder / "data/terms").symlink_to("../really/here/terms")
    (folder / "records").symlink_to("data")
    commit(folder, {"kb.yaml": CONFIG.replace("records: data", "records: records")})
    assert is_empty(said(folder, "HEAD"))
    assert said(folder, "HEAD")["old"]["records"] == 3, "a link to a folder below it is not followed"


def test_many_links_in_a_row_end(tmp_path: Path) -> None:
    """A circle of folders, and links that grow as they are followed, are no paths of files."""
    folder = commit(tmp_path, BASE)
    (folder / "data/loop").symlink_to("loop/loop/loop")
    (folder / "data/terms/deep.yaml").symlink_to("x/" * 2000 + "deep.yaml")
    (folder / "data/terms/loop.yaml").symlink_to("../loop/tls.yaml")
    commit(folder, {})
    assert is_empty(said(folder, "HEAD"))


def test_a_submodule_is_not_read_and_is_named(tmp_path: Path) -> None:
    other = commit(tmp_path / "other", {"terms.yaml": TERM})
    folder = commit(tmp_path / "mail", BASE)
    git(folder, "update-index", "--add", "--cacheinfo", f"160000,{git(other, 'rev-parse', 'HEAD')},data/terms/shared")
    git(folder, "commit", "--quiet", "--message=x")
    ran = run("diff", "HEAD", "--format", "json", cwd=folder)
    assert ran.err == "kb: nothing is read of the submodule data/terms/shared in `HEAD`\n"
    assert is_empty(json.loads(ran.out))


# Exit codes and wrong use.


@pytest.mark.parametrize(
    ("level", "code"), [(None, 0), ("never", 0), ("error", 0), ("warning", 1), ("info", 1)], ids=str
)
def test_introduced_findings_fail_at_the_level_that_is_asked_for(tmp_path: Path, level: str | None, code: int) -> None:
    folder = commit(tmp_path, {**BASE, "data/notes.txt": "An old finding is nobody's fault.\n"})
    change(folder, {"data/terms/notes.txt": "This is no record.\n"})
    words = ["--fail-on", level] if level else []
    ran = run("diff", "HEAD", *words, cwd=folder)
    assert (ran.code, ran.err) == (code, "")
    commit(folder, {})
    assert run("diff", "HEAD", *words, cwd=folder).code == 0
    assert run("diff", "HEAD", "HEAD~1", *words, cwd=folder).code == 0, "resolved ones do not fail"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["v9"], "there is no revision `v9` here"),
        (["mian"], "did you mean `main`?"),
        ([""], "there is no revision `` here"),
        (["HEAD~99"], "there is no revision `HEAD~99` here"),
        (["^HEAD"], "there is no revision `^HEAD` here"),
        (["HEAD:data"], "there is no revision `HEAD:data` here"),
        (["v1", "v9"], "there is no revision `v9` here"),
        (["v1..v9"], "there is no revision `v9` here"),
        (["v1..side", "main"], "there is no revision `v1..side` here"),
        (["--", "--output=x"], "none begins with `-`"),
        (["--", "-h"], "none begins with `-`"),
    ],
    ids=str,
)
def test_a_revision_that_is_none_is_refused(mail: Path, words: list[str], says: str) -> None:
    assert says in refused(mail, *words)


def test_without_a_repository_there_are_no_revisions(tmp_path: Path) -> None:
    write(tmp_path, BASE)
    assert "is in no git repository" in refused(tmp_path, "HEAD")
    git(tmp_path, "init", "--quiet")
    assert "there is no revision `HEAD` here" in refused(tmp_path, "HEAD")
    write(tmp_path / ".git", {"kb.yaml": ""})
    assert "git cannot read the repository of" in refused(tmp_path / ".git", "HEAD")


def test_without_git_kb_says_so(mail: Path, tmp_path: Path) -> None:
    ran = spawn("diff", "HEAD", cwd=mail, PATH=str(tmp_path))
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "kb: git is not installed, or not on the PATH; revisions are read with it\n"


def test_a_shallow_clone_says_what_it_lacks(mail: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "--quiet", "--depth=1", mail.as_uri(), "clone")
    message = refused(tmp_path / "clone", "HEAD~1")
    assert "there is no revision `HEAD~1` here; this clone is shallow: `git fetch --unshallow`" in message
    assert is_empty(said(tmp_path / "clone", "HEAD"))


def test_the_checkout_of_a_pull_request_has_all_that_it_takes(tmp_path: Path) -> None:
    """Its merge with the branch it goes to, and the commits that were merged: two of history, as the README says."""
    folder = commit(tmp_path / "mail", BASE)
    commit(folder, {"data/terms/old.yaml": TERM})
    git(folder, "checkout", "--quiet", "-b", "topic", "HEAD~1")
    commit(folder, {"data/terms/dane.yaml": "term: DANE\ndefinition: Keys in DNS.\n"})
    git(folder, "checkout", "--quiet", "main")
    git(folder, "merge", "--quiet", "--no-ff", "--message=x", "topic")
    git(tmp_path, "clone", "--quiet", "--depth=2", folder.as_uri(), "clone")
    assert keys(said(tmp_path / "clone", "HEAD^1")["records"]["added"]) == ["term:dane"]


def test_branches_without_a_common_ancestor_cannot_be_compared_from_there(tmp_path: Path) -> None:
    folder = commit(tmp_path, BASE)
    git(folder, "checkout", "--quiet", "--orphan", "other")
    commit(folder, {"data/terms/tls.yaml": None})
    assert "`main` and `other` have no common ancestor here" in refused(folder, "main...other")


def test_a_branch_of_the_server_is_named(mail: Path, tmp_path: Path) -> None:
    """In a pull request's checkout, there is often no local branch of the one it goes to."""
    git(tmp_path, "clone", "--quiet", mail.as_uri(), "clone")
    assert "did you mean `origin/side`?" in refused(tmp_path / "clone", "side")


def test_a_partial_clone_fetches_nothing(mail: Path, tmp_path: Path) -> None:
    """Neither a network nor a helper is needed; what is not there is said."""
    git(mail, "config", "uploadpack.allowFilter", "true")
    git(tmp_path, "clone", "--quiet", "--filter=blob:none", mail.as_uri(), "clone")
    message = refused(tmp_path / "clone", "v1")
    assert message.startswith("kb: this clone does not have the files of `v1`; if it is a partial clone, `git fetch")


# Nothing of the repository runs.


def test_nothing_of_the_repository_runs(tmp_path: Path) -> None:
    """Monitors, filters, hooks, pagers and helpers that a repository names stay silent."""
    folder, mark = commit(tmp_path / "mail", BASE), tmp_path / "ran"
    script = write(tmp_path, {"script": f"#!/bin/sh\ntouch {mark}\ncat\n"}) / "script"
    script.chmod(0o755)
    commit(folder, {".gitattributes": "*.yaml filter=own diff=own\n*.csv filter=own\n"})
    settings = ("core.fsmonitor", "core.pager", "core.editor", "filter.own.clean", "filter.own.smudge")
    for name in (*settings, "filter.own.process", "diff.own.textconv", "diff.external", "alias.rev-parse"):
        git(folder, "config", name, f"!{script}" if name.startswith("alias") else script)
    for hook in ("post-checkout", "post-index-change", "reference-transaction", "pre-auto-gc"):
        write(folder, {f".git/hooks/{hook}": script.read_bytes()})
        (folder / ".git/hooks" / hook).chmod(0o755)
    index = (folder / ".git/index").read_bytes()
    mark.unlink(missing_ok=True)
    change(folder, {"data/terms/tls.yaml": None})
    assert keys(said(folder, "HEAD~1")["records"]["removed"]) == ["term:tls"]
    assert keys(said(folder, "HEAD~1...HEAD")["records"]["removed"]) == []
    assert not mark.exists()
    assert (folder / ".git/index").read_bytes() == index
    git(folder, "status")
    assert mark.exists(), "or the script would run for nobody"


def test_a_repository_that_the_environment_names_is_not_ours(
    mail: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Hooks set it for the repository that they belong to."""
    other = commit(tmp_path, {"kb.yaml": ""})
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other))
    monkeypatch.setenv("GIT_INDEX_FILE", "nowhere")
    monkeypatch.setenv("GIT_OBJECT_DIRECTORY", str(other / ".git/objects"))
    assert len(said(mail, "v1", "side")["records"]["added"]) == 1


# Hostile records.

ATTACKS = [
    "@team @org/people",
    "<img src=x onerror=alert(1)> <!-- </details> -->",
    "[a](https://evil.example) ![b](https://evil.example/x.png) <https://evil.example>",
    "https://evil.example www.evil.example evil@example.com",
    "fixes #1, closes GH-2, org/repo#3",
    "`@team` ``x` ``` ~~~",
    "a | b \\| c \\\\| d |",
    "# heading\n\n---\n\n```\n@team\n```\n\n- item\n\n    code",
    "\\",
    "`",
    "&#64;team &lt;b&gt; :tada: $x$ $$y$$ ~~z~~",
    "\u202eright to left\u2066 and \u200b nothing",
    "[^1]: note\n[link]: https://evil.example",
    "@@ -1 +1 @@\n- x\n+ y\n```\n</details>",
]


def hostile() -> tuple[dict[str, str], dict[str, str]]:
    """Give two bases, all texts of which are attacks, and differ."""
    old: dict[str, str] = {"kb.yaml": CONFIG}
    new: dict[str, str] = {"kb.yaml": CONFIG + f"site: {{description: {json.dumps(ATTACKS[0])}}}\n"}
    for number, attack in enumerate(ATTACKS):
        for base, word in ((old, "was"), (new, "is")):
            text, line = json.dumps(f"{attack} {word} {attack}"), json.dumps(" ".join(f"{attack} {word}".split()))
            base[f"data/terms/{number}.yaml"] = (
                f"term: {line}\ndefinition: {text}\naliases: [{line}]\nrelated: [{line}]\n"
            )
            pair = f"compare: [{{with: smtp/500, difference: {text}}}]\n"
            base[f"data/codes/smtp/{number}.yaml"] = f"code: {number}\nname: {line}\nsummary: {text}\n{pair}"
            base[f"data/terms/{word}{number}.yaml"] = f"term: {line}\ndefinition: {text}\n"
        new[f"data/terms/file{number} @team `x` | <b>.yaml"] = TERM
    for base in (old, new):
        base["data/codes/smtp/500.yaml"] = "code: 500\nname: N\nsummary: S.\n"
    return old, new


def test_authors_words_do_not_act_in_a_comment() -> None:
    """They stand in code only: without the code, only the comment's own words are left."""
    old, new = hostile()
    report = Report(compare(kb.load(old), kb.load(new)), Path(), Side("@team|`x`", "a" * 40), Side("#1 <b>", "b" * 40))
    text = markdown.render(report)
    assert "@team" in text
    outside = without_code(text)
    own = re.sub(r"<!-- kb diff -->|</?details>|<summary><b>[\w ,:]*</b></summary>", "", outside)
    assert not re.search(r"[@<>\[\]!`~$&*_\\]|https?:|www\.|#\d|GH-|:\w+:", own, re.MULTILINE)
    assert set(re.findall(r"^#+", own, re.MULTILINE)) == {"###", "####"}
    for block in re.findall(r"^(\|.*(?:\n\|.*)*)", outside, re.MULTILINE):
        widths = {len(re.findall(r"(?<!\\)\|", row)) for row in block.splitlines()}
        assert len(widths) == 1, "every row has the cells of its head"


def test_authors_words_do_not_speak_to_the_terminal() -> None:
    attack = "\x1b[2J\x07\u202e\r\nnew line"
    old = {"kb.yaml": CONFIG, "data/terms/a.yaml": f"term: A\ndefinition: {json.dumps(attack)}\n"}
    new = {"kb.yaml": CONFIG, "data/terms/b.yaml": f"term: {json.dumps(attack[:-10])}\ndefinition: B.\n"}
    report = Report(compare(kb.load(old), kb.load(new)), Path(), Side("x\x1b[2J", "a" * 40), Side("working tree"))
    text = FORMATS["text"].render(report)
    assert "\\u001b[2J" in text
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f\u202e]", text)


@pytest.mark.parametrize("char", ["x", "한", "😀", "`", "|"])
def test_a_comment_is_never_too_long(char: str) -> None:
    """GitHub refuses more than 65,536 characters."""
    word = char * 3000
    old = {"kb.yaml": CONFIG}
    new = {"kb.yaml": CONFIG}
    for number in range(300):
        old[f"data/terms/t{number}.yaml"] = f"term: T{number}\ndefinition: {json.dumps(word, ensure_ascii=False)}\n"
        aliases = json.dumps([f"{word}{number}"], ensure_ascii=False)
        new[f"data/terms/t{number}.yaml"] = (
            f"term: {word}\ndefinition: {json.dumps(word * 2, ensure_ascii=False)}\naliases: {aliases}\n"
        )
        new[f"data/terms/n{number}.yaml"] = (
            f"term: {word}\ndefinition: x\nrelated: [t{number}, {json.dumps(word, ensure_ascii=False)}]\n"
        )
    report = Report(compare(kb.load(old), kb.load(new)), Path(), Side(word, "a" * 40), Side("working tree"))
    for limit in (None, 0, 1000):
        text = markdown.render(Report(report.difference, Path(), report.old, report.new, limit=limit))
        assert 5000 < len(text.encode("utf-16-le")) // 2 < 65_536
        assert "more, which `kb diff` shows." in text


# Excerpts.


@pytest.mark.parametrize(
    ("old", "new", "said_old", "said_new"),
    [
        ("The old word here.", "The new word here.", "The |old| word here.", "The |new| word here."),
        ("one", "one two", "one||", "one| two|"),
        ("a b", "a c b", "a ||b", "a |c |b"),
        ("same", "other", "|same|", "|other|"),
        ("x" * 50, "x" * 49 + "y", f"{'x' * 49}|x|", f"{'x' * 49}|y|"),
    ],
)
def test_an_excerpt_marks_what_differs(old: str, new: str, said_old: str, said_new: str) -> None:
    found = contrast(old, new, 60)
    assert ["|".join(side) for side in (found.old, found.new) if side] == [said_old, said_new]


def test_an_excerpt_begins_near_the_difference_and_fits() -> None:
    words = " ".join(f"word{number}" for number in range(200))
    found = contrast(words, words.replace("word150 ", "WORD "), 60)
    assert found.old
    assert found.new
    assert str(found.new).startswith("…word148 word149 WORD word151")
    assert (found.old.marked.strip(), found.new.marked.strip()) == ("word150", "WORD")
    assert max(len(str(found.old)), len(str(found.new))) <= 60


def test_an_excerpt_says_what_cannot_be_seen() -> None:
    assert contrast("a\nb", "a b", 60).remark == "only spaces or line breaks differ"
    found = contrast(("a", "b"), ("b", "a"), 60)
    assert (str(found.old), str(found.new), found.remark) == ("a, b", "b, a", "in another order")


# What it costs.


def test_the_command_imports_nothing_heavy(mail: Path) -> None:
    assert imported("diff", "v1", "main", cwd=mail) == set()


def test_files_with_the_same_content_are_read_once(mail: Path) -> None:
    """Records of such files are the same on both sides."""
    from kb.parallel import Remembered

    memory = Remembered()
    with Repository(mail) as repository:
        new, old = (kb.load(repository.files(repository.commit(name)), memory=memory) for name in ("main", "v1"))
        shared = {key for key in new.records if key in old and new[key] is old[key]}
    assert shared == {key for key in BASE_KEYS if key in new} - {"code:smtp/502", "code:smtp/504", "guide:replies"}


BASE_KEYS = ("code:smtp/502", "code:smtp/504", "guide:replies", "term:starttls", "term:tls")
