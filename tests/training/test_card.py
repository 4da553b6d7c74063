"""The card, rendered from invented figures of the form that the steps leave."""

import json
from pathlib import Path
from typing import Any

import pytest

from training import card
from training.config import load_sources
from training.encoder.settings import load_settings


def ranking(auc: float, rows: int = 200) -> dict[str, Any]:
    interval = [auc - 0.02, auc + 0.02]
    precision = {"average_precision": 0.5, "average_precision_interval": [0.4, 0.6]}
    return {"rows": rows, "positives": 50, "auc": auc, "auc_interval": interval, **precision}


def outcomes(**changed: Any) -> dict[str, Any]:
    sides = {f"{side}_{outcome}": 0.25 for side in ("good", "bad") for outcome in ("approve", "refer", "reject")}
    wrong = {"wrong_among_approved": 0.012, "wrong_among_rejected": None}
    return {"good": 40, "bad": 41, "settled": 0.6, **sides, **wrong, **changed}


ALARMS = {"rows": 900, "toxic": 0.01, "any_guideline": 0.02, "worst": {"sexism": 3}}
THRESHOLDS = {f"{at} {at}": {"approved": 0.5, "wrong": 0.02, "bad_let_through": 0.1} for at in (0.1, 0.2, 0.3, 0.5)}
ABOVE = {str(at): {"found": 0.5, "wrong": None} for at in (0.5, 0.8, 0.9, 0.95)}
FIGURES = {
    "model": "linear-1 encoder-2",
    "licences": "all",
    "bytes": {"graph.onnx": 15_000_000, "linear.npz": 2_500_000},
    "rows": {"ckb": {"train": 1234, "dev": 10, "clean": 5, "toxic": 600}, "nl": {"train": 7, "dev": 1, "clean": 0}},
    "sources": {"authored": 1241},
    "own": {"ckb": {"good": 640, "bad": 600, "held": 240}},
    "graph": {"rows": 200, "difference": 1e-5, "eight_bit_difference": 0.05, "eight_bit_rank_correlation": 0.998},
    "ranking": {"de": {"toxic": ranking(0.8)}, "ckb": {"toxic": ranking(0.9, 321), "threat": ranking(0.95)}},
    "linear_ranking": {"ckb": {"toxic": ranking(0.71)}},
    "by_source": {"authored": 0.9},
    "calibration": {"ckb": {"rows": 300, "calibration_error": 0.03, "brier": 0.1}},
    "false_alarms": {"ckb_textbooks_ktc ckb": ALARMS},
    "identity": {
        "ckb": {
            **ALARMS,
            "groups": 60,
            "by_kind": {"neutral": 0.01, "positive": 0.0, "critical": 0.05},
            "spread": 0.06,
            "most": {"roma": 0.08},
        }
    },
    "perspective": [
        {
            "set": "list",
            "theirs": "TOXICITY",
            "ours": "perspective_toxicity",
            "rows": 871,
            "spearman": 0.84,
            "pearson": 0.89,
        },
    ],
    "authored": {"ckb": {"bad_found": 0.8, "good_flagged": 0.1, "rows": 240}},
    "translated": {"ckb": {"rows": 400, "auc": 0.77, "bad_found": 0.6, "good_flagged": 0.2}},
    "approvals": {"ckb": THRESHOLDS},
    "rejections": {"all": {"threat": {"breaches": 90, "above": ABOVE}}},
    "system": {"ckb": {"own": outcomes(), "sets": outcomes(settled=0.1)}},
    "cascade": {"0.1 0.9": {"own": {"read": 0.5, "auc": 0.912, "bad_passed": 0.125}}},
    "spans": {"rows": 450, "f1": 0.66},
    "relevance": {"pairs": 300, "told_apart": {"ckb": 0.93}},
}
LANGUAGE = {"ckb-Arab": {"texts": 10, "right": 0.9, "short_texts": 10, "short_right": 0.8, "taken_for": {"fa-Arab": 1}}}


@pytest.fixture
def results(tmp_path: Path) -> Path:
    (tmp_path / "model.json").write_text(json.dumps(FIGURES), "utf-8")
    (tmp_path / "language.json").write_text(json.dumps(LANGUAGE), "utf-8")
    return tmp_path


