"""An output folder in which others may write, or that holds what not everybody may read."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from gate_cases import a_book, forcegen, france
from night_cases import launch, night, settled, standing_in, states

from solver.errors import OutputError, PlanError
from solver.excel.read.written import read_written
from solver.isolation.processes import sweep_scratch
from solver.nightly.folder import PlanFolder, plans
from solver.nightly.history import History
from solver.nightly.inputs import copy_settled, find_inputs
from solver.nightly.lock import recover
from solver.nightly.plan_identity import find_run, plan_name
from solver.nightly.task import WorkerTask

posix = pytest.mark.skipif(os.name == "nt", reason="links and modes are others on Windows")
pytestmark = posix


@pytest.fixture(autouse=True)
def _usual_umask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.fixture
def inputs(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    return folder


@pytest.fixture
def outputs(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


@pytest.fixture
def theirs(tmp_path: Path) -> Path:
    """A folder that is none of ours, with what must stay as it is."""
    folder = tmp_path / "theirs"
    (folder / "sub").mkdir(parents=True)
    for path in (folder / "victim", folder / "sub" / "kept"):
        path.write_bytes(b"\0 as it was")  # SQLite takes a journal that begins so for an empty one
    return folder


def everything(folder: Path) -> dict[str, bytes]:
    """All files in a folder, and what is in them."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def modes(folder: Path) -> dict[str, int]:
    """The rights of all that lies in a folder, and its own, but for links."""
    every = [folder, *(path for path in folder.rglob("*") if not path.is_symlink())]
    return {str(path.relative_to(folder)): stat.S_IMODE(path.stat().st_mode) for path in every}


OWN = (
    *("index.html", ".forcegen.holder.json", ".forcegen.lock", "history.sqlite"),
    *("history.sqlite-journal", "history.sqlite-wal", "history.sqlite-shm"),
)
"""Files of ours in an output folder, whose names anybody knows."""


@pytest.mark.parametrize("leads_to", ["victim", "new"])
@pytest.mark.parametrize("name", OWN)
def test_a_night_writes_through_no_link_at_a_name_of_ours(
    inputs: Path, outputs: Path, theirs: Path, name: str, leads_to: str
):
    """Neither into a file that is there, nor does it make one."""
    settled(a_book(inputs / "plan.xlsx"))
    before = everything(theirs)
    (outputs / name).symlink_to(theirs / leads_to)
    report = night(inputs, outputs, launch=standing_in({}))

    assert everything(theirs) == before
    assert states(report) == {"plan": "published"}
    assert not (outputs / name).is_symlink()
    assert not [*outputs.glob("*backup*"), *outputs.glob("*damaged*")]
    with History.read(outputs) as history:
        assert [night.state for night in history.nights()] == ["published"]
    assert b"Written by forcegen" in (outputs / "index.html").read_bytes()


def test_a_night_stages_and_sweeps_through_no_link(inputs: Path, outputs: Path, theirs: Path):
    settled(a_book(inputs / "plan.xlsx"))
    before = everything(theirs)
    (outputs / ".forcegen-night").symlink_to(theirs)
    (outputs / ".forcegen-1.tmp").symlink_to(theirs / "victim")
    report = night(inputs, outputs, launch=standing_in({}))

    assert everything(theirs) == before
    assert states(report) == {"plan": "published"}
    assert not (outputs / ".forcegen-night").exists()


@pytest.mark.parametrize("plant", [getattr(os, "mkfifo", Path.touch), Path.touch])
@pytest.mark.parametrize("name", [".forcegen-night", ".forcegen.holder.json", "index.html"])
def test_what_else_lies_at_a_name_of_ours_is_neither_waited_for_nor_kept(
    inputs: Path, outputs: Path, name: str, plant: Callable[[Path], None]
):
    """A pipe that nobody writes into would hold up the night for ever."""
    settled(a_book(inputs / "plan.xlsx"))
    plant(outputs / name)

    assert states(night(inputs, outputs, launch=standing_in({}))) == {"plan": "published"}
    assert b"Written by forcegen" in (outputs / "index.html").read_bytes()


@pytest.mark.parametrize("planted", ["plan", "plan/runs"])
def test_a_link_in_place_of_a_plans_folder_is_refused_by_name(
    inputs: Path, outputs: Path, theirs: Path, planted: str
):
    """The other plans go on."""
    settled(a_book(inputs / "plan.xlsx"), a_book(inputs / "other.xlsx"))
    before = everything(theirs)
    (outputs / planted).parent.mkdir(exist_ok=True)
    (outputs / planted).symlink_to(theirs)
    report = night(inputs, outputs, launch=standing_in({}))
    (refused,) = [outcome for outcome in report.outcomes if outcome.plan == "plan"]

    assert everything(theirs) == before
    assert states(report) == {"plan": "failed", "other": "published"}
    assert refused.exit_code == report.exit_code == 8
    assert f"{outputs / planted}: it is a link (to {theirs})" in refused.reasons[0]
    assert "remove it, or put the folder itself there" in refused.reasons[0]


