"""`kb export` with formats of several files and of bytes: where they go, and what is refused in one line."""

from __future__ import annotations

import io
import os
import pty
import sqlite3
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from exported import FILES
from scratch import ENVIRONMENT, run, write


@pytest.fixture(name="mail", scope="module")
def _mail(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("mail"), FILES)


@pytest.mark.parametrize(("to", "names"), [("csv", "nodes.csv edges.csv"), ("parquet", "nodes.parquet edges.parquet")])
def test_several_files_go_into_a_folder(mail: Path, tmp_path: Path, to: str, names: str) -> None:
    """It is made where it is missing; a second time the files are replaced."""
    for _ in range(2):
        ran = run("export", "--to", to, "-o", tmp_path / "new" / "graph", cwd=mail)
        assert (ran.code, ran.out) == (0, "")
        assert "wrote 7 records and " in ran.err
        assert {file.name for file in (tmp_path / "new" / "graph").iterdir()} == set(names.split())


def test_a_folder_of_other_things_is_refused(mail: Path, tmp_path: Path) -> None:
    """Its user may have meant another: nothing in it is touched."""
    (tmp_path / "nodes.csv").write_text("mine")
    (tmp_path / "thesis.tex").write_text("mine")
    ran = run("export", "--to", "csv", "-o", tmp_path, cwd=mail)
    assert ran.code == 2
    assert "holds other files, such as `thesis.tex`; name a new or an empty folder" in ran.err
    assert {file.name: file.read_text() for file in tmp_path.iterdir()} == {"nodes.csv": "mine", "thesis.tex": "mine"}


@pytest.mark.parametrize("name", ["graph.csv", "kb.txt"])
def test_a_file_is_no_place_for_two(mail: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / "kb.txt").write_text("mine")
    ran = run("export", "--to", "csv", "-o", tmp_path / name, cwd=mail)
    assert (ran.code, ran.err.count("\n")) == (2, 1)
    assert "csv is nodes.csv and edges.csv; name a folder for them, or a file that ends in .zip" in ran.err
    assert (tmp_path / "kb.txt").read_text() == "mine"


def test_several_files_go_into_an_archive(mail: Path, tmp_path: Path) -> None:
    assert run("export", "--to", "csv", "-o", tmp_path / "graph.zip", cwd=mail).code == 0
    assert zipfile.ZipFile(tmp_path / "graph.zip").namelist() == ["nodes.csv", "edges.csv"]


def test_a_folder_that_cannot_be_made_is_told_in_one_line(mail: Path) -> None:
    ran = run("export", "--to", "csv", "-o", "/proc/graph", cwd=mail)
    assert (ran.code, ran.err.count("\n")) == (2, 1)
    assert "/proc/graph cannot be written: " in ran.err


def test_nothing_is_left_when_the_disk_is_full(mail: Path, tmp_path: Path) -> None:
    """Neither half a file nor one of two: here no file may have more than two blocks."""
    command = f'ulimit -f 2; exec "{sys.executable}" -m kb export --to csv -o "{tmp_path}/graph"'
    big = write(tmp_path / "big", FILES | {"records/terms/big.yaml": f"term: Big\ndefinition: {'word ' * 9000}\n"})
    done = subprocess.run(
        ["sh", "-c", f"trap '' XFSZ; {command}"], cwd=big, env=ENVIRONMENT, capture_output=True, check=False
    )
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr
    assert not (tmp_path / "graph").exists()
    assert mail.exists()


def _piped(mail: Path, to: str) -> bytes:
    command = [sys.executable, "-m", "kb", "export", "--to", to]
    return subprocess.run(command, cwd=mail, env=ENVIRONMENT, capture_output=True, check=True).stdout


def test_a_pipe_takes_bytes(mail: Path) -> None:
    """A database as it is, several files as an archive."""
    database = sqlite3.connect(":memory:")
    database.deserialize(_piped(mail, "sqlite"))
    assert database.execute("SELECT count(*) FROM nodes").fetchone() == (7,)
    assert len(zipfile.ZipFile(io.BytesIO(_piped(mail, "parquet"))).namelist()) == 2


@pytest.mark.parametrize(("to", "hint"), [("sqlite", "-o graph.sqlite"), ("csv", "-o FOLDER or -o graph.zip")])
def test_a_terminal_takes_no_bytes(mail: Path, to: str, hint: str) -> None:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "kb", "export", "--to", to]
    done = subprocess.run(command, cwd=mail, env=ENVIRONMENT, stdout=theirs, stderr=subprocess.PIPE, check=False)
    os.close(theirs)
    os.close(ours)
    assert (done.returncode, done.stderr.decode()) == (
        2,
        f"kb: {to} is nothing for a terminal; name where it goes with {hint}\n",
    )


def test_without_pyarrow_kb_says_what_to_install(mail: Path) -> None:
    script = "import sys; sys.modules['pyarrow'] = None; from kb.cli import main; sys.argv = ['kb', 'export', '--to', 'parquet']; main()"
    done = subprocess.run([sys.executable, "-c", script], cwd=mail, env=ENVIRONMENT, capture_output=True, check=False)
    assert done.returncode == 2
    assert done.stderr == b"kb: this needs pyarrow, which is not installed; pip install 'kbgraph[tables]'\n"


def test_help_names_every_format(mail: Path) -> None:
    from kb.export import BY_NAME

    words = " ".join(run("export", "--help", cwd=mail).out.split())
    assert str(BY_NAME) in words
    assert "text, json, sarif, github, gitlab or junit" in " ".join(run("lint", "--help", cwd=mail).out.split())


@pytest.mark.parametrize("to", ["csv", "jsonld", "llms-full", "parquet", "sqlite", "turtle"])
def test_two_processes_give_the_same_bytes(mail: Path, to: str) -> None:
    """Whatever seed their hashes have."""
    command = [sys.executable, "-m", "kb", "export", "--to", to]
    runs = [
        subprocess.run(command, cwd=mail, env={**ENVIRONMENT, "PYTHONHASHSEED": seed}, capture_output=True, check=True)
        for seed in ("1", "2")
    ]
    assert runs[0].stdout == runs[1].stdout != b""
