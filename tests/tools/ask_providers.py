"""Print for each provider of STET_SIGN_IN_FILE where a reader who chooses it is led, without going there."""

import django

django.setup()

from django.test import Client  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402

from stet.comments.models import Site  # noqa: E402
from stet.comments.ways import configured  # noqa: E402
from tests.readers.conftest import refreshed_to  # noqa: E402

setup_test_environment()
site = Site.objects.get()
site.sign_in_providers = [one.id for one in configured()]
site.save()
for one in configured():
    answer = Client().post(f"/sign-in/{site.slug}/with/{one.id}/?return={site.origins[0]}/")
    print(one.id, refreshed_to(answer))
