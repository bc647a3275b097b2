"""A file is replaced in one step: the old one or the new one, whole, whatever happens."""

import errno
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from solver.errors import OutputError
from solver.files.replace import replace_file


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_new_file_is_made_and_an_old_one_replaced(tmp_path):
    """Nothing but the file itself is left in the folder."""
    replace_file(tmp_path / "plan.xlsx", b"first")
    replace_file(tmp_path / "plan.xlsx", b"second")

    assert (tmp_path / "plan.xlsx").read_bytes() == b"second"
    assert names(tmp_path) == ["plan.xlsx"]


def test_who_may_read_the_old_file_may_read_the_new_one(tmp_path):
    """Permissions stay as they were."""
    target = tmp_path / "plan.xlsx"
    target.write_bytes(b"old")
    target.chmod(0o640)
    replace_file(target, b"new")

    assert target.stat().st_mode & 0o777 == 0o640


def test_a_link_that_the_user_named_goes_on_pointing_to_the_file(tmp_path):
    """The file behind a link is replaced, not the link."""
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "plan.xlsx").write_bytes(b"old")
    (tmp_path / "plan.xlsx").symlink_to(tmp_path / "real" / "plan.xlsx")
    replace_file(tmp_path / "plan.xlsx", b"new", follow=True)

    assert (tmp_path / "plan.xlsx").is_symlink()
    assert (tmp_path / "real" / "plan.xlsx").read_bytes() == b"new"


@pytest.mark.parametrize(
    ("owner", "program"), [("~$plan.xlsx", "Excel"), (".~lock.plan.xlsx#", "LibreOffice")]
)
def test_a_file_open_elsewhere_is_left_alone(tmp_path, owner, program):
    """The owner file beside it says that somebody works in it."""
    (tmp_path / "plan.xlsx").write_bytes(b"old")
    (tmp_path / owner).write_bytes(program.encode())
    with pytest.raises(OutputError, match="open in another program") as caught:
        replace_file(tmp_path / "plan.xlsx", b"new")

    assert caught.value.exit_code == 8
    assert owner in str(caught.value)
    assert (tmp_path / "plan.xlsx").read_bytes() == b"old"


def test_a_read_only_file_is_left_alone(tmp_path):
    """Somebody protected it on purpose."""
    (tmp_path / "plan.xlsx").write_bytes(b"old")
    (tmp_path / "plan.xlsx").chmod(0o444)
    with pytest.raises(OutputError, match="read-only"):
        replace_file(tmp_path / "plan.xlsx", b"new")

    assert (tmp_path / "plan.xlsx").read_bytes() == b"old"


def test_folders_are_named_when_they_are_in_the_way_or_missing(tmp_path):
    """Each with what to do."""
    with pytest.raises(OutputError, match="it is a folder"):
        replace_file(tmp_path, b"new")
    with pytest.raises(OutputError, match="gone does not exist; create it"):
        replace_file(tmp_path / "gone" / "plan.xlsx", b"new")
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(OutputError, match="does not exist"):
        replace_file(tmp_path / "file" / "plan.xlsx", b"new")


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "is full; free some space"),
        (errno.EACCES, "no permission"),
        (errno.EROFS, "is read-only"),
        (errno.ENOENT, "has vanished"),
        (errno.EIO, "Input/output error"),
    ],
)
def test_what_the_system_refuses_is_said_and_no_draft_stays(tmp_path, monkeypatch, number, said):
    """The old file is whole."""
    (tmp_path / "plan.xlsx").write_bytes(b"old")

    def refuse(_: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(OutputError, match=said):
        replace_file(tmp_path / "plan.xlsx", b"new")

    assert (tmp_path / "plan.xlsx").read_bytes() == b"old"
    assert names(tmp_path) == ["plan.xlsx"]


def test_a_name_that_is_too_long_is_said(tmp_path):
    """The system itself refuses it."""
    with pytest.raises(OutputError, match="too long"):
        replace_file(tmp_path / ("x" * 300), b"new")


def test_drafts_of_killed_runs_are_swept_by_the_next(tmp_path):
    """Whose writer is dead goes at once; one that another run is writing now stays."""
    fcntl = pytest.importorskip("fcntl")
    (tmp_path / ".forcegen-dead.tmp").write_bytes(b"half")
    with (tmp_path / ".forcegen-alive.tmp").open("wb") as writer:
        fcntl.flock(writer, fcntl.LOCK_EX)
        replace_file(tmp_path / "plan.xlsx", b"new")

        assert names(tmp_path) == [".forcegen-alive.tmp", "plan.xlsx"]


def test_where_no_lock_tells_old_drafts_go(tmp_path, monkeypatch):
    """Some network folders have no locks: an hour is longer than any run takes to write."""
    fcntl = pytest.importorskip("fcntl")

    def refuse(*_: object) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(fcntl, "flock", refuse)
    for name, age in ((".forcegen-old.tmp", 7200), (".forcegen-new.tmp", 5)):
        (tmp_path / name).write_bytes(b"half")
        os.utime(tmp_path / name, (time.time() - age,) * 2)
    replace_file(tmp_path / "plan.xlsx", b"new")

    assert names(tmp_path) == [".forcegen-new.tmp", "plan.xlsx"]


def test_a_draft_that_is_swept_before_its_lock_is_made_again(tmp_path, monkeypatch):
    """Another run may look just between the making and the locking."""
    fcntl = pytest.importorskip("fcntl")
    lock, seen = fcntl.flock, []

    def swept_once(file, how):
        if not seen:
            seen.append(file.name)
            Path(file.name).unlink()
        lock(file, how)

    monkeypatch.setattr(fcntl, "flock", swept_once)
    replace_file(tmp_path / "plan.xlsx", b"new")

    assert seen
    assert (tmp_path / "plan.xlsx").read_bytes() == b"new"
    assert names(tmp_path) == ["plan.xlsx"]


def test_a_file_that_may_not_grow_is_said(tmp_path):
    """A real limit of the system, met while writing: the old file is whole, and no draft stays."""
    pytest.importorskip("resource")
    script = (
        "import resource, signal, sys; from pathlib import Path\n"
        "from solver.errors import OutputError; from solver.files.replace import replace_file\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
        "try: replace_file(Path(sys.argv[1]), b'x' * 1_000_000)\n"
        "except OutputError as error: sys.exit(str(error))\n"
    )
    (tmp_path / "plan.xlsx").write_bytes(b"old")
    ended = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "plan.xlsx")],
        capture_output=True,
        text=True,
        check=False,
    )

    assert "takes no file of that size" in ended.stderr
    assert (tmp_path / "plan.xlsx").read_bytes() == b"old"
    assert names(tmp_path) == ["plan.xlsx"]


@pytest.mark.skipif(os.name == "nt", reason="kills by signal")
@pytest.mark.parametrize("after", [0.05, 0.15, 0.3])
def test_killed_at_any_moment_the_file_is_whole(tmp_path, after):
    """Old or new, never half."""
    target, size = tmp_path / "plan.xlsx", 3_000_000
    target.write_bytes(b"a" * size)
    script = (
        "import sys; from pathlib import Path; from solver.files.replace import replace_file\n"
        "print('ready', flush=True)\n"
        f"while True:\n for letter in (b'b', b'a'): replace_file(Path(sys.argv[1]), letter * {size})\n"
    )
    with subprocess.Popen([sys.executable, "-c", script, str(target)], stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        writer.stdout.readline()
        time.sleep(after)
        writer.send_signal(signal.SIGKILL)
        writer.wait()

    content = target.read_bytes()
    assert content in (b"a" * size, b"b" * size)