def test_runs_behind_a_link_are_none_of_ours(inputs: Path, outputs: Path, tmp_path: Path):
    """Another folder's run that goes on would be closed, and what it works with removed."""
    settled(a_book(inputs / "plan.xlsx"))
    night(inputs, outputs, launch=standing_in({}))
    other = tmp_path / "other"
    going_on = PlanFolder(other / "theirs").new_run("1" * 64, _now())
    going_on.work.mkdir()
    (outputs / "theirs").symlink_to(other / "theirs")
    (outputs / "plan" / "runs" / going_on.id).symlink_to(going_on.path)

    assert [plan.name for plan in plans(outputs)] == ["plan"]
    assert [run.id for run in plans(outputs)[0].runs()] != [going_on.id]
    assert [*recover(outputs)] == []
    assert going_on.work.is_dir()
    assert not (going_on.path / "run.json").exists()


def _now():
    from datetime import UTC, datetime

    return datetime.now(UTC)


def test_the_files_of_a_run_are_written_through_no_link(outputs: Path, theirs: Path):
    """Record and log, in a run folder in which others may write."""
    before = everything(theirs)
    run = PlanFolder(outputs / "plan").new_run("1" * 64, _now())
    for name in ("run.json", "solver.log"):
        (run.path / name).symlink_to(theirs / "victim")
    run.write_record({"run": {}})
    run.work.mkdir()
    helper = launch(
        WorkerTask(kind="solve", source="plan.xlsx", target=str(run.path)), run.work, lambda: None
    )
    helper.kill()
    helper.close()

    assert everything(theirs) == before
    assert not (run.path / "run.json").is_symlink()
    assert not (run.path / "solver.log").is_symlink()


