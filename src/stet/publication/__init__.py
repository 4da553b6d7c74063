"""What the public sees: thread pages, receipts, the guidelines, a feed. All of it works without a script."""
