"""What the newsroom is told at once, by e-mail or webhook: a threat to life, a promise broken, a flood, a bad audit."""
