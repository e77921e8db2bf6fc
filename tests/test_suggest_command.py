"""`kb suggest` as its users run it: what it prints, and what accept and dismiss write into files as people write them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from scratch import run, write

import kb

HEAD = "# Replies of the shop.\n"
SHOP = {
    "kb.yaml": "title: Shop\nlanguages: [en]\nfamilies:\n  shop: Shop\n  bank: Bank\n",
    "records/codes/shop/1.yaml": f"{HEAD}code: 1\nname: Card Expired  # by its date\nsummary: The bank refuses the card because its date has passed.\n",
    "records/codes/shop/2.yaml": "code: 2\nname: Card Expires Soon\nsummary: The bank warns that the date of the card has nearly passed.\n",
    "records/codes/shop/3.yaml": "code: 3\nname: Basket Empty\nsummary: There is nothing to pay for.\ncompare: [shop/4]\n",
    "records/codes/shop/4.yaml": "code: 4\nname: Basket Full\nsummary: There is more in the basket than one can pay for.\n",
    "records/codes/bank/10.yaml": "code: 10\nname: Card Blocked\nsummary: Its owner lost the card and told the bank.\n",
    "records/terms/basket.yaml": "term: Basket\ndefinition: What a customer wants to buy.\n",
}


@pytest.fixture(name="shop")
def _shop(tmp_path: Path) -> Path:
    return write(tmp_path, SHOP)


def rows(folder: Path, *words: str) -> list[dict[str, object]]:
    """Give what `kb suggest --format json` prints."""
    ran = run("suggest", "--format", "json", *words, cwd=folder)
    assert (ran.code, ran.err) == (0, "")
    found: list[dict[str, object]] = json.loads(ran.out)
    return found


def pairs(folder: Path, *words: str) -> list[tuple[object, object]]:
    return [(row["a"], row["b"]) for row in rows(folder, *words)]


def test_json_has_the_form_of_the_contract(shop: Path) -> None:
    found = rows(shop)
    assert (found[0]["a"], found[0]["b"]) == ("code:shop/1", "code:shop/2")
    for row in found:
        assert list(row) == ["a", "b", "score", "evidence"]
        assert isinstance(row["score"], float)
        assert 0 < row["score"] < 1
        assert isinstance(row["evidence"], list)
        for one in row["evidence"]:
            assert list(one) == ["signal", "value", "text"]
    ordered = [row["score"] for row in found]
    assert ordered == sorted(ordered, reverse=True)  # type: ignore[type-var]


def test_text_says_why(shop: Path) -> None:
    ran = run("suggest", "--limit", "1", cwd=shop)
    assert ran.code == 0
    first, why = ran.out.splitlines()[:2]
    assert first.endswith("shop/1 (Card Expired)  /  shop/2 (Card Expires Soon)")
    assert "both" in why
    assert "--accept A B" in ran.err


def test_compared_pairs_are_shown_with_all_only(shop: Path) -> None:
    pair = ("code:shop/3", "code:shop/4")
    assert pair not in pairs(shop, "--limit", "0")
    shown = {(row["a"], row["b"]): row for row in rows(shop, "--limit", "0", "--all")}
    assert shown[pair]["compared"] is True
    assert "compared" not in shown["code:shop/1", "code:shop/2"]


def test_dismissed_pairs_are_never_shown(shop: Path) -> None:
    assert run("suggest", "--dismiss", "shop/1", "shop/2", "--reason", "One is a warning.", cwd=shop).code == 0
    for words in ([], ["--limit", "0"], ["--limit", "0", "--all"], ["--for", "shop/1"]):
        assert ("code:shop/1", "code:shop/2") not in pairs(shop, *words)


def test_for_and_family_and_limit(shop: Path) -> None:
    assert pairs(shop, "--for", "Card Expired", "--limit", "1") == [("code:shop/1", "code:shop/2")]
    assert all("code:bank/10" in pair for pair in pairs(shop, "--for", "bank/10"))
    assert all(any(str(key).startswith("code:bank/") for key in pair) for pair in pairs(shop, "--family", "bank"))
    assert len(pairs(shop, "--limit", "2")) == 2
    assert len(pairs(shop, "--limit", "0")) >= 4


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--family", "shpo"], "there is no family of codes `shpo`; did you mean `shop`?"),
        (["--for", "shop/9"], "no record is called `shop/9`"),
        (["--for", "basket"], "`term:basket` is no code; only codes are compared"),
        (
            ["--accept", "shop/3", "shop/4"],
            "`shop/3` and `shop/4` are compared already, in records/codes/shop/3.yaml:4",
        ),
        (["--dismiss", "shop/4", "shop/3", "--reason", "x"], "are compared already, in records/codes/shop/3.yaml:4"),
        (["--accept", "shop/1", "shop/9"], "no record is called `shop/9`"),
        (["--accept", "shop/1", "shop/1"], "are the same code"),
        (["--accept", "shop/1", "basket"], "`term:basket` is no code"),
        (["--dismiss", "shop/1", "shop/2"], "say why nobody confuses the two, with `--reason`"),
        (["--dismiss", "shop/1", "shop/2", "--reason", " "], "say why nobody confuses the two, with `--reason`"),
        (["--reason", "x"], "--reason with --dismiss"),
        (["--accept", "shop/1", "shop/2", "--reason", "x"], "--reason with --dismiss"),
        (["--accept", "shop/1", "shop/2", "--dismiss", "shop/1", "shop/2"], "give one of --accept and --dismiss"),
    ],
)
def test_mistakes_are_one_line_and_change_nothing(shop: Path, words: list[str], says: str) -> None:
    before = {path: (shop / path).read_bytes() for path in SHOP}
    ran = run("suggest", *words, cwd=shop)
    assert (ran.code, ran.out) == (2, "")
    assert says in ran.err
    assert ran.err.count("\n") == 1
    assert {path: (shop / path).read_bytes() for path in SHOP} == before


def test_accept_writes_on_the_lower_code_and_leaves_the_rest(shop: Path) -> None:
    """The `difference` is left open; comments stay."""
    ran = run("suggest", "--accept", "shop/2", "shop/1", cwd=shop)
    assert (ran.code, ran.out) == (0, "records/codes/shop/1.yaml:5\n")
    assert "say there how `shop/1` and `shop/2` differ" in ran.err
    before = SHOP["records/codes/shop/1.yaml"]
    assert (shop / "records/codes/shop/1.yaml").read_text("utf-8") == (
        f"{before}compare:\n  - with: shop/2\n    difference:\n"
    )
    again = run("suggest", "--accept", "shop/1", "shop/2", cwd=shop)
    assert (again.code, again.out) == (2, "")
    assert "are compared already" in again.err


def test_accept_with_a_difference(shop: Path) -> None:
    text = "1 is a refusal: no money moved. 2 is a #warning."
    assert run("suggest", "--accept", "shop/1", "shop/2", "--difference", text, cwd=shop).code == 0
    base = kb.load(shop)
    assert [note for edge, note in base.edges.items() if edge.source == "code:shop/1"] == [text]
    assert not [finding for finding in kb.lint(base) if finding.severity == "error"]


def test_the_lower_code_is_the_lower_number(shop: Path) -> None:
    """Not the one that sorts first as text: 9 is lower than 10."""
    write(shop, {f"records/codes/shop/{n}.yaml": f"code: {n}\nname: N{n}\nsummary: The number {n}.\n" for n in (9, 10)})
    ran = run("suggest", "--accept", "shop/10", "shop/9", cwd=shop)
    assert ran.out == "records/codes/shop/9.yaml:4\n"


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_files_as_people_write_them(shop: Path, end: str) -> None:
    """Line ends, a byte order mark, comments and odd spaces stay as they are."""
    path = shop / "records/codes/shop/1.yaml"
    lines = [
        "\ufeff# kb: ignore[KB301]",
        "code:   1   # one",
        "name: 'Card Expired'",
        "summary: >-",
        "  The bank refuses the card",
        "  because its date has passed.",
        "",
        "not_confused_with:   # decided in May",
        "    - with: shop/3",
        "      reason: No card is involved.",
        "    # the end",
        "sources: [RFC 9110]",
        "",
    ]
    path.write_bytes(end.join(lines).encode())
    assert run("suggest", "--dismiss", "shop/1", "shop/2", "--reason", "One warns.", cwd=shop).code == 0
    added = ["    - with: shop/2", "      reason: One warns."]
    assert path.read_bytes() == end.join([*lines[:10], *added, *lines[10:]]).encode()


def test_a_file_that_cannot_be_added_to_is_left_alone(shop: Path) -> None:
    path = shop / "records/codes/shop/1.yaml"
    text = "{code: 1, name: Card Expired, summary: The date has passed.}\n"
    path.write_text(text, "utf-8")
    ran = run("suggest", "--accept", "shop/1", "shop/2", cwd=shop)
    assert ran.code == 2
    assert "records/codes/shop/1.yaml" in ran.err
    assert "add `shop/2` to `compare`" in ran.err
    assert path.read_text("utf-8") == text


def test_a_base_without_codes(tmp_path: Path) -> None:
    folder = write(tmp_path, {"kb.yaml": "title: T\n", "records/terms/x.yaml": "term: X\ndefinition: A letter.\n"})
    assert rows(folder) == []
    ran = run("suggest", cwd=folder)
    assert (ran.code, ran.out, ran.err) == (0, "", "kb: nothing to suggest\n")


def test_missing_comparisons_name_their_candidates(shop: Path) -> None:
    """Three of them at most, best first; one that was dismissed is none."""
    said = {finding.record: finding.message for finding in kb.lint(kb.load(shop), select=["KB301"])}
    assert said["code:shop/1"].endswith("(first candidates: `shop/2`, `bank/10`, `shop/4`)")
    run("suggest", "--dismiss", "shop/1", "shop/2", "--reason", "No.", cwd=shop)
    said = {finding.record: finding.message for finding in kb.lint(kb.load(shop), select=["KB301"])}
    assert "`shop/2`" not in str(said["code:shop/1"]).partition("candidates")[2]


def test_control_characters_do_not_reach_the_terminal(shop: Path) -> None:
    text = 'code: 2\nname: "Card \\e[31mExpired"\nsummary: "The bank refuses the card \\e[2J because its date has passed."\n'
    (shop / "records/codes/shop/2.yaml").write_text(text, "utf-8")
    assert "\x1b" not in run("suggest", "--limit", "0", cwd=shop).out
