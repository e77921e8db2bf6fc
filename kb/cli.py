"""The command line: reads options, calls one function of `kb.commands` and exits. Heavy imports wait until needed."""

from __future__ import annotations

import gc
import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from kb import __version__
from kb.export import BY_NAME as exports  # noqa: N811  (one shelf among several)
from kb.project import UserError, find_root
from kb.reports import FORMATS as reports  # noqa: N811
from kb.terminal import printable, say

app = typer.Typer(
    name="kb",
    help="A knowledge-graph glossary and linter for error codes, guides and terms kept as YAML.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Root = Annotated[
    Path | None,
    typer.Option("--root", metavar="DIR", help="The folder of kb.yaml; by default the nearest at or above this one."),
]


def _checked(root: Path | None) -> Path | None:
    return root and find_root(root)


AnyRoot = Annotated[
    Path | None,
    typer.Option("--root", metavar="DIR", callback=_checked, help="The folder of kb.yaml; not needed here."),
]
PlainFormat = StrEnum("PlainFormat", ["text", "json"])
DiffFormat = StrEnum("DiffFormat", ["text", "json", "markdown"])
Level = StrEnum("Level", ["error", "warning", "info", "never"])
Engine = StrEnum("Engine", ["mkdocs", "zensical"])


def _version(wanted: bool) -> None:
    if wanted:
        print(f"kb {__version__}")
        raise typer.Exit


@app.callback()
def main_options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """A knowledge-graph glossary and linter for error codes, guides and terms kept as YAML."""


@app.command()
def init(
    directory: Annotated[Path, typer.Argument(metavar="[DIR]", help="Where to begin.")] = Path(),
    root: Annotated[Path, typer.Option("--root", metavar="DIR", help="The folder that DIR is in.")] = Path(),
) -> None:
    """Begin a knowledge base: a configuration and a few records to grow from."""
    from kb.commands import init as command

    raise typer.Exit(command.run(root / directory))


@app.command()
def new(
    kind: Annotated[str, typer.Argument(help="code, guide, term, or a kind of your own.")],
    id: Annotated[str, typer.Argument(help="The new record's id, such as smtp/504.")],
    root: Root = None,
) -> None:
    """Write the skeleton of a record."""
    from kb.commands import new as command

    raise typer.Exit(command.run(root, kind, id))


Paths = Annotated[list[Path] | None, typer.Argument(help="Report only on these; all is loaded.")]
LintOutput = Annotated[
    Path | None,
    typer.Option("-o", "--output", metavar="FILE", help="Write that format there, and print text for people."),
]
Select = Annotated[list[str] | None, typer.Option(help="Run only these rules (KB301, KB3, missing-comparison).")]
Ignore = Annotated[list[str] | None, typer.Option(help="Leave these rules out.")]
FailOn = Annotated[Level | None, typer.Option(help="The lowest severity that fails; by default warning.")]
Unsafe = Annotated[bool, typer.Option("--unsafe-fixes", help="Mend also what the author may have meant otherwise.")]
Diff = Annotated[bool, typer.Option("--diff", help="Show what would be mended, and write nothing.")]
AsText = Annotated[str, typer.Option("--format", metavar="FORMAT", help=f"How findings are printed: {reports}.")]
NoCache = Annotated[bool, typer.Option("--no-cache", help="Read and check everything anew.")]


