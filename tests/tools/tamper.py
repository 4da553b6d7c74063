"""Drop the guards and run the SQL given."""

import sys

import django

django.setup()

from django.db import connection  # noqa: E402

from tests.tampering import drop_guards  # noqa: E402

drop_guards()
with connection.cursor() as cursor:
    cursor.execute(sys.argv[1])
