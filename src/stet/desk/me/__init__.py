"""One's own settings: what one may do here, how one signs in, and where one is signed in."""
