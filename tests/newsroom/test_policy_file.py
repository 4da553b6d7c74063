"""A policy file is read whole or refused with every problem named by line and field."""

import string
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stet.newsroom.labels import GUIDELINE_LABELS
from stet.newsroom.languages import LANGUAGES
from stet.newsroom.policy import Mode, ModeRule, Policy, SecondJudge
from stet.newsroom.policy_file import PolicyError, Problem, default_policy_text, parse_policy
from stet.newsroom.policy_yaml import MAX_CHARACTERS
from stet.newsroom.vocabulary import Certainty, SiteWord, Vocabulary, fault_of

TEXTS = "{en: a, ckb: b, kmr: c, ar: d, tr: e, fa: f}"
SMALL = f"""\
mode: decide
machine_languages: [en, ckb]
cautions:
  toxic: 0.7
introduction: {TEXTS}
guidelines:
  - id: threat
    severity: 5
    title: {TEXTS}
    wording: {TEXTS}
    examples:
      passes:
        en: ["Good morning."]
      breaks:
        ckb: ["x", "y"]
    thresholds:
      approve_below: 0.3
      reject_above: 0.9
  - id: off_topic
    severity: 1
    title: {TEXTS}
    wording: {TEXTS}
"""


def problems(text: str) -> tuple[Problem, ...]:
    with pytest.raises(PolicyError) as caught:
        parse_policy(text)
    return caught.value.problems


def only_problem(text: str) -> Problem:
    found = problems(text)
    assert len(found) == 1, found
    return found[0]


def policy_or_problems(text: str) -> Policy | tuple[Problem, ...]:
    try:
        return parse_policy(text)
    except PolicyError as error:
        return error.problems


def test_a_small_policy_is_read_whole() -> None:
    policy = parse_policy(SMALL)
    assert policy.mode is Mode.DECIDE
    assert policy.machine_languages == ("en", "ckb")
    assert policy.cautions == {"toxic": 0.7}
    assert policy.introduction["kmr"] == "c"
    assert policy.second_judge is SecondJudge.SUGGEST
    assert parse_policy(f"second_judge: {{may: reject}}\n{SMALL}").second_judge is SecondJudge.REJECT
    threat, off_topic = policy.guidelines
    assert [(example.text, example.language, example.passes) for example in threat.examples] == [
        ("Good morning.", "en", True),
        ("x", "ckb", False),
        ("y", "ckb", False),
    ]
    assert threat.thresholds is not None
    assert (threat.thresholds.approve_below, threat.thresholds.reject_above) == (0.3, 0.9)
    assert off_topic.thresholds is None


@pytest.mark.parametrize(
    ("old", "new", "line", "field", "says"),
    [
        ("    severity: 5\n", "    severitty: 5\n    severity: 5\n", 8, "threat.severitty", "did you mean 'severity'?"),
        ("mode: decide\n", "mode: decide\nzzz: 1\n", 2, "zzz", "unknown key; remove it"),
        ("ckb: b, kmr: c, ar: d, tr: e, fa: f}\nguid", "ckb: b, ar: d, tr: e, fa: f}\nguid", 5, "kmr", "is missing"),
        ("mode: decide", "mode: robot", 1, "mode", "use 'advise', 'approve' or 'decide'"),
        ("mode: decide\n", "", 1, "mode", "is missing; add it"),
        ("id: threat", "id: Threat!", 7, "guidelines.Threat!.id", "is not a name"),
        ("approve_below: 0.3", "approve_below: 0.95", 16, "guidelines.threat.thresholds", "between the two a human"),
        ("reject_above: 0.9", "reject_above: 1.9", 18, "reject_above", "less than or equal to 1"),
        ("reject_above: 0.9", "reject_above: .nan", 18, "reject_above", "number"),
        ("reject_above: 0.9", 'reject_above: "0.9"', 18, "reject_above", "valid number"),
        ("id: off_topic", "id: threat", 19, "guidelines.threat.id", "first in line 7"),
        ("severity: 5", "severity: 6", 8, "guidelines.threat.severity", "less than or equal to 5"),
        ("severity: 5", "severity: 4.5", 8, "guidelines.threat.severity", "integer"),
        ("severity: 5", "severity: true", 8, "guidelines.threat.severity", "integer"),
        ("toxic: 0.7", "toxxic: 0.7", 4, "cautions.toxxic", "use one of toxic, profanity"),
        ("toxic: 0.7", "constructive: 0.7", 4, "cautions.constructive", "unknown label"),
        ("[en, ckb]", "[en, en]", 2, "machine_languages.2", "listed twice"),
        ("[en, ckb]", "[en, xx]", 2, "machine_languages.2", "use 'en', 'ckb'"),
        ("[en, ckb]", "en", 2, "machine_languages", "list"),
        ('["Good morning."]', "[12]", 13, "guidelines.threat.examples.passes.en.1", "quotation marks"),
        ('["Good morning."]', '["  "]', 13, "guidelines.threat.examples.passes.en.1", "blank"),
        ("        en: [", "        de: [", 13, "guidelines.threat.examples.passes.de", "use 'en', 'ckb'"),
        ("    severity: 5\n", "    severity: 5\n    severity: 4\n", 9, "severity", "written twice, first in line 8"),
        (
            "mode: decide\n",
            "mode: decide\nsecond_judge: {may: edit}\n",
            2,
            "second_judge.may",
            "use 'nothing', 'suggest'",
        ),
        (
            "mode: decide\n",
            "mode: advise\nsecond_judge: {may: decide}\n",
            2,
            "second_judge.may",
            "needs `mode: decide`",
        ),
        (
            "mode: decide\n",
            "mode: approve\nsecond_judge: {may: reject}\n",
            2,
            "second_judge.may",
            "needs `mode: decide`",
        ),
        ("mode: decide\n", "mode: decide\nsecond_judge: {url: x}\n", 2, "second_judge.url", "unknown key"),
        ("toxic: 0.7", "toxic: &a 0.7", 4, "file", "anchor"),
        ("toxic: 0.7", "toxic: *a", 4, "file", "alias"),
        ("toxic: 0.7", "toxic: !!python/name:os.system 1", 4, "file", "tag"),
        ("toxic: 0.7", "toxic: 0.7\x00", 4, "file", "U+0000"),
        ("toxic: 0.7", "toxic: 0.7\ud800", 4, "file", "U+D800"),
        ("toxic: 0.7", "toxic: ]", 4, "file", "is not YAML"),
        ("toxic: 0.7", "[toxic]: 0.7", 4, "cautions", "has a key that is not a name"),
    ],
)
def test_a_problem_is_named_with_line_and_field(old: str, new: str, line: int, field: str, says: str) -> None:
    assert SMALL.count(old) >= 1
    problem = only_problem(SMALL.replace(old, new, 1))
    assert problem.line == line
    assert problem.field.endswith(field)
    assert says in problem.message


