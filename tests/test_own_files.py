"""Our own files: never written through a link, and readable for nobody who may not read their sources."""

from __future__ import annotations

import ast
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from solver.errors import OutputError
from solver.files.own_files import (
    begin_file,
    behind_link,
    is_private,
    make_folder,
    narrow_file,
    narrow_folder,
    open_log,
    read_own,
    remove_own,
)
from solver.files.replace import exchange_file, keep_file, replace_file

posix = pytest.mark.skipif(os.name == "nt", reason="there are no modes on Windows")
root = pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="gives files away")

PACKAGE = Path(__file__).parents[1] / "solver"

SOMEBODY = 54_321
"""The number of a user, and of a group, that are not ours."""

# ---------------------------------------------------------------------------------------------
# Which modules write at all

WRITERS = {
    "solver/files/own_files.py": "the one place in which files and folders of ours are made",
    "solver/files/replace.py": "puts a draft in place of a file",
    "solver/nightly/folder.py": "makes the output folder of a test or a script; moves the mark of a plan",
    "solver/nightly/lock.py": "makes the output folder, which the user named",
    "solver/nightly/history_file.py": "opens the history, after its file was made and its links are gone",
    "solver/nightly/history.py": "the history in memory; a damaged one is renamed",
    "solver/nightly/retention.py": "takes a run out of sight before it is removed",
    "solver/nightly/task.py": "moves a finished plan up into its run folder",
    "solver/excel/package/package.py": "puts parts into a package in memory",
    "solver/cli/schedule.py": "makes the folder for units, which the user named",
    "solver/cli/reporter.py": "nothing but the null device",
}
"""Who may change the file system by itself, and why; all others go through the first two."""

METHODS = {
    *("write_text", "write_bytes", "mkdir", "makedirs", "touch", "symlink_to", "hardlink_to", "link"),
    *("symlink", "copyfile", "copy2", "copytree", "copymode", "mkstemp", "connect"),
}
MOVES = {"rename", "replace", "move"}
"""Methods of paths, but of texts and tables as well: there with two arguments, or a written-out one."""


def writes(tree: ast.AST) -> Iterator[str]:
    """Calls in a module that change the file system, as far as they can be told by their names."""
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        function = call.func
        name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
        method = isinstance(function, ast.Attribute)
        moves = len(call.args) == 1 and not call.keywords and not isinstance(call.args[0], ast.Constant)
        if (
            (name == "open" and _for_writing(call))
            or (method and name in METHODS)
            or (method and name in MOVES and moves)
        ):
            yield ast.unparse(call)


def _for_writing(call: ast.Call) -> bool:
    """A mode that writes, or flags of the system that do."""
    said = [each.value for each in call.args if isinstance(each, ast.Constant)]
    said += [each.value.value for each in call.keywords if isinstance(each.value, ast.Constant)]
    modes = [each for each in said if isinstance(each, str) and set(each) <= set("rwaxbt+") and len(each) < 4]
    flags = {"O_WRONLY", "O_RDWR", "O_CREAT", "O_APPEND"}
    return any(set(mode) & set("wax+") for mode in modes) or any(flag in ast.unparse(call) for flag in flags)


