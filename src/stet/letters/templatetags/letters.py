"""What letters' templates need beside words."""

from django import template

from stet.letters import composing

register = template.Library()
register.filter("isolated", composing.isolated)
