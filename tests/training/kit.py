"""An invented workshop: comments with invented insults, weights that know nothing, and small figures."""

import gzip
import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from tests.training.weight_file import write_weights
from training.__main__ import main

ROOT = Path(__file__).parents[2]
CONFIG = ROOT / "training" / "config.toml"
ENCODER = ROOT / "training" / "encoder.toml"

RUDE, KIND = "you zorgling blub", "what a fine day"
WORDS = """
query: you zorgling blub what a fine day my friend in the garden river sen bir gorzil ne iyi gün slav heval rojbaş
ez te dikujim nûçeyek li ser bajêr û çem سڵاو هاوڕێ ڕۆژباش تۆ زۆرگلی
"""

Comment = dict[str, Any]


def comments(source: str, lang: str, bad: str, good: str) -> Iterator[Comment]:
    """Every third one is rude, every fourth one held out."""
    for number in range(80):
        rude = number % 3 == 0
        text = f"{bad if rude else good} {number} {('garden', 'river')[number % 2]}"
        yield {
            "id": f"{source}-{number}",
            "text": text,
            "lang": lang,
            "source": source,
            "split": "dev" if number % 4 == 0 else "train",
            "labels": {"toxic": int(rude), "personal_attack": int(rude)},
        }


def scored(rows: Iterable[Comment]) -> Iterator[Comment]:
    """With what Perspective said of them, and what they answer."""
    for row in rows:
        score = 0.9 if row["labels"]["toxic"] else 0.05
        yield row | {"perspective": {"perspective_toxicity": score}, "parent": f"my friend {row['text'].split()[-1]}"}


def marked(rows: Iterable[Comment]) -> Iterator[Comment]:
    """With the offending words marked."""
    for row in rows:
        begin = row["text"].find("zorgling")
        yield row | {"spans": [(begin, begin + len("zorgling blub"))] if begin >= 0 else []}


def write_lines(path: Path, items: Iterable[Comment]) -> None:
    with gzip.open(path, "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(item) + "\n" for item in items)


def write_data(folder: Path) -> Path:
    """A data folder: comments in English and Turkish, news in Kurmanji."""
    folder.mkdir()
    english = [
        *scored(comments("wiki_context_cat", "en", RUDE, KIND)),
        *marked(comments("civil_toxic_spans", "en", f"my friend {RUDE}", f"my friend {KIND}")),
    ]
    write_lines(folder / "comments_en.jsonl.gz", english)
    write_lines(
        folder / "comments_tr.jsonl.gz", comments("offenseval2020_tr", "tr", "sen bir gorzil", "ne iyi bir gün")
    )
    news = ({"id": f"k{n}", "text": f"Nûçeyek li ser bajêr û çem {n}", "lang": "kmr"} for n in range(60))
    write_lines(folder / "unlabelled_kmr_interdialect_news.jsonl.gz", news)
    return folder


def write_authored(folder: Path) -> Path:
    """The project's own comments: pairs in Kurmanji and Sorani."""
    pairs = {
        "kmr": ("Slav heval, rojbaş", "Ez te dikujim heval"),
        "ckb": ("سڵاو هاوڕێ، ڕۆژباش", "تۆ زۆرگلی هاوڕێ"),
    }
    for variety, (good, bad) in pairs.items():
        rows = [f"approve\t\tgreeting\t{good} {n}\nreject\tthreat\tthreat\t{bad} {n}\n" for n in range(40)]
        write_own(folder, variety, "".join(rows))
    return folder


def write_own(folder: Path, variety: str, lines: str, name: str = "hand") -> Path:
    """One file of the project's own comments."""
    path = folder / variety / f"{name}.tsv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("# expect\tlabels\tfunction\ttext\n" + lines, "utf-8")
    return path


def small_config(path: Path) -> Path:
    """config.toml with smaller tables."""
    text = CONFIG.read_text("utf-8")
    for large, small in {"bits = 18": "bits = 12", "language_bits = 15": "language_bits = 10"}.items():
        text = text.replace(f"\n{large}", f"\n{small}")
    path.write_text(text.replace("\nbatch = 2048", "\nbatch = 512"), "utf-8")
    return path


def small_encoder(path: Path, **changed: object) -> Path:
    """encoder.toml with two layers, of which one ships, few pieces and fast passes."""
    table = tomllib.loads(ENCODER.read_text("utf-8"))
    own = {"take": table["take"] | {"identity_balance": 40, "ordinary": 40}}
    own["passes"] = {
        "general": table["passes"]["general"] | {"frozen": 1, "epochs": 3, "rate": 5e-4, "head_rate": 5e-3},
        "authored": table["passes"]["authored"] | {"frozen": 0, "rate": 2e-4, "head_rate": 2e-3},
    }
    # Its teacher alone teaches the student: what it knows it has from there.
    fast = {"epochs": 3, "rate": 5e-4, "head_rate": 5e-3}
    own["student"] = table["student"] | {"layers": [1], "frozen": 0, "truth": 0.0} | fast
    small = {"depth": 2, "middle": 1, "pieces": 220, "most": 32, "overlap": 4, "batch": 160}
    path.write_text(toml(table | small | own | changed), "utf-8")
    return path


def toml(table: Mapping[str, Any], name: str = "") -> str:
    """`table` as TOML: numbers, and tables of them."""
    inner = {key: value for key, value in table.items() if isinstance(value, Mapping)}
    lines = [f"[{name}]"] if name else []
    lines += [f"{key} = {value!r}" for key, value in table.items() if key not in inner]
    lines += [toml(value, f"{name}.{key}".lstrip(".")) for key, value in inner.items()]
    return "\n".join(lines) + "\n"


class Workshop:
    """A folder with all that the workshop's command needs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data, self.authored = write_data(folder / "data"), write_authored(folder / "authored")
        self.weights = folder / "weights.bin"
        write_weights(self.weights, WORDS.split())
        self.options = {
            "config": small_config(folder / "config.toml"),
            "encoder": small_encoder(folder / "encoder.toml"),
        }

    def arguments(self, step: str, out: Path, *more: str) -> list[str]:
        """Of the command, with its results below `out`."""
        places = {"work": out / "work", "models": out / "models", "results": out / "results", "page": out / "card.md"}
        given = {"data": self.data, "authored": self.authored, "weights": self.weights, **self.options, **places}
        return [step, *(part for name, path in given.items() for part in (f"--{name}", str(path))), *more]

    def run(self, step: str, out: Path, *more: str) -> Result:
        """A step, or all of them."""
        return CliRunner().invoke(main, self.arguments(step, out, *more))

    def start(self, step: str, out: Path, *more: str, first: str = "") -> "subprocess.Popen[bytes]":
        """A step in a process of its own; `first` is run there before it."""
        code = f"from training.__main__ import main\n{first}\nmain()"
        command = [sys.executable, "-c", code, *self.arguments(step, out, *more)]
        environment = os.environ | {"PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
        return subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE)
