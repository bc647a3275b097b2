"""Signs that nobody sees, or that move others about: shown by their number at every way out."""

from __future__ import annotations

import io
import json
import logging
import re
import unicodedata
from dataclasses import asdict
from pathlib import Path

import pytest
from cli_cases import forcegen, write_book
from rich.table import Table
from rich.text import Text

from solver.cli.night_report import event_printer, summary_text
from solver.cli.reporter import Reporter
from solver.errors import Finding, ForcegenError, Place
from solver.nightly.report import NightEvent, PlanOutcome, Report
from solver.pages.nights_content import NightsContent
from solver.pages.nights_page import nights_page
from solver.results.shown import bare_table
from solver.results.terminal import PatientConsole
from solver.text.visible import VisibleFormatter, isolated, visible, visible_json, visible_lines, visible_text

HOSTILE = "live\u202egnp.xlsx\x1b[2J\r\n2026-11-22T02:15:00Z published b\u2066\u200b\x85\u2028\udcff"
SHOWN = r"live\u202egnp.xlsx\x1b[2J\r\n2026-11-22T02:15:00Z published b\u2066\u200b\x85\u2028\udcff"

RIGHT_TO_LEFT = (
    "\u05d9\u05e9\u05e8\u05d0\u05dc, \u0645\u0635\u0631, \u0645\u06cc\u200c\u062e\u0648\u0627\u0646\u0645"
)
"""Israel and Egypt in their own letters, and Persian, whose spelling needs a joiner."""


def plain(text: str) -> bool:
    """Whether nothing in it is obeyed instead of shown, but for our own line breaks."""
    return all(
        unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Zl", "Zp") for sign in text if sign != "\n"
    )


def printed(*things: object) -> str:
    """What a console without colours prints."""
    text = io.StringIO()
    console = PatientConsole(file=text, width=400, no_color=True, highlight=False)
    for thing in things:
        console.print(thing)
    return text.getvalue()


def test_every_control_character_and_mark_of_direction_is_shown_by_its_number():
    """By the table of Unicode: all that is a control, a format without looks, or half a sign."""
    for at in (*range(0x3000), *range(0xD800, 0xE000), *range(0xFE00, 0xFF00), *range(0xFFF0, 0x10000)):
        sign = chr(at)
        category = unicodedata.category(sign)
        harmless = at in range(0x600, 0x606) or at in (0x6DD, 0x70F, 0x890, 0x891, 0x8E2)  # they have looks
        if category in ("Cc", "Cs", "Zl", "Zp") or (category == "Cf" and not harmless):
            assert visible(sign).startswith("\\"), hex(at)
            assert plain(visible(sign))


def test_letters_of_every_script_stay_as_they_are():
    """Hebrew, Arabic and Persian are read as they are written; accents and dashes, too."""
    for name in (
        RIGHT_TO_LEFT,
        "\u0141\u00f3d\u017a",
        "\u65e5\u672c \u845b\U000e0100",
        "Kyjiv \u2013 \u2018A\u2019",
    ):
        assert visible(name) == name


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("France (FRA-1, 200 heads)", "France (FRA-1, 200 heads)"),
        ("قوة الانتشار (قوة, 200 heads)", "\u2068قوة الانتشار\u2069 (\u2068قوة\u2069, 200 heads)"),
        ("Guard, Camp N, قوة", "Guard, Camp N, \u2068قوة\u2069"),
        ("ק", "\u2068ק\u2069"),
    ],
)
def test_names_from_right_to_left_are_isolated_in_a_sentence(text: str, shown: str):
    """Brackets, commas and numbers between two of them stay where they are."""
    assert isolated(text) == shown


def test_a_line_break_is_ours_only_where_an_indented_line_follows():
    r"""Whatever stands at the margin is a line of ours: a name cannot begin one."""
    assert visible_lines("runs:\n  a\n  b") == "runs:\n  a\n  b"
    assert visible_lines("no file a\nerror: forged") == r"no file a\nerror: forged"
    assert visible_text("many\nlines\x1b") == "many\nlines" + r"\x1b"


def test_json_reads_back_the_same_and_hides_nothing():
    told = {"name": HOSTILE, HOSTILE: [RIGHT_TO_LEFT, "\x7f"]}
    for text in (visible_json(told), visible_json(told, indent=2), visible_json(told, ascii_only=True)):
        assert json.loads(text) == told
        assert plain(text.replace("\u200c", ""))
    assert RIGHT_TO_LEFT in visible_json(told)


@pytest.mark.parametrize(
    "make", [Text, lambda text: Text(text, style="bold"), lambda text: Text("a ").append(text)]
)
def test_the_console_shows_what_a_text_hides(make):
    """Also where whoever printed it did not think of it."""
    said = printed(make(HOSTILE))

    assert plain(said)
    assert r"live\u202egnp.xlsx\x1b[2J" in said
    assert RIGHT_TO_LEFT in printed(make(RIGHT_TO_LEFT))


def test_a_cell_of_a_table_stays_in_its_line_and_its_column():
    """A name with a line break would else make a row of its own."""
    table = bare_table()
    table.add_column("Plan")
    table.add_column("State")
    table.add_row(Text(HOSTILE), HOSTILE.replace("[", r"\["))
    any_table = Table()
    any_table.add_column("Plan")
    any_table.add_row(Text(HOSTILE))
    lines = printed(table).splitlines()

    assert [line for line in lines if SHOWN in line and line.count("live") == 2]
    assert plain(printed(table, any_table))


