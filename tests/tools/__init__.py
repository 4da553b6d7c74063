"""Small programs that tests run beside themselves, on an installation named by the environment (`own_installation`)."""
