"""`stet verify-receipt`: a kept receipt is checked by the file alone, without the server's packages and a database."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from stet.accounts.models import Account
from stet.cli import main
from stet.comments.acts.erase import erase
from stet.comments.acts.withdraw import withdraw
from stet.comments.models import Article, Comment
from stet.publication.receipt_files import receipt_file, receipt_files
from tests.cli.test_screen import SERVERLESS
from tests.newsroom_kit import publish, say
from tests.tampering import unguarded

pytestmark = pytest.mark.django_db


@pytest.fixture
def comment(article: Article, moderator: Account) -> Comment:
    return now(publish(article, moderator, "ئەم کۆمێنتە بەڵگەیە."))


def now(comment: Comment) -> Comment:
    return Comment.objects.select_related("site", "article").get(pk=comment.pk)


def kept(tmp_path: Path, file: Any) -> str:
    path = tmp_path / "receipt.json"
    path.write_text(file if isinstance(file, str) else json.dumps(file, ensure_ascii=False), encoding="utf-8")
    return str(path)


def verify(path: str, *options: str) -> Result:
    return CliRunner().invoke(main, ["verify-receipt", path, *options])


def test_the_file_alone_is_enough(comment: Comment, tmp_path: Path) -> None:
    path = kept(tmp_path, receipt_file(comment, "en"))
    done = subprocess.run([*SERVERLESS, "verify-receipt", path], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    first, *lines = done.stdout.splitlines()
    assert first.startswith(f"Comment {comment.pk}, written ")
    assert first.endswith(", approved")
    assert [line.split()[0] for line in lines] == ["holds"] * 5


def test_what_was_changed_is_named(comment: Comment, tmp_path: Path) -> None:
    file = receipt_file(comment, "en")
    file["comment"] |= {"body": "Something nicer."}
    result = verify(kept(tmp_path, file))
    assert result.exit_code == 1
    assert [line for line in result.stdout.splitlines() if "BROKEN" in line] == [
        "  BROKEN  The text, name, place or time was changed."
    ]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format": "coral"}', '{"format": "stet-receipt", "version": 2}'])
def test_what_is_no_receipt_is_a_wrong_use(tmp_path: Path, text: str) -> None:
    result = verify(kept(tmp_path, text))
    assert result.exit_code == 2
    assert "This is no receipt: " in result.stderr


def test_bytes_that_are_no_text_are_no_receipt(tmp_path: Path) -> None:
    (tmp_path / "receipt.json").write_bytes(b"\xff\xfe\x00")
    assert verify(str(tmp_path / "receipt.json")).exit_code == 2


def test_several_receipts_are_told_one_by_one(comment: Comment, article: Article, tmp_path: Path) -> None:
    result = verify(kept(tmp_path, receipt_files([comment, now(say(article))], "en")))
    assert result.exit_code == 0
    assert result.stdout.count("Comment ") == 2


def test_the_ledger_of_the_installation_is_asked_where_wished(comment: Comment, tmp_path: Path) -> None:
    path = kept(tmp_path, receipt_file(comment, "en"))
    whole = verify(path, "--against-database")
    assert whole.exit_code == 0
    assert "The ledger here holds these very entries." in whole.stdout
    assert "The text kept here is the same." in whole.stdout
    with unguarded():
        Comment.objects.filter(pk=comment.pk).update(body="Something nicer.")
        changed = verify(path, "--against-database")
    assert changed.exit_code == 1
    assert "  BROKEN  The text kept here is another one." in changed.stdout


def test_what_came_later_is_noted(comment: Comment, tmp_path: Path) -> None:
    path = kept(tmp_path, receipt_file(comment, "en"))
    withdraw(comment)
    assert "Entries that have come since: 1." in verify(path, "--against-database").stdout
    erase(comment)
    later = verify(path, "--against-database")
    assert later.exit_code == 0
    assert "The comment was erased here since." in later.stdout
    gone = verify(kept(tmp_path, receipt_file(now(comment), "en")))
    assert gone.exit_code == 0
    assert "there is no text any more" in gone.stdout


def test_a_stranger_s_receipt_is_not_known_here(comment: Comment, tmp_path: Path) -> None:
    path = kept(tmp_path, receipt_file(comment, "en") | {"receipt": "made.up"})
    assert verify(path).exit_code == 0, "by itself it holds"
    strange = verify(path, "--against-database")
    assert strange.exit_code == 1
    assert "This is no receipt of this installation" in strange.stdout
