"""forcegen: which pledged contingent does what, where and when, within the front line's caps.

For scripts: :func:`read_plan` or :meth:`Plan.from_tables`, then :func:`solve` and :func:`write_results`.
:func:`explain` says why a solution is as it is, :func:`report` makes a page of a written plan.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.version import VERSION

if TYPE_CHECKING:
    from solver.plan import Plan
    from solver.reasons.questions.answer import Question
    from solver.runs.script import explain, read_plan, report, solve, write_results


__version__ = VERSION

__all__ = ["Plan", "Question", "__version__", "explain", "read_plan", "report", "solve", "write_results"]


def __getattr__(name: str) -> object:
    """What scripts use, loaded when first used: the command line starts without them.

    Raises LibraryError if a library that they need is missing, does not fit, or cannot be loaded.
    """
    if name in __all__:
        from solver.environment import sound_environment, stray_output_logged

        with stray_output_logged(), sound_environment():
            from solver.runs import script

            found = globals()[name] = getattr(script, name)
            return found
    raise AttributeError(f"module 'solver' has no attribute '{name}'")
