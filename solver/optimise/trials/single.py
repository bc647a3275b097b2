"""Trials of one search each: corners, whole numbers, yes/no decisions, odd shapes and sizes."""

from __future__ import annotations

from solver.optimise.trials.tiny_program import at_least, at_most, equal, free, part, tiny, whole
from solver.optimise.trials.trial import Step, Trial

CONTINUOUS = (
    Trial(
        name="a continuous program ends in its cheapest corner, with its prices",
        tiny=tiny(part(10), part(10), rows=(at_least(4, 1, 1), at_least(6, 1, 3))),
        steps=(Step(costs=(2, 3), least=9, prices=(1.5, 0.5)),),  # 3 + 1; 4 x 1.5 + 6 x 0.5
    ),
    Trial(
        name="what is limited from above has a price below zero, what does not bind has none",
        tiny=tiny(part(), part(), rows=(at_most(4, 1, 1), at_most(9, 1, 3), at_most(3, 1, 0))),
        steps=(Step(costs=(-3, -2), least=-11, prices=(-2, 0, -1)),),  # 3 + 1
    ),
    Trial(
        name="a row that holds a sum to one number has a price",
        tiny=tiny(part(3), part(10), rows=(equal(5, 1, 1),)),
        steps=(Step(costs=(1, 2), least=7, prices=(2,)),),  # 3 + 2
    ),
)

WHOLE = (
    Trial(
        name="a knapsack is not filled by rounding",
        tiny=tiny(whole(1), whole(1), whole(1), rows=(at_most(8, 5, 4, 4),)),
        steps=(Step(costs=(-8, -5, -5), least=-10),),  # the first alone: -8, and three quarters of another
    ),
    Trial(
        name="a covering takes two where halves of three would do",
        tiny=tiny(
            whole(1),
            whole(1),
            whole(1),
            rows=(at_least(1, 1, 1, 0), at_least(1, 0, 1, 1), at_least(1, 1, 0, 1)),
        ),
        steps=(Step(costs=(1, 1, 1), least=2),),
    ),
    Trial(
        name="an assignment gives each one place",
        tiny=tiny(
            *[whole(1)] * 9,
            rows=(
                equal(1, 1, 1, 1, 0, 0, 0, 0, 0, 0),
                equal(1, 0, 0, 0, 1, 1, 1, 0, 0, 0),
                equal(1, 0, 0, 0, 0, 0, 0, 1, 1, 1),
                at_most(1, 1, 0, 0, 1, 0, 0, 1, 0, 0),
                at_most(1, 0, 1, 0, 0, 1, 0, 0, 1, 0),
                at_most(1, 0, 0, 1, 0, 0, 1, 0, 0, 1),
            ),
        ),
        steps=(
            Step(costs=(4, 1, 3, 2, 0, 5, 3, 2, 2), least=5),
        ),  # 1 + 2 + 2; the 0 would cost 4 + 2 or 3 + 3
    ),
    Trial(
        name="whole numbers that must add up to one sum are found",
        tiny=tiny(whole(10), whole(10), rows=(equal(19, 3, 5),)),
        steps=(Step(costs=(1, 1), least=5),),  # 3 x 3 + 5 x 2, the only way
    ),
    Trial(
        name="equal columns are told apart from the one that is not",
        tiny=tiny(*[whole(1)] * 4, rows=(at_least(5, 2, 2, 2, 3),)),
        steps=(Step(costs=(4, 4, 4, 7), least=11),),  # 2 + 3; all three of the equal ones cost 12
    ),
    Trial(
        name="equal rows count once",
        tiny=tiny(whole(5), whole(5), rows=(at_least(5, 2, 3), at_least(5, 2, 3), at_least(10, 4, 6))),
        steps=(Step(costs=(3, 4), least=7),),  # 2 + 3
    ),
    Trial(
        name="a column that is fixed stays what it is",
        tiny=tiny(whole(3, lower=3), whole(10), rows=(at_least(7, 1, 1),)),
        steps=(Step(costs=(5, 2), least=23),),  # 3 x 5 + 4 x 2
    ),
    Trial(
        name="one counts beside billions",
        tiny=tiny(whole(3), whole(3), whole(9), rows=(at_least(4, 1, 1, 0), at_least(7, 1, 0, 1))),
        steps=(Step(costs=(2e9, 2e9, 1), least=8_000_000_004),),  # 3 + 1, and 7 - 3
    ),
    Trial(
        name="tiny numbers are not taken for nothing",
        tiny=tiny(whole(5), whole(5), rows=(at_least(0.0007, 0.0002, 0.0005),)),
        steps=(
            Step(costs=(0.0001, 0.0002), least=0.0003),
        ),  # 1 and 1; 4 of the first, 2 of the other: 0.0004
    ),
    Trial(
        name="two threads find what one does",
        tiny=tiny(*[whole(1)] * 6, rows=(at_most(26, 12, 2, 10, 9, 7, 4), at_most(3, 1, 1, 1, 1, 1, 1))),
        steps=(Step(costs=(-24, -13, -23, -15, -16, -11), least=-60),),  # 12 + 2 + 10 = 24
        threads=2,
    ),
)

