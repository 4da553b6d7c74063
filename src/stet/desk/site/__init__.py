"""A site's settings at the desk: those that an editor may change."""
