"""The index page: what it tells of each plan, and that nothing in a name or message can spoil it."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

import pytest

from solver.nightly.folder import PlanFolder, RunFolder
from solver.nightly.history import History
from solver.nightly.monitor import begin_night, end_night
from solver.nightly.page import write_index
from solver.pages.templating import css_text
from solver.text.visible import visible

LAST_NIGHT = datetime(2026, 11, 22, 2, 15, tzinfo=UTC)
EMPTY = frozenset({"meta", "link", "br"})


@dataclass
class Seen(HTMLParser):
    """A page as a reader sees it: its text, its links, its tags; closed tags only."""

    text: str = ""
    links: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    attributes: list[tuple[str, str | None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        self.links += [value or "" for name, value in attrs if name == "href"]
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not {"style", "script"} & {*self.open}:
            self.text += data


def seen(page: Path) -> Seen:
    """A page read as a browser reads it."""
    reader = Seen()
    reader.feed(page.read_text(encoding="utf-8"))
    reader.close()
    assert reader.open == []
    reader.text = " ".join(reader.text.split())
    return reader


def night(
    outputs: Path,
    plan: str = "ukraine",
    state: str = "published",
    *,
    ago: int = 0,
    numbers: tuple[float, float, float] | None = (0, 0, 0),
    **about: Any,
) -> RunFolder:
    """A run so many nights ago; ``numbers``: minimum shortfall, target shortfall, drawdown of its plan."""
    folder = PlanFolder(outputs / plan)
    at = LAST_NIGHT - timedelta(days=ago)
    run = folder.new_run("0123456789", at)
    (run.path / "input.xlsx").write_bytes(b"")
    if state in ("published", "refused"):
        (run.path / "plan.xlsx").write_bytes(b"")
    names = ("minimum_shortfall", "target_shortfall", "drawdown")
    told = {
        "id": run.id,
        "plan": plan,
        "source": f"{plan}.xlsx",
        "scenario": "",
        "state": state,
        "started": f"{at:%Y-%m-%dT%H:%M:%SZ}",
        "reasons": [],
        **about,
    }
    totals = dict(zip(names, numbers, strict=True)) if numbers else {}
    (run.path / "run.json").write_text(json.dumps({"totals": totals, "run": told}), encoding="utf-8")
    if state == "published":
        folder.publish(run)
    return run


def test_each_plan_shows_how_its_last_night_ended_and_why(tmp_path: Path):
    night(tmp_path, "air")
    night(tmp_path, "mines", "refused", reasons=["212 units change, and at most 40 may", "Lviv is short"])
    night(tmp_path, "training", "failed", numbers=None, reasons=["Contingents!E14: Units is 'four'"])

    page = seen(write_index(tmp_path))

    assert "Published 1 ◆ Refused 1 ✕ Failed 1" in page.text
    assert "✕ Failed training : Contingents!E14: Units is 'four'" in page.text.replace(
        "training:", "training :"
    )
    assert "212 units change, and at most 40 may (and 1 more)" in page.text
    assert "Lviv is short" in page.text
    assert "Sun 22 Nov 2026, 02:15Z" in page.text


def test_a_night_without_news_is_unchanged_but_a_refused_plan_stays_refused(tmp_path: Path):
    """Nothing is solved again; what was wrong yesterday is still wrong."""
    runs = [
        night(tmp_path, "air", ago=1),
        night(tmp_path, "mines", "refused", ago=1, reasons=["too many changes"]),
    ]
    history = History.open(tmp_path)
    for run in runs:
        record = run.record()
        history.note(
            {**record, "run": {**record["run"], "state": "unchanged", "started": "2026-11-22T02:15:00Z"}}
        )

    page = seen(write_index(tmp_path, history))
    history.close()

    assert "= Unchanged 1 ◆ Refused 1" in page.text
    assert page.text.count("The workbook has not changed since; looked at again Sun 22 Nov 2026, 02:15Z") == 2


def test_a_page_that_forcegen_did_not_write_stays_beside_the_index(tmp_path: Path):
    (tmp_path / "index.html").write_bytes(b"a planner's own")
    write_index(tmp_path)
    write_index(tmp_path, notes=["the second night"])

    assert [path.read_bytes() for path in tmp_path.glob("index.backup-*.html")] == [b"a planner's own"]


def test_the_plan_in_force_stands_beside_the_one_before_it(tmp_path: Path):
    """A refused plan in between takes no part: 120 in force before, 90 now."""
    night(tmp_path, ago=2, numbers=(120, 1000, 400))
    night(tmp_path, state="refused", ago=1, numbers=(10, 10, 10))
    night(tmp_path, numbers=(90, 1000, 450.5))

    page = seen(write_index(tmp_path))

    assert "90 −30 1,000 same 450.5 +50.5" in page.text  # noqa: RUF001 - a true minus sign


def test_a_person_who_overruled_the_gate_is_named(tmp_path: Path):
    night(tmp_path, published={"by": "Chief of staff", "reason": "agreed with Tallinn", "at": ""})

    night(tmp_path, "air", published={"by": "gate", "reason": "", "at": ""})

    page = seen(write_index(tmp_path))

    assert "Published by hand, Chief of staff: agreed with Tallinn" in page.text
    assert page.text.count("by hand") == 1


def test_every_link_leads_to_a_file_of_the_folder_or_a_place_on_the_page(tmp_path: Path):
    """Whatever a workbook is called: blanks, umlauts, signs that mean something in addresses."""
    for name in ("plain", "ä % # ? & 'q' \"d\"", "a:b", "<b>"):
        night(tmp_path, name, "refused", ago=1)
        night(tmp_path, name)

    page = seen(write_index(tmp_path))

    inside = {value for name, value in page.attributes if name == "id"}
    files = [link for link in page.links if not link.startswith("#")]
    assert {link[1:] for link in page.links if link.startswith("#")} <= inside
    assert len(files) == 4 * 2 * 3  # workbook, input and record of two runs of four plans
    for link in files:
        assert not link.startswith(("/", "http"))
        assert (tmp_path / unquote_to_bytes(link).decode()).is_file()


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "{{ page }}{% raw %}",
        "</style></title><h1>",
        "\u202egnp.exe",
    ],
)
def test_hostile_names_and_messages_are_only_text(tmp_path: Path, hostile: str):
    plan = hostile.replace("/", "\u2215")
    night(tmp_path, plan, "failed", ago=1, numbers=None, reasons=[hostile], marking=hostile, host=hostile)
    night(tmp_path, plan, "refused", reasons=[hostile], marking=hostile, source=hostile, scenario=hostile)

    page = seen(write_index(tmp_path))

    assert not {"script", "img"} & set(page.tags)
    assert page.tags.count("h1") == 1
    assert not [name for name, _ in page.attributes if name.startswith("on")]
    assert visible(" ".join(hostile.split())) in page.text
    assert "\u202e" not in page.text


def test_a_marking_cannot_leave_its_place_in_the_style_sheet():
    """It is printed on each page, by a rule that quotes it."""
    assert css_text('";}\n') == "\\000022\\00003b\\00007d\\00000a"


def test_the_page_needs_no_network_and_no_script(tmp_path: Path):
    night(tmp_path)

    source = write_index(tmp_path).read_text(encoding="utf-8")

    assert "default-src 'none'" in source
    assert "<script" not in source
    assert not [word for word in ("http://", "https://", "@import", "url(") if word in source]


def test_the_marking_stands_above_and_below_and_each_plan_has_its_own(tmp_path: Path):
    night(tmp_path, "air", marking="NATO RESTRICTED")
    night(tmp_path, "mines", marking="UNCLASSIFIED")

    page = seen(write_index(tmp_path))

    assert page.text.count("NATO RESTRICTED / UNCLASSIFIED") == 2
    assert page.text.count("UNCLASSIFIED") == 3


def test_nights_whose_files_were_cleared_away_are_told_without_links(tmp_path: Path):
    old = night(tmp_path, state="refused", ago=3, reasons=["too many changes"])
    night(tmp_path)
    history = History.open(tmp_path)
    for path in sorted(old.path.rglob("*"), reverse=True):
        path.unlink()
    old.path.rmdir()

    page = seen(write_index(tmp_path, history))
    history.close()

    assert "too many changes" in page.text
    assert not [link for link in page.links if old.id in link]


def test_a_folder_without_runs_has_a_page_that_says_so(tmp_path: Path):
    assert "No plan has been run into this folder yet" in seen(write_index(tmp_path)).text


def test_a_broken_record_spoils_neither_the_page_nor_the_other_plans(tmp_path: Path):
    night(tmp_path, "air")
    broken = night(tmp_path, "mines")
    (broken.path / "run.json").write_text('{"run": ', encoding="utf-8")
    odd = night(tmp_path, "odd")
    (odd.path / "run.json").write_text(
        json.dumps({"totals": None, "run": {"state": "failed"}}), encoding="utf-8"
    )

    page = seen(write_index(tmp_path))

    assert "Published 1 ✕ Failed 1 ■ Stopped 1" in page.text


def test_a_year_of_nights_stays_a_small_page(tmp_path: Path):
    """Every night changes every number: 365 nights in less than 30 KB."""
    first = night(tmp_path)
    record = first.record()
    for ago in range(1, 365):
        at = LAST_NIGHT - timedelta(days=ago)
        run = RunFolder(first.path.with_name(f"{at:%Y%m%dT%H%M%SZ}-01234567"))
        run.path.mkdir()
        totals = {"minimum_shortfall": ago % 7, "target_shortfall": ago % 50, "drawdown": ago % 11}
        about = {**record["run"], "id": run.id, "started": f"{at:%Y-%m-%dT%H:%M:%SZ}"}
        (run.path / "run.json").write_text(json.dumps({"totals": totals, "run": about}), encoding="utf-8")

    page = write_index(tmp_path)

    assert page.stat().st_size < 30_000
    assert "365 nights from 23 Nov 2025 to 22 Nov 2026." in page.read_text(encoding="utf-8")


def a_shift(
    outputs: Path, cut: str = "", states: dict[str, tuple[str, tuple[str, ...]]] | None = None, **noted: str
) -> None:
    """A night as a whole, that began and ended now; ``noted``: plans that were found unchanged in it."""
    with History.open(outputs) as history:
        began = begin_night(history, timedelta(hours=30))
        for plan, run in noted.items():
            record = RunFolder(outputs / plan / "runs" / run).record()
            history.note({**record, "run": {**record["run"], "state": "unchanged", "started": began}})
        end_night(history, began, cut, (), states or {})


def test_a_night_cut_short_says_so_and_which_plans_it_did_not_reach(tmp_path: Path):
    """Three plans had good nights before; tonight one was looked at before time was up."""
    runs = {plan: night(tmp_path, plan, ago=1).id for plan in ("air", "mines", "training")}
    states = dict.fromkeys(("mines", "training"), ("left", ("the night ended before it began",)))
    a_shift(tmp_path, "it had taken 60 s, its most (--night-limit)", states, air=runs["air"])

    page = seen(write_index(tmp_path))

    assert "cut short: it had taken 60 s, its most (--night-limit)" in page.text
    assert "= Unchanged 1 ○ Not reached 2" in page.text
    assert "○ Not reached mines: the night ended before it began" in page.text
    assert "● Published 1" not in page.text


def test_plans_without_workbook_and_those_passed_over_say_so_in_their_row(tmp_path: Path):
    for plan in ("air", "mines"):
        night(tmp_path, plan, ago=1)
    why = "a .xls file; save it as Excel Workbook (.xlsx) to have it solved"
    a_shift(tmp_path, states={"air": ("absent", ("its workbook is gone",)), "mines": ("skipped", (why,))})

    page = seen(write_index(tmp_path))

    assert "» Skipped 1 ∅ Absent 1" in page.text
    assert "air ∅ Absent" in page.text
    assert "its workbook is gone" in page.text
    assert f"» Skipped mines: {why}" in page.text


def test_a_night_that_was_killed_leaves_a_page_that_does_not_look_like_a_good_night(tmp_path: Path):
    """The page is written when the night begins; nobody is left to write it at its end."""
    night(tmp_path, "air", ago=1)
    with History.open(tmp_path) as history:
        begin_night(history, timedelta(hours=30))

        page = seen(write_index(tmp_path, history))

    assert "has not ended: it is at work, or was killed" in page.text
    assert "○ Not reached 1" in page.text
    assert "● Published 1" not in page.text


def test_the_page_says_when_the_next_night_is_due_and_shows_it_when_that_has_passed(tmp_path: Path):
    """The sentence is there and hidden; the script, the only one that may run, shows it in time."""
    night(tmp_path)
    a_shift(tmp_path)

    source = write_index(tmp_path).read_text(encoding="utf-8")
    page = seen(tmp_path / "index.html")

    assert "the next night is expected to end by" in page.text
    assert "No night since" in page.text
    assert re.search(r'data-due="[^"]+Z" hidden>', source)
    (script,) = re.findall(r"<script>(.*?)</script>", source, re.DOTALL)
    (style,) = re.findall(r"<style>(.*?)</style>", source, re.DOTALL)
    of_style, of_script = (
        base64.b64encode(hashlib.sha256(each.encode()).digest()).decode() for each in (style, script)
    )
    assert f"default-src 'none'; style-src 'sha256-{of_style}'; script-src 'sha256-{of_script}'\"" in source


def test_a_page_that_is_written_after_the_next_night_was_due_shows_it_without_a_script(tmp_path: Path):
    night(tmp_path)
    with History.open(tmp_path) as history:
        end_night(history, begin_night(history, timedelta(hours=-1)), "", (), {})

    assert re.search(r'data-due="[^"]+Z">No night since', write_index(tmp_path).read_text(encoding="utf-8"))


def test_the_plan_in_force_has_an_age(tmp_path: Path):
    """Since it was published, which for one that a person went back to is not when it was made."""
    at = (datetime.now(UTC) - timedelta(days=12, hours=1)).isoformat(timespec="seconds")
    night(tmp_path, published={"by": "Ann", "reason": "back", "at": at.replace("+00:00", "Z")})

    assert "12 days" in seen(write_index(tmp_path)).text


def test_after_going_back_the_change_is_told_against_what_was_in_force_until_then(tmp_path: Path):
    """90 was in force, then 120; now 90 again: that is 30 less than 120, and not compared with 300 before."""

    def by(at: str) -> dict[str, str]:
        return {"by": "gate", "reason": "", "at": f"2026-11-{at}:00Z"}

    night(tmp_path, ago=9, numbers=(300, 1000, 400), published=by("13T02:15"))
    older = night(tmp_path, ago=5, numbers=(90, 1000, 400), published=by("17T02:15"))
    night(tmp_path, ago=3, numbers=(120, 1000, 400), published=by("19T02:15"))
    record = older.record()
    older.write_record({**record, "run": {**record["run"], "published": {**by("21T09:00"), "by": "Ann"}}})
    older.plan.publish(older)

    page = seen(write_index(tmp_path))

    assert "90 −30 1,000 same 400 same" in page.text  # noqa: RUF001 - a true minus sign


def test_a_plan_unchanged_for_more_than_a_year_keeps_its_drawings(tmp_path: Path):
    """The run that still holds is older than all nights that are drawn."""
    run = night(tmp_path, ago=500, numbers=(90, 1000, 400))
    record = run.record()
    with History.open(tmp_path) as history:
        for ago in range(400, -1, -1):
            at = f"{LAST_NIGHT - timedelta(days=ago):%Y-%m-%dT%H:%M:%SZ}"
            history.note({**record, "run": {**record["run"], "state": "unchanged", "started": at}})
        page = write_index(tmp_path, history).read_text(encoding="utf-8")

    assert page.count('<figure class="chart">') == 3
    assert "366 nights from 22 Nov 2025 to 22 Nov 2026. First 90, last 90" in page
