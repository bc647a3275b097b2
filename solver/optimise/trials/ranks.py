"""Trials of several searches on one live model: ranks in order, each kept, and starts from the one before."""

from __future__ import annotations

from solver.optimise.trials.tiny_program import at_least, at_most, part, tiny, whole
from solver.optimise.trials.trial import UNKNOWN, Step, Trial

SHARED = tiny(whole(4), whole(4), whole(4), rows=(at_least(7, 2, 1, 1), at_most(6, 1, 1, 1)))
"""Three kinds of units, the first of double worth, at most six in all."""

LACKING = tiny(whole(2), whole(3), part(), rows=(at_least(200, 150, 40, 1),))
"""Companies of 150 and platoons of 40 for 200 heads, and what lacks of them."""

LIVE = (
    Trial(
        name="another cost on the same continuous model is the one minimised",
        tiny=tiny(part(10), part(10), rows=(at_least(4, 1, 1), at_least(6, 1, 3))),
        steps=(
            Step(costs=(2, 3), least=9, prices=(1.5, 0.5)),
            Step(costs=(4, 1), least=4, prices=(1, 0)),  # all of the second
            Step(costs=(1, 9), least=6, prices=(0, 1)),  # all of the first
        ),
    ),
    Trial(
        name="another cost on the same whole model is the one minimised",
        tiny=SHARED,
        steps=(
            Step(costs=(3, 1, 2), least=9),  # 2 of the first, 3 of the second
            Step(costs=(1, 5, 5), least=4),  # 4 of the first
            Step(costs=(-1, 0, -2), least=-10),  # 2 of the first, 4 of the third
        ),
    ),
    Trial(
        name="the same search twice has the same answer",
        tiny=SHARED,
        steps=(Step(costs=(3, 2, 2), least=11), Step(costs=(3, 2, 2), least=11)),
    ),
    Trial(
        name="a solver that forgot its last answer finds it again",
        tiny=LACKING,
        steps=(
            Step(costs=(150, 40, 10), least=230),
            Step(costs=(150, 40, 10), least=230, cleared=True),
            Step(costs=(0, 0, 1), least=0, cleared=True),
        ),
    ),
    Trial(
        name="a continuous model that was cleared has its prices again",
        tiny=tiny(part(10), part(10), rows=(at_least(4, 1, 1), at_least(6, 1, 3))),
        steps=(
            Step(costs=(2, 3), least=9, prices=(1.5, 0.5)),
            Step(costs=(2, 3), least=9, prices=(1.5, 0.5), cleared=True),
        ),
    ),
    Trial(
        name="columns are opened and closed on the live model",
        tiny=LACKING,
        steps=(
            Step(costs=(0, 0, 1), least=0),
            Step(costs=(0, 0, 1), least=80, upper=(0, 3, 1000)),  # 3 x 40
            Step(costs=(0, 0, 1), least=None, upper=(0, 3, 10)),
            Step(costs=(0, 0, 1), least=10, upper=(1, 1, 1000)),
        ),
    ),
)

KEPT = (
    Trial(
        name="a kept cost that does not bind changes nothing",
        tiny=LACKING,
        steps=(Step(costs=(0, 0, 1), least=0, keep=500), Step(costs=(150, 40, 10), least=230)),
    ),
    Trial(
        name="a kept cost that binds makes the next one dearer",
        tiny=LACKING,
        steps=(
            Step(costs=(150, 40, 0), least=0, keep=190),  # nobody is sent; up to 190 heads later
            Step(costs=(0, 0, 1), least=10, start="before"),  # 150 + 40
        ),
    ),
    Trial(
        name="a cost is kept with its constant",
        tiny=LACKING,
        steps=(
            Step(costs=(150, 40, 0), constant=1000, least=1000, keep=150),
            Step(costs=(0, 0, 1), constant=-5, least=45, start="before"),
        ),
    ),
    Trial(
        name="a cost kept below its least leaves nothing",
        tiny=LACKING,
        steps=(Step(costs=(0, 1, 1), least=0, keep=-1), Step(costs=(1, 0, 0), least=None)),
    ),
    Trial(
        name="three ranks are settled in order, each from the plan before",
        tiny=SHARED,
        steps=(
            Step(costs=(1, 1, 1), least=4, keep=1e-7),
            Step(costs=(5, 2, 3), least=17, keep=1e-7, start="before"),
            Step(costs=(0, 0, 1), least=0, start="before"),
        ),
    ),
    Trial(
        name="three ranks with lacks are settled in order, each from the plan before",
        tiny=LACKING,
        steps=(
            Step(costs=(0, 0, 1), least=0, keep=5e-7),
            Step(costs=(150, 40, 0), least=230, keep=5e-7, start="before"),
            Step(costs=(0, 1, 0), least=2, start="before"),
        ),
    ),
    Trial(
        name="three ranks of a continuous model are settled in order, each from the plan before",
        tiny=tiny(part(10), part(10), part(10), rows=(at_least(6, 1, 1, 1), at_least(4, 1, 0, 2))),
        steps=(
            Step(costs=(1, 1, 1), least=6, keep=1e-9),
            Step(costs=(3, 2, 4), least=16, keep=1e-9, start="before"),
            Step(costs=(0, -1, 0), least=-4, start="before"),
        ),
    ),
)

STARTS = (
    Trial(
        name="a start that is the best is the answer",
        tiny=SHARED,
        steps=(Step(costs=(3, 2, 2), least=11, start=(3, 1, 0)),),
    ),
    Trial(
        name="a start that is not the best is left for the best",
        tiny=SHARED,
        steps=(Step(costs=(3, 2, 2), least=11, start=(4, 1, 1)),),
    ),
    Trial(
        name="a start that is not the best is left, where whole stands beside what is not",
        tiny=LACKING,
        steps=(Step(costs=(150, 40, 10), least=230, start=(0, 3, 80)),),
    ),
    Trial(
        name="a start of a continuous model is left for the best",
        tiny=tiny(part(10), part(10), rows=(at_least(4, 1, 1), at_least(6, 1, 3))),
        steps=(Step(costs=(2, 3), least=9, start=(6, 5), prices=(1.5, 0.5)),),
    ),
    Trial(
        name="a start known in part is made whole or left",
        tiny=LACKING,
        steps=(Step(costs=(150, 40, 10), least=230, start=(1, UNKNOWN, UNKNOWN)),),
    ),
    Trial(
        name="a start known in part that nothing completes is left",
        tiny=SHARED,
        steps=(Step(costs=(3, 2, 2), least=11, start=(0, 1, UNKNOWN)),),
    ),
    Trial(
        name="a start that breaks a row is left",
        tiny=SHARED,
        steps=(Step(costs=(3, 2, 2), least=11, start=(0, 0, 0)),),
    ),
    Trial(
        name="a start that breaks what is kept is left",
        tiny=LACKING,
        steps=(Step(costs=(150, 40, 0), least=0, keep=190), Step(costs=(0, 0, 1), least=10, start=(2, 0, 0))),
    ),
    Trial(
        name="a start that is not whole is left",
        tiny=SHARED,
        steps=(Step(costs=(3, 2, 2), least=11, start=(3.5, 0, 0)),),
    ),
    Trial(
        name="a start out of bounds is left",
        tiny=LACKING,
        steps=(Step(costs=(150, 40, 10), least=230, start=(0, 5, 0)),),
    ),
)

SEVERAL = (*LIVE, *KEPT, *STARTS)
