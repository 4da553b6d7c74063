"""A long text in windows that a model can read, with nothing left out."""

from itertools import pairwise


def windows(count: int, room: int, overlap: int) -> list[range]:
    """Ranges of at most `room` pieces that cover all of `count`, each beginning `overlap` pieces before the last ended.

    So any `overlap` + 1 pieces in a row stand together in one window. There are no more windows than needed, and they
    are equally long: a short last one would read its words without their sentence. Needs ``0 <= overlap < room``.
    """
    parted = count - overlap
    number = max(1, -(-parted // (room - overlap)))
    edges = [place * parted // number for place in range(number + 1)]
    return [range(start, end + overlap) for start, end in pairwise(edges)]
