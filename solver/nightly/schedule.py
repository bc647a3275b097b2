"""What has the night run by itself: systemd units, a crontab line, a task for the Windows Task Scheduler."""

from __future__ import annotations

import re
import shlex
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import time

GRACE = 900
"""Seconds beyond the night's own limit after which the system ends it."""

CODES = """\
Exit codes: 0 every plan is published, or unchanged since.
For the planners, who find the reasons in index.html: 3 a workbook has errors,
4 no plan keeps the hard rules, 6 out of time, 7 refused by the gate.
For whoever looks after the machine: 1 a fault in forcegen, 2 wrong options,
8 cannot write, 9 the solver failed, 10 another run holds the folder,
128 and more: stopped by a signal (143: SIGTERM)."""

PLAIN = re.compile(r"[A-Za-z0-9_@+=:,./-]+")
"""Words that no quoting changes, and that need none."""

SINGLE_QUOTES = re.compile(
    "['\N{LEFT SINGLE QUOTATION MARK}-\N{SINGLE HIGH-REVERSED-9 QUOTATION MARK}]",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What is to run, and when.

    ``words``: program and arguments, absolute paths. ``at``: local time of
    the machine. ``limit``: seconds that the night gives itself.
    """

    name: str
    words: Sequence[str]
    at: time
    limit: float


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file that the system wants; ``name`` is "" for lines that belong into one that is there."""

    name: str
    text: str


def systemd(job: Job) -> tuple[File, ...]:
    """A service and its timer, for the systemd of a user."""
    words = job.words if PLAIN.fullmatch(job.words[0]) else ("/usr/bin/env", *job.words)
    command = " ".join(systemd_word(word) for word in words)  # systemd takes no quotes in a program's path
    service = f"""\
{_comment(CODES)}
# Each code but 0 marks the service as failed. To have what is the planners'
# business count as success, take away the first sign of this line:
#SuccessExitStatus=3 4 6 7
[Unit]
Description=forcegen: the plans of the night

[Service]
Type=oneshot
ExecStart={command}
Nice=10
TimeoutStartSec={job.limit + GRACE:.0f}
TimeoutStopSec=120
KillMode=mixed
NoNewPrivileges=yes
LockPersonality=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
"""
    timer = f"""\
[Unit]
Description=forcegen every night

[Timer]
OnCalendar=*-*-* {job.at:%H:%M}:00
Persistent=true
RandomizedDelaySec=0

[Install]
WantedBy=timers.target
"""
    return File(name=f"{job.name}.service", text=service), File(name=f"{job.name}.timer", text=timer)


def cron(job: Job) -> tuple[File, ...]:
    """A line for a crontab; cron mails what the night prints."""
    command = " ".join(cron_word(word) for word in ("nice", "-n", "10", *job.words))
    text = f"""\
{_comment(CODES)}
# cron mails what is printed to the owner of the crontab, or to MAILTO:
#MAILTO=planners@example.org
{job.at.minute} {job.at.hour} * * * {command}
"""
    return (File(name="", text=text),)


def windows(job: Job) -> tuple[File, ...]:
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
    return (File(name="", text=text),)


KINDS: dict[str, Callable[[Job], tuple[File, ...]]] = {"systemd": systemd, "cron": cron, "windows": windows}


def systemd_word(word: str) -> str:
    """A word of ExecStart, where % begins a specifier and $ a variable."""
    if PLAIN.fullmatch(word):
        return word
    marked = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{marked}"'


def cron_word(word: str) -> str:
    """A word of a crontab's command: for the shell, and with each % marked, which else ends the command."""
    quoted = shlex.quote(word)
    return quoted.replace("\\%", "\\''%").replace("%", "\\%")  # a backslash before a mark would hide it


def powershell_word(word: str) -> str:
    """A word between single quotes; PowerShell takes typographic ones for the same."""
    return "'" + SINGLE_QUOTES.sub(r"\g<0>\g<0>", word) + "'"


def _comment(text: str) -> str:
    return "\n".join(f"# {line}" for line in text.splitlines())