@app.command()
def lint(
    paths: Paths = None,
    format: AsText = "text",
    output: LintOutput = None,
    select: Select = None,
    ignore: Ignore = None,
    fail_on: FailOn = None,
    fix: Annotated[bool, typer.Option("--fix", help="Mend what can be mended.")] = False,
    unsafe_fixes: Unsafe = False,
    diff: Diff = False,
    statistics: Annotated[
        bool,
        typer.Option("--statistics", help="Count the findings of each rule, in place of them; in json beside them."),
    ] = False,
    watch: Annotated[bool, typer.Option("--watch", help="Check again after each change.")] = False,
    update_baseline: Annotated[
        bool,
        typer.Option("--update-baseline", help="Write all that is found into the baseline, and report it no more."),
    ] = False,
    no_cache: NoCache = False,
    root: Root = None,
) -> None:
    """Check the records. Exits with 1 when something is found at or above the fail level."""
    from kb.commands import lint as command

    request = command.Request(
        root=root,
        paths=tuple(paths or ()),
        format=format,
        output=output,
        select=tuple(_split(select)),
        ignore=tuple(_split(ignore)),
        fail_on=fail_on.value if fail_on else None,
        statistics=statistics,
        fix=fix,
        unsafe_fixes=unsafe_fixes,
        diff=diff,
        update_baseline=update_baseline,
        cache=not no_cache,
    )
    if watch and (fix or diff or update_baseline or output):
        raise UserError("--watch only reports; leave out --fix, --diff, --output and --update-baseline")
    raise typer.Exit(command.watch(request) if watch else command.run(request))


@app.command()
def fix(
    paths: Paths = None,
    format: AsText = "text",
    output: LintOutput = None,
    select: Select = None,
    ignore: Ignore = None,
    fail_on: FailOn = None,
    unsafe_fixes: Unsafe = False,
    diff: Diff = False,
    no_cache: NoCache = False,
    root: Root = None,
) -> None:
    """Mend what can be mended, and report the rest: `kb lint --fix`."""
    lint(paths, format, output, select, ignore, fail_on, True, unsafe_fixes, diff, no_cache=no_cache, root=root)


@app.command()
def stamp(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Translations that are up to date now; else all without a stamp.")
    ] = None,
    root: Root = None,
) -> None:
    """Note in translations which texts of their originals they translate, so that lint sees when these change."""
    from kb.commands import stamp as command

    raise typer.Exit(command.run(root, list(paths or ())))


@app.command()
def explain(
    rule: Annotated[str, typer.Argument(help="A code or a name, such as KB301.")],
    _root: AnyRoot = None,
) -> None:
    """Explain a rule: why it matters, with an example and its mending."""
    from kb.commands import explain as command

    raise typer.Exit(command.run(rule))


@app.command()
def rules(
    format: Annotated[PlainFormat, typer.Option("--format", help="How the list is printed.")] = PlainFormat.text,
    _root: AnyRoot = None,
) -> None:
    """List the rules."""
    from kb.commands import rules as command

    raise typer.Exit(command.run(format.value))


@app.command()
def show(
    id: Annotated[str, typer.Argument(help="A key, id, title or alias.")],
    format: Annotated[PlainFormat, typer.Option("--format", help="How the record is printed.")] = PlainFormat.text,
    root: Root = None,
) -> None:
    """Show a record and what it is connected with."""
    from kb.commands import show as command

    raise typer.Exit(command.run(root, id, format.value))


@app.command()
def path(
    a: Annotated[str, typer.Argument(help="A key, id, title or alias.")],
    b: Annotated[str, typer.Argument(help="Another.")],
    format: Annotated[PlainFormat, typer.Option("--format", help="How the way is printed.")] = PlainFormat.text,
    root: Root = None,
) -> None:
    """Show the shortest way from one record to another."""
    from kb.commands import path as command

    raise typer.Exit(command.run(root, a, b, format.value))


