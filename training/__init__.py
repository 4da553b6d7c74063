"""The workshop: makes the screening model from labelled comments. Never shipped, and never imported by ``stet``.

Read it in the order of the steps: prepare, train, export, evaluate, card. ``python -m training all --data FOLDER`` runs
them all: ten minutes on two cores and 6 GB of memory. The data's form is that of `texts`; no text of it is kept in the
model, the figures or the card.
"""
