"""Second looks: opinions, blind reviews, where they disagree, and what people's figures say of themselves."""
