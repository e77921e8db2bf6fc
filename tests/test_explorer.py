"""The map of everything: what its data and its list say, and what readers do with it in a browser."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import STRICT, Visit, served, visit
from html_tree import parse
from playwright.sync_api import Browser, Page, expect

import kb
from kb.base import Base, Edge
from kb.site.building import build
from kb.site.data import explorer as data
from kb.site.pages import explorer
from kb.site.site import Site

CONFIG = """
title: Codes
language: en
languages: [en, ko]
families:
  mail: {name: MAIL, classes: {"5": {name: Permanent}}}
  web: {name: {"": WEB, ko: 웹}}
categories: {basics: {name: Basics}}
relations: {helps_with: {label: Helps with, inverse_label: Helped by}}
kinds:
  team:
    label: {"": Teams, ko: 팀}
    fields:
      name: {type: line, required: true, translated: true}
      summary: {type: text}
      codes: {type: references, to: [code], relation: helps_with}
    title: name
"""


def small() -> dict[str, str]:
    """Give two families of ten codes that know each other, three terms, a guide, a kind of its own, a record alone."""
    files = {"kb.yaml": CONFIG}
    for family, compared in (("mail", "web"), ("web", "mail")):
        for n in range(10):
            links = f"compare: [{family}/{n - 1}]\n" if n else f"compare: [{compared}/0]\n" if family == "web" else ""
            files[f"records/codes/{family}/{n}.yaml"] = (
                f"code: {500 + n}\nname: Trouble {n}\nsummary: It fails.\n{links}terms: [{family}-term, shared]\n"
            )
    for term in ("mail-term", "web-term", "shared"):
        files[f"records/terms/{term}.yaml"] = f"term: {term.replace('-', ' ').title()}\ndefinition: What it is.\n"
    files["records/terms/far.yaml"] = "term: Far\nabbreviation: FA\ndefinition: See [[web-term]].\n"
    files["records/terms/alone.yaml"] = "term: Alone\ndefinition: It knows nobody.\n"
    files["records/guides/first.md"] = (
        "---\ntitle: First steps\ncategory: basics\nsummary: How.\ncodes: [mail/3]\n---\n\nRead.\n"
    )
    files["records/teams/ops.yaml"] = "name: Operators\nsummary: They help.\ncodes: [mail/1, web/1]\n"
    files["records/codes/mail/4.ko.yaml"] = "name: 문제 4\nsummary: 실패합니다.\n"
    return files


@pytest.fixture(scope="module")
def base() -> Base:
    found = kb.load(small())
    assert [fault.message for fault in found.config.faults] == []
    return found


def page_of(base: Base, language: str = "en") -> str:
    (page,) = explorer.pages(Site(base, language))
    return page.body


def decoded(graph: Mapping[str, Any]) -> set[tuple[str, str, str]]:
    """Read the links as the format is described, in other words than those that wrote them."""
    kinds = [int.from_bytes(pair, "little") for pair in _by_two(graph["kind"])]
    keys = [f"{graph['kinds'][kind]}:{id_}" for kind, id_ in zip(kinds, graph["ids"], strict=True)]
    numbers = _numbers(base64.b64decode(graph["links"]))
    links = set()
    for at, key in enumerate(keys):
        other = at
        for _ in range(next(numbers)):
            step, sort = divmod(next(numbers), 2 * len(graph["relations"]))
            other += step
            ends = (keys[other], key) if sort % 2 else (key, keys[other])
            links.add((*ends, graph["relations"][sort // 2]))
    assert next(numbers, None) is None
    assert len(links) == graph["count"]
    return links


def _by_two(packed: str) -> Iterator[bytes]:
    found = base64.b64decode(packed)
    return (found[at : at + 2] for at in range(0, len(found), 2))


def _numbers(packed: bytes) -> Iterator[int]:
    value = shift = 0
    for byte in packed:
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            yield value
            value = shift = 0


# The data.


def test_the_data_says_every_link(base: Base, reference: Base) -> None:
    """Decoded as its description says, it gives the edges of the base, with their directions and relations."""
    for one in (base, reference):
        assert decoded(data.graph(one)) == {tuple(edge) for edge in one.edges}
    assert ("team:ops", "code:mail/1", "helps_with") in decoded(data.graph(base))


def test_the_data_is_one_script_for_all_languages_and_the_same_each_time(base: Base) -> None:
    (asset,) = data.assets(Site(base, "en"))
    assert list(data.assets(Site(base, "ko"))) == []
    assert isinstance(asset.content, str)
    assert list(data.assets(Site(kb.load(small()), "en"))) == [asset]
    found = re.fullmatch(r"kbGraph = (\{.*\});\n", asset.content)
    assert found
    graph = json.loads(found[1])
    bits = base64.b64decode(graph["translated"][0])
    translated = [id_ for at, id_ in enumerate(graph["ids"]) if at // 8 < len(bits) and bits[at // 8] >> at % 8 & 1]
    assert (graph["languages"], translated) == (["ko"], ["mail/4"])


def test_what_serves_one_family_stands_with_it_and_what_serves_several_between_them(base: Base) -> None:
    names, seats = data.islands(base)
    island = {record.key: names[seat] if seat >= 0 else None for record, seat in zip(base, seats, strict=True)}
    assert island["code:mail/1"] == island["term:mail-term"] == island["guide:first"] == ("family", "mail")
    assert island["term:shared"] is island["team:ops"] is None
    assert island["term:far"] == ("kind", "term")
    assert [name for name in names if name.sort == "family"] == [("family", "mail"), ("family", "web")]


def test_the_data_of_the_reference_is_small(reference: Base) -> None:
    """Of each record about as much as its id takes, and of each link less than three bytes."""
    (asset,) = data.assets(Site(reference, "en"))
    assert len(asset.content) < 60 * len(reference) + 3 * len(reference.edges)


# The page.


def test_the_list_has_every_record_once_with_its_page(base: Base, reference: Base) -> None:
    """Without script it is all there: each record is a link in the page's language, and knows its place in the data."""
    for one in (base, reference):
        for language in one.config.languages:
            site = Site(one, language)
            links = parse(page_of(one, language)).one(".kb-list").all("a")
            found = {int(link["data-n"]): (link["href"], link.words) for link in links}
            assert len(links) == len(found) == len(one)
            for number, record in enumerate(one):
                href, words = found[number]
                assert href == site.href("map.md", site.path(record))
                assert words == " ".join(site.full(record).split())


