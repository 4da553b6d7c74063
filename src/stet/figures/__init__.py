"""What comments and the decisions about them come to, in numbers: for the desk, and in part for everybody."""
