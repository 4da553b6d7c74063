"""The nouns of a newsroom's comment section: frozen, without Django and without input or output."""
