"""`kb mcp`: the server as assistants start it, driven over its stdin and stdout by the client of the protocol."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TextIO

import anyio
import pytest
from exported import FILES
from mcp.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp.shared.exceptions import MCPError
from scratch import ENVIRONMENT, ROOT, write

import kb
from kb.assistants.library import Library
from kb.assistants.search import Index

Talk = Callable[[Client], Awaitable[Any]]


@pytest.fixture(name="mail", scope="module")
def _mail(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("mail"), FILES)


def talk(root: Path, said: Talk) -> Any:
    """Start the server for a project, say something, and give what came of it."""

    words = ["-m", "kb", "mcp", "--root", str(root)]
    server = StdioServerParameters(command=sys.executable, args=words, cwd=str(root.parent), env=ENVIRONMENT)

    async def run(errors: TextIO) -> Any:
        async with Client(stdio_client(server, errlog=errors)) as client:
            with anyio.fail_after(60):
                return await said(client)

    # In a thread of its own: a browser test that ran before leaves the loop of its driver running in this one.
    with open(os.devnull, "w", encoding="utf-8") as nowhere, ThreadPoolExecutor(1) as thread:
        return thread.submit(anyio.run, run, nowhere).result()


def ask(root: Path, *calls: tuple[str, dict[str, Any]]) -> list[str]:
    """Call tools one after the other; give what each says, with `refused: ` before what is an error."""

    async def said(client: Client) -> list[str]:
        results = [await client.call_tool(name, arguments) for name, arguments in calls]
        return [f"{'refused: ' * bool(result.is_error)}{result.content[0].text}" for result in results]

    return talk(root, said)


def test_the_server_says_what_it_offers(mail: Path) -> None:
    """Tools that only read, with what they take; the base's title; an index and a template of resources."""

    async def said(client: Client) -> tuple[Any, ...]:
        tools = (await client.list_tools()).tools
        resources = (await client.list_resources()).resources
        templates = (await client.list_resource_templates()).resource_templates
        return client.server_info, tools, resources, templates

    info, tools, resources, templates = talk(mail, said)
    assert (info.name, info.title, info.version) == ("kb", "Mail codes", kb.__version__)
    assert [tool.name for tool in tools] == ["find", "show", "compare", "related", "path", "lint", "explain"]
    assert all(tool.annotations.read_only_hint and tool.description for tool in tools)
    assert all("description" in about for tool in tools for about in tool.input_schema["properties"].values())
    assert [resource.uri for resource in resources] == ["kb://index"]
    assert [template.uri_template for template in templates] == ["kb://{kind}/{+id}{?language}"]


def test_tools_answer(mail: Path) -> None:
    """In Markdown, with keys by which to ask on."""
    found, shown, korean, compared, uncompared, dismissed, related, way, rule = ask(
        mail,
        ("find", {"text": "relay said: 504 AUTH not implemented", "limit": 1}),
        ("show", {"id": "SMTP 504"}),
        ("show", {"id": "smtp/504", "language": "ko"}),
        ("compare", {"a": "smtp/504", "b": "smtp/502"}),
        ("compare", {"a": "250", "b": "502"}),
        ("compare", {"a": "250", "b": "504"}),
        ("related", {"id": "tls"}),
        ("path", {"a": "smtp/502", "b": "crypto"}),
        ("explain", {"rule": "missing-comparison"}),
    )
    assert found.startswith("- code:smtp/504: SMTP 504 Parameter Not Implemented (its pattern ")
    assert shown.startswith("# SMTP 504 Parameter Not Implemented\n\n<kb://code/smtp/504>\n")
    assert "see [encryption](kb://term/tls)." in shown
    assert shown.endswith("Published at <https://codes.example.org/errors/codes/smtp/504.html>.\n")
    assert korean.startswith("# 메일 504 구현되지 않은 매개변수\n")
    assert "\n\n504 knows the command.\n\n" in compared
    assert "Nobody has compared these two." in uncompared
    assert "nobody confuses them: One is good news." in dismissed
    assert "## Used by codes\n\n- [SMTP 504 Parameter Not Implemented](kb://code/smtp/504)" in related
    assert [line.split(":")[1].strip() for line in way.splitlines()] == ["smtp/502", "smtp/504", "tls", "crypto"]
    assert "(broader: term:tls → term:crypto)" in way
    assert rule.startswith("# KB301 missing-comparison (warning)\n")


