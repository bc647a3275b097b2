"""Trials in the shapes of programs that a version of HiGHS was once wrong about."""

from __future__ import annotations

from solver.optimise.trials.tiny_program import at_least, at_most, equal, part, tiny, whole
from solver.optimise.trials.trial import Step, Trial

INFINITE = float("inf")

TO_BEST = (
    Trial(
        name="HiGHS issue 2957: a whole number is not rounded up where its neighbour may rise",
        tiny=tiny(whole(20), part(20, lower=8), rows=(at_least(20.1, 1, 1),)),
        steps=(Step(costs=(1, 2), least=28.2),),  # 12 + 2 x 8.1; 13 + 2 x 8 = 29
    ),
    Trial(
        name="HiGHS issue 3002: a whole number tied to one that is not takes the cheaper end",
        tiny=tiny(
            part(4),
            part(1, lower=-1),
            whole(INFINITE),
            rows=(at_most(5, 1, 1, 0), at_least(10, 1, 0, 1), equal(7.5, 0, -1, 1)),
        ),
        steps=(Step(costs=(1, 4, 9), least=64),),  # z = 7, y = -0.5, x = 3; z = 8: y = 0.5, x = 2: 76
    ),
    Trial(
        name="HiGHS issue 3043: the cheaper of two is taken though the other is whole",
        tiny=tiny(part(10), whole(10), rows=(at_least(4.5, 1, 1),)),
        steps=(Step(costs=(2, 3), least=9),),  # 4.5 x 2; five whole ones: 15
    ),
    Trial(
        name="HiGHS issue 3073: a dear gap is closed by whole numbers that cost next to nothing",
        tiny=tiny(
            part(),
            part(INFINITE, lower=-INFINITE),
            whole(INFINITE),
            rows=(
                equal(3, 1, 0, 1),
                at_most(0, 0, -1, 1),
                at_most(0, 0, -1, -1),
                at_most(3, 0, 0, 1),
                at_most(-0.45, 0, 0, -1),
            ),
        ),
        steps=(Step(costs=(100, 0.01, 0), least=0.03),),  # 3, gap 0
    ),
    Trial(
        name="HiGHS issue 3094: of two sites the one that saves more is opened",
        tiny=tiny(
            whole(1),
            whole(1),
            *[part(1000)] * 4,
            rows=(
                at_most(0, -1000, 0, 1, 0, 0, 0),
                at_most(0, 0, -1000, 0, 1, 0, 0),
                equal(1000, 0, 0, 1, 0, 1, 0),
                equal(1000, 0, 0, 0, 1, 0, 1),
                at_most(1, 1, 1, 0, 0, 0, 0),
            ),
        ),
        steps=(Step(costs=(0, 0, 0, 0, 10, 8), least=8000),),
    ),
    Trial(
        name="linopy issue 651: a yes/no stays no where what is not whole costs less",
        tiny=tiny(whole(1), part(INFINITE, lower=9), rows=(at_least(10, 2, 1),)),
        steps=(Step(costs=(2, 1), least=10),),  # 0 and 10; 1 and 9: 11
    ),
)

