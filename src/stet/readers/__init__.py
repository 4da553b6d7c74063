"""How readers sign in where the site has no accounts of its own: by e-mail, or by somebody who vouches for them."""
