"""Make a site, an article and a moderator."""

import django

django.setup()

from tests.newsroom_kit import make_article, make_moderator, make_site  # noqa: E402

make_article(make_site())
make_moderator()