RULES = """\
modes:
  - {mode: advise, section: opinion}
  - {mode: approve, language: ckb}
  - {mode: decide, section: opinion, language: ckb}
words:
  - {text: kettle, guideline: threat, language: en, certainty: sure}
  - {text: "black kettle*", guideline: off_topic}
allowed: [samovar, "the idiot"]
"""


def test_modes_and_words_are_read() -> None:
    policy = parse_policy(RULES + SMALL)
    assert policy.modes == (
        ModeRule(Mode.ADVISE, section="opinion"),
        ModeRule(Mode.APPROVE, language="ckb"),
        ModeRule(Mode.DECIDE, section="opinion", language="ckb"),
    )
    assert policy.vocabulary == Vocabulary(
        (
            SiteWord("kettle", "threat", "en", Certainty.SURE),
            SiteWord("black kettle*", "off_topic", "", Certainty.DOUBTFUL),
        ),
        ("samovar", "the idiot"),
    )
    assert parse_policy(SMALL).vocabulary == Vocabulary()


@pytest.mark.parametrize(
    ("old", "new", "line", "field", "says"),
    [
        ("{mode: advise, section: opinion}", "{mode: advise}", 2, "modes.1", "neither a section nor a language"),
        ("{mode: approve, language: ckb}", "{mode: approve, language: tr}", 3, "modes.2.mode", "machine_languages"),
        ("{mode: approve, language: ckb}", "{mode: x, language: ckb}", 3, "modes.2.mode", "use 'advise'"),
        ("section: opinion, language: ckb", "section: opinion", 4, "modes.3", "as the rule in line 2"),
        ("section: opinion}", "section: '  '}", 2, "modes.1.section", "blank"),
        ("section: opinion}", "sections: opinion}", 2, "modes.1.sections", "did you mean 'section'?"),
        ("guideline: threat", "guideline: treat", 6, "words.1.guideline", "no guideline has the id 'treat'"),
        ("certainty: sure", "certainty: very", 6, "words.1.certainty", "use 'sure' or 'doubtful'"),
        ("language: en", "language: de", 6, "words.1.language", "use 'en', 'ckb'"),
        ("text: kettle", "text: 🐷", 6, "words.1.text", "no word or phrase"),
        ("text: kettle", "text: 12", 6, "words.1.text", "quotation marks"),
        ("text: kettle", "text: k", 6, "words.1.text", "single letter"),
        ('text: "black kettle*"', 'text: "black ke*"', 7, "words.2.text", "three letters or more"),
        ("text: kettle", f"text: {'k' * 81}", 6, "words.1.text", "at most 80 characters"),
        (
            'text: "black kettle*", guideline: off_topic',
            "text: KETTLE, guideline: threat, language: en",
            7,
            "words.2.text",
            "stands in line 6 already",
        ),
        ("[samovar,", "[samovar, samovar,", 8, "allowed.2", "listed twice"),
        ("[samovar,", "[Kettle,", 8, "allowed.1", "stands under `words` as well"),
        ("[samovar,", "['...',", 8, "allowed.1", "no word or phrase"),
    ],
)
def test_a_problem_of_modes_and_words_is_named_with_its_line(
    old: str, new: str, line: int, field: str, says: str
) -> None:
    assert RULES.count(old) == 1
    problem = only_problem((RULES + SMALL).replace(old, new, 1))
    assert (problem.line, problem.field) == (line, field)
    assert says in problem.message


