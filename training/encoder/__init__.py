"""The workshop's second half: an encoder that reads meaning, fine-tuned from multilingual-e5-small.

In the order of the work: `pretrained` (the weights as published), `pieces` (the vocabulary, cut to our languages),
`rows` (what is trained on), `states` (the frozen layers, once for every text), `network` and `fit` (the training),
`graph` (the files that ship). encoder.toml holds every figure with its reason.
"""
