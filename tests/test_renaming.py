"""Renaming a record: what changes in its files and in all that names it, and what keeps each byte."""

from __future__ import annotations

from pathlib import Path

import pytest
from scratch import brief, run, write

import kb
from kb.files import Files
from kb.renaming import RenameError, plan, rewritten

CODE = "code: 504\nname: Not Implemented\nsummary: The server does not know the parameter.\n"
TERM = "term: STARTTLS\ndefinition: It begins encryption.\n"


def renamed(texts: dict[str, str], key: str, new: str) -> dict[str, str]:
    """Rename a record of a base in memory, and give the files that changed under their new paths."""
    base = kb.load(texts)
    planned = plan(base, key, new)
    moved = {move.old: move.new for move in planned.moves}
    return {moved.get(one.path, one.path): one.after.decode() for one in rewritten(base, planned)}


def after(texts: dict[str, str], key: str, new: str) -> dict[str, str]:
    """Give the whole base after a record of it was renamed."""
    base = kb.load(texts)
    gone = {move.old for move in plan(base, key, new).moves}
    return {path: text for path, text in texts.items() if path not in gone} | renamed(texts, key, new)


def test_the_file_moves_with_its_translations_and_the_old_id_is_kept() -> None:
    """The suffix of each file stays."""
    texts = {
        "codes/smtp/504.yaml": CODE,
        "codes/smtp/504.ko.md": "---\nname: 구현되지 않음\n---\n",
        "codes/smtp/535.yaml": "code: 535\nname: Invalid\nsummary: Wrong.\n",
        "kb.yaml": "languages: [en, ko]\nrecords: .\n",
    }
    assert renamed(texts, "code:smtp/504", "smtp/505") == {
        "codes/smtp/505.yaml": CODE + "formerly: [smtp/504]\n",
        "codes/smtp/505.ko.md": "---\nname: 구현되지 않음\n---\n",
    }


def test_references_and_links_in_every_notation() -> None:
    """Quotes, comments, spaces and line ends stay; what names something else stays."""
    source = (
        "# smtp/504 is named in a comment\r\n"
        "term: Reply   # a reply\r\n"
        "definition: >-\r\n"
        "  See [[smtp/504]], [[code:smtp/504#fix|504]],\r\n"
        "  [[ smtp/504 |the code]] and smtp/504; not [[smtp/5040]].\r\n"
        'aliases: ["smtp/504"]\r\n'
        "codes: [ 'smtp/504' , \"smtp/535\", 'code:smtp/504' ]\r\n"
    )
    texts = {
        "terms/reply.yaml": source,
        "codes/smtp/504.yaml": CODE,
        "codes/smtp/535.yaml": (
            "code: 535\nname: Invalid\nsummary: Wrong.\n"
            "compare:\n  - with: smtp/504  # why\n    difference: Not like [[smtp/504]].\n  - smtp/5040\n"
            "not_confused_with: [{with: smtp/504, reason: x}]\n"
        ),
        "codes/smtp/5040.yaml": CODE.replace("504", "5040") + "replaced_by: smtp/504\n",
        "guides/g.md": "---\ntitle: G\ncategory: x\nsummary: s\ncodes:\n- smtp/504\n---\nSee `[[smtp/504]]` and [[smtp/504]].\n",
        "guides/g.ko.md": "---\ntitle: G\n---\n[[smtp/504|오류]]\n",
        "kb.yaml": "languages: [en, ko]\nrecords: .\n",
    }
    changed = renamed(texts, "code:smtp/504", "smtp/unknown-parameter")
    assert changed["terms/reply.yaml"] == (
        source.replace("[[smtp/504]]", "[[smtp/unknown-parameter]]")
        .replace("[[code:smtp/504#", "[[code:smtp/unknown-parameter#")
        .replace("[[ smtp/504 |", "[[ smtp/unknown-parameter |")
        .replace("'smtp/504'", "'smtp/unknown-parameter'")
        .replace("'code:smtp/504'", "'code:smtp/unknown-parameter'")
    )
    assert changed["codes/smtp/535.yaml"] == texts["codes/smtp/535.yaml"].replace(
        "smtp/504 ", "smtp/unknown-parameter "
    ).replace("smtp/504]", "smtp/unknown-parameter]").replace("smtp/504,", "smtp/unknown-parameter,")
    assert changed["codes/smtp/5040.yaml"].endswith("replaced_by: smtp/unknown-parameter\n")
    assert changed["guides/g.md"].endswith(
        "codes:\n- smtp/unknown-parameter\n---\nSee `[[smtp/504]]` and [[smtp/unknown-parameter]].\n"
    )
    assert changed["guides/g.ko.md"] == "---\ntitle: G\n---\n[[smtp/unknown-parameter|오류]]\n"
    assert set(changed) == {*texts, "codes/smtp/unknown-parameter.yaml"} - {"codes/smtp/504.yaml", "kb.yaml"}


