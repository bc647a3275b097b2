"""The night's schedule: what systemd, cron and Windows are told is what runs."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
from datetime import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from solver.cli import main
from solver.nightly.schedule import (
    ScheduledNight,
    ScheduleFile,
    cron,
    powershell_word,
    systemd,
    systemd_word,
    windows,
)

AWKWARD = (
    "plain/path",
    "with blank",
    "100% sure, %h and %%",
    "$HOME and $$ and ${x}",
    'it\'s "so" `x`',
    "back\\slash \\% \\\\%",
    "Überfall Żółw \u2018quoted\u2019",
    "a;b & c > d | e # f",
    "",
)


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    for name in [name for name in os.environ if name.startswith("FORCEGEN_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in").mkdir()


def a_job(*words: str, **more: Any) -> ScheduledNight:
    return ScheduledNight(name="forcegen-nightly", words=words, at=time(2, 15), limit=3600, **more)


def settings(file: ScheduleFile) -> dict[str, str]:
    """What a unit sets; of what is set twice the last."""
    lines = [line for line in file.text.splitlines() if "=" in line and not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)


def scheduled(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["schedule", "in", "out", *arguments])


def as_cron_reads(line: str) -> str:
    """What cron(8) gives the shell of a crontab's line: all up to the first % that is not marked."""
    told, escaped = "", False
    for sign in line.split(" ", 5)[5]:
        if escaped:
            told, escaped = (told[:-1] if sign == "%" else told) + sign, False
        elif sign == "%":
            break
        else:
            told, escaped = told + sign, sign == "\\"
    return told


def test_cron_runs_the_very_words_whatever_signs_they_have():
    """cron takes a % for the end of the command, and then the shell reads the rest."""
    (file,) = cron(a_job("printf", "%s\\n", *AWKWARD))
    line = file.text.splitlines()[-1]

    done = subprocess.run(
        ["sh", "-c", as_cron_reads(line)], capture_output=True, encoding="utf-8", check=True
    )

    assert line.startswith("15 2 * * * umask 077; nice -n 10 printf ")
    assert done.stdout == "".join(f"{word}\n" for word in AWKWARD)


@pytest.mark.parametrize(
    ("word", "written"),
    [
        ("/plans/in", "/plans/in"),
        ("with blank", '"with blank"'),
        ("100%h", '"100%%h"'),
        ("$HOME", '"$$HOME"'),
        ('a "b" \\', '"a \\"b\\" \\\\"'),
        ("", '""'),
    ],
)
def test_systemd_words_keep_every_sign_that_systemd_would_take_for_its_own(word: str, written: str):
    assert systemd_word(word) == written


def test_powershell_words_keep_every_kind_of_single_quote():
    """PowerShell closes a text at a typographic quote, too."""
    assert powershell_word("it's \u2018so\u2019") == "'it''s \u2018\u2018so\u2019\u2019'"


