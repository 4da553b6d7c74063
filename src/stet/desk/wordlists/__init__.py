"""A site's own words: what its guidelines hold against a comment besides the shipped lists, and a box to try it out."""
