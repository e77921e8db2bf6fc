"""The commands as a new user runs them, rightly and wrongly: what is printed where, and how it ends."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.request import urlopen

import pytest
from scratch import CODE, ENVIRONMENT, Ran, interruptible, run, sample, spawn, spawn_bound, write

import kb

COMMANDS = [
    "build",
    "diff",
    "explain",
    "export",
    "init",
    "lint",
    "new",
    "path",
    "rules",
    "schema",
    "serve",
    "show",
    "stats",
]
BROKEN = "title: Shop\ntilte: Shop\n"
ESCAPE = "\x1b"


@pytest.fixture(scope="module", name="shop")
def _shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the base that `kb init` makes; tests read it and write nothing."""
    return write(tmp_path_factory.mktemp("shop"), sample())


@pytest.fixture(scope="module", name="mail")
def _mail(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a base of codes of the same number in several families, one file of it unreadable."""
    codes = {f"records/codes/{family}/504.yaml": CODE for family in ("smtp", "ftp", "http")}
    files = {"kb.yaml": "title: Mail\n", "records/codes/smtp/502.yaml": CODE, "records/terms/tls.yaml": 'term: "TLS\n'}
    return write(tmp_path_factory.mktemp("mail"), files | codes)


@pytest.fixture(name="locked")
def _locked() -> Iterator[Path]:
    """Give a base that others may look at but not change, with one file that they may not read."""
    with TemporaryDirectory() as name:
        term = "term: Secret\ndefinition: Not for all.\n"
        files = {"kb.yaml": "", "records/terms/secret.yaml": term, "records/terms/a.yaml": f"{term}related: [secret]\n"}
        folder = write(Path(name), files)
        (folder / "records/terms/secret.yaml").chmod(0)
        for part in (folder / "records/terms", folder / "records", folder):
            part.chmod(0o555)
        yield folder
        for part in (folder, folder / "records", folder / "records/terms"):
            part.chmod(0o755)


def on_terminal(*words: str, cwd: Path, **env: str) -> str:
    """Run kb on a terminal, and give what the terminal receives."""
    ours, theirs = pty.openpty()
    done = subprocess.Popen(
        [sys.executable, "-m", "kb", *words], cwd=cwd, env=ENVIRONMENT | env, stdout=theirs, stderr=theirs
    )
    os.close(theirs)
    received = b""
    try:
        while part := os.read(ours, 65536):
            received += part
    except OSError:  # Linux says EIO at the end
        pass
    os.close(ours)
    done.wait(timeout=60)
    return received.decode()


# What is right.


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["lint"], "Nothing found in 9 records, 29 edges, 9 files."),
        (["lint", "records/terms"], "Nothing found"),
        (["lint", "."], "Nothing found"),
        (["explain", "KB301"], "KB301 missing-comparison (warning)"),
        (["explain", "kb301"], "Bad:"),
        (["explain", "missing-comparison"], "Good:"),
        (["rules"], "KB201  broken-reference"),
        (["show", "code:shop/e1001"], "E1001 Card Declined"),
        (["show", "shop/e1001"], "code:shop/e1001 in records/codes/shop/e1001.yaml:1"),
        (["show", "e1001"], "E1001 Card Declined"),
        (["show", "E1001"], "E1001 Card Declined"),
        (["show", "code:e1001"], "E1001 Card Declined"),
        (["show", "card declined"], "E1001 Card Declined"),
        (["show", "PSP"], "term:payment-provider"),
        (["show", "Payment Service Provider"], "term:payment-provider"),
        (["show", "Shop API E1001"], "E1001 Card Declined"),
        (["path", "e1001", "idempotency-key"], "compare -> code:shop/e2001 (Payment Provider Timed Out)"),
        (["path", "e1001", "e1001"], "code:shop/e1001 (Card Declined)"),
        (["stats"], "codes          4"),
        (["schema", "term"], '"title": "kb term"'),
        (["schema", "code.translation"], '"title": "kb code translation"'),
        (["export", "--to", "mermaid"], "flowchart"),
        (["export", "--to", "dot", "--kind", "term,guide"], "digraph"),
        (["export", "--to", "graphml", "--around", "e1001", "--depth", "2"], "<graphml"),
        (["--version"], f"kb {kb.__version__}\n"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_right_use(shop: Path, words: list[str], says: str) -> None:
    """It prints what was asked for on stdout, nothing else anywhere, and exits with 0."""
    ran = run(*words, cwd=shop)
    assert says in ran.out
    assert (ran.code, ran.err) == (0, "")


@pytest.mark.parametrize("command", COMMANDS)
def test_help_says_what_a_command_does_and_takes(tmp_path: Path, command: str) -> None:
    """Help needs no project, and every command takes --root."""
    long, short = run(command, "--help", cwd=tmp_path), run(command, "-h", cwd=tmp_path)
    assert long == short
    assert (long.code, long.err) == (0, "")
    assert re.search(rf"Usage: .*{command} ", long.out)
    assert "--root DIR" in long.out


def test_help_lists_every_command(tmp_path: Path) -> None:
    ran = run("--help", cwd=tmp_path)
    assert ran.code == 0
    assert set(re.findall(r"^  ([a-z]+) ", ran.out.partition("Commands:")[2], re.MULTILINE)) >= set(COMMANDS)


def test_kb_alone_shows_the_help_and_fails(tmp_path: Path) -> None:
    """Called with nothing to do, kb did nothing: a script must notice."""
    ran = run(cwd=tmp_path)
    assert ran.code == 2
    assert "Commands:" in ran.out + ran.err


@pytest.mark.parametrize(
    "words",
    [
        ["lint", "--format", "json"],
        ["rules", "--format", "json"],
        ["show", "e1001", "--format", "json"],
        ["path", "e1001", "e2002", "--format", "json"],
        ["stats", "--format", "json"],
        ["schema"],
        ["schema", "kb"],
        ["export", "--to", "json"],
    ],
    ids=" ".join,
)
def test_machine_output_is_alone_on_stdout(shop: Path, words: list[str]) -> None:
    ran = run(*words, cwd=shop)
    assert json.loads(ran.out)
    assert ran.err == ""


def test_machine_output_stays_alone_when_there_is_something_to_say(mail: Path) -> None:
    """The remark about errors in the records goes to stderr."""
    ran = run("export", "--to", "json", cwd=mail)
    assert len(json.loads(ran.out)["nodes"]) == 4
    assert "the records have" in ran.err


def test_export_to_a_file_leaves_stdout_empty(shop: Path, tmp_path: Path) -> None:
    ran = run("export", "--to", "json", "-o", tmp_path / "new" / "graph.json", cwd=shop)
    assert (ran.code, ran.out) == (0, "")
    assert "wrote 9 records and 29 edges" in ran.err
    assert len(json.loads((tmp_path / "new" / "graph.json").read_text())["nodes"]) == 9


def test_export_to_a_device_leaves_the_device(shop: Path) -> None:
    """A device is written to, not replaced by a file; root could do that."""
    assert run("export", "--to", "json", "-o", "/dev/null", cwd=shop).code == 0
    assert Path("/dev/null").is_char_device()


def test_path_without_a_way_is_a_result_not_a_fault(tmp_path: Path) -> None:
    ran = run(
        "path",
        "a/1",
        "a/2",
        cwd=write(tmp_path, {"kb.yaml": "", "records/codes/a/1.yaml": CODE, "records/codes/a/2.yaml": CODE}),
    )
    assert (ran.code, ran.out) == (1, "")
    assert "no way leads" in ran.err


@contextmanager
def served(project: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run `kb serve`, and give the process and the address that it names."""
    command = interruptible("serve", "--port", "0")
    process = subprocess.Popen(
        command, cwd=project, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stderr
    try:
        yield process, next(match[0] for line in process.stderr if (match := re.search(r"http://\S+/", line)))
    finally:
        process.kill()
        process.communicate()


def test_serve_shows_the_site_until_it_is_interrupted(tmp_path: Path) -> None:
    """Addresses work with and without `.html`, as on static hosts; Ctrl-C is no failure."""
    with served(write(tmp_path, sample())) as (process, address):
        for page in ("codes/shop/e1001.html", "codes/shop/e1001"):
            with urlopen(address + page, timeout=30) as answer:
                assert b"Card Declined" in answer.read()
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == 0


def test_serve_where_another_listens(tmp_path: Path) -> None:
    write(tmp_path, sample())
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        ran = spawn("serve", "--port", port, cwd=tmp_path)
    assert ran.code == 2
    assert ran.err.splitlines()[-1] == f"kb: cannot listen at 127.0.0.1:{port}: Address already in use"


# Where the project is.


def test_the_project_is_found_from_a_subfolder(shop: Path) -> None:
    """Paths are shown as the user can open them from where they are."""
    ran = run("lint", "--select", "KB301", "--format", "github", cwd=shop / "records" / "codes")
    assert ran == Ran(0, "", "")
    assert run("show", "e1001", cwd=shop / "records" / "terms").code == 0


def test_paths_are_relative_to_the_working_folder(tmp_path: Path) -> None:
    write(tmp_path, {"kb.yaml": "", "records/codes/a/1.yaml": CODE + "foo: x\n"})
    ran = run("lint", "--select", "KB102", "1.yaml", cwd=tmp_path / "records/codes/a")
    assert ran.out.startswith("1.yaml:4:1: error KB102")
    assert run("lint", "--root", "..", cwd=tmp_path / "records").out.startswith("codes/a/1.yaml:")


@pytest.mark.parametrize(
    "command",
    ["lint", "stats", "show e1001", "path e1001 e1002", "export --to json", "rules", "explain KB201", "schema kb"],
)
def test_root_names_the_project_from_elsewhere(shop: Path, tmp_path: Path, command: str) -> None:
    there = run(*command.split(), "--root", shop, cwd=tmp_path)
    assert there.code == 0
    assert there == run(*command.split(), cwd=shop)


def test_a_symbolic_link_to_the_project_is_the_project(shop: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(shop)
    assert run("lint", tmp_path / "link" / "records", cwd=shop).code == 0
    assert run("lint", shop / "records", "--root", tmp_path / "link", cwd=tmp_path).code == 0


@pytest.mark.parametrize(
    "command", ["lint", "stats", "show x", "path x y", "export --to json", "build", "serve", "new term x"]
)
def test_without_a_project(tmp_path: Path, command: str) -> None:
    """One line says what is missing and what makes it."""
    ran = run(*command.split(), cwd=tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "kb: there is no kb.yaml here or in a folder above; `kb init` makes one\n"


def test_in_a_folder_that_is_gone(tmp_path: Path) -> None:
    """It was removed, or another branch without it was checked out, while its shell was in it."""
    script = f'mkdir gone; cd gone; rmdir "$PWD"; exec "{sys.executable}" -m kb lint'
    done = subprocess.run(
        ["sh", "-c", script], cwd=tmp_path, env=ENVIRONMENT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "kb: the working folder is gone; change to another\n"


@pytest.mark.parametrize("root", ["nowhere", "file", "empty"])
def test_root_without_a_project(tmp_path: Path, root: str) -> None:
    write(tmp_path, {"file": ""})
    (tmp_path / "empty").mkdir()
    ran = run("lint", "--root", root, cwd=tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert root in ran.err
    assert ran.err.count("\n") == 1


def test_a_project_without_records_says_so(tmp_path: Path) -> None:
    """Silence would look like success to one who mistyped a folder."""
    ran = run("lint", cwd=write(tmp_path, {"kb.yaml": "title: New\n"}))
    assert (ran.code, ran.out) == (0, "Nothing found in 0 records, 0 edges, 0 files.\n")
    assert ran.err == f"kb: there are no records in {tmp_path / 'records'}\n"


@pytest.mark.parametrize(
    "command", ["stats", "show e1001", "path e1001 e1002", "export --to json", "build", "new term x"]
)
def test_broken_configuration(tmp_path: Path, command: str) -> None:
    """No command goes on with a configuration that it half understands; it names the place."""
    ran = run(*command.split(), cwd=write(tmp_path, sample() | {"kb.yaml": BROKEN}))
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "kb: kb.yaml:2:1: kb.yaml has no `tilte`; did you mean `title`?\n"


def test_lint_reports_a_broken_configuration_as_a_finding(tmp_path: Path) -> None:
    """The exit code tells it from faults in records, whatever the fail level."""
    ran = run("lint", "--fail-on", "never", cwd=write(tmp_path, {"kb.yaml": BROKEN}))
    assert ran.code == 2
    assert "kb.yaml:2:1: error KB006 invalid-config" in ran.out


# What is wrong.


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["lnt"], "No such command 'lnt'. Did you mean 'lint'?"),
        (["lint", "--formt", "json"], "--format"),
        (["lint", "--format", "jsn"], "did you mean `json`?"),
        (["lint", "--format", "xlsx"], "there are `text`, `json`, `sarif`, `github`, `gitlab`, `junit`"),
        (["lint", "--fail-on", "warn"], "'warning'"),
        (["lint", "--select", "KB999"], "no rule is called `KB999`; see `kb rules`"),
        (["lint", "--select", "missing-comparson"], "did you mean `missing-comparison`?"),
        (["lint", "--ignore", "broken-refrence"], "did you mean `broken-reference`?"),
        (["lint", "nowhere"], "nowhere does not exist"),
        (["lint", "/"], "/ is not in the project at"),
        (["explain", "KB30"], "`KB30` means several rules; name one"),
        (["explain", "broken-lnk"], "did you mean `broken-link`?"),
        (["explain"], "Missing argument"),
        (["rules", "--format", "yaml"], "'text', 'json'"),
        (["show", "e1003"], "no record is called `e1003`"),
        (["show", "shop/e1O01"], "did you mean `code:shop/e1001`?"),
        (["show", "idempotncy-key"], "did you mean `term:idempotency-key`?"),
        (["show", ""], "no record is called ``"),
        (["show", "a\nb\x1b[31m"], "no record is called `a\\u000ab\\u001b[31m`"),
        (["path", "e1001"], "Missing argument"),
        (["path", "e1001", "nothing"], "no record is called `nothing`"),
        (["schema", "trem"], "did you mean `term`?"),
        (["schema", "x"], "there are `code`, `guide`, `term`, `code.translation`"),
        (["export"], "Missing option '--to'"),
        (["export", "--to", "jsn"], "did you mean `json`?"),
        (["export", "--to", "xlsx"], "there are `json`"),
        (["export", "--to", "json", "--kind", "trem"], "did you mean 'term'?"),
        (["export", "--to", "json", "--family", "sho"], "did you mean 'shop'?"),
        (["export", "--to", "json", "--relation", "comapre"], "did you mean 'compare'?"),
        (["export", "--to", "json", "--around", "e1003"], "no record is called `e1003`"),
        (["export", "--to", "json", "--depth", "-1"], "--depth"),
        (["new", "trem", "x"], "did you mean `term`?"),
        (["new", "widget", "x"], "there are `code`, `guide`, `term`"),
        (["new", "term"], "Missing argument"),
        (["build", "--engine", "hugo"], "mkdocs"),
        (["serve", "--port", "http"], "--port"),
        (["serve", "--port", "99999"], "--port"),
    ],
    ids=lambda value: " ".join(value).encode("unicode_escape").decode() if isinstance(value, list) else "",
)
def test_wrong_use(shop: Path, words: list[str], says: str) -> None:
    """It exits with 2, prints nothing on stdout, and says what to do instead."""
    ran = run(*words, cwd=shop)
    assert (ran.code, ran.out) == (2, "")
    assert says in " ".join(ran.err.split())


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("504", "`504` could be `code:ftp/504`, `code:http/504`, `code:smtp/504`; name one of them"),
        ("code:504", "`code:504` could be `code:ftp/504`, `code:http/504`, `code:smtp/504`; name one of them"),
        ("not implemented", "could be `code:ftp/504`, `code:http/504`, `code:smtp/502`, `code:smtp/504`"),
        ("term:504", "no record is called `term:504`"),
        ("tls", "the file that may hold `tls` cannot be read; `kb lint` says why"),
    ],
)
def test_a_name_that_means_several_records_or_none(mail: Path, name: str, says: str) -> None:
    """A code without its family is what a log shows: all that end in it could be meant."""
    ran = run("show", name, cwd=mail)
    assert (ran.code, ran.out) == (2, "")
    assert says in ran.err


def test_a_name_that_means_a_hundred_records(tmp_path: Path) -> None:
    """The list of those that could be meant stays readable."""
    write(tmp_path, {"kb.yaml": ""} | {f"records/codes/f{number}/1.yaml": CODE for number in range(100)})
    assert "or 90 others; name one of them" in run("show", "1", cwd=tmp_path).err


@pytest.mark.parametrize(
    "words",
    [
        ["export", "--to", "json", "-o", "/proc/graph.json"],
        ["export", "--to", "json", "-o", "."],
        ["export", "--to", "json", "-o", "kb.yaml/graph.json"],
        ["schema", "-o", "/proc/schema"],
        ["schema", "-o", "kb.yaml"],
        ["build", "-o", "kb.yaml"],
        ["init", "kb.yaml"],
        ["init", "/proc/demo"],
    ],
    ids=" ".join,
)
def test_places_that_cannot_be_written(shop: Path, words: list[str]) -> None:
    ran = run(*words, cwd=shop)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"kb: {words[-1].rstrip('.')}")
    assert ran.err.count("\n") == 1