def test_names_in_another_language_say_so(base: Base) -> None:
    links = parse(page_of(base, "ko")).one(".kb-list").all("a")
    spoken = {link["href"]: [element.get("lang") for element in link.all("span")] for link in links}
    assert spoken["codes/mail/4.html"] == [None]
    assert spoken["codes/mail/5.html"] == ["en"]


def test_the_page_passes_markdown_unchanged(base: Base, convert: Callable[[str], str]) -> None:
    body = page_of(base)
    (application,) = re.findall(r'<div class="kb-x".*', body)
    (listed,) = re.findall(r'<div class="kb-list".*', body)
    html = convert(body)
    assert application in html
    assert listed in html


def test_kinds_and_relations_of_the_project_are_on_the_map(base: Base) -> None:
    tree = parse(page_of(base, "ko")).one(".kb-x")
    words = json.loads(tree["data-words"])
    assert dict(zip(base.kinds, words["kinds"], strict=True))["team"] == "팀"
    assert ["Helps with", "Helped by"] in words["relations"]
    assert words["islands"][:2] == ["MAIL", "웹"]
    assert len(set(words["marks"])) == len(base.kinds)
    assert {chip.words for chip in tree.all("[data-filter=kind] button") or tree.all("button")} >= {"팀"}


EVIL = (
    "\"><img src=x onerror=alert(1)></a></li></ul></div><script>alert(2)</script> \u202eesrever ' --> {: onclick=x} `"
)


