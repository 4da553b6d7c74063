"""The hashed n-grams: the same string is the same bucket, wherever it stands and in whatever batch."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stet.screening.features import CHARACTER_ORDERS, Features, extract

# Wide enough that two different n-grams of a test never share a bucket.
BITS = 48

texts = st.lists(st.text(st.characters(exclude_categories=("Cs",)), max_size=40), max_size=6)


def words_of(features: Features, batch: list[str]) -> list[tuple[int, str]]:
    words = features.words
    return [(int(t), batch[t][a:b]) for t, a, b in zip(words.text, words.start, words.end, strict=True)]


def named_grams(features: Features, batch: list[str]) -> list[tuple[tuple[str, int, str], int]]:
    """Each n-gram's own string, found by a plain loop, beside the bucket that `extract` gave it."""
    words = words_of(features, batch)
    found = []
    for gram in features.grams:
        buckets = iter(gram.bucket.tolist())
        if gram.of_words and gram.order == 1:
            names = [word for _, word in words]
        elif gram.of_words:
            names = [f"{a[1]} {b[1]}" for a, b in pairwise(words) if a[0] == b[0]]
        else:
            padded = [f" {word} " for _, word in words]
            names = [word[i : i + gram.order] for word in padded for i in range(len(word) - gram.order + 1)]
        found += [(("word" if gram.of_words else "char", gram.order, name), next(buckets)) for name in names]
        assert next(buckets, None) is None
    return found


@given(texts)
def test_a_bucket_is_a_string_and_a_string_a_bucket(batch: list[str]) -> None:
    pairs = set(named_grams(extract(batch, BITS), batch))
    assert len({name for name, _ in pairs}) == len({bucket for _, bucket in pairs}) == len(pairs)


@given(texts)
def test_a_text_has_the_same_features_alone_and_in_a_batch(batch: list[str]) -> None:
    together = extract(batch, 18)
    for number, text in enumerate(batch):
        alone = extract([text], 18)
        assert alone.sizes[0] == together.sizes[number]
        for one, all_of_them in zip(alone.grams, together.grams, strict=False):
            own = together.words.text[all_of_them.word] == number
            assert one.bucket.tolist() == all_of_them.bucket[own].tolist()


@given(texts, st.integers(8, 20))
def test_buckets_stay_below_the_table(batch: list[str], bits: int) -> None:
    for gram in extract(batch, bits).grams:
        assert gram.bucket.min(initial=0) >= 0
        assert gram.bucket.max(initial=0) < 1 << bits


def test_words_are_runs_of_letters_and_single_signs() -> None:
    batch = ["ab, c3😂😂", " \n", "دەست\u200cخۆش!"]
    assert words_of(extract(batch, BITS), batch) == [
        (0, "ab"),
        (0, ","),
        (0, "c3"),
        (0, "😂"),
        (0, "😂"),
        (2, "دەست\u200cخۆش"),
        (2, "!"),
    ]


def test_sizes_count_all_n_grams() -> None:
    # " ab " holds 3 + 2 + 1 + 0 pieces of 2 to 5 letters; one word, no pair.
    assert CHARACTER_ORDERS == (2, 3, 4, 5)
    assert extract(["ab"], BITS).sizes.tolist() == [7]


@pytest.mark.parametrize("batch", [[], [""], ["", " "], ["\x00"]])
def test_texts_without_words_have_no_features_and_size_one(batch: list[str]) -> None:
    features = extract(batch, BITS)
    assert features.texts == len(batch)
    assert not features.grams
    assert features.sizes.tolist() == [1] * len(batch)


def test_a_pair_of_words_never_spans_two_texts() -> None:
    pairs = next(gram for gram in extract(["a", "b c"], BITS).grams if gram.of_words and gram.order == 2)
    assert len(pairs.bucket) == 1


def test_a_lone_surrogate_is_a_sign_and_no_error() -> None:
    assert extract(["a\ud800b"], BITS).sizes[0] > 0


def test_a_very_long_text_keeps_its_buckets() -> None:
    long = extract(["word " * 50_000], 18)
    single = next(gram for gram in long.grams if gram.of_words and gram.order == 1)
    assert np.unique(single.bucket).tolist() == extract(["word"], 18).grams[-2].bucket.tolist()