def test_a_folder_without_permission(locked: Path) -> None:
    ran = spawn_bound("new", "term", "x", cwd=locked)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == f"kb: {locked}/records/terms/x.yaml cannot be written: Permission denied\n"


def test_a_record_without_permission(locked: Path) -> None:
    """The file is named, and what is in it is not missed elsewhere."""
    ran = spawn_bound("lint", cwd=locked)
    assert ran.code == 1
    place, found = ran.out.splitlines()[0].split(": ", 1)
    assert place == "records/terms/secret.yaml:1:1"
    assert found == "error KB003 undecodable-file: the file cannot be read: Permission denied"
    assert ran.out.count("KB") == 1


def test_a_configuration_without_permission(locked: Path) -> None:
    (locked / "kb.yaml").chmod(0)
    ran = spawn_bound("stats", cwd=locked)
    assert ran == Ran(2, "", "kb: kb.yaml:1:1: kb.yaml cannot be read: Permission denied\n")


# The process.


@pytest.mark.parametrize(
    ("words", "code"),
    [(["--version"], 0), (["lint"], 1), (["lint", "--fail-on", "never"], 0), (["lint", "no"], 2), (["lnt"], 2)],
)
def test_the_process_ends_as_the_function(mail: Path, words: list[str], code: int) -> None:
    """`python -m kb` gives the same bytes and exit code as `main`, which most tests call."""
    ran = spawn(*words, cwd=mail)
    assert ran.code == code
    assert ran.out == run(*words, cwd=mail).out