def hostile() -> dict[str, str]:
    """Give names that would act if they could, one from right to left, one of ten thousand characters."""
    evil = json.dumps(EVIL)
    long = "long " * 2000
    return {
        "kb.yaml": f"title: T\nfamilies: {{a: {{name: {evil}, classes: {{'1': {{name: {evil}}}}}}}}}\n",
        "records/codes/a/1.yaml": f"code: {evil}\nname: {evil}\nsummary: S.\ncompare: [a/2]\nterms: [t, u]\n",
        "records/codes/a/2.yaml": f"code: '2'\nname: {long}\nsummary: S.\n",
        "records/terms/t.yaml": f"term: {evil}\ncategory: {evil}\ndefinition: D.\nrelated: [u]\n",
        "records/terms/u.yaml": f"term: {'가' * 10_000}\ndefinition: D.\n",
        "records/terms/r.yaml": "term: שלום עולם\ndefinition: D.\n",
    }


def test_no_name_acts_and_long_ones_are_cut(convert: Callable[[str], str]) -> None:
    body = page_of(kb.load(hostile()))
    tree = parse(convert(body))
    assert not [element for element in tree.walk() if element.tag in ("script", "img")]
    assert not [name for element in tree.walk() for name in element.attributes if name.startswith("on")]
    assert len(body) < 20_000
    assert json.loads(tree.one(".kb-x")["data-words"])["islands"][0].startswith('"><img')


@pytest.mark.parametrize("records", [{}, {"records/terms/a.yaml": "term: A\ndefinition: D.\n"}], ids=["none", "one"])
def test_a_base_of_nothing_or_of_one_record_has_a_map(records: dict[str, str]) -> None:
    base = kb.load({"kb.yaml": "title: T\n", **records})
    assert data.graph(base)["count"] == 0
    assert len(parse(page_of(base)).one(".kb-list").all("a")) == len(records)


def test_each_map_of_a_record_leads_to_the_map_of_everything(base: Base) -> None:
    from kb.site.sections import related

    assert 'href="../../map.html#code:mail/3"' in related.render(
        Site(base, "en"), base["code:mail/3"], "codes/mail/3.md"
    )
    assert related.render(Site(base, "en"), base["term:alone"], "terms/alone.md") == ""


# In a browser.

browser = pytest.mark.browser


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(kb.load(small()), tmp_path_factory.mktemp("explorer")).site


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    with served(site) as found:
        yield found


def opened(visit: Visit, address: str) -> Page:
    """Open the map and wait until it is drawn."""
    visit.page.goto(address)
    visit.page.locator(".kb-x__status:not(:empty)").wait_for()  # a selector, for a strict policy stops functions
    return visit.page


def ours(complaints: list[str]) -> list[str]:
    """Leave out what Chromium says of its own when it draws without a graphics card."""
    return [said for said in complaints if "GL Driver Message" not in said]


def place(page: Page, key: str) -> tuple[float, float]:
    """Give where a record is on the screen."""
    x, y = page.evaluate(
        """(key) => {
          const { graph, drawing, canvas } = kbExplorer.current, box = canvas.getBoundingClientRect();
          const i = graph.numbers.get(key), { view } = drawing;
          return [box.left + view.left(i) / view.ratio, box.top + view.top(i) / view.ratio];
        }""",
        key,
    )
    return x, y


def settled(page: Page) -> None:
    """Wait until the camera rests and what it asked for is drawn."""
    page.wait_for_function(
        "performance.now() - kbExplorer.current.drawing.movedAt > 200 && !kbExplorer.current.drawing.request"
    )


def standing_out(page: Page) -> set[str]:
    """Give the keys of what stands out."""
    return set(
        page.evaluate(
            "(({ graph, drawing }) => (drawing.highlight?.nodes || []).map((i) => graph.keys[i]))(kbExplorer.current)"
        )
    )


def title(page: Page) -> str:
    found = page.locator(".kb-x__title")
    return found.inner_text() if found.count() else ""


def status(page: Page) -> str:
    return page.inner_text(".kb-x__status")


