"""Signed-in readers at the desk: their record, notes about them, and what is done about them."""