def test_only_a_few_modules_write_by_themselves():
    """Whatever else writes uses replace_file, open_log or make_folder, which know links and rights."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        calls = [*writes(ast.parse(path.read_text(encoding="utf-8")))]
        if calls:
            found[path.relative_to(PACKAGE.parent).as_posix()] = calls
    new = {module: calls for module, calls in found.items() if module not in WRITERS}

    assert not new, "these write past solver/files/own_files.py and solver/files/replace.py"
    assert not set(WRITERS) - set(found), "these write no more; take them off the list"


def test_writes_are_told_from_what_only_looks_like_them():
    told = ast.parse(
        "path.open('wb'); open(p, 'x'); os.open(p, os.O_RDWR); p.replace(q); p.mkdir()\n"
        "text.replace('a', 'b')\n"
        "frame.rename(columns=c); path.open('rb'); package.open(info); cls.open(outputs); sqlite3.connect(p)"
    )
    assert len([*writes(told)]) == 6


# ---------------------------------------------------------------------------------------------
# Links


@pytest.fixture
def victim(tmp_path: Path) -> Path:
    """A file that is none of ours, with a folder beside it."""
    (tmp_path / "theirs").mkdir()
    path = tmp_path / "theirs" / "victim"
    path.write_text("as it was", encoding="utf-8")
    return path


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    """A folder of ours, in which others may write, too."""
    path = tmp_path / "ours"
    path.mkdir()
    return path


def test_a_link_at_our_own_name_goes_and_what_it_leads_to_stays(victim: Path, ours: Path):
    for number, write in enumerate([replace_file, exchange_file]):
        at = ours / f"{number}"
        at.symlink_to(victim)
        write(at, b"new")

        assert not at.is_symlink()
        assert at.read_bytes() == b"new"
    assert victim.read_text(encoding="utf-8") == "as it was"
    assert not [*ours.glob("*backup*")]  # which would show what only we may read


def test_a_link_that_leads_nowhere_makes_nothing_there(tmp_path: Path, ours: Path):
    for number, name in enumerate(("record", "log", "begun")):
        (ours / name).symlink_to(tmp_path / f"new-{number}")
    replace_file(ours / "record", b"new")
    open_log(ours / "log").close()
    with pytest.raises(FileExistsError):
        make_folder(ours)
    begin_file(ours / "other", [])

    assert not [*tmp_path.glob("new-*")][:1]
    assert not (ours / "log").is_symlink()


def test_a_link_to_a_folder_is_no_folder_of_ours(victim: Path, ours: Path):
    """Neither written into, nor emptied."""
    (ours / "runs").symlink_to(victim.parent)
    for there in (False, True):
        with pytest.raises(OutputError, match="nothing of forcegen's own is written through one; remove it"):
            make_folder(ours / "runs", there=there)
    remove_own(ours / "runs")

    assert victim.exists()
    assert not (ours / "runs").is_symlink()


def test_a_link_or_a_pipe_in_place_of_our_own_file_is_not_read(victim: Path, ours: Path):
    """A pipe that nobody writes into would be waited for, all night."""
    (ours / "link").symlink_to(victim)
    with pytest.raises(OSError):  # noqa: PT011 - which of them is the system's
        read_own(ours / "link")
    if hasattr(os, "mkfifo"):
        os.mkfifo(ours / "pipe")
        with pytest.raises(OSError, match="no ordinary file"):
            read_own(ours / "pipe")
        replace_file(ours / "pipe", b"new")
        assert (ours / "pipe").is_file()


def test_another_name_of_somebody_elses_file_is_given_up_not_written(victim: Path, ours: Path):
    """A hard link: the new file takes the name, and the old one keeps its own."""
    os.link(victim, ours / "index.html")
    replace_file(ours / "index.html", b"new")

    assert victim.read_text(encoding="utf-8") == "as it was"


def test_a_backup_never_takes_the_place_of_a_link(victim: Path, ours: Path, monkeypatch: pytest.MonkeyPatch):
    """Its name has the second in it, and can be guessed."""
    monkeypatch.setattr("solver.files.replace.datetime", Frozen)
    (ours / "plan.xlsx").write_bytes(b"mine")
    (ours / f"plan.backup-{Frozen.text}.xlsx").symlink_to(victim.parent / "new")

    assert keep_file(ours / "plan.xlsx").name == f"plan.backup-{Frozen.text}-2.xlsx"
    assert not (victim.parent / "new").exists()


class Frozen:
    """A clock that stands."""

    text = "20261122T021500Z"

    @classmethod
    def now(cls, _: object) -> type[Frozen]:
        return cls

    @classmethod
    def strftime(cls, _: str) -> str:
        return cls.text


@root
def test_a_link_that_somebody_else_made_is_not_followed_even_where_it_was_named(victim: Path, ours: Path):
    """The user's own links are: a plan may lie on a share."""
    (ours / "plan.xlsx").symlink_to(victim)
    replace_file(ours / "plan.xlsx", b"new", follow=True)
    assert victim.read_bytes() == b"new"

    (ours / "first").symlink_to("plan.xlsx")
    assert behind_link(ours / "first") == victim
    os.lchown(ours / "plan.xlsx", SOMEBODY, SOMEBODY)
    with pytest.raises(OutputError, match="is a link that somebody else made"):
        replace_file(ours / "first", b"newer", follow=True)
    assert victim.read_bytes() == b"new"


# ---------------------------------------------------------------------------------------------
# Rights


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def a_file(path: Path, allowed: int) -> Path:
    path.write_bytes(b"source")
    path.chmod(allowed)
    return path


@pytest.fixture
def usual_umask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


