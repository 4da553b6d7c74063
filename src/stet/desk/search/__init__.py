"""Finding comments, readers and articles; taking what was found out as a file; keeping a search for another time."""
