"""What strikes suggest, in words."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from stet.comments.models import Measure

# In a line of a list.
SUGGESTS: Mapping[Measure, Promise] = {
    Measure.WARNING: _("suggest a warning"),
    Measure.PREMODERATION: _("suggest pre-moderation"),
    Measure.SUSPENSION: _("suggest a suspension"),
    Measure.BAN: _("suggest a ban"),
}
# On the reader's own page.
ADVICE: Mapping[Measure, Promise] = {
    Measure.WARNING: _("That many suggest a warning. A person decides; nothing happens by itself."),
    Measure.PREMODERATION: _("That many suggest pre-moderation. A person decides; nothing happens by itself."),
    Measure.SUSPENSION: _("That many suggest a suspension. A person decides; nothing happens by itself."),
    Measure.BAN: _("That many suggest a ban. A person decides; nothing happens by itself."),
}
