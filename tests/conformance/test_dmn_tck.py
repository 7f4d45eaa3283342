"""The cases of the DMN conformance kit that are at hand: two thirds of the kit, data only.

The kit lies beside the checkout; without it these tests are skipped, and the summary says so.
1,409 of its 3,391 cases accept null, so the cases that expect a value are counted apart.
"""

from __future__ import annotations

import pytest

from tests.conformance import tck
from tools.machine import lacks_conformance_kit

pytestmark = pytest.mark.skipif(bool(lacks_conformance_kit()), reason=lacks_conformance_kit())

# Cases that fail, and why; a folder stands for all of its cases. See docs/feel/conformance.md.
KNOWN_FAILURES = {
    "1111-feel-matches-function/K2-MatchesFunc-17/K2-MatchesFunc-17": (
        "needs a back-reference, which no regular expression in linear time can have"
    ),
}
REFUSED_FOLDERS = {"0076-feel-external-java": "calls Java: nothing that authors write is ever run as code"}


@pytest.fixture(scope="module")
def cases():
    return tck.run_all()


def _share(cases):
    return sum(case.passed for case in cases) / len(cases)


def test_the_share_of_passed_cases(cases, capsys):
    groups = {
        (level, kind): [case for case in cases if case.level == level and (kind == "all" or case.has_value)]
        for level in (2, 3)
        for kind in ("all", "value")
    }
    with capsys.disabled():
        print()
        for (level, kind), group in groups.items():
            print(f"DMN TCK level {level} {kind:5}: {sum(case.passed for case in group)} of {len(group)}")
    assert _share(groups[2, "all"]) == 1
    assert _share(groups[2, "value"]) == 1
    assert _share(groups[3, "all"]) >= 0.995
    assert _share(groups[3, "value"]) >= 0.995


def test_exactly_the_known_cases_fail(cases):
    failed = {
        case.name: f"expected {case.expected!r}, got {case.actual!r}"
        for case in cases
        if not case.passed and case.folder not in REFUSED_FOLDERS
    }
    assert failed.keys() == KNOWN_FAILURES.keys(), failed


def test_the_static_check_calls_nothing_wrong_that_has_a_value(cases):
    """An error is only reported where the kit itself expects null."""
    with_value = {(case.folder, case.node) for case in cases if case.has_value}
    wrong = []
    for folder in sorted(tck.KIT.glob("*/*")):
        if not folder.is_dir():
            continue
        models = [tck.dmn.read(path.read_bytes()) for path in sorted(folder.glob("*.dmn"))]
        for each in models:
            wrong += [
                finding.text.spoken("en")
                for finding in tck.check_model(each, models=models)
                if finding.severity == "error" and (folder.name, finding.element) in with_value
            ]
    # The kit joins truth values with things that are none; the check is stricter than the standard there.
    assert {text.partition(": ")[2] for text in wrong} <= {
        f"True or false is expected here, but this is {what}." for what in ("no value", "a number", "a string")
    }


def test_every_model_of_the_kit_survives_writing():
    """What is written reads as the same model, and writing it again changes no byte."""
    for path in sorted(tck.KIT.glob("*/*/*.dmn")):
        model = tck.dmn.read(path.read_bytes())
        written = tck.dmn.write(model)
        again = tck.dmn.read(written)
        assert tck.dmn.write(again) == written, path
        assert tck.same_logic(model, again), path
