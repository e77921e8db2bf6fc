"""Near names: what a misspelt name most likely means, and when it is better to say nothing."""

from __future__ import annotations

import pytest

from kb.names import Names, distance, is_misspelling, nearest

CODES = ["ftp/421", "ftp/504", "http/404", "http/504", "smtp/421", "smtp/504", "smtp/535"]
TERMS = ["cipher-suite", "forward-secrecy", "greylisting", "mta", "starttls", "tls", "tls-certificate", "tls-handshake"]


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("startls", "starttls"),
        ("starttlss", "starttls"),
        ("starttlz", "starttls"),
        ("startlts", "starttls"),
        ("tls-handsahke", "tls-handshake"),
        ("forward-secrcey", "forward-secrecy"),
        ("grelisting", "greylisting"),
        ("greylistign", "greylisting"),
        ("mat", "mta"),
    ],
)
def test_a_slip_of_the_finger(name: str, meant: str) -> None:
    """A letter too few, too many, wrong, or swapped with its neighbour."""
    assert nearest(name, TERMS) == meant


@pytest.mark.parametrize("name", ["STARTTLS", "StartTLS", "start-tls", "start_tls", "start tls", "START TLS"])
def test_case_and_separators_do_not_matter(name: str) -> None:
    """What a reader takes for the same word is the same word."""
    assert nearest(name, TERMS) == "starttls"


@pytest.mark.parametrize("name", ["smtp-535", "SMTP 535", "smtp535", "smtp:535", "Smtp/535", "smpt/535", "535"])
def test_a_code_written_in_another_way(name: str) -> None:
    """With another separator, a misspelt family, or without one where only one family has the code."""
    assert nearest(name, CODES) == "smtp/535"


@pytest.mark.parametrize("name", ["504", "421", "tp/504"])
def test_a_code_that_could_be_several(name: str) -> None:
    """A code without its family, or with half of it, means any of them: none is suggested."""
    assert nearest(name, [*CODES, "ftp/504", "ntp/504"]) is None


@pytest.mark.parametrize("name", ["completely-different", "x", "", "   ", "/", "한국어", "t" * 300])
def test_nothing_is_near(name: str) -> None:
    """No suggestion is better than a silly one."""
    assert nearest(name, TERMS) is None


def test_two_as_near_give_none() -> None:
    """Of two equally good suggestions, neither is made."""
    assert nearest("smtp/45", ["smtp/450", "smtp/451"]) is None
    assert nearest("smtp/45", ["smtp/450"]) == "smtp/450"


def test_the_nearer_of_two_wins() -> None:
    """One edit is nearer than two, and a matter of spelling nearer than any."""
    assert nearest("tls-handshak", ["tls-handshake", "tls-handshakes"]) == "tls-handshake"
    assert nearest("tls_handshake", ["tls-handshake", "tls-handshakes"]) == "tls-handshake"


def test_short_names_need_to_be_nearer() -> None:
    """Two edits of a name of three letters make another word."""
    assert nearest("tls", ["ssh", "dns"]) is None
    assert nearest("tsl", ["tls", "dns"]) == "tls"


def test_a_name_is_not_its_own_suggestion() -> None:
    """Asked for a name that is known, the index gives another or nothing."""
    assert nearest("tls", ["tls"]) is None


def test_no_names_at_all() -> None:
    """An empty set suggests nothing."""
    assert nearest("tls", []) is None


def test_other_scripts() -> None:
    """Titles in any script have near names, and are not all the same."""
    assert nearest("상태 코두", ["상태 코드", "메일 서버"]) == "상태 코드"
    assert nearest("세 번의 악수", ["상태 코드"]) is None
    assert nearest("статус", ["Статус", "код"]) == "Статус"


def test_the_order_of_the_names_does_not_matter() -> None:
    """The suggestion is the same from any order, also with doubles."""
    assert nearest("startls", reversed(TERMS)) == nearest("startls", [*TERMS, *TERMS]) == "starttls"


def test_among_a_hundred_thousand() -> None:
    """The index finds each of them, and tells none where two are as near."""
    names = Names(f"family{number % 7}/{number:06d}-reply" for number in range(100_000))
    assert names.nearest("family3/000003-repyl") == "family3/000003-reply"
    assert names.nearest("FAMILY6-099994-REPLY") == "family6/099994-reply"
    assert names.nearest("099994-reply") == f"family{99994 % 7}/099994-reply"
    assert names.nearest("family3/nothing-like-it") is None


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [("", "", 0), ("tls", "tls", 0), ("tls", "tsl", 1), ("tls", "tlss", 1), ("tls", "ts", 1), ("tls", "ssh", 3)],
)
def test_distance(left: str, right: str, expected: int) -> None:
    """Insert, delete, substitute and swap cost one each, in either direction."""
    assert distance(left, right, 3) == distance(right, left, 3) == expected


def test_distance_gives_up() -> None:
    """Beyond the limit, one more than the limit is all that is known."""
    assert distance("starttls", "greylisting", 2) == 3
    assert distance("a", "abcdef", 2) == 3
    assert distance("tls-handshake", "ssh-agreement", 2) == 3


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("startls", "starttls"),
        ("StartTLS", "starttls"),
        ("tls_handshake", "tls-handshake"),
        ("tls-handshkae", "tls-handshake"),
        ("smtp/5o4", "smtp/504"),
        ("SMTP 504", "smtp/504"),
        ("redirects", "redirect"),
    ],
)
def test_what_can_only_be_a_misspelling(name: str, meant: str) -> None:
    assert is_misspelling(name, meant)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("smtp/505", "smtp/504"),
        ("tls-1-2", "tls-1-3"),
        ("1-23", "12-3"),
        ("mda", "mta"),
        ("asymmetric-key", "symmetric-key"),
        ("active-mode", "passive-mode"),
        ("hard-bounce", "card-bounce"),
        ("--", "..."),
        ("starttls", "smtp-auth"),
    ],
)
def test_what_may_be_another_name(name: str, meant: str) -> None:
    assert not is_misspelling(name, meant)
