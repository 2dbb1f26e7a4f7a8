"""The table of assumptions is of the baseline as it is, and both its ends are scenarios that run."""

from pathlib import Path

import pytest

import corredor as cr

TABLE = Path(__file__).resolve().parents[2] / "scenarios" / "data" / "assumptions.csv"
PARAMETERS = cr.designs.read_parameters(TABLE)


def test_each_parameter_stands_once_with_its_range_and_reason():
    assert PARAMETERS["name"].is_unique
    assert PARAMETERS.notna().all().all()
    assert (PARAMETERS["low"] < PARAMETERS["high"]).all()
    assert PARAMETERS["central"].between(PARAMETERS["low"], PARAMETERS["high"]).all()


def test_central_values_are_those_of_the_baseline():
    baseline = cr.Scenario("baseline")
    held = {name: float(baseline[name]) for name in PARAMETERS["name"]}
    assert held == dict(zip(PARAMETERS["name"], PARAMETERS["central"], strict=True))


@pytest.mark.parametrize("end", ["low", "high"])
def test_ends_of_all_ranges_together_are_a_valid_scenario(end):
    moved = dict(zip(PARAMETERS["name"], PARAMETERS[end], strict=True))
    scenario = cr.Scenario("baseline").set(moved)
    assert all(float(scenario[name]) == value for name, value in moved.items())