@given(st.text(max_size=40))
def test_any_text_is_a_word_or_is_said_why_not(text: str) -> None:
    quoted = "".join(f"\\U{ord(letter):08x}" for letter in text)
    result = policy_or_problems(f'allowed: ["{quoted}"]\n{SMALL}')
    assert isinstance(result, Policy) == (fault_of(text) is None)


def test_thresholds_need_a_screener() -> None:
    thresholds = "    thresholds: {approve_below: 0.1, reject_above: 0.9}\n"
    problem = only_problem(SMALL + thresholds)
    assert (problem.line, problem.field) == (23, "guidelines.off_topic.thresholds")
    assert "no screener judges 'off_topic'" in problem.message


def test_every_problem_is_named_at_once_in_order_of_lines() -> None:
    text = SMALL.replace("mode: decide", "mode: x").replace("severity: 1", "severity: 9").replace("0.7", "7")
    found = problems(text)
    assert [problem.line for problem in found] == [1, 4, 20]
    assert str(found[0]).startswith("1: mode: ")


def test_an_empty_list_of_guidelines_is_refused() -> None:
    assert only_problem(SMALL[: SMALL.index("guidelines:")] + "guidelines: []\n").field == "guidelines"


@pytest.mark.parametrize("text", ["", "# nothing\n", "just words", "[1, 2]", "a: 1\n---\nb: 2\n"])
def test_what_is_no_policy_at_all_is_refused(text: str) -> None:
    assert problems(text)


def test_an_alias_bomb_is_refused_before_it_grows() -> None:
    bomb = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 12))
    assert "alias" in only_problem(bomb).message


@pytest.mark.parametrize("opening", ["[", "{a: ", "- "])
def test_a_deep_document_is_refused(opening: str) -> None:
    assert "levels deep" in only_problem(opening * 2_000).message


def test_an_enormous_file_is_refused() -> None:
    assert str(MAX_CHARACTERS) in only_problem(SMALL + "#" * 1_000_000).message


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    result = policy_or_problems(text)
    assert result
    if not isinstance(result, Policy):
        assert all(problem.line >= 1 and problem.field and problem.message for problem in result)


@given(st.data())
def test_a_damaged_policy_is_read_or_refused(data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(SMALL)))
    length = data.draw(st.integers(0, 12))
    instead = data.draw(st.text(alphabet=string.printable, max_size=6))
    damaged = SMALL[:place] + instead + SMALL[place + length :]
    result = policy_or_problems(damaged)
    assert result
    if not isinstance(result, Policy):
        assert all(1 <= problem.line <= len(damaged.splitlines()) + 1 for problem in result)


@pytest.fixture(scope="module")
def shipped() -> Policy:
    return parse_policy(default_policy_text())


def test_the_shipped_policy_covers_every_label(shipped: Policy) -> None:
    assert {guideline.id for guideline in shipped.guidelines} == set(GUIDELINE_LABELS)
    assert all(guideline.thresholds for guideline in shipped.guidelines)
    assert shipped.mode is Mode.DECIDE
    assert set(shipped.machine_languages) == set(LANGUAGES)


def test_the_shipped_policy_ranks_threats_gravest_and_groups_abuse(shipped: Policy) -> None:
    assert shipped.guideline("threat").severity == 5
    assert max(guideline.severity for guideline in shipped.guidelines if guideline.id != "threat") < 5
    abuse = {guideline.id for guideline in shipped.guidelines if guideline.group == "abuse"}
    assert abuse == {"sexism", "racism", "homophobia", "xenophobia", "religious_hate", "ableism", "hate"}


def shown(policy: Policy, guideline: str, *, passes: bool) -> set[str]:
    return {each.language for each in policy.guideline(guideline).examples if each.passes is passes}


@pytest.mark.parametrize("guideline", GUIDELINE_LABELS)
def test_the_shipped_policy_shows_what_passes_in_every_language_and_what_does_not_in_english(
    shipped: Policy, guideline: str
) -> None:
    assert shown(shipped, guideline, passes=True) == set(LANGUAGES)
    assert "en" in shown(shipped, guideline, passes=False)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_shipped_policy_shows_most_breaches_in_every_language(shipped: Policy, language: str) -> None:
    breaches = [name for name in GUIDELINE_LABELS if language in shown(shipped, name, passes=False)]
    assert len(breaches) >= len(GUIDELINE_LABELS) / 2


ARABIC_SCRIPT: Callable[[str], bool] = lambda text: any("؀" <= letter <= "ۿ" for letter in text)  # noqa: E731


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_shipped_texts_are_in_their_own_script(shipped: Policy, language: str) -> None:
    texts = [shipped.introduction[language]]
    texts += [text[language] for guideline in shipped.guidelines for text in (guideline.title, guideline.wording)]
    assert all(ARABIC_SCRIPT(text) == (LANGUAGES[language].direction == "rtl") for text in texts)
