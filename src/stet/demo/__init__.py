"""The demo newspaper: a front page and two articles in two languages, each with a comment section."""
