"""The moderators' desk: the queue, one comment with its history, and what was decided lately."""