def verified(folder: Path) -> list[tuple[int, str]]:
    """What systemd says of all units in a folder, as those of the system and as those of a user."""
    units = sorted(str(path) for path in folder.glob("*.*"))
    env = {**os.environ, "XDG_RUNTIME_DIR": str(folder)}
    done = [
        subprocess.run(
            ["systemd-analyze", whose, "verify", *units],
            env=env,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        for whose in ("--system", "--user")
    ]
    return [(each.returncode, each.stderr) for each in done]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd here")
def test_systemd_accepts_the_files_that_are_written(tmp_path: Path):
    folder = tmp_path / "units"

    result = scheduled("--kind", "systemd", "--at", "3:05", "--write", str(folder), "--", "--jobs", "2")

    assert result.exit_code == 0, result.output
    assert "OnCalendar=*-*-* 03:05:00" in (folder / "forcegen-nightly.timer").read_text(encoding="utf-8")
    assert verified(folder) == [(0, "")] * 2


def test_a_service_that_was_changed_by_hand_stays_beside_the_new_one(tmp_path: Path):
    asked = ("--kind", "systemd", "--write", str(tmp_path))
    scheduled(*asked)
    (tmp_path / "forcegen-nightly.service").write_text("by hand", encoding="utf-8")
    told = scheduled(*asked)

    (backup,) = tmp_path.glob("*.backup-*")
    assert backup.read_text(encoding="utf-8") == "by hand"
    assert f"The file as it was: {backup}" in told.output


def test_a_night_may_write_into_its_output_folder_and_nowhere_else():
    """What a workbook, a solver or a notify command might do to the rest of the machine, it cannot."""
    service, _ = systemd(a_job("/opt/forcegen", "nightly", "/in", "/srv/o ut%h", writes="/srv/o ut%h $x"))
    told = settings(service)

    assert told["ProtectSystem"] == "strict"
    assert told["ReadWritePaths"] == '"-/srv/o ut%%h $x"'  # no variable stands for anything here
    assert told["PrivateTmp"] == told["NoNewPrivileges"] == "yes"
    assert told["UMask"] == "0077"
    assert told["MemoryMax"] == "90%"
    assert told["OOMPolicy"] == "continue"


def test_a_night_whose_folders_lie_among_temporary_files_still_sees_them():
    """PrivateTmp= gives it others than those of all."""
    service, _ = systemd(a_job("/opt/forcegen", "nightly", "/tmp/in", "/srv/out", writes="/srv/out"))

    assert "PrivateTmp" not in settings(service)
    assert "# PrivateTmp=yes would hide /tmp/in" in service.text


def test_the_systems_limit_on_memory_lies_above_that_of_the_plans():
    """Two plans of 2,000 MB and a quarter more, and 1,024 MB for the night itself: 6,024."""
    asked = ("--kind", "systemd", "--", "--jobs", "2", "--memory-limit", "2000")

    assert "MemoryMax=6024M" in scheduled(*asked).output


def told_of(folder: Path, result: str, status: str) -> str:
    """What the unit for failures tells people, run as systemd runs it."""
    command = ["tee", str(folder / "told $x 100%")]
    *_, failed = systemd(a_job("/opt/forcegen", notify=command))
    words = shlex.split(settings(failed)["ExecStart"].replace("%%", "%").replace("$$", "$"))
    told = {"MONITOR_SERVICE_RESULT": result, "MONITOR_EXIT_STATUS": status}
    subprocess.run(words, env={**os.environ, **told}, check=True, capture_output=True)
    file = Path(command[-1])
    return file.read_text(encoding="utf-8") if file.exists() else ""


@pytest.mark.parametrize(
    ("result", "status"), [("oom-kill", "KILL"), ("timeout", "143"), ("exit-code", "1"), ("exit-code", "2")]
)
def test_a_night_that_could_not_tell_people_itself_is_told_by_systemd(
    tmp_path: Path, result: str, status: str
):
    said = told_of(tmp_path, result, status)

    assert f"the night did not end as it should ({result} {status})" in said
    assert "journalctl --user -u forcegen-nightly" in said


@pytest.mark.parametrize("status", ["3", "4", "6", "7", "8", "10"])
def test_what_the_night_told_people_itself_is_not_told_again(tmp_path: Path, status: str):
    assert told_of(tmp_path, "exit-code", status) == ""


def test_the_service_names_the_unit_for_failures_where_there_is_somebody_to_tell(tmp_path: Path):
    plain = scheduled("--kind", "systemd", "--write", str(tmp_path / "plain"))
    told = scheduled("--kind", "systemd", "--write", str(tmp_path / "told"), "--", "--notify", "cat -n")

    assert "#OnFailure=" in (tmp_path / "plain" / "forcegen-nightly.service").read_text(encoding="utf-8")
    assert "failed" not in plain.output
    service = (tmp_path / "told" / "forcegen-nightly.service").read_text(encoding="utf-8")
    assert "\nOnFailure=forcegen-nightly-failed.service\n" in service
    assert f"{tmp_path}/told/forcegen-nightly-failed.service" in told.output
    if shutil.which("systemd-analyze"):
        assert verified(tmp_path / "told") == [(0, "")] * 2


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd here")
def test_systemd_accepts_awkward_programs_and_names(tmp_path: Path):
    """It refuses a program whose path has quotes in it, and any that is not there."""
    program = tmp_path / "a %h $HOME 'x' ü" / 'for"cegen'
    program.parent.mkdir()
    shutil.copy("/bin/true", program)
    folder = tmp_path / "units"
    folder.mkdir()
    for file in systemd(a_job(str(program), *AWKWARD, writes='/a b/%h $x "\\', notify=["cat", *AWKWARD])):
        (folder / file.name).write_text(file.text, encoding="utf-8")

    assert verified(folder) == [(0, "")] * 2


def test_windows_gets_one_text_with_the_arguments_and_the_time(tmp_path: Path):
    """Arguments with blanks stand in double quotes, and all of them in single ones."""
    (file,) = windows(a_job(r"C:\Program Files\forcegen.exe", "nightly", r"C:\O'Hara\in puts", r"D:\out"))

    assert r"-Execute 'C:\Program Files\forcegen.exe'" in file.text
    assert r"""-Argument 'nightly "C:\O''Hara\in puts" D:\out'""" in file.text
    assert "-Daily -At '02:15'" in file.text
    assert "-Seconds 4500" in file.text


@pytest.mark.parametrize("kind", ["systemd", "cron", "windows"])
def test_every_kind_names_the_exit_codes_and_how_to_go_on(kind: str):
    result = scheduled("--kind", kind)

    assert result.exit_code == 0, result.output
    for code in (0, 1, 2, 3, 4, 6, 7, 8, 9, 10, 143):
        assert re.search(rf"\b{code}\b", result.output)
    assert "Next:" in result.output or "next:" in result.output
    assert "--night-limit 21600" in result.output


def test_paths_are_absolute_and_the_options_of_the_night_are_carried_over(tmp_path: Path):
    (tmp_path / "night.toml").write_text("[nightly]\njobs = 1\n", encoding="utf-8")
    asked = ["--kind", "cron", "--", "--keep", "90d", "--night-limit", "60"]

    result = CliRunner().invoke(main, ["--config", "night.toml", "schedule", "in", "out", *asked])

    line = result.output.splitlines()[-4]
    assert f"--config {tmp_path}/night.toml nightly {tmp_path}/in {tmp_path}/out" in line
    assert line.endswith("--keep 90d --night-limit 60")


def test_a_schedule_holds_what_it_was_given_not_what_lies_in_the_folder(tmp_path: Path):
    """Named in the schedule, somebody's forcegen.toml would be a file that the user named."""
    file = tmp_path / "forcegen.toml"
    file.write_text("[nightly]\nnight-limit = 60\njobs = 1\n", encoding="utf-8")
    file.chmod(0o600)

    result = scheduled("--kind", "cron")

    assert result.exit_code == 0, result.output
    assert "--config" not in result.stdout
    assert "--night-limit 21600" in result.stdout
    assert "the night is not given the forcegen.toml of this folder" in result.stderr
    assert "forcegen --config forcegen.toml schedule" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--", "--jobbs", "2"), "No such option '--jobbs'"),
        (("--at", "25:00"), "does not match the format"),
        (("--name", "a b"), "expected letters, digits, - and _"),
        (("--kind", "cron", "--write", "x"), "with cron there is nothing to write"),
        (("--", "--notify", "a\nb"), "no scheduler takes a name with a line break"),
        (("--kind", "windows", "--", "--notify", "%a%"), "what stands between two % for a variable"),
    ],
)
def test_what_could_not_run_at_night_is_said_by_day(arguments: tuple[str, ...], said: str):
    result = scheduled(*arguments)

    assert result.exit_code == 2
    assert said in " ".join(result.output.split())


def test_an_input_folder_that_is_not_there_is_said_by_day(tmp_path: Path):
    result = CliRunner().invoke(main, ["schedule", "ins", "out"])

    assert result.exit_code == 2
    assert "there is no folder ins" in result.output


def test_machines_get_the_files_and_the_next_steps():
    told = json.loads(scheduled("--kind", "systemd", "--format", "json").output)

    assert [file["name"] for file in told["files"]] == ["forcegen-nightly.service", "forcegen-nightly.timer"]
    assert "systemctl --user daemon-reload" in told["next"]
