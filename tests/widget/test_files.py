"""What the installation serves of the widget: headers, sizes, and how a language is added."""

import gzip
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.test import Client

import stet
from bench import widget_size

WIDGET = Path(stet.__file__).parent / "widget"
ROOT = Path(__file__).parents[2]
# A widget that is larger than this loses what it was chosen for: see bench/README.md. In bytes, compressed.
MOST = 20 * 1024
MOST_FOR_COUNTS = 2_000


def body(client: Client, path: str) -> bytes:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_parts_are_kept_for_good_and_what_names_them_for_minutes(client: Client) -> None:
    parts = list((WIDGET / "static/stet/parts").iterdir())
    assert len(parts) > len(list((WIDGET / "source/strings").iterdir()))
    for part in parts:
        # The name changes with what is in it.
        assert re.search(r"-[0-9A-Z]{8}\.js$", part.name)
        answer = client.get(f"/static/stet/parts/{part.name}")
        assert "immutable" in answer.headers["Cache-Control"]
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
    for path in ("/static/stet/stet-comments.js", "/static/stet/stet-counts.js"):
        answer = client.get(path)
        assert answer.headers["Cache-Control"] == "max-age=300, public"
        assert answer.headers["ETag"]


@pytest.mark.parametrize("path", ["/assets/js/embed.js", "/assets/js/count.js"])
def test_what_coral_s_pages_ask_for_is_at_coral_s_addresses(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "immutable" not in answer.headers["Cache-Control"]


@pytest.mark.parametrize("language", widget_size.languages())
def test_the_first_load_is_small(language: str) -> None:
    assert widget_size.first_load(language) <= MOST


def test_the_counts_of_a_list_page_are_small() -> None:
    assert widget_size.compressed(WIDGET / "static/stet/stet-counts.js") <= MOST_FOR_COUNTS


def test_what_is_measured_is_what_is_sent(client: Client) -> None:
    sent = body(client, "/static/stet/stet-comments.js")
    assert len(gzip.compress(sent, 9)) == widget_size.compressed(WIDGET / "static/stet/stet-comments.js")


def test_no_script_names_another_host_or_makes_code_of_text() -> None:
    for script in [*(WIDGET / "static").rglob("*.js"), *(WIDGET / "root").rglob("*.js")]:
        text = script.read_text(encoding="utf-8")
        assert re.findall(r"https?://[\w.-]+", text.replace("http://www.w3.org/2000/svg", "")) == []
        assert re.findall(r"\beval\(|new Function|\.innerHTML|insertAdjacentHTML|document\.write", text) == []


def test_a_language_is_one_file(tmp_path: Path) -> None:
    """A file in strings/ is all: nothing else names the languages there are."""
    copy = tmp_path / "widget"
    shutil.copytree(WIDGET, copy, ignore=shutil.ignore_patterns("static", "root", "__pycache__"))
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules")
    english = (copy / "source/strings/en.js").read_text(encoding="utf-8")
    invented = english.replace('language: "en"', 'language: "sux"').replace('heading: "Comments"', 'heading: "𒈬"')
    (copy / "source/strings/sux.js").write_text(invented, encoding="utf-8")
    subprocess.run(["node", "build.mjs"], cwd=copy, check=True, capture_output=True, timeout=60)
    built = copy / "static/stet"
    [part] = (name for name in built.glob("parts/sux-*.js") if "more" not in name.name)
    assert "𒈬" in part.read_text(encoding="utf-8")
    assert part.name in (built / "stet-comments.js").read_text(encoding="utf-8")
    assert "sux:" in (built / "stet-counts.js").read_text(encoding="utf-8")
    assert "sux:" in (copy / "root/assets/js/count.js").read_text(encoding="utf-8")
