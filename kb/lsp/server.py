"""The server: what is open, what is asked, what is published. Answers are worked out beside the loop that reads."""

from __future__ import annotations

import asyncio
import gc
import logging
import signal
import sys
from collections import defaultdict
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol, lsp_method

from kb import __version__
from kb.base import Base
from kb.config import FILE
from kb.finding import Finding
from kb.lsp import actions, completion, hover, navigation, positions, rename, symbols
from kb.lsp.carrying import carry
from kb.lsp.diagnostics import diagnostic
from kb.lsp.linter import Linter
from kb.lsp.positions import Columns
from kb.lsp.project import Loaded, Project
from kb.lsp.view import Abilities, View, abilities
from kb.lsp.workspace import Workspace, path_of
from kb.renaming import RenameError

_log = logging.getLogger(__name__)

Published = dict[str, list[types.Diagnostic]]
"""Diagnostics by the address of their document."""

REQUEST_FAILED = -32803


class Result(NamedTuple):
    """What linting a project found, in the texts of which generation."""

    generation: int
    base: Base
    findings: list[Finding]
    by_path: dict[str, list[Finding]]
    shown: Published


class RefusedError(JsonRpcException):
    """What was asked for cannot be done; the message says why, and the editor shows it."""

    CODE = REQUEST_FAILED


class _Protocol(LanguageServerProtocol):
    @lsp_method(types.INITIALIZE)
    def lsp_initialize(self, params: types.InitializeParams) -> Generator[Any, Any, types.InitializeResult]:
        """Agree on code points for columns where the editor knows them, whatever it likes best."""
        general = params.capabilities.general
        if general is not None:
            general.position_encodings = [positions.preferred(general.position_encodings)]
        return (yield from super().lsp_initialize(params))


