"""Between probabilities and logits."""

from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

# A probability of exactly 0 or 1 has no finite logit; nearer than this no model knows anything.
_SUREST: Final = 1e-5


def sigmoid(logits: Floats) -> Floats:
    """Probabilities 0..1 of logits, of any shape."""
    with np.errstate(over="ignore"):  # exp of a very large number is infinite, and the score is then rightly 0
        return np.asarray(1 / (1 + np.exp(-logits)), dtype=np.float32)


def logit(probabilities: Floats) -> Floats:
    """Logits of probabilities 0..1, of any shape; those of 0 and 1 are finite."""
    bounded = np.clip(probabilities, _SUREST, 1 - _SUREST)
    return np.asarray(np.log(bounded / (1 - bounded)), dtype=np.float32)