MISTAKES: list[tuple[str, dict[str, Any], str]] = [
    ("find", {"text": " "}, "say what is to be found"),
    ("find", {"text": "x", "kind": "cod"}, "there is no kind `cod`; did you mean `code`?"),
    ("find", {"text": "x", "limit": 0}, "greater than or equal to 1"),
    ("find", {}, "Field required"),
    ("show", {"id": "smtp/5044"}, "no record is called `smtp/5044`; did you mean `code:smtp/504`?"),
    ("show", {"id": "smtp/504", "language": "fr"}, "this base has no language `fr`; there is `en`, `ko`"),
    ("show", {"id": "../../etc/passwd"}, "no record is called"),
    ("compare", {"a": "504", "b": "smtp/504"}, "both are code:smtp/504"),
    ("path", {"a": "tls", "b": "nowhere"}, "no record is called `nowhere`"),
    ("lint", {"paths": ["../other"]}, "`../other` is no path within the project"),
    ("lint", {"paths": ["/etc"]}, "`/etc` is no path within the project"),
    ("lint", {"paths": ["nope"]}, "no record is in `nope`"),
    ("explain", {"rule": "KB999"}, "no rule is called `KB999`"),
    ("write", {}, "Unknown tool"),
]


def test_mistakes_are_errors_of_the_tool(mail: Path) -> None:
    """Each says what to do, and the server goes on."""
    *mistaken, after = ask(mail, *((tool, given) for tool, given, _ in MISTAKES), ("show", {"id": "crypto"}))
    for answer, (tool, given, words) in zip(mistaken, MISTAKES, strict=True):
        assert answer.startswith("refused: "), (tool, given)
        assert words in answer
        assert "Traceback" not in answer
    assert after.startswith("# Cryptography\n")


def test_resources_are_records(mail: Path) -> None:
    async def said(client: Client) -> dict[str, str]:
        texts = {}
        for uri in ("kb://index", "kb://code/smtp/504", "kb://code/smtp/504?language=ko", "kb://team/mail"):
            (content,) = (await client.read_resource(uri)).contents
            assert content.mime_type == "text/markdown"
            texts[uri] = content.text
        for uri in ("kb://code/nope", "kb://code/../../../etc/passwd", "kb://code//etc/passwd", "file:///etc/passwd"):
            with pytest.raises(MCPError):
                await client.read_resource(uri)
        return texts

    texts = talk(mail, said)
    assert "- [SMTP 504 Parameter Not Implemented](kb://code/smtp/504): " in texts["kb://index"]
    assert texts["kb://code/smtp/504"].startswith("# SMTP 504 ")
    assert texts["kb://code/smtp/504?language=ko"].startswith("# 메일 504 ")
    assert "- Level: 3" in texts["kb://team/mail"].splitlines()


def test_changes_of_files_are_seen(tmp_path: Path) -> None:
    """New, changed and deleted records; a broken kb.yaml is told with its place, and mended again."""
    root = write(tmp_path / "mail", FILES)
    term = root / "records/terms/new.yaml"

    async def said(client: Client) -> list[str]:
        async def show(id_: str) -> str:
            await anyio.sleep(0.6)  # it looks at the files twice a second
            result = await client.call_tool("show", {"id": id_})
            return f"{'refused: ' * bool(result.is_error)}{result.content[0].text}"

        seen = [await show("new")]
        term.write_text("term: New\ndefinition: One.\n")
        seen.append(await show("new"))
        term.write_text("term: New\ndefinition: Another.\n")
        seen.append(await show("new"))
        (root / "kb.yaml").write_text("title: [\n")
        seen.append(await show("new"))
        (root / "kb.yaml").write_text(FILES["kb.yaml"])
        term.unlink()
        seen.append(await show("new"))
        return seen

    none, one, another, broken, gone = talk(root, said)
    assert none.startswith("refused: ")
    assert "\n\nOne.\n" in one
    assert "\n\nAnother.\n" in another
    assert broken.startswith("refused: ")
    assert "kb.yaml:" in broken
    assert gone.startswith("refused: ")


