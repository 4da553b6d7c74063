"""Benchmarks of Stet. See README.md."""