def test_findings_errors_and_log_messages_are_a_line_each(capsys: pytest.CaptureFixture[str]):
    """A finding, a breach, what is asked for and the log: none of them says a line of its own."""
    reporter = Reporter()
    reporter.findings([Finding(place=Place(sheet="Sites"), cell="A2", message=f"'{HOSTILE}' is odd")])
    reporter.breach(HOSTILE)
    reporter.line(HOSTILE)
    reporter.machine({"never": "said"})
    Reporter(form="json").machine({"name": HOSTILE})
    told = capsys.readouterr()

    assert told.err.count("\n") == 2
    assert told.err.count(SHOWN) == 2
    assert told.out.splitlines()[0] == SHOWN
    assert plain(told.out)
    assert plain(told.err)


def test_the_log_forges_no_line_and_indents_what_broke():
    formatter = VisibleFormatter()
    try:
        raise ForcegenError(HOSTILE)
    except ForcegenError as error:
        info = (type(error), error, error.__traceback__)
    record = logging.LogRecord("solver", logging.WARNING, "", 0, "at %s", (HOSTILE,), info)
    first, *others = formatter.format(record).split("\n")

    assert first == f"at {SHOWN}"
    assert others
    assert all(line.startswith("  ") for line in others)
    assert plain("".join(others))


EVENT = NightEvent(
    event="failed", plan=HOSTILE, run="20261122T021500Z-1a2b3c4d", message=HOSTILE, exit_code=3
)


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_a_night_says_an_event_a_line_whatever_its_plan_is_called(
    log_format: str, capsys: pytest.CaptureFixture[str]
):
    with event_printer(Reporter(), log_format) as tell:
        tell(EVENT)
    said = capsys.readouterr().err

    assert said.count("\n") == 1
    assert plain(said)
    if log_format == "json":
        told = json.loads(said)
        assert (told["plan"], told["message"]) == (HOSTILE, HOSTILE)


def a_report() -> Report:
    """A night with one plan, whose every text is hostile."""
    outcome = PlanOutcome(
        plan=HOSTILE,
        source=HOSTILE,
        scenario=HOSTILE,
        state="failed",
        exit_code=3,
        run=HOSTILE,
        reasons=(HOSTILE,),
        record={},
    )
    return Report(
        started="2026-11-22T02:15:00Z",
        ended="2026-11-22T02:16:00Z",
        seconds=60,
        exit_code=3,
        outcomes=(outcome,),
        absent=(HOSTILE,),
        troubles=(HOSTILE,),
    )


def test_the_summary_for_mail_and_chat_hides_nothing():
    said = summary_text(a_report(), Path("out\x1b[2J"))

    assert plain(said)
    assert "\n2026-11-22T02:15:00Z" not in said
    assert json.loads(visible_json(a_report().summary()))["plans"][0]["plan"] == HOSTILE


def test_the_index_page_shows_what_a_note_hides():
    """In a browser a mark of direction turns round the words beside it."""
    from datetime import UTC, datetime

    content = NightsContent(
        written=datetime.now(UTC),
        version="1.0",
        marking="",
        counts=(),
        troubled=(),
        plans=(),
        notes=(HOSTILE, RIGHT_TO_LEFT, "<b>"),
        night=None,
        overdue=False,
    )
    page = nights_page(content)

    assert r"live\u202egnp.xlsx\x1b[2J\r" in page
    assert plain(re.sub("[\u200c\u2068\u2069]", "", page))
    assert isolated(RIGHT_TO_LEFT) in page
    assert "&lt;b&gt;" in page


@pytest.mark.parametrize("arguments", [("check",), ("solve", "--seed"), ("show",), ("audit",), ("replay",)])
def test_what_was_typed_is_never_said_back_raw(
    arguments: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Wrong usage and errors quote an argument: a file name from anywhere, completed by the shell."""
    monkeypatch.chdir(tmp_path)
    result = forcegen(*arguments, "no\x1b[31m\nerror: forged \u202e.xlsx")

    assert result.exit_code in (2, 3)
    assert plain(result.output)
    assert "\nerror: forged" not in result.output


def test_a_hostile_workbook_is_checked_and_solved_without_a_hidden_sign(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Its file name and the names in its cells, on the terminal, as JSON and in the record."""
    monkeypatch.chdir(tmp_path)
    book = write_book(Path("live\u202egnp.xlsx"), Settings=[{"Name": "Sede\u202e\u2028", "Value": 3}])
    checked = [forcegen("check", book, *more) for more in ((), ("--format", "json"))]
    solved = forcegen("solve", write_book(Path("fine\u202egnp.xlsx")), "-o", "out\u2066.xlsx")

    assert solved.exit_code == 0, solved.output
    for result in (*checked, solved):
        assert plain(result.output)
    assert "(U+202E)" in checked[0].output
    assert r"out\u2066.xlsx" in solved.output
    record = Path("out\u2066.xlsx.run.json").read_text(encoding="utf-8")
    assert plain(record)
    assert json.loads(record)["input"]["path"].endswith("fine\u202egnp.xlsx")


def test_the_event_of_a_night_keeps_its_text_for_machines():
    """What is shown is changed, not what is known."""
    assert asdict(EVENT)["plan"] == HOSTILE
