"""Schedules that start the nightly run: systemd units, a crontab line, a task for Windows Task Scheduler."""

from __future__ import annotations

import re
import shlex
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import time
from pathlib import Path

from solver.errors import ExitCode

GRACE = 900
"""Seconds beyond the night's own limit after which the system ends it."""

CODES = """\
Exit codes: 0 every plan is published, or unchanged since.
For the planners, who find the reasons in index.html: 3 a workbook has errors,
4 no plan keeps the hard rules, 6 out of time, 7 refused by the gate.
For whoever looks after the machine: 1 a fault in forcegen, 2 wrong options,
8 cannot write, 9 the solver failed, 10 another run holds the folder,
128 and more: stopped by a signal (143: SIGTERM)."""

MOST_MEMORY = "90%"
"""Of the machine's memory, where the plans share four fifths of it."""

TOLD_ITSELF = (
    ExitCode.BAD_WORKBOOK,
    ExitCode.NO_PLAN,
    ExitCode.NOTHING_FOUND,
    ExitCode.REFUSED,
    ExitCode.NOT_WRITTEN,
    ExitCode.FOLDER_IN_USE,
)
"""Exit codes of nights that ran their --notify command themselves."""

TEMPORARY = ("/tmp", "/var/tmp")
"""Where a service with temporary files of its own sees nothing of what others have there."""

PLAIN = re.compile(r"[A-Za-z0-9_@+=:,./-]+")
"""Words that no quoting changes, and that need none."""

SINGLE_QUOTES = re.compile("['\N{LEFT SINGLE QUOTATION MARK}-\N{SINGLE HIGH-REVERSED-9 QUOTATION MARK}]")


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduledNight:
    """A night to be scheduled: what is to run, and when.

    ``words``: program and arguments, absolute paths. ``at``: local time of the machine. ``limit``: seconds
    that the night gives itself. ``writes``: the folder of its output. ``memory``: MB for all of it, None for
    what the machine has. ``notify``: program and arguments of the command that tells people.
    """

    name: str
    words: Sequence[str]
    at: time
    limit: float
    writes: str = ""
    memory: int | None = None
    notify: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleFile:
    """A file for the scheduler; ``name``: "" for lines that belong into one that is there."""

    name: str
    text: str


def systemd(job: ScheduledNight) -> tuple[ScheduleFile, ...]:
    """A service and its timer, for the systemd of a user; and what tells people that the night failed."""
    service = f"""\
{_comment(CODES)}
# Each code but 0 marks the service as failed. To have what is the planners'
# business count as success, take away the first sign of this line:
#SuccessExitStatus=3 4 6 7
[Unit]
Description=forcegen: the plans of the night
{_on_failure(job)}

[Service]
Type=oneshot
ExecStart={_exec_start(job)}
Nice=10
TimeoutStartSec={job.limit + GRACE:.0f}
TimeoutStopSec=120
KillMode=mixed
# Kept from the machine's last memory: what is killed for it is one plan, not the night.
MemoryMax={f"{job.memory}M" if job.memory else MOST_MEMORY}
OOMPolicy=continue
# What it writes is its user's alone; 0027 lets the group read, 0022 everybody.
UMask=0077
# It may read what its user may, and write into its output folder only. So may a command
# given with --notify: name what that writes (a mail queue) with more ReadWritePaths=.
ProtectSystem=strict
{_read_write(job)}
{_private_tmp(job)}
NoNewPrivileges=yes
LockPersonality=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
RestrictNamespaces=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
SystemCallArchitectures=native
"""
    unit = ScheduleFile(name=f"{job.name}.service", text=service)
    return (unit, _timer(job), *([_failed(job)] if job.notify else []))


def _exec_start(job: ScheduledNight) -> str:
    """The command of the service; systemd takes no quotes in a program's path."""
    words = job.words if PLAIN.fullmatch(job.words[0]) else ("/usr/bin/env", *job.words)
    return " ".join(systemd_word(word) for word in words)


def _timer(job: ScheduledNight) -> ScheduleFile:
    """The timer that starts the service every night."""
    text = f"""\
[Unit]
Description=forcegen every night

[Timer]
OnCalendar=*-*-* {job.at:%H:%M}:00
Persistent=true
RandomizedDelaySec=0

[Install]
WantedBy=timers.target
"""
    return ScheduleFile(name=f"{job.name}.timer", text=text)