class Server(LanguageServer):
    """A server for one editor, over all the bases that it has documents of."""

    def __init__(self, root: Path | None = None) -> None:
        """Serve the base at `root`, if it is given, beside those that the editor opens."""
        super().__init__(
            "kb", __version__, text_document_sync_kind=types.TextDocumentSyncKind.Full, protocol_cls=_Protocol
        )
        self.root = root
        self.bases = Workspace()
        self.able = Abilities()
        self.was_shut_down = False
        self._linter = Linter(self._linted, self._glanced, self._failed)
        self._results: dict[Project, Result] = {}
        self._published: dict[Project, Published] = {}
        self._news: defaultdict[Project, asyncio.Event] = defaultdict(asyncio.Event)
        self._answers = ThreadPoolExecutor(1, "kb-answers")
        self._loop: asyncio.AbstractEventLoop | None = None

    def begin(self, params: types.InitializeParams) -> None:
        """Take what the editor can do, and the folders that it has open."""
        self._loop = asyncio.get_running_loop()
        unit = self.protocol.workspace.position_encoding
        self.able = abilities(params.capabilities, unit)
        folders = [path_of(folder.uri) for folder in params.workspace_folders or ()]
        if not folders and params.root_uri:
            folders = [path_of(params.root_uri)]
        for folder in [*folders, self.root]:
            if folder:
                self.bases.enter(folder.absolute())

    # Changes.

    def changed(self, project: Project | None) -> None:
        """Lint a project again, since something in it changed."""
        if project is not None:
            self._linter.ask(project)

    def sort_anew(self) -> None:
        """Find out anew which bases there are, and lint them all."""
        for project in self.bases.sort_anew():
            self._linter.forget(project)
            self._results.pop(project, None)
            self._news[project].set()
            self._clear(project)
        for project in self.bases.projects:
            project.touch()
            self._linter.ask(project)

    def _clear(self, project: Project) -> None:
        for uri in self._published.pop(project, {}):
            self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))

    # Findings. The linter's thread prepares what the loop publishes.

    def _linted(self, project: Project, loaded: Loaded, findings: list[Finding]) -> None:
        by_path, shown = self._shown(project, loaded, findings)
        result = Result(loaded.generation, loaded.base, findings, by_path, shown)
        self._in_loop(self._publish, project, loaded.generation, shown, result)

    def _glanced(self, project: Project, loaded: Loaded, findings: list[Finding], slow: frozenset[str]) -> None:
        """Show what is known, and beside it what the slow rules found before, where their places can still be told."""
        before = self._results.get(project)
        if before is None:
            return
        kept = [*findings, *carry(before.findings, slow, before.base, loaded.base)]
        _, shown = self._shown(project, loaded, sorted(kept, key=lambda finding: finding.order))
        self._in_loop(self._publish, project, loaded.generation, shown)

    def _shown(
        self, project: Project, loaded: Loaded, findings: list[Finding]
    ) -> tuple[dict[str, list[Finding]], Published]:
        """Give findings by path, and as they are published, which is not worked out again where nothing changed."""
        by_path: dict[str, list[Finding]] = defaultdict(list)
        for finding in findings:
            by_path[finding.path].append(finding)
        before = self._results.get(project)
        columns = Columns(self.able.unit)
        shown: Published = {}
        for path, listed in by_path.items():
            uri = self.bases.uri(project, path)
            reading = loaded.base.readings_by_path.get(path)
            is_same = before and reading is not None and before.base.readings_by_path.get(path) is reading
            if before and is_same and before.by_path.get(path) == listed and uri in before.shown:
                shown[uri] = before.shown[uri]
            elif self.bases.is_home(project, path):
                shown[uri] = [
                    diagnostic(finding, loaded.base, columns, lambda other: self.bases.uri(project, other))
                    for finding in listed
                ]
        return dict(by_path), shown

    def _failed(self, project: Project, error: Exception) -> None:
        """Say that linting failed by a fault of ours; what was found before stays."""
        _log.error("linting %s failed", project.root, exc_info=error)
        self._in_loop(self._complain, project, error)

    def _in_loop(self, call: Callable[..., None], *values: Any) -> None:
        """Call something in the loop that reads, if it has not ended meanwhile."""
        assert self._loop is not None
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(call, *values)

    def _complain(self, project: Project, error: Exception) -> None:
        message = f"kb: linting {project.root} failed: {type(error).__name__}: {error}"
        self.window_log_message(types.LogMessageParams(types.MessageType.Error, message))
        self._news[project].set()

    def _publish(self, project: Project, generation: int, new: Published, result: Result | None = None) -> None:
        """Publish what has changed since the last time, unless the texts have changed meanwhile."""
        if generation != project.generation or project not in self.bases.projects:
            return
        old = self._published.get(project, {})
        for uri in sorted({*old, *new}):
            if old.get(uri, []) != new.get(uri, []):
                version = self.bases.version(uri)
                self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, new.get(uri, []), version))
        self._published[project] = new
        if result is None:
            return
        if not self._results:
            gc.freeze()  # what was read stays: looking through it for garbage again and again would cost much
        self._results[project] = result
        self._news[project].set()

    async def result(self, project: Project) -> Result | None:
        """Give what linting found in the texts as they are now, once it is known; nothing when linting failed."""
        while (result := self._results.get(project)) is None or result.generation != project.generation:
            self._news[project].clear()
            await self._news[project].wait()
            if self._results.get(project) is result:
                return None
        return result

    # Questions.

    def view(self, base: Base, project: Project, path: str) -> View:
        """Give a document as questions are asked about it."""
        return View(
            base,
            path,
            lambda other: self.bases.uri(project, other),
            self.bases.version,
            self.able,
        )

    async def ask(self, uri: str, question: Callable[[View], Any]) -> Any:
        """Work out an answer about a document; nothing when it is in no base, or the question is a fault of ours."""
        spot = self.bases.locate(uri)
        if spot is None:
            return None

        def work() -> Any:
            return question(self.view(spot.project.loaded().base, spot.project, spot.path))

        return await self.work_out(work)

    async def work_out(self, work: Callable[[], Any]) -> Any:
        """Do some work in the thread of answers. A refusal is passed on, a fault of ours is logged."""
        try:
            return await asyncio.get_running_loop().run_in_executor(self._answers, work)
        except RenameError as error:
            raise RefusedError(str(error)) from error
        except Exception:  # noqa: BLE001 - the editor goes on after a fault of ours
            _log.exception("a question could not be answered")
            return None


