"""Colleagues: who may come in, as what, and what of the newsroom they are for; and the journal of what they did."""