def _on_failure(job: ScheduledNight) -> str:
    """The line that names the unit to start where the night fails."""
    if job.notify:
        return f"OnFailure={job.name}-failed.service"
    return (
        "# With --notify COMMAND among the night's options, a night that is killed is told, too:\n#OnFailure="
    )


def _read_write(job: ScheduledNight) -> str:
    """The line that says where the night may write; of a missing folder forcegen complains, not systemd."""
    return f"ReadWritePaths={systemd_path('-' + job.writes)}" if job.writes else "#ReadWritePaths="


def _private_tmp(job: ScheduledNight) -> str:
    """The line for temporary files of its own, unless the night has to see some of others."""
    for word in job.words:
        if any(Path(word).is_relative_to(folder) for folder in TEMPORARY):
            return f"# PrivateTmp=yes would hide {word.replace('%', '%%')}"
    return "PrivateTmp=yes"


def _failed(job: ScheduledNight) -> ScheduleFile:
    """The unit that tells people of a night that could not do so itself: killed, out of time, never begun."""
    told = "|".join(f'"exit-code {code}"' for code in TOLD_ITSELF)
    script = (
        f'case "$MONITOR_SERVICE_RESULT $MONITOR_EXIT_STATUS" in {told}) exit 0;; esac; '
        f'echo "{job.name}: the night did not end as it should ($MONITOR_SERVICE_RESULT '
        f'$MONITOR_EXIT_STATUS); what it said: journalctl --user -u {job.name}" | {shlex.join(job.notify)}'
    )
    text = f"""\
# Started where {job.name}.service fails; what that has told its --notify command itself
# ({", ".join(map(str, TOLD_ITSELF))}) is not told again.
[Unit]
Description=forcegen: say that the night failed

[Service]
Type=oneshot
ExecStart=/bin/sh -c {systemd_word(script)}
TimeoutStartSec=120
"""
    return ScheduleFile(name=f"{job.name}-failed.service", text=text)


def cron(job: ScheduledNight) -> tuple[ScheduleFile, ...]:
    """A line for a crontab; cron mails what the night prints."""
    command = " ".join(cron_word(word) for word in ("nice", "-n", "10", *job.words))
    command = f"umask 077; {command}"  # what it writes is its user's alone
    text = f"""\
{_comment(CODES)}
# cron mails what is printed to the owner of the crontab, or to MAILTO:
#MAILTO=planners@example.org
{job.at.minute} {job.at.hour} * * * {command}
"""
    return (ScheduleFile(name="", text=text),)


def windows(job: ScheduledNight) -> tuple[ScheduleFile, ...]:
    """Commands for PowerShell that register a task; one that was missed runs as soon as it can."""
    limit = f"{job.limit + GRACE:.0f}"
    text = f"""\
{_comment(CODES)}
$action = New-ScheduledTaskAction -Execute {powershell_word(job.words[0])} `
  -Argument {powershell_word(subprocess.list2cmdline(job.words[1:]))}
$trigger = New-ScheduledTaskTrigger -Daily -At '{job.at:%H:%M}'
$settings = New-ScheduledTaskSettingsSet -StartWhenAvailable -MultipleInstances IgnoreNew `
  -ExecutionTimeLimit (New-TimeSpan -Seconds {limit})
Register-ScheduledTask -TaskName {powershell_word(job.name)} -Action $action -Trigger $trigger `
  -Settings $settings -Force
"""
    return (ScheduleFile(name="", text=text),)


KINDS: dict[str, Callable[[ScheduledNight], tuple[ScheduleFile, ...]]] = {
    "systemd": systemd,
    "cron": cron,
    "windows": windows,
}


def systemd_word(word: str) -> str:
    """A word of ExecStart, where % begins a specifier and $ a variable."""
    if PLAIN.fullmatch(word):
        return word
    marked = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{marked}"'


def systemd_path(path: str) -> str:
    """A path in a list of paths, where % begins a specifier and $ is only itself."""
    return systemd_word(path).replace("$$", "$")


def cron_word(word: str) -> str:
    """A word of a crontab's command: for the shell, and with each % marked, which else ends the command."""
    quoted = shlex.quote(word)
    return quoted.replace("\\%", "\\''%").replace("%", "\\%")  # a backslash before a mark would hide it


def powershell_word(word: str) -> str:
    """A word between single quotes; PowerShell takes typographic ones for the same."""
    return "'" + SINGLE_QUOTES.sub(r"\g<0>\g<0>", word) + "'"


def _comment(text: str) -> str:
    return "\n".join(f"# {line}" for line in text.splitlines())
