"""The index page: what it tells of each plan, and that nothing in a name or message can spoil it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

import pytest

from solver.nightly.folder import PlanFolder, RunFolder
from solver.nightly.history import History
from solver.nightly.page import css_text, write_index
from solver.visible import visible

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
        if "style" not in self.open:
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