def test_links_by_title_or_alias_stay() -> None:
    """They are true after as before."""
    texts = {
        "terms/starttls.yaml": TERM + "aliases: [opportunistic TLS]\n",
        "terms/tls.yaml": "term: TLS\ndefinition: See [[STARTTLS]] and [[opportunistic TLS]].\n",
    }
    assert set(renamed(texts, "term:starttls", "start-tls")) == {"terms/start-tls.yaml"}


def test_relative_links_lead_from_the_new_folder_to_the_new_file() -> None:
    """Those of others to the file, its own to others, to itself, and to files that hold no record."""
    guide = (
        "---\n# yaml-language-server: $schema=../schema/guide.json\ntitle: G\ncategory: x\nsummary: s\n---\n"
        '[other](other.md#top "Other"), [self](g.md), [term](../terms/tls.yaml), [readme](../README.md), [gone](gone.md),\n'
        "[web](https://example.com/other.md)\n"
    )
    texts = {
        "guides/g.md": guide,
        "guides/other.md": "---\ntitle: O\ncategory: x\nsummary: s\n---\n## Top\n\n[back](g.md)\n",
        "terms/tls.yaml": "term: TLS\ndefinition: See [the guide](../guides/g.md).\n",
        "README.md": "",
    }
    changed = renamed(texts, "guide:g", "mail/g2")
    assert changed["guides/mail/g2.md"] == (
        guide.replace("$schema=../", "$schema=../../")
        .replace("](other.md#top", "](../other.md#top")
        .replace("](g.md)", "](g2.md)")
        .replace("](../terms", "](../../terms")
        .replace("](../README", "](../../README")
        .replace("summary: s\n", "summary: s\nformerly: [g]\n")
    )
    assert "[back](mail/g2.md)" in changed["guides/other.md"]
    assert "(../guides/mail/g2.md)" in changed["terms/tls.yaml"]


def test_in_a_stream_the_id_changes_in_place() -> None:
    """In its translations too; a new id that the file cannot hold is refused."""
    texts = {
        "codes/errno.yaml": (
            "id: errno/eperm\ncode: EPERM\nname: Not permitted\nsummary: s\ncompare: [errno/enoent]\n---\n"
            "id: errno/enoent   # two\ncode: ENOENT\nname: No entry\nsummary: s\n"
        ),
        "codes/errno.ko.yaml": "id: errno/eperm\nname: 허용되지 않음\n---\nid: errno/enoent\nname: 없음\n",
        "kb.yaml": "languages: [en, ko]\nrecords: .\n",
    }
    assert renamed(texts, "code:errno/enoent", "errno/e2") == {
        "codes/errno.yaml": texts["codes/errno.yaml"]
        .replace("[errno/enoent]", "[errno/e2]")
        .replace("id: errno/enoent ", "id: errno/e2 ")
        + "formerly: [errno/enoent]\n",
        "codes/errno.ko.yaml": texts["codes/errno.ko.yaml"].replace("errno/enoent", "errno/e2"),
    }
    with pytest.raises(RenameError, match=r"codes/errno.yaml holds several records; an id there begins with `errno/`"):
        renamed(texts, "code:errno/enoent", "posix/enoent")


def test_an_id_that_agrees_with_the_path_follows_it() -> None:
    """It would be wrong there otherwise."""
    changed = renamed({"terms/a.yaml": f"id: 'a'\n{TERM}"}, "term:a", "b")
    assert changed == {"terms/b.yaml": f"id: 'b'\n{TERM}formerly: [a]\n"}


def test_the_configuration_names_the_new_path() -> None:
    """Where it named the old one: what was ignored there still is."""
    config = "records: .\nlint:\n  per_path_ignore:\n    terms/a.yaml: [KB406]  # later\n    terms/*.yaml: [KB401]\n"
    changed = renamed({"kb.yaml": config, "terms/a.yaml": TERM}, "term:a", "b")
    assert changed["kb.yaml"] == config.replace("terms/a.yaml", "terms/b.yaml")


def test_renaming_back_and_again() -> None:
    """The ids that a record had stay, but not the one that it has."""
    texts = {"terms/a.yaml": TERM, "terms/x.yaml": "term: X\ndefinition: See [[a]].\n"}
    once = after(texts, "term:a", "b")
    twice = after(once, "term:b", "c")
    assert twice["terms/c.yaml"] == TERM + "formerly: [a, b]\n"
    back = after(twice, "term:c", "a")
    assert back == {"terms/a.yaml": TERM + "formerly: [c, b]\n", "terms/x.yaml": texts["terms/x.yaml"]}


