"""The door to the desk: signing in, coming in by an invitation, and the provider that vouches for the newsroom."""
