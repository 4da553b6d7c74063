"""One value of a policy's text is changed; all else, comments included, stays to the character."""

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from stet.moderation.yaml_edits import NoPlace, put
from stet.newsroom.policy_file import default_policy_text, parse_policy
from stet.newsroom.policy_yaml import Path, read_yaml

TEXT = """\
# Ours.
mode: decide  # until the summer

machine_languages: [en, ckb] # two

# About uncivil words.
cautions:
  toxic: 0.1
  # nearly
  hate: 0.2

guidelines:
  - id: threat
    severity: 5
    title: {en: "Threats, of all kinds"}
    wording:
      en: >-
        Do not threaten
        anyone.
      ckb: |
        هەڕەشە مەکەن

    thresholds: {approve_below: 0.2, reject_above: 0.9}   # as measured
  # The second.
  - id: hate
    severity: 4
    thresholds:
      approve_below: 0.3
      reject_above: 0.8
"""
WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=30).filter(
    lambda text: all(letter.isprintable() and letter not in "\ufeff\x85" for letter in text)
)
SCORES = st.floats(0, 1, allow_nan=False).map(lambda score: round(score, 4))
RULE = st.fixed_dictionaries({"mode": st.sampled_from(["advise", "decide"]), "section": WORDS})
# A place, and what may be put there.
PUTS = st.one_of(
    st.tuples(st.just(("mode",)), WORDS),
    st.tuples(st.just(("machine_languages",)), st.lists(WORDS, max_size=4)),
    st.tuples(st.just(("cautions",)), st.dictionaries(st.sampled_from(["toxic", "hate", "threat"]), SCORES)),
    st.tuples(st.just(("cautions", "toxic")), SCORES),
    st.tuples(st.just(("guidelines", 0, "thresholds", "reject_above")), SCORES),
    st.tuples(st.just(("guidelines", 1, "thresholds", "approve_below")), SCORES),
    st.tuples(st.just(("guidelines", 0, "wording", "en")), WORDS),
    st.tuples(st.just(("guidelines", 0, "wording", "ckb")), WORDS),
    st.tuples(st.just(("guidelines", 0, "title", "en")), WORDS),
    st.tuples(st.just(("modes",)), st.lists(RULE, max_size=3)),
    st.tuples(st.just(("words",)), st.lists(st.fixed_dictionaries({"text": WORDS, "guideline": WORDS}), max_size=3)),
)


def at(data: Any, path: Path) -> Any:
    for step in path:
        data = data[step]
    return data


def without(data: Any, path: Path) -> Any:
    """The data with nothing at the path."""
    if len(path) == 1:
        return {key: value for key, value in data.items() if key != path[0]}
    if isinstance(data, list):
        return [without(value, path[1:]) if place == path[0] else value for place, value in enumerate(data)]
    return {key: without(value, path[1:]) if key == path[0] else value for key, value in data.items()}


@given(st.lists(PUTS, max_size=6))
@example([(("guidelines", 0, "title", "en"), "?-")])
@example([(("guidelines", 0, "title", "en"), "-]")])
@example([(("cautions",), {}), (("cautions", "toxic"), 0.5)])
def test_what_is_put_is_there_and_all_else_is_as_it_was(changes: list[tuple[Path, Any]]) -> None:
    text = TEXT
    for path, value in changes:
        before = read_yaml(text).data
        if len(path) == 2 and path[1] not in before[path[0]]:  # an earlier change took the caution away
            with pytest.raises(NoPlace):
                put(text, path, value)
            continue
        text = put(text, path, value)
        after = read_yaml(text).data
        assert at(after, path) == value
        assert without(after, path) == without(before, path)
    for comment in (
        "# Ours.",
        "# until the summer",
        "# two",
        "# About uncivil words.",
        "# as measured",
        "# The second.",
    ):
        assert comment in text


@given(SCORES)
def test_a_number_in_the_shipped_policy_changes_its_line_alone(score: float) -> None:
    text = default_policy_text()
    changed = put(text, ("guidelines", 3, "thresholds", "approve_below"), min(score, 0.2))
    lines = [pair for pair in zip(text.splitlines(), changed.splitlines(), strict=True) if pair[0] != pair[1]]
    assert len(lines) <= 1
    assert parse_policy(changed)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        (TEXT, ("guidelines", 7, "severity")),
        (TEXT, ("guidelines", 0, "group")),
        ("mode: [", ("mode",)),
        ("- a\n", ("mode",)),
        ("{mode: decide}", ("mode",)),
        ("", ("mode",)),
        ("machine_languages: []\n", ("modes",)),
    ],
)
def test_where_nothing_can_be_put(text: str, path: Path) -> None:
    with pytest.raises(NoPlace):
        put(text, path, "advise")


def test_a_text_without_a_last_line_end() -> None:
    assert put("mode: decide", ("mode",), "advise") == "mode: advise"
    assert read_yaml(put("mode: decide", ("modes",), [{"mode": "advise"}])).data["modes"] == [{"mode": "advise"}]
