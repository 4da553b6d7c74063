"""The tags of letters' templates."""