def neighbours(base: Base, key: str) -> set[str]:
    return {key} | {other for keys in base.neighbours[key].values() for other in keys}


@browser
def test_the_browser_reads_the_same_graph(chromium: Browser, address: str, base: Base) -> None:
    with visit(chromium) as seen:
        page = opened(seen, address + "map.html")
        links = page.evaluate(
            """(({ graph: g }) => Array.from(g.from, (a, e) => [g.keys[a], g.keys[g.to[e]], g.relations[g.relation[e]]]))
            (kbExplorer.current)"""
        )
        assert {Edge(*link) for link in links} == set(base.edges)
        assert status(page) == f"{len(base)} records · {len(base.edges)} links"
        assert page.evaluate("kbExplorer.current.drawing.scene.constructor.name") == "Scene"
        assert ours(seen.complaints) == []
        assert seen.outside(address) == []


@browser
def test_pointing_lets_neighbours_stand_out_and_a_click_opens(chromium: Browser, address: str, base: Base) -> None:
    with visit(chromium) as seen:
        page = opened(seen, address + "map.html")
        page.mouse.move(*place(page, "code:mail/3"))
        assert title(page) == "MAIL 503 Trouble 3"
        assert standing_out(page) == neighbours(base, "code:mail/3")
        page.mouse.move(5, 5)
        assert standing_out(page) == set()
        page.mouse.click(*place(page, "code:mail/3"))
        page.wait_for_url("**/codes/mail/3.html")


@browser
def test_a_click_with_shift_keeps_a_record_and_the_address_says_which(chromium: Browser, address: str) -> None:
    with visit(chromium) as seen:
        page = opened(seen, address + "map.html")
        page.keyboard.down("Shift")
        page.mouse.click(*place(page, "term:shared"))
        page.keyboard.up("Shift")
        assert page.url.endswith("map.html#term:shared")
        page.mouse.move(5, 5)
        assert title(page) == "Shared"
        page.keyboard.press("Escape")
        page.locator(".kb-x__top").press("Escape")
        assert (title(page), page.url) == ("", address + "map.html")


@browser
def test_a_deep_link_keeps_its_record_and_follows_the_address(chromium: Browser, address: str, base: Base) -> None:
    with visit(chromium) as seen:
        page = opened(seen, address + "map.html#code:web/2")
        assert title(page) == "WEB 502 Trouble 2"
        assert standing_out(page) == neighbours(base, "code:web/2")
        page.evaluate("location.hash = '#guide:first'")
        page.wait_for_function("document.querySelector('.kb-x__title').textContent === 'First steps'")
        opened(seen, address + "map.html#code:gone/404")
        page.reload()
        page.wait_for_function("window.kbExplorer?.current")
        assert title(page) == ""
        assert ours(seen.complaints) == []


@browser
def test_searching_by_keyboard(chromium: Browser, address: str) -> None:
    """Words in any order find; arrows choose, Enter keeps; Escape closes; what is not there is said."""
    with visit(chromium) as seen:
        page = opened(seen, address + "map.html")
        field = page.get_by_role("combobox", name="Find on the map")
        field.fill("504")
        options = page.locator("#kb-x-found [role=option]")
        assert [words.split("\n")[0] for words in options.all_inner_texts()] == [
            "MAIL 504 Trouble 4",
            "WEB 504 Trouble 4",
        ]
        assert field.get_attribute("aria-expanded") == "true"
        field.press("ArrowDown")
        active = field.get_attribute("aria-activedescendant")
        assert page.locator(f"#{active}").get_attribute("aria-selected") == "true"
        field.press("Enter")
        assert title(page) == "WEB 504 Trouble 4"
        assert page.url.endswith("#code:web/4")
        field.fill("trouble web 9")
        assert options.count() == 1
        field.press("Escape")
        assert not page.locator("#kb-x-found").is_visible()
        field.fill("nobody")
        assert status(page) == "Nothing on the map is called that."


