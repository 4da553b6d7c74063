"""The network: layers of multilingual-e5-small, heads for labels, offending pieces, the topic and Perspective."""

import copy
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import torch
from torch import nn
from torch.nn import functional

from stet.newsroom.labels import LABELS
from training.encoder.pretrained import HEADS, HIDDEN, Floats, Pretrained

OUTPUTS = len(LABELS) + 1  # the last one: Perspective's TOXICITY, learned on the texts that carry it
TOPIC = 128

Numbers = npt.NDArray[np.int64]

_EPSILON = 1e-12
_DROPPED = 0.1


class Layer(nn.Module):
    """One layer of BERT (Devlin et al. 2019), normed after each half."""

    def __init__(self, tensors: dict[str, Floats], number: int) -> None:
        super().__init__()
        get = {
            name.split(".", 1)[1]: torch.from_numpy(t) for name, t in tensors.items() if name.startswith(f"l{number}.")
        }
        self.qkv = _linear(
            torch.cat([get["q.w"], get["k.w"], get["v.w"]]), torch.cat([get["q.b"], get["k.b"], get["v.b"]])
        )
        self.out = _linear(get["ao.w"], get["ao.b"])
        self.up = _linear(get["fi.w"], get["fi.b"])
        self.down = _linear(get["fo.w"], get["fo.b"])
        self.norm1 = _norm(get["aln.w"], get["aln.b"])
        self.norm2 = _norm(get["oln.w"], get["oln.b"])

    def forward(self, x: torch.Tensor, padding: torch.Tensor) -> torch.Tensor:
        """`x` (n, t, hidden); `padding` (n, 1, 1, t) is added to attention: a large negative number at no piece."""
        n, t, _ = x.shape
        q, k, v = self.qkv(x).view(n, t, 3, HEADS, HIDDEN // HEADS).permute(2, 0, 3, 1, 4)
        weights = torch.softmax(q @ k.transpose(-1, -2) * (HIDDEN // HEADS) ** -0.5 + padding, -1)
        mixed = self.out((weights @ v).transpose(1, 2).reshape(n, t, HIDDEN))
        x = self.norm1(x + functional.dropout(mixed, _DROPPED, self.training))
        return self.norm2(x + functional.dropout(self.down(functional.gelu(self.up(x))), _DROPPED, self.training))


class Network(nn.Module):
    """The lowest `depth` layers and the heads. `sources` is the number of sets whose habits are learned besides."""

    def __init__(self, pretrained: Pretrained, depth: int, sources: int) -> None:
        super().__init__()
        tensors = pretrained.tensors
        self.position = nn.Parameter(torch.from_numpy(tensors["emb.pos"] + tensors["emb.type"]))
        self.norm = _norm(torch.from_numpy(tensors["emb.ln.w"]), torch.from_numpy(tensors["emb.ln.b"]))
        self.layers = nn.ModuleList([Layer(tensors, number) for number in range(depth)])
        self.dense = nn.Linear(2 * HIDDEN, HIDDEN)
        self.head = nn.Linear(HIDDEN, OUTPUTS)
        self.offends = nn.Linear(HIDDEN, 1)
        self.topic = nn.Linear(2 * HIDDEN, TOPIC, bias=False)
        # How a set's annotators differ from a newsroom. Row 0 is the newsroom: always zero, and all that ships.
        self.habit = nn.Embedding(sources + 1, OUTPUTS)
        nn.init.zeros_(self.habit.weight)
        nn.init.normal_(self.head.weight, std=0.02)
        nn.init.constant_(self.head.bias, -1.5)
        nn.init.constant_(self.offends.bias, -2.0)
        self.graded = nn.Linear(3 * HIDDEN, 1)

    def shallower(self, layers: Sequence[int]) -> "Network":
        """A copy of this network with these of its layers alone."""
        made: Network = copy.deepcopy(self)
        made.layers = nn.ModuleList(made.layers[number] for number in layers)
        return made

    def embed(self, words: torch.Tensor) -> torch.Tensor:
        """Word rows (n, t, hidden) with their places, normed."""
        return self.norm(words + self.position[: words.shape[1]])

    def states(self, x: torch.Tensor, mask: torch.Tensor, first: int, last: int) -> torch.Tensor:
        """States after the layers `first` to `last` (not included)."""
        padding = (1.0 - mask[:, None, None, :]) * -10000.0
        for layer in self.layers[first:last]:
            x = layer(x, padding)
        return x

    def upper(self, x: torch.Tensor, mask: torch.Tensor, frozen: int) -> torch.Tensor:
        """The last states, from those after the `frozen` lowest layers; where none is frozen, from word rows."""
        return self.states(x if frozen else self.embed(x), mask, frozen, len(self.layers))

    def pooled(self, x: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """The mean of the states and the strongest sign anywhere, (n, 2 hidden): one insult drowns in a mean."""
        weight = mask[:, :, None]
        return torch.cat([_mean(x, weight), (x - (1 - weight) * 1e4).amax(1)], 1)

    def judge(self, x: torch.Tensor, mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Logits (n, OUTPUTS) of the texts and (n, t) of their pieces, from the last states."""
        hidden = torch.tanh(self.dense(self.pooled(x, mask)))
        return self.head(functional.dropout(hidden, _DROPPED, self.training)), self.offends(x)[:, :, 0]

    def imitate(self, share: float) -> None:
        """Add `share` of the logit that imitates Perspective to the first label's, ``toxic``, for good."""
        with torch.no_grad():
            self.head.weight[0] += share * self.head.weight[-1]
            self.head.bias[0] += share * self.head.bias[-1]

    def gather(self, lower: torch.Tensor, upper: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """What a text is about, (n, 2 hidden), from states before and after the layers that learned to judge."""
        weight = mask[:, :, None]
        return torch.cat([_mean(lower, weight), _mean(upper, weight)], 1)

    def survey(self, lower: torch.Tensor, upper: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """All that is kept of a text, (n, 3 hidden): the mean of its middle states and what judging reads."""
        return torch.cat([_mean(lower, mask[:, :, None]), self.pooled(upper, mask)], 1)

    def grade(self, lower: torch.Tensor, upper: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """The logit (n, 1) that imitates Perspective's TOXICITY.

        Products and their sum, written out: as a layer it would be rounded to 8 bits, and it tells fine shades.
        """
        products = self.survey(lower, upper, mask) * self.graded.weight[0]
        return products.sum(1, keepdim=True) + self.graded.bias

    def place(self, lower: torch.Tensor, upper: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Where a text lies among topics, (n, TOPIC)."""
        return self.topic(self.gather(lower, upper, mask))


def restored(state: dict[str, torch.Tensor], pretrained: Pretrained) -> Network:
    """The network whose `state_dict` was kept, as deep and with as many sets as it was, ready to judge."""
    depth = len({name.split(".")[1] for name in state if name.startswith("layers.")})
    made = Network(pretrained, depth, len(state["habit.weight"]) - 1)
    made.load_state_dict(state)
    made.eval()
    return made


def _mean(x: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
    return (x * weight).sum(1) / weight.sum(1)


def _linear(weight: torch.Tensor, bias: torch.Tensor) -> nn.Linear:
    made = nn.Linear(weight.shape[1], weight.shape[0])
    made.weight.data.copy_(weight)
    made.bias.data.copy_(bias)
    return made


def _norm(weight: torch.Tensor, bias: torch.Tensor) -> nn.LayerNorm:
    made = nn.LayerNorm(len(weight), _EPSILON)
    made.weight.data.copy_(weight)
    made.bias.data.copy_(bias)
    return made


def batches(lengths: Numbers, most: int, random: np.random.Generator | None = None) -> list[Numbers]:
    """Numbers of texts of like length together, about `most` pieces a batch; shuffled when `random` is given."""
    jitter = random.random(len(lengths)) * 6 if random else 0
    result: list[Numbers] = []
    current: list[int] = []
    longest = 0
    for row in np.argsort(lengths + jitter, kind="stable"):
        longest = max(longest, int(lengths[row]))
        if current and longest * (len(current) + 1) > most:
            result.append(np.array(current))
            current, longest = [], int(lengths[row])
        current.append(int(row))
    result.append(np.array(current))
    if random:
        random.shuffle(result)
    return result
