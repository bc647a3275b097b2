"""Templates: filled in with every text escaped and no sign hidden, and what a page may load: nothing."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from typing import TYPE_CHECKING

from markupsafe import Markup

from solver.text.visible import isolated, visible_text

if TYPE_CHECKING:
    from jinja2 import Environment


@cache
def templates() -> Environment:
    """The environment of all pages; each template is compiled once a process."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("solver.pages", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_seen,
    )
    environment.filters.update(css=css_text, px=_px)
    return environment


def _px(value: float) -> str:
    return f"{value:.0f}"


def _seen(value: object) -> object:
    """A value as a template puts it out: no sign hidden, and no name reorders its neighbours."""
    if not isinstance(value, str) or hasattr(value, "__html__"):
        return value
    return isolated(visible_text(value))


def css_text(text: str) -> str:
    """Text that may stand between quotes in a style sheet, whatever signs it has; none of them is hidden."""
    return "".join(f"\\{ord(sign):06x}" for sign in visible_text(text))


def hash_of(text: str) -> str:
    """The hash by which a browser knows that a script or style is ours, and takes it and no other."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def policy(style: str, script: str = "") -> Markup:
    """What a page may load: this style, this script, and nothing else."""
    allowed = f"default-src 'none'; style-src '{hash_of(style)}'"
    return Markup(f"{allowed}; script-src '{hash_of(script)}'" if script else allowed)