@browser
def test_going_over_the_map_by_keyboard(chromium: Browser, address: str, base: Base) -> None:
    """Arrows go from record to record and say which; Space keeps, Enter opens; plus and 0 zoom."""
    with visit(chromium, reduced_motion="reduce") as seen:
        page = opened(seen, address + "map.html")
        stage = page.get_by_role("application")
        stage.focus()
        stage.press("ArrowRight")
        first = title(page)
        assert first
        assert status(page).startswith(first)
        visited = {first}
        for key in ("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp"):
            stage.press(key)
            visited.add(title(page))
        assert len(visited) > 2
        stage.press(" ")
        key = page.evaluate("decodeURIComponent(location.hash.slice(1))")
        assert standing_out(page) == neighbours(base, key)
        zoom = page.evaluate("kbExplorer.current.drawing.view.zoom")
        stage.press("+")
        assert page.evaluate("kbExplorer.current.drawing.view.zoom") > zoom
        stage.press("0")
        stage.press("Enter")
        page.wait_for_url(lambda url: "map.html" not in url)


@browser
def test_the_way_between_two_records(chromium: Browser, address: str, base: Base) -> None:
    """It is shortest, drawn, listed with what each step is, and can be shared; where there is none, it is said."""
    with visit(chromium) as seen:
        page = opened(seen, address + "map.html#guide:first")
        field = page.get_by_role("combobox", name="Show the way to")
        field.fill("far")
        field.press("Enter")
        assert title(page) == "From \u2068First steps\u2069 to \u2068Far\u2069"
        steps = page.locator(".kb-x__way a").all_inner_texts()
        assert len(steps) == 6
        assert (steps[0], steps[-1]) == ("First steps", "Far")
        relations = page.locator(".kb-x__way small").all_inner_texts()
        assert (relations[0], relations[-1]) == ("Explains", "Mentioned in")
        assert len(standing_out(page)) == 6
        assert page.url.endswith("#guide:first~term:far")
        page.get_by_role("button", name="Let go").click()
        assert title(page) == "First steps"
        page.goto(address + "map.html#guide:first~term:alone")
        page.reload()
        page.wait_for_function("window.kbExplorer?.current")
        assert title(page).startswith("No way leads from")


@browser
def test_filters_narrow_the_map_and_the_list(chromium: Browser, address: str, base: Base) -> None:
    def shown(page: Page) -> set[str]:
        return set(page.evaluate("(({ graph: g }) => g.keys.filter((_, i) => g.shown[i]))(kbExplorer.current)"))

    def listed(page: Page) -> int:
        return page.locator(".kb-list li:not([hidden])").count()

    codes = {f"code:mail/{n}" for n in range(10)}
    with visit(chromium) as seen:
        page = opened(seen, address + "map.html")
        page.get_by_role("button", name="Teams").click()
        assert shown(page) == {"team:ops"}
        assert listed(page) == 1
        page.get_by_role("button", name="Show everything").click()
        assert len(shown(page)) == listed(page) == len(base)
        page.locator(".kb-x__more summary").click()
        page.get_by_role("button", name="MAIL").click()
        assert shown(page) == codes | {"term:mail-term", "term:shared", "guide:first", "team:ops"}
        page.get_by_role("button", name="Compare with").click()
        expect(page.locator(".kb-x__status")).to_have_text("14 records · 9 links")
        page.get_by_role("button", name="Compare with").click()
        page.get_by_role("button", name="MAIL").click()
        page.get_by_role("button", name="In 한국어", exact=True).click()
        assert shown(page) == {"code:mail/4"}
        page.get_by_role("button", name="Not in 한국어").click()
        assert len(shown(page)) == len(base)
        page.get_by_role("button", name="In 한국어", exact=True).click()
        assert len(shown(page)) == len(base) - 1
        page.keyboard.press("Escape")
        assert not page.locator(".kb-x__pop").is_visible()