@app.command()
def suggest(
    format: Annotated[PlainFormat, typer.Option("--format", help="How the pairs are printed.")] = PlainFormat.text,
    family: Annotated[str | None, typer.Option(help="Only pairs with a code of this family.")] = None,
    limit: Annotated[int, typer.Option(min=0, metavar="N", help="How many pairs; 0 for all, best first.")] = 20,
    about: Annotated[str | None, typer.Option("--for", metavar="ID", help="Only pairs with this code.")] = None,
    all: Annotated[bool, typer.Option("--all", help="Rank pairs that are compared already, too.")] = False,
    accept: Annotated[
        tuple[str, str] | None, typer.Option("--accept", metavar="A B", help="Write a comparison of two codes.")
    ] = None,
    difference: Annotated[str | None, typer.Option(help="With --accept: how the two differ.")] = None,
    dismiss: Annotated[
        tuple[str, str] | None,
        typer.Option("--dismiss", metavar="A B", help="Write that nobody confuses two codes; needs --reason."),
    ] = None,
    reason: Annotated[str | None, typer.Option(help="With --dismiss: why nobody confuses the two.")] = None,
    root: Root = None,
) -> None:
    """Show pairs of codes that readers confuse and nobody compared, and why; or answer for one pair."""
    from kb.commands import suggest as command

    if accept and dismiss:
        raise UserError("a pair is accepted or dismissed; give one of --accept and --dismiss")
    if (difference is not None and not accept) or (reason is not None and not dismiss):
        raise UserError("--difference goes with --accept, --reason with --dismiss")
    if accept:
        raise typer.Exit(command.accept(root, *accept, difference))
    if dismiss:
        raise typer.Exit(command.dismiss(root, *dismiss, reason))
    wanted = command.Request(root=root, format=format.value, family=family, limit=limit, about=about, compared=all)
    raise typer.Exit(command.run(wanted))


@app.command()
def stats(
    format: Annotated[PlainFormat, typer.Option("--format", help="How the counts are printed.")] = PlainFormat.text,
    root: Root = None,
) -> None:
    """Count records, edges and translations."""
    from kb.commands import stats as command

    raise typer.Exit(command.run(root, format.value))


@app.command()
def diff(
    rev: Annotated[
        str,
        typer.Argument(metavar="REV", help="A commit, branch or tag; or two as A..B, or A...B from where B left A."),
    ],
    rev2: Annotated[
        str | None, typer.Argument(metavar="[REV]", help="Another; by default the files as they are now.")
    ] = None,
    format: Annotated[
        DiffFormat, typer.Option("--format", help="How it is printed; markdown is for pull requests.")
    ] = DiffFormat.text,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help="Write that format there, and print text for people."),
    ] = None,
    fail_on: Annotated[
        Level, typer.Option(help="The lowest severity of an introduced finding that fails.")
    ] = Level.never,
    limit: Annotated[
        int | None, typer.Option(min=0, metavar="N", help="Items of each list in text and markdown; 0 for all.")
    ] = None,
    root: Root = None,
) -> None:
    """Compare two git revisions, or one and the working tree, as graphs."""
    from kb.commands import diff as command

    raise typer.Exit(command.run(root, rev, rev2, format.value, fail_on.value, output=output, limit=limit))


@app.command()
def schema(
    kind: Annotated[
        str | None, typer.Argument(help="code, guide, term, kb, or e.g. code.translation; all when left out.")
    ] = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", metavar="DIR", help="Write the files there.")] = None,
    root: Root = None,
) -> None:
    """Print the JSON Schemas of the records, for editors: with the kinds of a project's own, where there is one."""
    from kb.commands import schema as command

    raise typer.Exit(command.run(root, kind, output))


@app.command()
def export(
    to: Annotated[str, typer.Option("--to", metavar="FORMAT", help=f"{exports}.")],
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            metavar="FILE",
            help="Write there, not to stdout; csv and parquet are two files, for a folder or a .zip.",
        ),
    ] = None,
    kind: Annotated[list[str] | None, typer.Option(help="Only records of this kind.")] = None,
    family: Annotated[
        list[str] | None, typer.Option(help="Only codes of this family, and what they link with.")
    ] = None,
    relation: Annotated[list[str] | None, typer.Option(help="Only edges of this relation.")] = None,
    around: Annotated[str | None, typer.Option(metavar="ID", help="Only what is near this record.")] = None,
    depth: Annotated[int, typer.Option(min=0, help="How many steps count as near.")] = 1,
    root: Root = None,
) -> None:
    """Write the graph for other tools."""
    from kb.commands import export as command

    narrowing = command.Narrowing(_split(kind), _split(family), _split(relation), around, depth)
    raise typer.Exit(command.run(root, to, output, narrowing))