MIXED = (
    Trial(
        name="whole units are sent beside a lack that is not whole",
        tiny=tiny(whole(2), whole(3), part(), rows=(at_least(200, 150, 40, 1),)),
        steps=(
            Step(costs=(150, 40, 10), least=230),
        ),  # 150 + 2 x 40; one of each lacks 10, and 190 + 10 x 10
    ),
    Trial(
        name="what whole units cannot fill lacks",
        tiny=tiny(whole(1), whole(3), part(), rows=(at_least(200.5, 150, 40, 1), at_most(0, -1, 1, 0))),
        steps=(Step(costs=(0, 0, 1), least=10.5),),  # 150 + 40: no more of the second than of the first
    ),
    Trial(
        name="a site is opened whole or not at all",
        tiny=tiny(
            part(100),
            part(100),
            whole(1),
            whole(1),
            rows=(at_most(0, 1, 0, -100, 0), at_most(0, 0, 1, 0, -100), at_least(60, 1, 1, 0, 0)),
        ),
        steps=(Step(costs=(1, 2, 50, 10), least=110),),  # 60 + 50; the other: 120 + 10; six tenths of one: 90
    ),
    Trial(
        name="parts of units keep to sites that are opened",
        tiny=tiny(
            part(4),
            part(2),
            whole(1),
            whole(1),
            rows=(at_most(0, 1, 0, -4, 0), at_most(0, 0, 1, 0, -2), at_least(2.5, 1, 1, 0, 0)),
            splits=True,
        ),
        steps=(Step(costs=(10, 1, 30, 3), least=40),),  # 2 at the second: 2 + 3, 0.5 at the first: 5 + 30
    ),
    Trial(
        name="a row that limits nothing changes nothing",
        tiny=tiny(whole(5), part(5), rows=(free(1, -1), at_least(3.5, 1, 1))),
        steps=(Step(costs=(2, 3), least=7.5),),  # 3 x 2 + 0.5 x 3; 4 x 2 = 8
    ),
    Trial(
        name="what pays is done up to its bounds",
        tiny=tiny(whole(4), part(2.5), rows=(at_most(20, 1, 1),)),
        steps=(Step(costs=(-1, -2), least=-9),),
    ),
    Trial(
        name="a constant is part of the value and of its bound",
        tiny=tiny(whole(2), whole(2), rows=(at_least(3, 1, 1),)),
        steps=(Step(costs=(2, 1), constant=100, least=104),),  # 100 + 2 + 2
    ),
    Trial(
        name="without an objective the rows are kept all the same",
        tiny=tiny(whole(9), whole(9), part(9), rows=(equal(12, 2, 3, 0), at_least(7.5, 1, 0, 1))),
        steps=(Step(costs=(0, 0, 0), least=0),),
    ),
)

EMPTY = (
    Trial(name="a program of nothing costs nothing", tiny=tiny(), steps=(Step(costs=(), least=0),)),
    Trial(
        name="a program without columns keeps its rows",
        tiny=tiny(rows=(at_most(3),)),
        steps=(Step(costs=(), least=0),),
    ),
    Trial(
        name="columns without rows go to their bounds",
        tiny=tiny(whole(3), part(2), part(5, lower=1)),
        steps=(Step(costs=(1, -1, 2), least=0),),  # 0 - 2 + 2
    ),
)

IMPOSSIBLE = (
    Trial(
        name="rows that contradict each other are called so",
        tiny=tiny(part(9), part(9), rows=(at_least(5, 1, 1), at_most(4, 1, 1))),
        steps=(Step(costs=(1, 1), least=None),),
    ),
    Trial(
        name="what only halves could keep is called impossible",
        tiny=tiny(whole(5), whole(5), whole(1), rows=(equal(7, 2, 4, 6),)),
        steps=(Step(costs=(1, 1, 1), least=None),),  # even and odd
    ),
    Trial(
        name="a row that no values within the bounds reach is called impossible",
        tiny=tiny(whole(5), part(5), rows=(at_least(12, 1, 1),)),
        steps=(Step(costs=(1, 1), least=None),),
    ),
    Trial(
        name="a column that must be more than it can be is called impossible",
        tiny=tiny(part(2, lower=3), whole(5), rows=(at_least(1, 1, 1),)),
        steps=(Step(costs=(1, 1), least=None),),
    ),
    Trial(
        name="a row that no column can fill is called impossible",
        tiny=tiny(whole(5), rows=(at_most(4, 1), at_least(1, 0))),
        steps=(Step(costs=(1,), least=None),),
    ),
)

SINGLE = (*CONTINUOUS, *WHOLE, *MIXED, *EMPTY, *IMPOSSIBLE)