@browser
def test_a_finger_taps_once_to_see_and_again_to_open(chromium: Browser, address: str, base: Base) -> None:
    with visit(chromium, width=390, has_touch=True, is_mobile=True, device_scale_factor=2) as seen:
        page = opened(seen, address + "map.html")
        page.locator(".kb-x__stage").scroll_into_view_if_needed()
        assert "Tap a dot" in page.inner_text(".kb-x__hint")
        page.touchscreen.tap(*place(page, "code:mail/9"))
        assert title(page) == "MAIL 509 Trouble 9"
        assert standing_out(page) == neighbours(base, "code:mail/9")
        settled(page)
        page.touchscreen.tap(*place(page, "code:mail/9"))
        page.wait_for_url("**/codes/mail/9.html")


@browser
def test_two_fingers_zoom_and_one_moves(chromium: Browser, address: str) -> None:
    with visit(chromium, width=390, has_touch=True, is_mobile=True, device_scale_factor=2) as seen:
        page = opened(seen, address + "map.html")
        page.locator(".kb-x__stage").scroll_into_view_if_needed()
        box = page.locator(".kb-x__stage").bounding_box()
        assert box
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        touch = page.context.new_cdp_session(page)

        def send(sort: str, *points: tuple[float, float]) -> None:
            fingers = [{"x": px, "y": py, "id": number} for number, (px, py) in enumerate(points)]
            touch.send("Input.dispatchTouchEvent", {"type": sort, "touchPoints": fingers})

        before = page.evaluate("({ ...kbExplorer.current.drawing.view, graph: null })")
        send("touchStart", (x - 30, y), (x + 30, y))
        for gap in (40, 50, 60):
            send("touchMove", (x - gap, y), (x + gap, y))
        send("touchEnd")
        zoomed = page.evaluate("({ ...kbExplorer.current.drawing.view, graph: null })")
        assert zoomed["zoom"] == pytest.approx(2 * before["zoom"], rel=0.35)
        send("touchStart", (x, y))
        for gap in (20, 40, 60):
            send("touchMove", (x + gap, y))
        send("touchEnd")
        moved = page.evaluate("({ ...kbExplorer.current.drawing.view, graph: null })")
        assert moved["x"] > zoomed["x"] + 60
        assert moved["zoom"] == zoomed["zoom"]
        assert title(page) == ""


@browser
@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("language", ["", "ko/"])
def test_dark_and_light_have_their_colours_and_nothing_moves(
    chromium: Browser, address: str, width: int, language: str
) -> None:
    """The drawing takes the scheme's colours; the page is as wide as the screen, and nothing shifts when it is drawn."""
    grounds = []
    for dark in (False, True):
        with visit(chromium, width=width, dark=dark) as seen:
            page = opened(seen, f"{address}{language}map.html#code:mail/4")
            grounds.append(sum(page.evaluate("kbExplorer.current.drawing.ground")))
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            shift = page.evaluate(
                """() => new Promise((done) => {
                  new PerformanceObserver((list) => done(list.getEntries().reduce((sum, one) => sum + one.value, 0)))
                    .observe({ type: "layout-shift", buffered: true });
                  setTimeout(() => done(0), 300);
                })"""
            )
            assert shift < 0.02
            assert ours(seen.complaints) == []
    light, dark = grounds
    assert light > 600
    assert dark < 250


@browser
@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("state", ["", "#code:mail/4", "#guide:first~term:far"])
def test_axe_finds_nothing(chromium: Browser, address: str, dark: bool, state: str) -> None:
    with visit(chromium, dark=dark) as seen:
        page = opened(seen, f"{address}map.html{state}")
        page.locator(".kb-x__more summary").click()
        page.locator(".kb-list details").first.evaluate("(list) => { list.open = true; }")
        found = Axe().run(page, context={"include": [[".kb-x"], [".kb-list"]]}).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"][:120]) for one in found] == []


@browser
@pytest.mark.parametrize("width", [390, 1440])
def test_axe_finds_nothing_on_the_map_of_a_family(chromium: Browser, address: str, width: int) -> None:
    with visit(chromium, width=width) as seen:
        seen.page.goto(address + "codes/mail/index.html")
        found = Axe().run(seen.page, context={"include": [[".kb-family"]]}).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"][:120]) for one in found] == []
        assert seen.page.locator(".kb-family a:visible").count() == 10


