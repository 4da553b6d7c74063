"""Who may sign in to the desk: the installation's own user model, for django-allauth to work with."""
