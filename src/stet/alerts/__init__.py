"""What the newsroom is told at once, by e-mail or webhook: a threat, a promise broken, a flood, a failed audit."""