@browser
def test_a_strict_policy_keeps_nothing_of_it_out(chromium: Browser, site: Path) -> None:
    """Under `default-src 'self'` the map does all that it does, and nothing is held back."""
    with served(site, STRICT) as address, visit(chromium) as seen:
        page = opened(seen, address + "map.html#code:mail/4")
        page.locator(".kb-x__more summary").click()
        page.get_by_role("button", name="MAIL").click()
        page.locator(".kb-list summary").first.click()
        assert title(page) == "MAIL 504 Trouble 4"
        assert ours(seen.complaints) == []


@browser
def test_it_works_from_a_folder(chromium: Browser, site: Path) -> None:
    for path in ("map.html", "ko/map.html"):
        with visit(chromium) as seen:
            page = opened(seen, f"{(site / path).as_uri()}#code:mail/4")
            assert title(page) == ("MAIL 504 문제 4" if "ko/" in path else "MAIL 504 Trouble 4")
            assert ours(seen.complaints) == []
            page.locator(".kb-x__top").press("Enter")
            page.wait_for_url("file:///**/codes/mail/4.html")


@browser
def test_without_webgl_it_is_drawn_in_two_dimensions(chromium: Browser, address: str) -> None:
    with visit(chromium) as seen:
        seen.page.add_init_script(
            """HTMLCanvasElement.prototype.getContext = ((get) => function (sort, ...more) {
              return sort === "webgl2" ? null : get.call(this, sort, ...more);
            })(HTMLCanvasElement.prototype.getContext)"""
        )
        page = opened(seen, address + "map.html")
        settled(page)
        drawn = page.evaluate(
            """(({ drawing: { canvas } }) => canvas.getContext("2d")
              .getImageData(0, 0, canvas.width, canvas.height).data.some(Boolean))(kbExplorer.current)"""
        )
        assert drawn
        page.mouse.move(*place(page, "code:mail/3"))
        assert title(page) == "MAIL 503 Trouble 3"
        assert ours(seen.complaints) == []


@browser
def test_without_script_the_list_is_all_there_is(chromium: Browser, address: str, base: Base) -> None:
    with visit(chromium, java_script_enabled=False) as seen:
        seen.page.goto(address + "map.html")
        assert not seen.page.locator(".kb-x__body").is_visible()
        assert seen.page.locator(".kb-list a").count() == len(base)
        for summary in seen.page.locator(".kb-list summary").all():
            summary.click()
        seen.page.get_by_role("link", name="WEB 503 Trouble 3").click()
        seen.page.wait_for_url("**/codes/web/3.html")


@browser
@pytest.mark.parametrize(
    "files",
    [
        hostile(),
        {"kb.yaml": "title: T\n", "records/terms/a.yaml": "term: A\ndefinition: D.\n"},
        {"kb.yaml": "title: T\n"},
        {"kb.yaml": "title: T\n", **{f"records/terms/t{n}.yaml": f"term: T{n}\ndefinition: D.\n" for n in range(9)}},
    ],
    ids=["hostile", "one record", "nothing", "no links"],
)
def test_any_base_is_drawn(chromium: Browser, tmp_path: Path, files: dict[str, str]) -> None:
    base = kb.load(files)
    with served(build(base, tmp_path / "out").site) as address, visit(chromium) as seen:
        seen.page.on("dialog", lambda _: seen.complaints.append("a name acted"))
        page = opened(seen, address + "map.html")
        for key in base.records:
            page.evaluate("(key) => kbExplorer.current.goTo('#' + key)", key)
            assert title(page)
        settled(page)
        page.get_by_role("combobox", name="Find on the map").fill("a")
        assert page.evaluate("document.documentElement.scrollWidth") <= 1440
        assert ours(seen.complaints) == []
        assert seen.outside(address) == []
