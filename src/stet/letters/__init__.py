"""Letters to readers: what was decided about their comment, and who answered it. Only to those who asked, twice."""