@posix
@pytest.mark.usefixtures("usual_umask")
@pytest.mark.parametrize(
    ("sources", "before", "after"),
    [
        ((), None, 0o644),  # as the user's umask has it
        ((0o644,), None, 0o644),
        ((0o600,), None, 0o600),
        ((0o640,), None, 0o640),
        ((0o666,), None, 0o644),  # never wider than the umask
        ((0o400,), None, 0o600),  # its owner can always replace it
        ((0o644, 0o600), None, 0o600),  # of several the narrowest
        ((0o640, 0o604), None, 0o600),
        ((0o644,), 0o600, 0o600),  # what was narrowed by hand stays so
        ((0o600,), 0o644, 0o600),
        ((0o664,), 0o664, 0o664),  # a workbook in place: as it was
        ((), 0o640, 0o640),
    ],
)
def test_nobody_reads_a_file_who_may_not_read_its_sources(
    tmp_path: Path, sources: tuple[int, ...], before: int | None, after: int
):
    like = [a_file(tmp_path / f"source {number}", each) for number, each in enumerate(sources)]
    target = tmp_path / "target"
    if before is not None:
        a_file(target, before)
    replace_file(target, b"derived", like=like)

    assert mode(target) == after


@posix
@pytest.mark.usefixtures("usual_umask")
def test_a_draft_is_its_owners_alone_until_it_is_finished(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Whoever opened it before could read on afterwards."""
    seen = []

    def look(number: int) -> None:
        seen.append(stat.S_IMODE(os.fstat(number).st_mode))

    monkeypatch.setattr(os, "fsync", look)
    replace_file(tmp_path / "plan.xlsx", b"new")

    assert seen[0] == 0o600
    assert mode(tmp_path / "plan.xlsx") == 0o644


@posix
@pytest.mark.usefixtures("usual_umask")
def test_backups_logs_and_begun_files_have_the_rights_of_their_sources(tmp_path: Path):
    source = a_file(tmp_path / "plan.xlsx", 0o640)
    begin_file(tmp_path / "history", [source])
    open_log(tmp_path / "log", [source]).close()

    assert mode(keep_file(source)) == mode(tmp_path / "history") == mode(tmp_path / "log") == 0o640
    source.chmod(0o600)
    begin_file(tmp_path / "history", [source])  # which is there: it is narrowed
    narrow_file(tmp_path / "log", [source])
    assert mode(tmp_path / "history") == mode(tmp_path / "log") == 0o600
    source.chmod(0o644)
    narrow_file(tmp_path / "log", [source])
    assert mode(tmp_path / "log") == 0o600  # and never widened


@root
@pytest.mark.usefixtures("usual_umask")
def test_another_group_is_anybody_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A source for the group of planners is no file for the group of whoever writes."""
    source = a_file(tmp_path / "plan.xlsx", 0o640)
    os.chown(source, -1, SOMEBODY)
    replace_file(tmp_path / "given", b"new", like=[source])
    monkeypatch.setattr(os, "fchown", _refuse)
    replace_file(tmp_path / "kept", b"new", like=[source])

    assert ((tmp_path / "given").stat().st_gid, mode(tmp_path / "given")) == (SOMEBODY, 0o640)
    assert mode(tmp_path / "kept") == 0o600


def _refuse(*_: object) -> None:
    raise PermissionError(1, "not yours to give")


@root
@pytest.mark.usefixtures("usual_umask")
def test_a_file_that_somebody_else_put_there_opens_nothing(tmp_path: Path):
    """Planted with rights for everybody, it would have everybody write into our page for ever."""
    for number, (allowed, follow, after) in enumerate(
        [(0o666, False, 0o644), (0o640, False, 0o640), (0o664, True, 0o664)]
    ):
        target = a_file(tmp_path / str(number), allowed)
        os.chown(target, SOMEBODY, -1)
        replace_file(target, b"new", follow=follow)
        assert mode(target) == after


@posix
@pytest.mark.usefixtures("usual_umask")
def test_folders_follow_the_umask_and_are_private_where_a_source_is(tmp_path: Path):
    make_folder(tmp_path / "open")
    make_folder(tmp_path / "shut", private=True)

    assert (mode(tmp_path / "open"), mode(tmp_path / "shut")) == (0o755, 0o700)
    assert is_private([a_file(tmp_path / "a", 0o600), a_file(tmp_path / "b", 0o644)])
    assert not is_private([tmp_path / "b", tmp_path / "gone"])
    assert narrow_folder(tmp_path / "open")
    assert not narrow_folder(tmp_path / "open")  # it is said once
    assert mode(tmp_path / "open") == 0o700


@posix
def test_a_disk_that_knows_no_modes_takes_files_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A share of Windows gives all files the mode that it was mounted with."""
    monkeypatch.setattr(os, "fchmod", _refuse)
    replace_file(tmp_path / "plan.xlsx", b"new", like=[a_file(tmp_path / "source", 0o600)])

    assert (tmp_path / "plan.xlsx").read_bytes() == b"new"
