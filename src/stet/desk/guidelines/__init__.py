"""The editor's pages: guidelines as versions and as a draft, what a draft would change, and reasons to be sent."""
