"""The desk's search: the folded words of every comment there is, and the index that the database keeps of them."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

CHUNK = 2000


def make_the_index(apps: Any, schema_editor: Any) -> None:
    from stet.comments import search_index

    search_index.install(schema_editor.connection)
    comments = apps.get_model("comments", "Comment").objects.exclude(body=None).order_by("pk")
    rows = apps.get_model("comments", "SearchText").objects
    written = comments.only("pk", "body", "author_name", "site_id", "article_id").iterator(chunk_size=CHUNK)
    chunk = []
    for comment in written:
        row = search_index.row_of(comment)
        chunk.append(rows.model(comment_id=comment.pk, text=row.text, author=row.author, place=row.place))
        if len(chunk) == CHUNK:
            rows.bulk_create(chunk)
            chunk = []
    rows.bulk_create(chunk)


class Migration(migrations.Migration):

    dependencies = [
        ('comments', '0005_languages'),
    ]

    operations = [
        migrations.AddField(
            model_name='site',
            name='wrong_percent',
            field=models.PositiveSmallIntegerField(default=2),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(fields=['state', 'id'], name='comment_by_state'),
        ),
        migrations.CreateModel(
            name='SearchText',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('text', models.TextField()),
                ('author', models.TextField()),
                ('place', models.CharField(max_length=80)),
                ('comment', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='search_text', to='comments.comment')),
            ],
        ),
        migrations.RunPython(make_the_index, migrations.RunPython.noop),
    ]