@pytest.mark.parametrize(
    "words", [["lint", "--select", "KB102"], ["rules"], ["show", "1"], ["nonsense"], ["explain", "KB201"]]
)
def test_no_colour_where_no_one_sees_it(tmp_path: Path, words: list[str]) -> None:
    write(tmp_path, {"kb.yaml": "", "records/codes/a/1.yaml": CODE + "foo: x\n"})
    ran = run(*words, cwd=tmp_path)
    assert ESCAPE not in ran.out + ran.err


def test_colour_on_a_terminal(tmp_path: Path) -> None:
    """On a terminal severities have colours, unless NO_COLOR or a dumb terminal asks for none."""
    write(tmp_path, {"kb.yaml": "", "records/codes/a/1.yaml": CODE + "foo: x\n"})
    assert "\x1b[31;1merror" in on_terminal("lint", cwd=tmp_path)
    assert ESCAPE not in on_terminal("lint", cwd=tmp_path, NO_COLOR="1")
    assert ESCAPE not in on_terminal("lint", cwd=tmp_path, TERM="dumb")


def test_an_empty_no_color_asks_for_nothing(tmp_path: Path) -> None:
    """As no-color.org has it: only a value that is not empty counts."""
    assert ESCAPE in on_terminal("rules", cwd=tmp_path, NO_COLOR="")


