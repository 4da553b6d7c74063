"""Copies kept as evidence, at the desk: seen by few, and never unnoticed."""
