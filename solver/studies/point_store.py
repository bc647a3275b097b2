"""The folder in which a study keeps its points: a file each, whole or not there, whoever else writes."""

from __future__ import annotations

import contextlib
import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from solver.errors import OutputError
from solver.files.own_files import is_private, make_folders, read_own, refuse_link, remove_own
from solver.files.replace import remove_abandoned_drafts, replace_file
from solver.studies.point import PointOutcome, from_json, to_json

POINTS = "points"
"""The folder of the points, within that of the study."""

ASKED = "study.json"
"""The file that says what the study asks, for whoever finds the folder."""

POINTS_OF = "points_of"
"""The field of that file with the hash of all that its points share."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class PointStore:
    """A folder of points, each under the name of its hash; ``sources``: the files that they are made from."""

    folder: Path
    sources: Sequence[Path]

    def open(self, asked: dict[str, object]) -> None:
        """Make the folder, and say in it what is asked; OutputError where it cannot be made, or is a link."""
        place = self.folder / POINTS
        for each in (self.folder, place):
            refuse_link(each)
        try:
            make_folders(place, private=is_private(self.sources))
        except OSError as error:
            raise OutputError(
                f"cannot create the folder {place}: {error.strerror}; name another file with --output"
            ) from error
        remove_abandoned_drafts(place)
        text = json.dumps(asked, indent=1, ensure_ascii=False) + "\n"
        replace_file(self.folder / ASKED, text.encode(), like=self.sources)

    def forget_others(self, study_key: str) -> None:
        """Remove the points of another state of the workbook, which nobody asks for again."""
        with contextlib.suppress(OSError, ValueError, AttributeError):
            if json.loads(read_own(self.folder / ASKED)).get(POINTS_OF) == study_key:
                return
        remove_own(self.folder / POINTS)

    def path(self, key: str) -> Path:
        """The file of a point."""
        return self.folder / POINTS / f"{key}.json"

    def get(self, key: str) -> PointOutcome | None:
        """What is kept of a point; None where nothing is, or its file is not whole."""
        with contextlib.suppress(OSError, OutputError):
            found = from_json(read_own(self.path(key)))
            if found is not None and found.key == key:
                return found
            log.info("the file of the point %s cannot be read; it is solved again", key)
        return None

    def keep(self, outcome: PointOutcome) -> None:
        """Keep what came of a point; one whose process died is not kept, so that it is tried again."""
        if outcome.status != "failed":
            replace_file(self.path(outcome.key), to_json(outcome), like=self.sources, tidy=False)
