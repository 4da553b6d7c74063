"""The workshop: makes the screening model from labelled comments. Never shipped, and never imported by ``stet``.

Read it in the order of the steps: prepare, train, encode, export, evaluate, card. ``python -m training all`` runs them;
training/README.md says what that needs and how long it takes. The data's form is that of `texts`; of the collected
texts none is kept in the model, the figures or the card.
"""
