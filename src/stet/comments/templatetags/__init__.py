"""Template tags for showing comments: exact text, marked words, dates, addresses."""