def test_names_by_an_id_that_the_record_had_get_the_new_one() -> None:
    """They would be two steps behind."""
    texts = {
        "terms/b.yaml": TERM + "formerly: [a]\n",
        "terms/x.yaml": "term: X\ndefinition: See [[a]].\nrelated: [a]\n",
    }
    assert renamed(texts, "term:b", "c")["terms/x.yaml"] == "term: X\ndefinition: See [[c]].\nrelated: [c]\n"


def test_a_new_id_takes_no_link_away_from_others() -> None:
    """A link by a title that is the new id, and an id that another kind has too."""
    texts = {
        "terms/a.yaml": TERM,
        "terms/b.yaml": "term: tls\ndefinition: d\n",
        "terms/x.yaml": "term: X\ndefinition: See [[tls]], [[tls|this]] and [[a]].\n",
        "guides/same.md": "---\ntitle: G\ncategory: x\nsummary: s\n---\nText.\n",
    }
    changed = renamed(texts, "term:a", "tls")["terms/x.yaml"]
    assert changed == "term: X\ndefinition: See [[term:b|tls]], [[term:b|this]] and [[tls]].\n"
    changed = renamed(texts, "term:a", "same")["terms/x.yaml"]
    assert changed == "term: X\ndefinition: See [[tls]], [[tls|this]] and [[term:same]].\n"


@pytest.mark.parametrize(
    ("new", "message"),
    [
        ("B", "`B` is no id"),
        ("../x", "`../x` is no id"),
        ("b", "`term:b` exists already, in terms/b.yaml"),
        ("a", "`term:a` exists already"),
        ("old", "`old` is what `b` was once called"),
        ("c.ko", "would be the translation of `c` into `ko`"),
        ("taken", "terms/taken.yaml exists already"),
        ("broken", "a file that cannot be read may hold `broken`"),
    ],
)
def test_ids_that_cannot_be_had(new: str, message: str) -> None:
    """Each with the reason."""
    texts = {
        "kb.yaml": "languages: [en, ko]\nrecords: .\n",
        "terms/a.yaml": TERM,
        "terms/b.yaml": "term: B\ndefinition: d\nformerly: [old]\n",
        "terms/taken.yaml": "id: taken/x\nterm: X\ndefinition: d\n",
        "terms/broken.yaml": "term: [\n",
    }
    with pytest.raises(RenameError, match=message):
        renamed(texts, "term:a", new)


def test_what_cannot_be_read_or_changed_safely_is_refused() -> None:
    """Better nothing than half of it."""
    broken = {"terms/a.yaml": TERM, "terms/x.yaml": "term: X\nrelated: [a\n"}
    with pytest.raises(RenameError, match=r"terms/x.yaml cannot be read whole"):
        renamed(broken, "term:a", "b")
    aliased = {"terms/a.yaml": TERM, "terms/x.yaml": "term: X\ndefinition: d\nrelated: [&it a]\nbroader: [*it]\n"}
    with pytest.raises(RenameError, match=r"terms/x.yaml:3:15: this reference cannot be changed safely"):
        renamed(aliased, "term:a", "b")
    twins = {"terms/a.yaml": TERM, "terms/a.md": "---\nterm: A\ndefinition: d\n---\n"}
    with pytest.raises(RenameError, match="two records are called `term:a`"):
        renamed(twins, "term:a", "b")


def _rules(base: kb.Base) -> list[str]:
    """Give what is found by rule; suggestions go by numbers too, and the new id of a code is another number."""
    return sorted(one.rule for one in kb.lint(base, ignore=["KB302"]))


def test_nothing_is_found_after_that_was_not_found_before(reference: kb.Base) -> None:
    """Of the records of this repository, renamed one after the other; every edge is there as before."""
    for key, new in (
        ("term:starttls", "start-tls"),
        ("guide:tls-1-3", "security/tls13"),
        ("code:smtp/504", "smtp/5o4"),
    ):
        planned = plan(reference, key, new)
        moved = {move.old: move.new for move in planned.moves}
        texts: dict[str, str | bytes] = {path: reference.files.data(path) for path in reference.sources}
        registries = [family.registry.text for family in reference.config.families.values() if family.registry]
        texts |= {path: reference.files.data(path) for path in registries}
        texts["kb.yaml"] = reference.files.data("kb.yaml")
        for change in rewritten(reference, planned):
            del texts[change.path]
            texts[moved.get(change.path, change.path)] = change.after
        base = kb.load(Files(None, texts))
        assert _rules(base) == _rules(reference)
        swap = {planned.old: planned.new}
        wanted = {(frozenset((swap.get(a, a), swap.get(b, b))), relation) for a, b, relation in reference.edges}
        assert {(frozenset(edge[:2]), edge.relation) for edge in base.edges} == wanted