def test_temporary_folders_of_others_are_theirs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Anybody may call a folder there as ours are called."""
    theirs, ours = tmp_path / "forcegen-999999998-a", tmp_path / "forcegen-999999999-b"
    theirs.mkdir()
    ours.mkdir()
    monkeypatch.setattr("solver.isolation.processes.tempfile.gettempdir", lambda: str(tmp_path))
    stat_of = Path.lstat

    def told(path: Path) -> object:
        about = stat_of(path)
        return os.stat_result([*about[:4], about.st_uid + (path == theirs), *about[5:]])

    monkeypatch.setattr(Path, "lstat", told)
    sweep_scratch()

    assert theirs.is_dir()
    assert not ours.exists()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="gives files away")
def test_a_history_that_somebody_else_owns_is_not_written(inputs: Path, outputs: Path):
    """It would be read by its owner; whose folder it is may have started the night as root."""
    settled(a_book(inputs / "plan.xlsx"))
    (outputs / "history.sqlite").touch()
    os.chown(outputs / "history.sqlite", 54_321, -1)
    with pytest.raises(OutputError, match=r"history.sqlite: it belongs to somebody else \(user 54321\)"):
        night(inputs, outputs, launch=standing_in({}))
    os.chown(outputs, 54_321, -1)

    assert states(night(inputs, outputs, launch=standing_in({}))) == {"plan": "published"}


# ---------------------------------------------------------------------------------------------
# Links among the inputs


def test_a_link_that_leads_out_of_the_inputs_is_passed_over_with_a_word(inputs: Path, theirs: Path):
    """Whoever may put a link there need not be allowed to read what the night may."""
    a_book(inputs / "plan.xlsx")
    (inputs / "own.xlsx").symlink_to("plan.xlsx")
    (inputs / "leak.xlsx").symlink_to(theirs / "victim")
    (inputs / "up.xlsm").symlink_to("../theirs/victim")
    (inputs / "folder.xlsx").symlink_to(theirs)
    found = find_inputs(inputs)
    why = "a link that leads out of the folder; put the workbook itself there"

    assert [path.name for path in found.sources] == ["own.xlsx", "plan.xlsx"]
    assert [each.name for each in found.skipped] == ["folder.xlsx", "leak.xlsx", "up.xlsm"]
    assert {each.why for each in found.skipped} == {why}


def test_a_file_that_became_a_link_since_is_not_copied(inputs: Path, theirs: Path, tmp_path: Path):
    (inputs / "plan.xlsx").symlink_to(theirs / "victim")
    with pytest.raises(PlanError, match="a link that leads out of the folder"):
        copy_settled(inputs / "plan.xlsx", tmp_path / "copy")

    assert not (tmp_path / "copy").exists()


# ---------------------------------------------------------------------------------------------
# Rights


def test_nothing_of_a_private_workbook_can_be_read_by_others(inputs: Path, tmp_path: Path):
    """Copy, plan, record and log, the pages that tell of it, and the folders around them."""
    settled(a_book(inputs / "plan.xlsx"))
    (inputs / "plan.xlsx").chmod(0o600)
    outputs = tmp_path / "out"
    report = night(inputs, outputs, launch=launch)

    assert states(report) == {"plan": "published"}
    told = modes(outputs)
    assert {"index.html", "history.sqlite"} < set(told)
    assert {Path(name).name for name in told} >= {"input.xlsx", "plan.xlsx", "run.json", "solver.log", "runs"}
    for name, mode in told.items():
        assert mode & 0o077 == 0, f"{name} has mode {mode:04o}"


def test_what_everybody_may_read_stays_as_the_umask_has_it(inputs: Path, tmp_path: Path):
    settled(a_book(inputs / "plan.xlsx"))
    night(inputs, tmp_path / "out", launch=launch)
    told = modes(tmp_path / "out")

    for name, mode in told.items():
        usual = 0o755 if (tmp_path / "out" / name).is_dir() else 0o600 if name.endswith(".lock") else 0o644
        assert mode == usual, f"{name} has mode {mode:04o}"


def test_one_private_workbook_shuts_what_tells_of_all_but_not_the_others_plans(
    inputs: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    """A folder that was open until then is shut, with a word, once."""
    outputs = tmp_path / "out"
    settled(a_book(inputs / "open.xlsx"))
    night(inputs, outputs, launch=standing_in({}))
    assert modes(outputs)["."] == 0o755
    settled(a_book(inputs / "shut.xlsx"))
    (inputs / "shut.xlsx").chmod(0o600)
    for _ in range(2):
        night(inputs, outputs, launch=standing_in({}), force=True)
    told = modes(outputs)

    assert [told[name] for name in (".", "shut", "shut/runs")] == [0o700] * 3
    assert [told[name] for name in ("index.html", "history.sqlite")] == [0o600] * 2
    assert [told[name] for name in ("open", "open/runs")] == [0o755] * 2
    assert caplog.text.count(f"only its owner can read {outputs} from now on") == 1


def test_a_page_or_history_made_anew_tells_nobody_of_a_private_run_that_is_past(inputs: Path, tmp_path: Path):
    """The workbook is open by now, its old runs are not."""
    outputs = tmp_path / "out"
    settled(a_book(inputs / "plan.xlsx"))
    (inputs / "plan.xlsx").chmod(0o640)
    night(inputs, outputs, launch=standing_in({}))
    (inputs / "plan.xlsx").chmod(0o644)
    for name in ("index.html", "history.sqlite"):
        assert modes(outputs)[name] == 0o640
        (outputs / name).unlink()
    night(inputs, outputs, launch=standing_in({}), force=True)

    assert [modes(outputs)[name] for name in ("index.html", "history.sqlite")] == [0o640] * 2


def test_a_person_who_publishes_widens_nothing(inputs: Path, outputs: Path):
    settled(a_book(inputs / "plan.xlsx"))
    (inputs / "plan.xlsx").chmod(0o600)
    night(inputs, outputs)
    result = forcegen("publish", "plan", "--reason", "again", "--by", "A. Planner", "--outputs", outputs)

    assert result.exit_code == 0, result.output
    for name, mode in modes(outputs).items():
        assert mode & 0o077 == 0, f"{name} has mode {mode:04o}"


def rights_of(*paths: str | Path) -> list[int]:
    return [stat.S_IMODE(Path(path).stat().st_mode) for path in paths]


def test_every_command_that_makes_a_file_from_a_private_one_keeps_it_private(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Plans, records, programs, marked copies, comparisons, new workbooks, backups."""
    monkeypatch.chdir(tmp_path)
    a_book(Path("wide.xlsx"), Contingents=france(2))
    a_book(Path("shut.xlsx")).chmod(0o600)

    def done(*arguments: object) -> None:
        result = forcegen(*arguments)
        assert result.exit_code == 0, result.output

    done("solve", "shut.xlsx", "--write-model", "model.lp")
    done("solve", "wide.xlsx", "-o", "wide plan.xlsx")
    done("solve", "wide.xlsx", "-o", "close.xlsx", "--baseline", "outputs/shut.xlsx")
    done("compare", "wide plan.xlsx", "outputs/shut.xlsx", "-o", "changes.xlsx")
    done("check", "shut.xlsx", "--mark", "-o", "marked.xlsx")
    done("new", "new.xlsx", "--from", "shut.xlsx")
    Path("old.xlsx").write_bytes(b"what was there")
    Path("old.xlsx").chmod(0o600)
    done("solve", "wide.xlsx", "-o", "old.xlsx")
    programs = sorted(Path().glob("model*.lp"))
    (backup,) = Path().glob("old.backup-*")

    assert rights_of("outputs") == [0o700]
    assert rights_of("wide plan.xlsx", "wide plan.xlsx.run.json") == [0o644] * 2
    made = ["outputs/shut.xlsx", "outputs/shut.xlsx.run.json", "close.xlsx", "close.xlsx.run.json"]
    made += ["changes.xlsx", "marked.xlsx", "new.xlsx", "old.xlsx"]
    assert rights_of(*made, *programs, backup) == [0o600] * (len(made) + len(programs) + 1)
    assert len(programs) > 1
    done("solve", "shut.xlsx", "--in-place")
    (before,) = Path().glob("shut.backup-*")
    assert rights_of("shut.xlsx", before) == [0o600] * 2


