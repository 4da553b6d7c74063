"""Roles in place of Django's group of moderators: whoever was in it first is the administrator, all others moderate."""

from typing import Any

from django.db import migrations, models


def give_roles(apps: Any, schema_editor: Any) -> None:  # noqa: ARG001 - Django's signature
    Account = apps.get_model("accounts", "Account")
    moderators = Account.objects.filter(groups__name="moderators").order_by("date_joined", "pk")
    for number, account in enumerate(moderators):
        account.role = "moderator" if number else "administrator"
        account.save(update_fields=["role"])
    apps.get_model("auth", "Group").objects.filter(name="moderators").delete()


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("auth", "0012_alter_user_first_name_max_length")]

    operations = [
        migrations.AddField(
            model_name="account",
            name="role",
            field=models.CharField(
                blank=True,
                choices=[
                    ("analyst", "Analyst"),
                    ("moderator", "Moderator"),
                    ("senior", "Senior moderator"),
                    ("editor", "Editor"),
                    ("administrator", "Administrator"),
                ],
                default="",
                max_length=16,
            ),
            preserve_default=False,
        ),
        migrations.AddField(model_name="account", name="sites", field=models.JSONField(blank=True, default=list)),
        migrations.AddField(model_name="account", name="languages", field=models.JSONField(blank=True, default=list)),
        migrations.AddField(
            model_name="account", name="last_seen_at", field=models.DateTimeField(blank=True, null=True)
        ),
        migrations.AddField(
            model_name="account",
            name="subject",
            field=models.CharField(blank=True, default="", max_length=300),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.UniqueConstraint(
                condition=models.Q(("subject", ""), _negated=True), fields=["subject"], name="account_subject_once"
            ),
        ),
        migrations.RunPython(give_roles, migrations.RunPython.noop),
    ]