# The command.


@pytest.fixture(name="shop")
def _shop(tmp_path: Path) -> Path:
    """Give a small base on disk."""
    texts = {
        "kb.yaml": "title: T\nlanguages: [en, ko]\n",
        "records/terms/starttls.yaml": TERM + "codes: [smtp/504]\n",
        "records/terms/starttls.ko.yaml": "term: STARTTLS\ndefinition: 암호화를 시작합니다.\n",
        "records/codes/smtp/504.yaml": "\ufeff" + CODE.replace("\n", "\r\n") + "fix: See [[starttls]].\r\n",
    }
    return write(tmp_path, texts)


def test_kb_mv_moves_and_writes(shop: Path) -> None:
    """And says which files; each other byte stays."""
    done = run("mv", "starttls", "start/tls", cwd=shop)
    assert done.code == 0
    assert done.out.splitlines() == [
        "records/codes/smtp/504.yaml (1 change)",
        "records/terms/starttls.ko.yaml -> records/terms/start/tls.ko.yaml",
        "records/terms/starttls.yaml -> records/terms/start/tls.yaml (1 change)",
    ]
    assert (
        done.err == "kb: renamed `term:starttls` to `term:start/tls` in 3 files; the old id is kept under `formerly`\n"
    )
    assert (shop / "records/codes/smtp/504.yaml").read_bytes() == (
        b"\xef\xbb\xbf" + CODE.replace("\n", "\r\n").encode() + b"fix: See [[start/tls]].\r\n"
    )
    assert (shop / "records/terms/start/tls.yaml").read_text() == TERM + "codes: [smtp/504]\nformerly: [starttls]\n"
    assert not (shop / "records/terms/starttls.yaml").exists()
    assert "KB205" not in " ".join(brief(kb.lint(kb.load(shop))))
    (shop / "records/terms/x.yaml").write_text("term: X\ndefinition: d\nrelated: [starttls]\n")
    assert "KB205 records/terms/x.yaml:3:11" in brief(kb.lint(kb.load(shop)))


def test_kb_mv_by_a_title_of_a_code_to_a_whole_key(shop: Path) -> None:
    """As `kb show` finds it."""
    assert run("mv", "SMTP 504", "code:smtp/505", cwd=shop).code == 0
    assert (shop / "records/codes/smtp/505.yaml").exists()
    assert "codes: [smtp/505]" in (shop / "records/terms/starttls.yaml").read_text()


def test_a_dry_run_prints_a_difference_and_writes_nothing(shop: Path) -> None:
    """In the form that git takes."""
    before = {path: path.read_bytes() for path in shop.rglob("*.yaml")}
    done = run("mv", "starttls", "tls", "--dry-run", cwd=shop)
    assert done.code == 0
    assert "rename from records/terms/starttls.yaml\nrename to records/terms/tls.yaml\n" in done.out
    assert "+formerly: [starttls]\n" in done.out
    assert done.err.endswith("in 3 files; nothing was written\n")
    assert {path: path.read_bytes() for path in shop.rglob("*.yaml")} == before


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("nothing", "x"), "kb: no record is called `nothing`"),
        (("starttls", "X"), "kb: `X` is no id"),
        (("smtp/504", "504"), "kb: a code's id begins with its family, as in `smtp/504`"),
    ],
)
def test_mistakes_end_in_one_line(shop: Path, words: tuple[str, ...], message: str) -> None:
    """And nothing changes."""
    done = run("mv", *words, cwd=shop)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(message)
    assert done.err.count("\n") == 1


def test_a_file_that_changed_since_it_was_read_stops_everything(shop: Path) -> None:
    """Nothing is half done."""
    from kb.fixing import ChangedError
    from kb.renaming import carry_out

    base = kb.load(shop)
    planned = plan(base, "term:starttls", "tls")
    changes = rewritten(base, planned)
    (shop / "records/codes/smtp/504.yaml").write_text(CODE)
    with pytest.raises(ChangedError, match=r"records/codes/smtp/504.yaml"):
        carry_out(shop, planned, changes)
    assert (shop / "records/terms/starttls.yaml").exists()
    (shop / "records/terms/tls.yaml").write_text(TERM)
    with pytest.raises(ChangedError):
        carry_out(shop, planned, [])
    assert (shop / "records/terms/tls.yaml").read_text() == TERM