def test_a_run_without_a_plan_leaves_a_record_as_private_as_its_workbook(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Errors and the least to give quote the workbook."""
    monkeypatch.chdir(tmp_path)
    wrong = a_book(Path("wrong.xlsx"), Sites=[{"Site": ""}])
    wrong.chmod(0o600)
    result = forcegen("solve", wrong, "-o", "plan.xlsx")

    assert result.exit_code == 3, result.output
    assert rights_of("plan.xlsx.run.json") == [0o600]


def test_a_plans_folder_hides_no_sign_either():
    """A list of folders, too, would show ``liveexe.png`` where ``live<mark>gnp.exe`` is meant."""
    assert plan_name(Path("live\u202egnp.xlsx")).startswith("live_gnp ~")
    assert plan_name(Path("live\u202egnp.xlsx")) != plan_name(Path("live\u2066gnp.xlsx"))
    assert plan_name(Path("\u0645\u0635\u0631.xlsx")) == "\u0645\u0635\u0631"


# ---------------------------------------------------------------------------------------------
# Outputs that a person named, or did not


def test_a_link_where_nobody_named_the_output_is_refused(
    tmp_path: Path, theirs: Path, monkeypatch: pytest.MonkeyPatch
):
    """It was put there by somebody: outputs is where plans go by themselves."""
    monkeypatch.chdir(tmp_path)
    a_book(Path("plan.xlsx"))
    Path("outputs").mkdir()
    Path("outputs/plan.xlsx").symlink_to(theirs / "victim")
    before = everything(theirs)
    for command in ("solve", "watch"):
        result = forcegen(command, "plan.xlsx")
        assert result.exit_code == 8, result.output
        assert "name it with --output, else remove the link" in result.output
    assert everything(theirs) == before


def test_a_record_is_written_through_no_link_and_a_plan_through_one_that_was_named(
    tmp_path: Path, theirs: Path, monkeypatch: pytest.MonkeyPatch
):
    """The planner's link to a share is followed, as ever; the record beside it is ours."""
    monkeypatch.chdir(tmp_path)
    a_book(Path("plan.xlsx"))
    Path("share").mkdir()
    Path("out.xlsx").symlink_to("share/plan.xlsx")
    Path("out.xlsx.run.json").symlink_to(theirs / "victim")
    Path("model.lp").symlink_to("share/model.lp")
    Path("model.2.lp").symlink_to(theirs / "victim")
    before = everything(theirs)
    result = forcegen("solve", "plan.xlsx", "-o", "out.xlsx", "--write-model", "model.lp")

    assert result.exit_code == 0, result.output
    assert everything(theirs) == before
    assert read_written(Path("share/plan.xlsx")).ranks
    assert Path("out.xlsx").is_symlink()
    assert Path("share/model.lp").read_bytes()
    assert not Path("out.xlsx.run.json").is_symlink()
    assert not Path("model.2.lp").is_symlink()


def test_what_went_before_is_found_as_before(inputs: Path, outputs: Path):
    """Nothing of this changes how runs are found: by id, plan, path and mark."""
    settled(a_book(inputs / "plan.xlsx"))
    night(inputs, outputs, launch=standing_in({}))
    copied = Path(shutil.copytree(outputs, outputs.with_name("copy"), symlinks=True))
    (run,) = plans(copied)[0].runs()

    for text in ("plan", run.id, "plan/latest", str(run.path)):
        assert find_run(copied, text).id == run.id
    (copied / "plan" / "latest").unlink()
    (copied / "plan" / "latest").mkdir()
    with pytest.raises(OutputError, match="is a folder"):
        plans(copied)[0].publish(run)
