"""From the network to the graphs that onnxruntime runs, in 8 bits."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import onnx
import onnxruntime
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import nn

from training.encoder.network import Network
from training.encoder.pretrained import HIDDEN, Floats

_OPSET: Final = 17


class _Lower(nn.Module):
    def __init__(self, network: Network, frozen: int) -> None:
        super().__init__()
        self.network, self.frozen = network, frozen

    def forward(self, words: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        return self.network.states(self.network.embed(words), mask, 0, self.frozen)


class _Whole(nn.Module):
    def __init__(self, network: Network, middle: int) -> None:
        super().__init__()
        self.network, self.middle = network, middle

    def forward(self, words: torch.Tensor, mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        lower = self.network.states(self.network.embed(words), mask, 0, self.middle)
        upper = self.network.states(lower, mask, self.middle, len(self.network.layers))
        logits, offends = self.network.judge(upper, mask)
        # What the passes learned of Perspective has been added to `toxic`; what ships in its place ranks better.
        graded = self.network.grade(lower, upper, mask)
        return torch.cat([logits[:, :-1], graded], 1), offends, self.network.place(lower, upper, mask)


def lower_graph(network: Network, frozen: int, path: Path) -> None:
    """Word rows to states after the `frozen` lowest layers."""
    _write(_Lower(network, frozen), ["states"], path)


def whole_graph(network: Network, middle: int, path: Path) -> None:
    """Word rows to logits of labels, of pieces, and the topic's place: what ships."""
    _write(_Whole(network, middle), ["logits", "spans", "vector"], path)


def session(path: Path, threads: int = 1) -> onnxruntime.InferenceSession:
    """The graph, ready to run on `threads` threads that do not spin while they wait."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def _exact(path: Path) -> Path:
    return path.with_suffix(".float.onnx")


def _write(model: nn.Module, outputs: list[str], path: Path) -> None:
    exact = _exact(path)
    example = torch.zeros(2, 5, HIDDEN), torch.ones(2, 5)
    pieces = {0: "n", 1: "t"}
    axes = {"words": pieces, "mask": pieces, "states": pieces, "spans": pieces, "logits": {0: "n"}, "vector": {0: "n"}}
    axes = {name: axis for name, axis in axes.items() if name in ("words", "mask", *outputs)}
    torch.onnx.export(
        model.eval(), example, exact, input_names=["words", "mask"], output_names=outputs,
        dynamic_axes=axes, opset_version=_OPSET, dynamo=False,
    )  # fmt: skip
    _keep_sums_apart(exact)
    # A scale for each channel: the pretrained layers hold outliers that one scale a matrix would drown the rest by.
    quantize_dynamic(exact, path, weight_type=QuantType.QInt8, per_channel=True)


def _keep_sums_apart(path: Path) -> None:
    """Write the sums that are normed as Sum, not Add: the same numbers, which onnxruntime leaves alone.

    An Add it would join to the norm after it, SkipLayerNormalization, which on a CPU takes three times what the two
    take apart: a tenth of the whole graph's time.
    """
    model = onnx.load(path)
    normed = {node.input[0] for node in model.graph.node if node.op_type == "LayerNormalization"}
    for node in model.graph.node:
        if node.op_type == "Add" and node.output[0] in normed:
            node.op_type = "Sum"
    onnx.save(model, path)


@dataclass(frozen=True, slots=True)
class Comparison:
    """The greatest `difference` of any output between the network and its graph in floats; logits (n, labels + 1) of
    the network and of the graph in 8 bits."""

    difference: float
    network: Floats
    graph: Floats


def compare(network: Network, middle: int, path: Path, feeds: Sequence[tuple[Floats, Floats]]) -> Comparison:
    """The network beside the graphs that `whole_graph` has written to `path`, on word rows and masks."""
    model, exact, shipped = _Whole(network, middle).eval(), session(_exact(path)), session(path)
    difference, ours, theirs = 0.0, [], []
    with torch.inference_mode():
        for words, mask in feeds:
            feed = {"words": words, "mask": mask}
            outputs = [output.numpy() for output in model(torch.from_numpy(words), torch.from_numpy(mask))]
            for output, same in zip(outputs, exact.run(None, feed), strict=True):
                difference = max(difference, float(np.abs(output - same).max()))
            ours.append(outputs[0][0])
            theirs.append(shipped.run(["logits"], feed)[0][0])
    return Comparison(difference, np.stack(ours), np.stack(theirs))