def rendered(results: Path) -> str:
    return card.render(results, load_sources(), load_settings())


def test_every_figure_has_its_place(results: Path) -> None:
    page = rendered(results)
    assert "$" not in page
    for line in (
        "| Sorani | 321 | 50 | 0.90 (0.88–0.92) | 0.71 (0.69–0.73) | 0.50 (0.40–0.60) |",
        "| `threat` | Sorani | 200 | 50 | 0.95 (0.93–0.97) | – |",
        "| Sorani | 60 | 900 | 2.0 % | 1.0 % | 0.0 % | 5.0 % | 6.0 points | sexism 3 | roma 8.0 % |",
        "| Sorani | our own | 40 | 41 | 25.0 %, 25.0 %, 25.0 % | 25.0 %, 25.0 %, 25.0 % | 1.2 % | – | 60.0 % |",
        "| All | 640 | 600 | 240 |",
        "| Sorani | 400 | 0.77 | 60.0 % | 20.0 % |",
        "| 0.1 to 0.9 | our own | 50.0 % | 0.912 | 12.5 % |",
        "| TOXICITY | `perspective_toxicity` | list | 871 | 0.84 | 0.89 |",
    ):
        assert line in page
    assert "F1 0.66" in page
    assert "17.5 MB in all" in page
    assert "1,241 labelled rows" in page


def test_the_core_languages_come_first(results: Path) -> None:
    page = rendered(results)
    assert page.index("| Sorani | 321") < page.index("| German | 200")


def test_it_says_who_has_read_the_comments(results: Path) -> None:
    page = rendered(results)
    assert "No native speaker has read these comments" in page
    assert "language models" in page


def test_agreement_is_given_with_what_chance_would_give(results: Path) -> None:
    counts = {"written": 120, "read": 110, "aa": 45, "ar": 5, "ra": 10, "rr": 40, "au": 4, "ru": 6, "unread": 10}
    every = {"ckb": counts, "de": {"written": 30, "unread": 30}}
    (results / "agreement.json").write_text(json.dumps(every), "utf-8")
    page = rendered(results)
    # Of 100 decided, 85 alike; by chance .5 × .55 + .5 × .45 = .5, so that κ = (.85 − .5) / (1 − .5).
    assert "| Sorani | 120 | 110 | 9.1 % | 85.0 % | 0.70 | 25 |" in page
    assert "| German | 30 | 0 | – | – | – | 0 |" in page
    assert "| All | 150 | 110 | 9.1 % | 85.0 % | 0.70 | 25 |" in page


def test_readers_who_say_one_thing_alone_have_no_kappa(results: Path) -> None:
    (results / "agreement.json").write_text(json.dumps({"ckb": {"written": 9, "read": 9, "aa": 9}}), "utf-8")
    assert "| Sorani | 9 | 9 | 0.0 % | 100.0 % | – | 0 |" in rendered(results)


def test_the_learning_curve_is_shown_once_it_is_drawn(results: Path) -> None:
    assert "has not been drawn" in rendered(results)
    (results / "curve.json").write_text(json.dumps({"ckb": [[125, 0.71], [250, 0.8]]}), "utf-8")
    assert "| Sorani | 125: 0.71, 250: 0.80 |" in rendered(results)


def test_it_says_how_many_layers_ship(results: Path) -> None:
    assert "all of them ship." in rendered(results)
    fewer = FIGURES | {"graph": FIGURES["graph"] | {"layers": 6}}
    (results / "model.json").write_text(json.dumps(fewer), "utf-8")
    assert "a network of 6 of these layers, taught by the one of 8" in rendered(results)


def test_depths_are_shown_once_they_are_compared(results: Path) -> None:
    assert "Not measured." in rendered(results)
    found = {
        "6": {"ckb": {"rows": 9, "auc": 0.91, "milliseconds": 6.0}},
        "8": {"ckb": {"rows": 9, "auc": 0.92, "milliseconds": 8.1}},
    }
    (results / "depth.json").write_text(json.dumps(found), "utf-8")
    page = rendered(results)
    assert "| Language | Comments | 8 layers: AUC, a comment | 6 layers: AUC, a comment |" in page
    assert "| Sorani | 9 | 0.920, 8.1 ms | 0.910, 6.0 ms |" in page
