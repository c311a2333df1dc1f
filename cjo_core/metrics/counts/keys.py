"""A cell as one number, so that numbers in order are cells by question, week, place and score:

question << 47  |  week << 29  |  place << 5  |  superseded << 4  |  score      (12, 18, 24, 1 and 4 bits)
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.int64]
#: Whole numbers of any width.
Ints = NDArray[np.integer[Any]]

QUESTION_SHIFT, WEEK_SHIFT, PLACE_SHIFT, SUPERSEDED_SHIFT = 47, 29, 5, 4
WEEK_MASK, PLACE_MASK, SCORE_MASK = (1 << 18) - 1, (1 << 24) - 1, 15
NO_KEYS: Keys = np.zeros(0, np.int64)