def opened(server: Server, params: types.DidOpenTextDocumentParams) -> None:
    """Take the text of a document that was opened."""
    document = params.text_document
    server.changed(server.bases.put(document.uri, document.text, document.version))


def changed(server: Server, params: types.DidChangeTextDocumentParams) -> None:
    """Take the text of a document that was changed."""
    uri = params.text_document.uri
    text = server.workspace.get_text_document(uri).source
    server.changed(server.bases.put(uri, text, params.text_document.version))


def closed(server: Server, params: types.DidCloseTextDocumentParams) -> None:
    """Let the file count again."""
    server.changed(server.bases.drop(params.text_document.uri))


def saved(server: Server, params: types.DidSaveTextDocumentParams) -> None:
    """Look at the files again: an editor that watches none still tells when it saves one."""
    spot = server.bases.locate(params.text_document.uri)
    if spot is None or spot.path == FILE:
        server.sort_anew()
    elif not server.able.registers_watchers:
        spot.project.touch()
        server.changed(spot.project)


def watched(server: Server, params: types.DidChangeWatchedFilesParams) -> None:
    """Look again at the bases in which files changed; a kb.yaml that comes or goes changes which bases there are."""
    told = [(path, change.type) for change in params.changes if (path := path_of(change.uri))]
    if any(path.name == FILE for path, _ in told):
        server.sort_anew()
        return
    touched: dict[Project, None] = {}
    for path, kind in told:
        for project, inside in server.bases.inside(path):
            is_laid_over = kind is types.FileChangeType.Changed and project.is_open(inside)
            if project.concerns(inside) and not is_laid_over:
                touched[project] = None
    for project in touched:
        project.touch()
        server.changed(project)


def initialize(server: Server, params: types.InitializeParams) -> None:
    """Meet the editor."""
    server.begin(params)


def initialized(server: Server, _: types.InitializedParams) -> None:
    """Lint what the editor has open, and ask to be told of files that others change."""
    for project in server.bases.projects:
        server.changed(project)
    if server.able.registers_watchers:
        options = types.DidChangeWatchedFilesRegistrationOptions([types.FileSystemWatcher("**/*")])
        method = types.WORKSPACE_DID_CHANGE_WATCHED_FILES
        server.client_register_capability(
            types.RegistrationParams([types.Registration("kb-watched-files", method, options)])
        )


def folders_changed(server: Server, params: types.DidChangeWorkspaceFoldersParams) -> None:
    """Lint the bases of folders that were opened."""
    for folder in params.event.added:
        if path := path_of(folder.uri):
            server.changed(server.bases.enter(path))


def shut_down(server: Server, _: None) -> None:
    """Note that the editor took its leave, which makes the exit a success."""
    server.was_shut_down = True


async def code_actions(server: Server, params: types.CodeActionParams) -> list[types.CodeAction] | None:
    """Offer what can be done about findings, once those in the texts as they are now are known."""
    spot = server.bases.locate(params.text_document.uri)
    result = await server.result(spot.project) if spot else None
    if spot is None or result is None:
        return None
    view = server.view(result.base, spot.project, spot.path)
    found: list[types.CodeAction] | None = await server.work_out(lambda: actions.actions(view, params, result.findings))
    return found


async def find_symbols(server: Server, params: types.WorkspaceSymbolParams) -> list[types.WorkspaceSymbol]:
    """Find records by name in all bases."""

    def work() -> list[types.WorkspaceSymbol]:
        views = [server.view(project.loaded().base, project, FILE) for project in server.bases.projects]
        return [found for view in views for found in symbols.find(view, params.query)]

    return await server.work_out(work) or []


