"""The vocabulary, cut to the pieces that our languages use, and texts as numbers of those pieces.

The published vocabulary has 250,002 pieces for a hundred languages; their rows are five sixths of the model. The kept
ones are those seen in the corpus, the core languages' counted thrice, and every single letter of our scripts, so that a
rare letter makes no word unknown.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

import numpy as np
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers

from stet.newsroom.languages import LANGUAGES
from training.encoder.pretrained import Floats, Pretrained, dequantise
from training.prepare import Corpus

PREFIX: Final = "query: "  # what the published model expects before a text that is to be classified
BEGIN: Final = 0
PADDING: Final = 1
END: Final = 2
UNKNOWN: Final = 3

_SCRIPTS: Final = ("LATIN", "ARABIC", "CYRILLIC", "GREEK", "DEVANAGARI", "DIGIT")
_COUNTED: Final = 9_000  # texts of each variety, so that English does not take all places
_CORE_GAIN: Final = 3
# The normalised copy writes Arabic with the letters of Kurdish and Persian; the model was made with Arabic's own.
_ARABIC: Final = str.maketrans({"ی": "ي", "ک": "ك"})


class Pieces:
    """A cut vocabulary: a tokenizer, and the word row of each of its pieces."""

    def __init__(self, folder: Path) -> None:
        """Read what `cut` wrote to `folder`."""
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        with np.load(folder / "words.npz") as arrays:
            self._table = dequantise(arrays["blocks"]).astype(np.float16)

    def encode(self, texts: Sequence[str], varieties: Sequence[str], most: int) -> list[list[int]]:
        """The first `most` pieces of each text, begin and end among them."""
        read = [PREFIX + written(text, variety) for text, variety in zip(texts, varieties, strict=True)]
        return [
            [BEGIN, *each.ids[: most - 2], END] for each in self.tokenizer.encode_batch(read, add_special_tokens=False)
        ]

    def offsets(self, text: str, variety: str, most: int) -> list[tuple[int, int]]:
        """The characters of `text` that each piece of `encode` stands for; (0, 0) for those that stand for none."""
        found = self.tokenizer.encode(PREFIX + written(text, variety), add_special_tokens=False).offsets[: most - 2]
        cut = len(PREFIX)
        return [(0, 0), *((max(begin - cut, 0), max(end - cut, 0)) for begin, end in found), (0, 0)]

    def padded(self, texts: Sequence[Sequence[int]]) -> tuple[Floats, Floats]:
        """Word rows (n, t, hidden) and the mask (n, t) of a batch."""
        numbers = np.full((len(texts), max(map(len, texts))), PADDING)
        for row, own in enumerate(texts):
            numbers[row, : len(own)] = own
        return self._table[numbers].astype(np.float32), (numbers != PADDING).astype(np.float32)


def written(text: str, variety: str) -> str:
    """A normalised text as the encoder reads it: Arabic with its own letters, as long as before."""
    return text.translate(_ARABIC) if variety == "ar" else text


def cut(pretrained: Pretrained, corpus: Corpus, kept: int, folder: Path) -> float:
    """Write ``tokenizer.json`` and ``words.npz`` with the `kept` most used pieces. The share that stays."""
    pieces = list(zip(pretrained.pieces, pretrained.scores.tolist(), strict=True))
    counts = _counts(_tokenizer(pieces), corpus)
    letters = [number for number, (piece, _) in enumerate(pieces) if number > UNKNOWN and _stays(piece)]
    ranked = [number for number, _ in counts.most_common() if number > UNKNOWN]
    chosen = list(dict.fromkeys([*letters, *ranked]))[: kept - 4]
    numbers = [BEGIN, PADDING, END, UNKNOWN, *sorted(chosen)]
    folder.mkdir(parents=True, exist_ok=True)
    _tokenizer([pieces[number] for number in numbers]).save(str(folder / "tokenizer.json"), pretty=False)
    np.savez(folder / "words.npz", blocks=pretrained.rows[numbers])
    return sum(counts[number] for number in numbers) / counts.total()


def _counts(tokenizer: Tokenizer, corpus: Corpus) -> Counter[int]:
    random = np.random.default_rng(1)
    counts: Counter[int] = Counter()
    for variety in np.unique(corpus.variety):
        rows = random.permutation(np.flatnonzero(corpus.variety == variety))[:_COUNTED]
        texts = [written(corpus.texts[row][:400], str(variety)) for row in rows]
        gain = _CORE_GAIN if str(variety).split("-")[0] in LANGUAGES else 1
        for encoding in tokenizer.encode_batch(texts, add_special_tokens=False):
            counts.update(dict.fromkeys(encoding.ids, 0) | {k: v * gain for k, v in Counter(encoding.ids).items()})
    return counts


def _tokenizer(pieces: Iterable[tuple[str, float]]) -> Tokenizer:
    """A unigram tokenizer (Kudo 2018) over pieces whose first four are the begin, padding, end and unknown ones."""
    tokenizer = Tokenizer(models.Unigram(list(pieces), unk_id=UNKNOWN, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFKC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Strip()]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(prepend_scheme="always")
    return tokenizer


def _stays(piece: str) -> bool:
    bare = piece.removeprefix("▁")
    if len(bare) != 1:
        return False
    sign = unicodedata.category(bare)[0] in "PSN" and ord(bare) < 0x3000
    return unicodedata.name(bare, "").startswith(_SCRIPTS) or sign or ord(bare) > 0x1F000
