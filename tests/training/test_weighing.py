"""What a row teaches: targets, weights, and curves that turn logits into probabilities."""

import numpy as np
import pytest

from stet.newsroom.labels import LABELS
from training.calibrate import fit_curve
from training.config import load_config, load_sources
from training.prepare import corpus_of, weigh
from training.texts import Row


def weighed(rows: list[Row]) -> tuple[np.ndarray, np.ndarray]:
    return weigh(corpus_of(rows), load_config(), load_sources())


def row(text: str, labels: dict[str, float], variety: str = "en", source: str = "olid") -> Row:
    return Row(text, variety, source, "train", labels)


def test_an_unknown_label_has_no_weight() -> None:
    _, weights = weighed([row("x", {"toxic": 1}, variety="de"), row("y", {"toxic": 0}, variety="de")])
    assert (weights[:, LABELS.index("toxic")] > 0).all()
    assert not weights[:, 1:].any()


def test_a_harmless_comment_breaks_no_guideline_that_its_language_knows() -> None:
    racist = [row(f"r{n}", {"racism": 1}) for n in range(30)]
    _, weights = weighed(
        [*racist, row("y", {"toxic": 0}), row("z", {"toxic": 1}), row("w", {"toxic": 0}, variety="fa")]
    )
    assert weights[30, LABELS.index("racism")] > 0
    assert not weights[31:, LABELS.index("racism")].any()


def test_a_strong_word_names_a_label_nobody_gave() -> None:
    targets, weights = weighed(
        [row("you fucking fuck", {"toxic": 1}), row("you fucking fuck", {"toxic": 1, "profanity": 0})]
    )
    column = LABELS.index("profanity")
    assert targets[:, column].tolist() == [1, 0]
    assert 0 < weights[0, column] < weights[1, column]


def test_positives_are_brought_to_a_share_that_is_no_sign_of_the_language() -> None:
    config = load_config()
    few = [row(f"a{n}", {"toxic": float(n < 5)}) for n in range(100)]
    many = [row(f"b{n}", {"toxic": float(n < 90)}, variety="tr") for n in range(100)]
    targets, weights = weighed(few + many)
    shares = [(targets * weights)[part, 0].sum() / weights[part, 0].sum() for part in (slice(0, 100), slice(100, 200))]
    assert shares == pytest.approx([config.rarest_share, config.commonest_share], abs=1e-4)


def test_annotators_shares_stay_shares() -> None:
    targets, _ = weighed([row("x", {"toxic": 0.25}), row("y", {"toxic": 0.0})])
    assert targets[0, 0] == pytest.approx(0.25)


def test_marks_follow_a_text_into_its_normalised_copy() -> None:
    text = "ﬁne day, YOU  Ｚorgling!"
    begin = text.index("YOU")
    (marks,) = corpus_of([Row(text, "en", "olid", "train", {}, spans=((begin, len(text) - 1),))]).marks
    copy = corpus_of([row(text, {})]).texts[0]
    assert [copy[start:end] for start, end in marks or []] == [copy[copy.index("you") : copy.index("!")]]


@pytest.mark.parametrize("models", [1, 2])
def test_a_curve_meets_the_base_rate(models: int) -> None:
    random = np.random.default_rng(0)
    truth = random.random(4000) < 0.5
    seen = [np.where(truth, random.normal(1, 1, 4000), random.normal(-1, 1, 4000)) for _ in range(models)]
    logits = np.column_stack(seen).astype(np.float32)
    *slopes, shift = fit_curve(logits, truth.astype(np.float32), np.ones(4000, np.float32), base_rate=0.1)
    scores = 1 / (1 + np.exp(-(logits @ np.array(slopes) + shift)))
    assert all(slope > 0 for slope in slopes)
    assert 0.1 * scores[truth].mean() + 0.9 * scores[~truth].mean() == pytest.approx(0.1, abs=0.005)