def test_nothing_is_read_again_while_nothing_changes(mail: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library = Library(mail)
    first = library.copy()
    library._looked = 0  # it was long ago
    assert library.copy() is first
    os.utime(mail / "kb.yaml", (time.time() + 5, time.time() + 5))
    library._looked = 0
    assert library.copy() is not first


def test_what_lies_outside_is_never_read(tmp_path: Path) -> None:
    """A link out of the project is no record."""
    (tmp_path / "secret.yaml").write_text("term: Secret\ndefinition: The password.\n")
    root = write(tmp_path / "mail", FILES)
    (root / "records/terms/secret.yaml").symlink_to(tmp_path / "secret.yaml")
    shown, found = ask(root, ("show", {"id": "secret"}), ("find", {"text": "password"}))
    assert shown.startswith("refused: ")
    assert "The password" not in shown + found


def test_lint_tells_what_is_wrong(tmp_path: Path) -> None:
    files = FILES | {"records/terms/bad.yaml": "term: Bad\ndefinition: See [[nowhere]].\nrelated: [nothing]\n"}
    root = write(tmp_path / "mail", files)
    bad, good = ask(root, ("lint", {"paths": ["records/terms/bad.yaml"]}), ("lint", {"paths": ["records/teams"]}))
    assert "- records/terms/bad.yaml:3:11: error KB201 broken-reference: " in bad
    assert bad.startswith("2 error")
    assert "bad.yaml" not in good


def test_stdout_is_the_protocol_only(mail: Path) -> None:
    """Nothing is printed at start, and the end of input is the end."""
    command = [sys.executable, "-m", "kb", "mcp"]
    done = subprocess.run(command, cwd=mail, env=ENVIRONMENT, input=b"", capture_output=True, check=False, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


@pytest.mark.parametrize(
    ("yaml", "words"), [("title: [\n", "kb.yaml:"), (None, "there is no kb.yaml")], ids=["broken", "missing"]
)
def test_without_a_base_it_ends_in_one_line(tmp_path: Path, yaml: str | None, words: str) -> None:
    if yaml:
        (tmp_path / "kb.yaml").write_text(yaml)
    command = [sys.executable, "-m", "kb", "mcp", "--root", str(tmp_path)]
    done = subprocess.run(command, cwd="/", env=ENVIRONMENT, input=b"", capture_output=True, check=False, timeout=60)
    assert (done.returncode, done.stdout) == (2, b"")
    assert words in done.stderr.decode()
    assert done.stderr.count(b"\n") == 1


def test_without_mcp_kb_says_what_to_install(mail: Path) -> None:
    script = "import sys; sys.modules['mcp'] = None; from kb.cli import main; sys.argv = ['kb', 'mcp']; main()"
    done = subprocess.run([sys.executable, "-c", script], cwd=mail, env=ENVIRONMENT, capture_output=True, check=False)
    assert done.returncode == 2
    assert done.stderr == b"kb: this needs mcp, which is not installed; pip install 'kbgraph[mcp]'\n"


# Finding, in the reference.


@pytest.fixture(name="index", scope="module")
def _index() -> Index:
    return Index(kb.load(ROOT))


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("smtp 504", "code:smtp/504"),
        ("HTTP/1.1 503 Service Unavailable", "code:http/503"),
        ("550 5.7.1 <x@example.org>: Relay access denied", "code:smtp-enhanced/5.7.1"),
        ("greylisting", "term:greylisting"),
        ("그레이리스팅이 뭔가요", "term:greylisting"),
        ("dial tcp: lookup db.example.com on 10.0.0.2:53: no such host", "code:dns/nxdomain"),
        ("ssl/tls alert handshake failure", "code:tls/handshake_failure"),
        ("too many requests http", "code:http/429"),
        ("how do I tell 502 503 and 504 apart?", "guide:http-gateway-errors"),
    ],
)
def test_the_best_of_what_is_found(index: Index, text: str, key: str) -> None:
    assert index.find(text)[0].record.key == key


def test_a_number_among_words_is_a_weak_sign(index: Index) -> None:
    """In `(110: Connection timed out)` it is none of FTP."""
    found = [
        hit.record.key for hit in index.find("upstream timed out (110: Connection timed out) while reading response")
    ]
    assert found.index("code:ftp/110") > 2


def test_long_and_strange_questions_end(index: Index) -> None:
    for text in ("x" * 100_000, "504 " * 30_000, "\n" * 50_000, "\x00\ud800 %s {title}", "[[" * 9_000):
        index.find(text)


def test_patterns_that_never_end_are_not_tried(tmp_path: Path) -> None:
    files = {
        "kb.yaml": "title: T\n",
        "records/codes/a/1.yaml": "code: 1\nname: N\nsummary: S.\npatterns: ['(a+)+b', '(x', 'ok']\n",
    }
    index = Index(kb.load(files))
    assert index.find("a" * 400) == []
    assert [hit.why for hit in index.find("it is ok")][:1] == ["its pattern `ok` matches"]
