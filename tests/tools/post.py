"""Post a comment while the database fails (read-only | full | no), and print how the API and the thread page answered.

Prints JSON: {"api": [status, code or state], "page": status, "thread": status of reading meanwhile}
"""

import json
import sys

import django

django.setup()

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

# More than any free place left in a page of the database can hold.
BODY = "The council should publish what this bridge has cost. " * 90
FAULTS = {
    ("sqlite", "read-only"): "PRAGMA query_only = ON",
    ("sqlite", "full"): "PRAGMA max_page_count = 1",  # it takes the least possible: what there is now
    ("postgresql", "read-only"): "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
    # No disk can be filled here: the server's own error is raised in its stead, once the comment's row is written.
    ("postgresql", "full"): (
        "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$; "
        "CREATE TRIGGER full_disk BEFORE INSERT ON ledger_entry FOR EACH ROW EXECUTE FUNCTION full_disk()"
    ),
}
REPAIRS = {("postgresql", "full"): "DROP FUNCTION full_disk CASCADE"}


def run(statement: str) -> None:
    if statement:
        with connection.cursor() as cursor:
            cursor.execute(statement)


fault = (connection.vendor, sys.argv[1])
run(FAULTS.get(fault, ""))
reader = Client(headers={"host": "localhost"})
draft = {"site": "courier", "article": "the-bridge", "body": BODY, "author": {"name": "Hêvî"}}
api = reader.post("/api/v1/comments", draft, content_type="application/json")
answer = api.json()
form = {"body": BODY, "name": "Hêvî", "parent": ""}
page = reader.post("/threads/courier/the-bridge/", form)
thread = reader.get("/api/v1/thread?site=courier&article=the-bridge")
run(REPAIRS.get(fault, ""))
said = answer["error"]["code"] if "error" in answer else answer["state"]
print(json.dumps({"api": [api.status_code, said], "page": page.status_code, "thread": thread.status_code}))
