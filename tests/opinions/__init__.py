"""The room that asks the second judge."""