async def resolve_completion(server: Server, item: types.CompletionItem) -> types.CompletionItem:
    """Add to an item what is shown beside it."""
    uri = item.data.get("uri") if isinstance(item.data, dict) else None
    return (await server.ask(uri, lambda view: completion.resolve(view, item)) if uri else None) or item


async def will_rename(server: Server, params: types.RenameFilesParams) -> types.WorkspaceEdit | None:
    """Rename the record with its file, when somebody gives one file another name."""
    if len(params.files) != 1:
        return None
    file = params.files[0]
    old, new = server.bases.locate(file.old_uri), server.bases.locate(file.new_uri)
    if old is None or new is None or old.project is not new.project:
        return None
    found: types.WorkspaceEdit | None = await server.ask(file.old_uri, lambda view: rename.follow(view, new.path))
    return found


QUESTIONS: dict[str, tuple[Callable[[View, Any], Any], Any]] = {
    types.TEXT_DOCUMENT_COMPLETION: (
        completion.complete,
        types.CompletionOptions(trigger_characters=[*completion.TRIGGERS], resolve_provider=True),
    ),
    types.TEXT_DOCUMENT_HOVER: (hover.hover, None),
    types.TEXT_DOCUMENT_DEFINITION: (navigation.definition, None),
    types.TEXT_DOCUMENT_REFERENCES: (navigation.references, None),
    types.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT: (navigation.highlights, None),
    types.TEXT_DOCUMENT_DOCUMENT_LINK: (navigation.document_links, None),
    types.TEXT_DOCUMENT_DOCUMENT_SYMBOL: (symbols.outline, None),
    types.TEXT_DOCUMENT_PREPARE_RENAME: (rename.prepare, None),
    types.TEXT_DOCUMENT_RENAME: (rename.rename, types.RenameOptions(prepare_provider=True)),
}
"""The questions about one document, who answers them, and the options that are announced."""

NOTIFICATIONS: dict[str, Callable[[Server, Any], None]] = {
    types.INITIALIZE: initialize,
    types.INITIALIZED: initialized,
    types.SHUTDOWN: shut_down,
    types.TEXT_DOCUMENT_DID_OPEN: opened,
    types.TEXT_DOCUMENT_DID_CHANGE: changed,
    types.TEXT_DOCUMENT_DID_CLOSE: closed,
    types.TEXT_DOCUMENT_DID_SAVE: saved,
    types.WORKSPACE_DID_CHANGE_WATCHED_FILES: watched,
    types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS: folders_changed,
}


def create(root: Path | None = None) -> Server:
    """Make a server that knows all that kb offers to editors."""
    server = Server(root)
    for method, handler in NOTIFICATIONS.items():
        server.feature(method)(handler)
    for method, (question, options) in QUESTIONS.items():
        server.feature(method, options)(_about_document(question))
    server.feature(types.COMPLETION_ITEM_RESOLVE)(resolve_completion)
    server.feature(types.WORKSPACE_SYMBOL)(find_symbols)
    files = types.FileOperationFilter(types.FileOperationPattern("**/*.{yaml,md}"))
    server.feature(types.WORKSPACE_WILL_RENAME_FILES, types.FileOperationRegistrationOptions([files]))(will_rename)
    server.feature(types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions([*actions.KINDS]))(code_actions)
    return server


def _about_document(question: Callable[[View, Any], Any]) -> Callable[[Server, Any], Any]:
    """Make the handler of a question about one document."""

    async def handler(server: Server, params: Any) -> Any:
        return await server.ask(params.text_document.uri, lambda view: question(view, params))

    return handler


def serve(root: Path | None) -> int:
    """Serve one editor over stdin and stdout; give 0 when it took its leave, 1 when it just went away."""
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="kb: %(message)s")
    logging.getLogger("pygls").setLevel(logging.CRITICAL)  # it would log each refusal with a traceback
    output, sys.stdout = sys.stdout.buffer, sys.stderr  # nothing but the protocol may reach the editor
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C ends it at once, though it waits for a line of input
    gc.enable()  # it stays for hours
    server = create(root)
    server.start_io(sys.stdin.buffer, output)
    return 0 if server.was_shut_down else 1