@pytest.mark.parametrize("command", ["rules", "export --to json", "lint --format json", "schema"])
def test_a_reader_that_stops_reading(shop: Path, command: str) -> None:
    """`kb rules | head -1` ends in silence."""
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "kb", *command.split()],
        cwd=shop,
        env=ENVIRONMENT,
        stdout=writing,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (1, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk(shop: Path) -> None:
    """What cannot be written is said in one line."""
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "kb", "rules"],
            cwd=shop,
            env=ENVIRONMENT,
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert (done.returncode, done.stderr) == (2, b"kb: the output: No space left on device\n")


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
def test_closed_streams(shop: Path, closed: str) -> None:
    """A job without streams still gets its exit code."""
    done = subprocess.run(
        ["sh", "-c", f'"$0" -m kb rules {closed}', sys.executable],
        cwd=shop,
        env=ENVIRONMENT,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0
    assert done.stderr == b""


def test_output_is_utf_8_in_any_locale(tmp_path: Path) -> None:
    """A C locale must not end in an encoding error."""
    write(tmp_path, {"kb.yaml": "", "records/terms/a.yaml": "term: 한국어\ndefinition: 말\n"})
    ran = spawn("show", "a", cwd=tmp_path, LC_ALL="C", LANG="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    assert ran.out.startswith("한국어\n")


def test_hostile_texts_do_not_speak_to_the_terminal(tmp_path: Path) -> None:
    write(tmp_path, {"kb.yaml": "", "records/terms/a.yaml": 'term: "A\\e[2J"\ndefinition: "B\\a\\e]0;title\\a"\n'})
    for words in (["show", "a"], ["path", "a", "a"], ["lint"]):
        assert ESCAPE not in run(*words, cwd=tmp_path).out


def test_a_base_with_every_rule_off_still_loads(tmp_path: Path) -> None:
    ran = run(
        "lint", cwd=write(tmp_path, {"kb.yaml": "lint: {ignore: [ALL]}\n", "records/codes/a/1.yaml": "code: 1\n"})
    )
    assert (ran.code, ran.out) == (0, "Nothing found in 1 record, 0 edges, 1 file.\n")
