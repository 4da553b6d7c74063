"""Each comment's language, from its last screening; a migration of its own, for PostgreSQL alters no table it just wrote."""

from django.db import migrations

FOUND = """
UPDATE comments_comment SET language = COALESCE((
  SELECT found.language FROM comments_screeningrecord AS found
  WHERE found.comment_id = comments_comment.id ORDER BY found.created_at DESC, found.id DESC LIMIT 1
), 'und')
"""


class Migration(migrations.Migration):
    dependencies = [("comments", "0004_desk")]
    operations = [migrations.RunSQL(FOUND, migrations.RunSQL.noop)]
