"""Approving several waiting comments together by their score, once a sample of them was checked."""