FROM_START = (
    Trial(
        name="HiGHS 1.16.0: a start is not handed back with the value of a better plan",
        # the fifth rank of a plan of two periods, made smaller until no row or column could be left out
        tiny=tiny(
            part(3),
            part(3),
            whole(3),
            part(3),
            rows=(at_most(3, 0, 0, 1, 1), at_least(102, 1, 0, 100, 0), at_least(200, 0, 100, 0, 100)),
        ),
        # c = 2 leaves d 1 at most, and a 0; then b is 1; c = 1 takes an a of 2, c = 3 a b of 2
        steps=(Step(costs=(100, 100, 0, 1), least=101, start=(2, 1, 2, 1)),),
    ),
    Trial(
        name="HiGHS 1.16.0: a start is left where a column stands in no row",
        # the third rank of a random plan of 244 columns, made smaller in the same way
        tiny=tiny(
            part(2),
            whole(2),
            part(3),
            part(3),
            whole(3),
            part(),
            part(),
            part(1),
            rows=(
                at_most(2, 1, 1, 0, 0, 0, 0, 0, 0),
                at_most(3, 0, 0, 1, 1, 1, 0, 0, 0),
                at_least(4, 1, 0, 0, 1, 0, 1, 0, 0),
                at_least(4.6, 0, 1, 0, 0, 1, 0, 1, 0),
                at_most(3773.4, 0, 0, 0, 0, 0, 1, 1, 0),
            ),
        ),
        steps=(Step(costs=(0, 0, 0, 0, 0, 0, 0, 1), least=0, start=(0, 0, 1, 0, 2, 4, 2.6, 1)),),
    ),
    Trial(
        name="HiGHS 1.16.0: the best plan as a start is not said to cost less than it does",
        # the same rank of the same plan, made smaller while the start stays the best
        tiny=tiny(
            whole(3),
            whole(3),
            whole(4),
            whole(1),
            part(),
            part(),
            part(10),
            rows=(
                equal(-50, 50, 0, 30, 50, -1, 0, 0),
                equal(-50, 0, 50, 0, 0, 0, -1, 0),
                at_most(3, 1, 1, 0, 0, 0, 0, 0),
                at_most(-50, 0, 0, 0, 50, -0.3, -0.3, 0),
                at_most(-140, 0, 0, 30, 0, -0.4, -1, 0),
                at_most(-40, 50, 0, 0, 0, -0.4, 0, 0),
                at_least(0, -1, -1, 0, 0, 0, 0, 1),
            ),
        ),
        steps=(Step(costs=(0, 0, 0, 0, 0, 0, 1), least=3, start=(1, 2, 3, 1, 240, 150, 3)),),
    ),
    Trial(
        name="HiGHS 1.16.0: a start does not end the process",
        # the third rank of another random plan, of 257 columns, made smaller in the same way
        tiny=tiny(
            *[part(4), part(), whole(3), part(), whole(4), part(4)],
            *[whole(1), whole(INFINITE), whole(2), part(4), part(), part()],
            *[whole(INFINITE), whole(INFINITE), whole(1), whole(1), part(), whole(2)],
            rows=(
                equal(-90, 30, 0, 0, 10, 0, 0, 0, 0, 0, -1, 0, 0, 0, -2, 0, 0, 0, 0),
                at_most(4.5, 0, 0, 0, 0, 0.5, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0),
                at_least(60, 0, 0, 0, 0, 10, 0, 0, 0, 0, 0, 0.5, 0, 0, 0, 0, 0, 0, 0),
                at_least(2, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
                at_least(5, 0, 0, 0, 1, 0, 0, 0, 0, 1, 1, 0, 2, 0, 0, 0, 0, 0, 0),
                at_least(32, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 30, 0, 0, 0, 0, 0),
                at_least(10, 0, 0, 0, 0, 10, 0, 0, 1, 0, 0, 0, 0, 0, 0, -3, 0, 0, 0),
                at_most(0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, -3, 0, 0, 0),
                at_most(0, 0, 0, 0, 0, 0, 0, 1, 0, -0.5, 0, 0, 0, 0, 0, 0, 0, 0, 0),
                at_most(79, -2, 0, 0, 30, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -3, 0, 0),
                at_most(0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, -2, 0),
                at_most(-2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 10, 0, 0, 0, 0, 0, 0, 0, -2),
                at_most(2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1),
                at_least(786, 0, 0, 0, 0, 0, 0, 30, 0, 0, 0, 0, 0, 0, 10, 0, 0, 0, 0),
                at_most(260, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 30, 30, 0, 0, 0, 0, 0),
            ),
        ),
        steps=(
            Step(
                costs=(0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
                least=0,  # with 3, 0, 0, 0, 4, 0, 0, 2, 0, 0, 40, 2.5, 2, 90, 1, 0, 0, 1
                start=(4, 1, 2, 3, 1, 4, 0, 0, 0, 0, 100, 1, 1, 120, 0, 1, 0, 1),
            ),
        ),
    ),
)

REPORTED = (*TO_BEST, *FROM_START)
