"""How far a checked sample tells how many of all are wrong: exact binomial bounds.

Clopper, C. J. and Pearson, E. S., "The use of confidence or fiducial limits illustrated in the case of the binomial",
Biometrika 26 (1934), 404–413; here one-sided. The tail is summed exactly, nothing is approximated by a normal curve.
For a sample drawn from a finite number without putting back, the bound is on the safe side.
"""

from functools import lru_cache
from math import comb, exp, fsum, log, log1p

CONFIDENCE = 0.95


def tail(judged: int, wrong: int, share: float) -> float:
    """How likely at most `wrong` of `judged` are wrong where a `share` (0..1, neither end) of all is."""
    odds = log(share), log1p(-share)
    # In logarithms: the numbers of ways are longer than a float can be.
    return fsum(exp(log(comb(judged, k)) + k * odds[0] + (judged - k) * odds[1]) for k in range(wrong + 1))


def upper_limit(judged: int, wrong: int) -> float:
    """The share (0..1) that, with CONFIDENCE, no more than are wrong of all, where `wrong` of `judged` are.

    Raises ValueError unless ``0 <= wrong <= judged``.
    """
    if not 0 <= wrong <= judged:
        raise ValueError(f"{wrong} of {judged} is no sample.")
    if wrong == judged:
        return 1.0
    low, high = 0.0, 1.0
    for _ in range(60):  # halved so often, the interval is as short as a float can tell
        middle = (low + high) / 2
        if tail(judged, wrong, middle) > 1 - CONFIDENCE:
            low = middle
        else:
            high = middle
    return high


@lru_cache
def sample_size(limit: float, wrong: int) -> int:
    """The least sample that shows, where so many of it are wrong, that no more than `limit` (0..1) of all are.

    Raises ValueError for a limit of nothing, which no sample shows, and of everything.
    """
    if not 0 < limit < 1:
        raise ValueError("No sample shows that nothing, or that everything, is wrong.")
    low, high = wrong + 1, wrong + 2
    while tail(high, wrong, limit) > 1 - CONFIDENCE:
        low, high = high, high * 2
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if tail(middle, wrong, limit) > 1 - CONFIDENCE else (low, middle)
    return low
