"""A BERT of the base size, called as Detoxify calls its own: the other side of bench/encoder.py, which starts it.

    python -P bench/bert.py    (in an environment with bench/requirements.txt)

For each line of JSON, a batch of texts as lists of the numbers of their pieces, it answers with a line: the seconds
from there to the scores. Its weights are random, which makes no difference to the time. Cutting texts into pieces is
not counted, in its favour.
"""

import json
import sys
import time

import torch
from transformers import BertConfig, BertForSequenceClassification


def main() -> None:
    torch.manual_seed(1)
    model = BertForSequenceClassification(BertConfig(num_labels=16)).eval()
    words = model.config.vocab_size
    print(f"PyTorch {torch.__version__.split('+')[0]}, {torch.get_num_threads()} threads", flush=True)
    for line in sys.stdin:
        texts = [[number % words for number in text] for text in json.loads(line)]
        started = time.perf_counter()
        longest = max(map(len, texts))
        numbers = torch.tensor([text + [0] * (longest - len(text)) for text in texts])
        mask = torch.tensor([[1] * len(text) + [0] * (longest - len(text)) for text in texts])
        with torch.no_grad():
            scores = torch.sigmoid(model(input_ids=numbers, attention_mask=mask).logits).cpu().numpy()
        assert scores.shape == (len(texts), 16)
        print(time.perf_counter() - started, flush=True)


if __name__ == "__main__":
    main()
