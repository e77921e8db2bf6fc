"""An editor as `kb lsp` sees it: the real server in a process of its own, spoken to over its stdin and stdout."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from itertools import pairwise
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import Any
from urllib.parse import quote, unquote

from scratch import ENVIRONMENT

PATIENCE = 60
"""Seconds to wait for what must come. Reached only where a test fails."""

ABLE = {
    "general": {"positionEncodings": ["utf-16"]},
    "workspace": {
        "didChangeWatchedFiles": {"dynamicRegistration": True},
        "workspaceEdit": {"documentChanges": True, "resourceOperations": ["create", "rename", "delete"]},
    },
    "textDocument": {
        "hover": {"contentFormat": ["markdown", "plaintext"]},
        "definition": {"linkSupport": False},
        "completion": {"completionItem": {"snippetSupport": False}},
    },
}
"""What this editor can do, if a test does not say something else."""

Json = Any


class Refused(Exception):  # noqa: N818 - it reads as what happened
    """The server answered a request with an error."""


class Editor(AbstractContextManager["Editor"]):
    """An editor with one folder open. Positions are as in the protocol: from 0, in the agreed unit."""

    def __init__(
        self, folder: Path, *, able: Json = ABLE, folders: list[Path] | None = None, words: tuple[str, ...] = ()
    ) -> None:
        self.folder = folder
        self.process = subprocess.Popen(
            [sys.executable, "-m", "kb", "lsp", *words],
            cwd=folder.parent,
            env=ENVIRONMENT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self.messages: queue.Queue[Json] = queue.Queue()
        self.diagnostics: dict[str, list[Json]] = {}
        self.published: list[Json] = []
        self.registered: list[Json] = []
        self.logged: list[str] = []
        self.texts: dict[str, str] = {}
        self.versions: dict[str, int] = {}
        self._number = 0
        self._noise: list[bytes] = []
        self._threads = [Thread(target=self._read, daemon=True), Thread(target=self._listen, daemon=True)]
        for thread in self._threads:
            thread.start()
        opened = [{"uri": self.uri(path), "name": path.name} for path in folders or [folder]]
        root = {"rootUri": opened[0]["uri"], "workspaceFolders": opened}
        self.server = self.request("initialize", {"processId": None, "capabilities": able, **root})
        self.notify("initialized", {})

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take leave of the server; it must end well, and have had nothing to complain about."""
        try:
            if kind is None:
                self.request("shutdown", None)
                self.notify("exit", None)
                assert self.process.wait(PATIENCE) == 0
                self._threads[1].join(PATIENCE)
                noise = b"".join(self._noise).decode()
                assert not noise, noise
        finally:
            self.process.kill()
            self.process.wait()
            for thread in self._threads:
                thread.join(PATIENCE)
            for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
                if stream:
                    stream.close()

    # The wire.

    def _read(self) -> None:
        out = self.process.stdout
        assert out is not None
        while header := out.readline():
            length = 0
            while header.strip():
                name, _, value = header.decode().partition(":")
                length = int(value) if name.lower() == "content-length" else length
                header = out.readline()
            self.messages.put(json.loads(out.read(length)))
        self.messages.put(None)

    def _listen(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self._noise.append(line)

    def send(self, message: Json) -> None:
        """Send one message as it is."""
        data = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(data), data))
        self.process.stdin.flush()

    def notify(self, method: str, params: Json) -> None:
        """Tell the server something."""
        self.send({"method": method, "params": params})

    def request(self, method: str, params: Json) -> Json:
        """Ask the server something, and give its answer."""
        self._number += 1
        number = self._number
        self.send({"id": number, "method": method, "params": params})
        answer = self._until(lambda message: message.get("id") == number and "method" not in message)
        if "error" in answer:
            raise Refused(answer["error"]["message"])
        return answer["result"]

    def _until(self, is_it: Callable[[Json], bool]) -> Json:
        while True:
            message = self.messages.get(timeout=PATIENCE)
            assert message is not None, f"the server has ended: {b''.join(self._noise).decode()}"
            self._take(message)
            if is_it(message):
                return message

    def _take(self, message: Json) -> None:
        method = message.get("method")
        if method == "textDocument/publishDiagnostics":
            self.published.append(message["params"])
            self.diagnostics[self.path(message["params"]["uri"])] = message["params"]["diagnostics"]
        elif method == "window/logMessage":
            self.logged.append(message["params"]["message"])
        elif method == "client/registerCapability":
            self.registered += message["params"]["registrations"]
            self.send({"id": message["id"], "result": None})

    # Addresses.

    def uri(self, path: str | Path) -> str:
        """Give the address of a file of the folder, as this editor writes it."""
        return "file://" + quote(str(self.folder / path))

    def path(self, uri: str) -> str:
        """Give the path of an address inside the folder."""
        full = Path(unquote(uri.removeprefix("file://")))
        return full.relative_to(self.folder).as_posix() if full.is_relative_to(self.folder) else str(full)

    # Documents.

    def open(self, path: str, text: str | None = None) -> None:
        """Open a document: the file as it is, or a text for it."""
        self.texts[path] = (self.folder / path).read_bytes().decode() if text is None else text
        self.versions[path] = 1
        document = {"uri": self.uri(path), "languageId": "yaml", "version": 1, "text": self.texts[path]}
        self.notify("textDocument/didOpen", {"textDocument": document})

    def type(self, path: str, text: str) -> None:
        """Give an open document another text."""
        self.texts[path] = text
        self.versions[path] += 1
        document = {"uri": self.uri(path), "version": self.versions[path]}
        self.notify("textDocument/didChange", {"textDocument": document, "contentChanges": [{"text": text}]})

    def replace(self, path: str, old: str, new: str) -> None:
        """Type something in place of something in an open document."""
        assert old in self.texts[path]
        self.type(path, self.texts[path].replace(old, new, 1))

    def close(self, path: str) -> None:
        """Close a document without saving it."""
        del self.texts[path]
        self.notify("textDocument/didClose", {"textDocument": {"uri": self.uri(path)}})

    def watch(self, *changes: tuple[str, int]) -> None:
        """Tell that files were created (1), changed (2) or deleted (3) by others."""
        told = [{"uri": self.uri(path), "type": kind} for path, kind in changes]
        self.notify("workspace/didChangeWatchedFiles", {"changes": told})

    # What tests ask for.

    def found(self, path: str, wanted: Callable[[list[Json]], bool] = bool) -> list[Json]:
        """Wait until the diagnostics of a file are as wanted (by default: some), and give them."""
        if path not in self.diagnostics or not wanted(self.diagnostics[path]):
            self._until(lambda _: path in self.diagnostics and wanted(self.diagnostics[path]))
        return self.diagnostics[path]

    def codes(self, path: str, *codes: str) -> list[Json]:
        """Wait until a file has exactly the diagnostics of these rules."""
        return self.found(path, lambda found: sorted(one["code"] for one in found) == sorted(codes))

    def settle(self, path: str) -> None:
        """Wait until all that was typed is linted: the server offers actions only then."""
        self.ask("codeAction", path, range={"start": at(0, 0), "end": at(0, 0)}, context={"diagnostics": []})

    def ask(self, what: str, path: str, place: Json = None, **more: Json) -> Json:
        """Ask a question about a document, or a place in it."""
        position = {} if place is None else {"position": place}
        return self.request(f"textDocument/{what}", {"textDocument": {"uri": self.uri(path)}, **position, **more})

    def place(self, path: str, marked: str) -> Json:
        """Give the position of the `^` in a piece of an open document's text, such as `[[star^ttls]]`."""
        piece = marked.replace("^", "")
        assert self.texts[path].count(piece) == 1, (piece, self.texts[path])
        before = self.texts[path][: self.texts[path].index(piece) + marked.index("^")]
        line = before.rpartition("\n")[2]
        return at(before.count("\n"), len(line.encode("utf-16-le")) // 2)

    def cut(self, path: str, range_: Json) -> str:
        """Give what stands in a range of an open document."""
        return cut(self.texts[path], range_)

    def apply(self, edit: Json) -> dict[str, str]:
        """Apply a workspace edit to the open documents and the files; give the new texts."""
        texts: dict[str, str] = {}
        steps = edit.get("documentChanges") or [
            {"textDocument": {"uri": uri}, "edits": edits} for uri, edits in edit["changes"].items()
        ]
        for step in steps:
            if step.get("kind") == "rename":
                old, new = self.path(step["oldUri"]), self.path(step["newUri"])
                text = texts.pop(old, None)
                (self.folder / new).parent.mkdir(parents=True, exist_ok=True)
                (self.folder / old).rename(self.folder / new)
                texts[new] = (self.folder / new).read_bytes().decode() if text is None else text
                (self.folder / new).write_bytes(texts[new].encode())
                continue
            path = self.path(step["textDocument"]["uri"])
            if path in self.texts and "version" in step["textDocument"]:
                assert step["textDocument"]["version"] == self.versions[path]
            before = texts.get(path, self.texts.get(path)) or (self.folder / path).read_bytes().decode()
            texts[path] = edited(before, step["edits"])
            if path in self.texts:
                self.type(path, texts[path])
            else:
                (self.folder / path).write_bytes(texts[path].encode())
        return texts


def at(line: int, character: int) -> Json:
    """Give a position."""
    return {"line": line, "character": character}


def _offset(text: str, position: Json) -> int:
    lines = text.split("\n")
    units = lines[position["line"]].encode("utf-16-le")[: position["character"] * 2]
    return sum(len(line) + 1 for line in lines[: position["line"]]) + len(units.decode("utf-16-le"))


def cut(text: str, range_: Json) -> str:
    """Give what stands in a range of a text."""
    return text[_offset(text, range_["start"]) : _offset(text, range_["end"])]


def edited(text: str, edits: list[Json]) -> str:
    """Apply edits to a text, the last first; no two of them may overlap."""
    spots = sorted(
        (_offset(text, edit["range"]["start"]), _offset(text, edit["range"]["end"]), edit["newText"]) for edit in edits
    )
    assert all(first[1] <= second[0] for first, second in pairwise(spots))
    for start, end, new in reversed(spots):
        text = text[:start] + new + text[end:]
    return text