@app.command()
def build(
    engine: Annotated[Engine, typer.Option(help="What turns Markdown into the site.")] = Engine.mkdocs,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="DIR", help="By default the folder build beside kb.yaml."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Build in spite of errors.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Fail on warnings of the engine.")] = False,
    no_cache: Annotated[bool, typer.Option("--no-cache", help="Make all pages, whatever was built before.")] = False,
    root: Root = None,
) -> None:
    """Build the site: Markdown under build/docs, pages under build/site."""
    from kb.commands import build as command

    raise typer.Exit(command.run(root, engine.value, output, force=force, strict=strict, whole=no_cache))


@app.command()
def serve(
    engine: Annotated[Engine, typer.Option(help="What turns Markdown into the site.")] = Engine.mkdocs,
    host: Annotated[str, typer.Option(help="The address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port to listen at.")] = 8000,
    root: Root = None,
) -> None:
    """Build the site, show it on this machine, and build it again whenever a record changes."""
    from kb.commands import serve as command

    raise typer.Exit(command.run(root, engine.value, host, port))


@app.command()
def mv(
    old: Annotated[str, typer.Argument(help="A key, id, title or alias.")],
    new: Annotated[str, typer.Argument(help="The new id, such as smtp/505.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", "-n", help="Show the difference, and write nothing.")] = False,
    root: Root = None,
) -> None:
    """Rename a record: its files, its translations, and every reference and link to it."""
    from kb.commands import mv as command

    raise typer.Exit(command.run(root, old, new, dry_run=dry_run))


@app.command()
def lsp(
    stdio: Annotated[
        bool, typer.Option("--stdio", help="Speak over stdin and stdout, which it does anyway; editors pass it.")
    ] = True,
    root: Root = None,
) -> None:
    """Serve an editor: findings as you type, completion, hover, links, renaming. Speaks LSP on stdin and stdout."""
    from kb.commands import lsp as command

    del stdio
    raise typer.Exit(command.run(root))


@app.command()
def mcp(root: Root = None) -> None:
    """Serve an assistant: finds, shows and compares records for a language model. Speaks MCP on stdin and stdout."""
    from kb.commands import mcp as command

    raise typer.Exit(command.run(root))


def _split(values: list[str] | None) -> list[str]:
    """Take `--select KB1 --select KB2` and `--select KB1,KB2` for the same."""
    return [part.strip() for value in values or [] for part in value.split(",") if part.strip()]


def _prepare_streams() -> None:
    """Make the output the same bytes everywhere; streams that the caller has closed (`>&-`) lead nowhere."""
    sys.stdout = sys.stdout or open(os.devnull, "w")  # noqa: SIM115
    sys.stderr = sys.stderr or open(os.devnull, "w")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")


def main() -> None:
    """Run the command line; a user's mistake ends in one line and exit code 2, never in a traceback."""
    _prepare_streams()
    gc.disable()  # a command is short, makes no circles to speak of, and keeps nearly all that it makes
    try:
        app()
    except UserError as error:
        say(f"kb: {printable(str(error))}")
        code = 2
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 1
    except KeyboardInterrupt:
        code = 130
    except OSError as error:  # a full disk, a folder that went away
        if os.environ.get("KB_DEBUG"):
            raise
        say(f"kb: {printable(str(error.filename or 'the output'))}: {error.strerror or error}")
        code = 2
    except Exception as error:  # the edge of the program: whatever is left is our own failure
        if os.environ.get("KB_DEBUG"):
            raise
        say(f"kb: this is a fault of kb itself: {type(error).__name__}: {error}".splitlines()[0])
        say("kb: set KB_DEBUG=1 to see where, and please report it")
        code = 2
    else:
        return
    sys.exit(code)
