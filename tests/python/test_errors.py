"""The package's exceptions."""

import pickle

import pytest

import corredor as cr

TYPO = cr.Problem("scenario.yaml", 41, 3, "share_of_cahs is not a known key", "did you mean 'share_of_cash'?")
MISSING = cr.Problem("legs.csv", 0, 0, "the file is not there")


def test_a_scenario_error_lists_every_problem_and_points_to_the_first() -> None:
    error = cr.ScenarioError([TYPO, MISSING])
    assert str(error) == (
        "scenario.yaml:41:3: share_of_cahs is not a known key; did you mean 'share_of_cash'?\n"
        "legs.csv: the file is not there"
    )
    assert (error.file, error.line, error.column) == ("scenario.yaml", 41, 3)
    assert error.hint == "did you mean 'share_of_cash'?"


def test_errors_cross_process_borders() -> None:
    again = pickle.loads(pickle.dumps(cr.ScenarioError([TYPO, MISSING])))
    assert again.problems == (TYPO, MISSING)
    assert str(pickle.loads(pickle.dumps(cr.RunError("disk full")))) == "disk full"


def test_the_usual_python_classes_catch_them() -> None:
    with pytest.raises(ValueError, match="not a known key"):
        raise cr.ScenarioError([TYPO])
    assert issubclass(cr.RunError, RuntimeError)
