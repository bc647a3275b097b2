"""Raw HiGHS: the finished arrays handed over at once and solved, nothing else."""

from __future__ import annotations

import highspy
import numpy as np
from arrays import Arrays
from clock import Clock

from peers import Answer


def allocate(arrays: Arrays, clock: Clock) -> Answer:
    """Hand over, run, and take the values."""
    highs = solved(arrays)
    values = np.asarray(highs.getSolution().col_value)
    clock.lap("read back")
    return Answer(
        value=highs.getInfo().objective_function_value,
        read=len(values),
        columns=len(arrays.cost),
        rows=len(arrays.row_lower),
        nonzeros=len(arrays.value),
    )


def solved(arrays: Arrays) -> highspy.Highs:
    """HiGHS once it has run on the arrays, as it comes but for the gap."""
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("mip_rel_gap", 0.0)
    highs.passModel(model_of(arrays))
    highs.run()
    return highs


def model_of(arrays: Arrays) -> highspy.HighsLp:
    """The arrays as HiGHS's own model."""
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(arrays.cost), len(arrays.row_lower)
    model.offset_, model.col_cost_ = arrays.constant, arrays.cost
    model.col_lower_, model.col_upper_ = arrays.lower, arrays.upper
    model.row_lower_, model.row_upper_ = arrays.row_lower, arrays.row_upper
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_, model.a_matrix_.index_ = arrays.starts, arrays.index
    model.a_matrix_.value_ = arrays.value
    if arrays.whole.any():
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        model.integrality_ = [kinds[whole] for whole in arrays.whole.astype(int).tolist()]
    return model
