"""Whether a number of comments is more than chance would bring. Pure."""

import math

# How unlikely a number must be, were everything as usual, before it is called unusual: less than once in a million
# looks. A look is taken every few seconds, and a false alarm at night is the last one that anybody reads.
RAISED_BELOW = 1e-6
# An alert ends when the number is one that chance brings at least once in a hundred looks.
ENDED_FROM = 1e-2


def tail(count: int, expected: float) -> float:
    """How likely `count` or more is where `expected` (above 0) is the mean, by Poisson's distribution; 0..1.

    1.0 for what is not above the mean: nothing about it is unusual. Comments come alone or in answer to each other; the
    latter makes large numbers likelier than Poisson has them, which is why the limits here are far out and
    `stet.alerts.watching` asks for a least number as well.
    """
    if count <= expected:
        return 1.0
    # Summed from `count` upwards: taking the sum below from 1 would leave nothing but rounding errors. Above the mean
    # each term is smaller than the one before.
    term = math.exp(-expected + count * math.log(expected) - math.lgamma(count + 1))
    total, number = 0.0, count
    while term > total * 1e-17:
        total += term
        number += 1
        term *= expected / number
    return min(1.0, total)
