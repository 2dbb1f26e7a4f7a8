"""Scenarios in memory."""

import datetime
import pickle
import subprocess
from collections.abc import Container
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

import corredor as cr

ROOT = Path(__file__).resolve().parents[2]
TINY = ROOT / "tests/scenario/tiny/tiny.yaml"


@pytest.fixture
def tiny() -> cr.Scenario:
    return cr.Scenario(TINY)


def hash_of_a_run(scenario: cr.Scenario) -> int:
    return cr.run(scenario, threads=1).state_hash


def test_a_file_and_a_shipped_scenario_are_loaded(tiny: cr.Scenario) -> None:
    assert (tiny.name, tiny.question) == ("Tiny", "Does everything work on six places?")
    assert (tiny.start, tiny.end) == (datetime.date(2018, 1, 1), datetime.date(2019, 1, 1))
    assert (tiny.seed, tiny.persons_per_agent, tiny.folder) == (1, 1, str(TINY.parent))
    assert Path(cr.Scenario("baseline").folder).name == "scenarios"
    assert cr.Scenario("baseline", overrides={"run.seed": 3}).seed == 3
    assert cr.Scenario(tiny) == tiny
    assert repr(tiny) == "<corredor.Scenario 'Tiny', 2018-01-01 to 2019-01-01, seed 1>"


def test_it_runs_to_what_its_file_runs_to(tiny: cr.Scenario, tmp_path: Path) -> None:
    of_file = cr.run(TINY, output=tmp_path / "file.h5")
    of_scenario = cr.run(tiny, output=tmp_path / "scenario.h5")
    assert of_file.path.read_bytes() == of_scenario.path.read_bytes()


def test_set_gives_a_new_scenario_and_leaves_the_old(tiny: cr.Scenario) -> None:
    other = tiny.set("run.seed", 7).set({"endowment.passport_share": 0.25, "run.end": datetime.date(2018, 6, 1)})
    assert (other.seed, other["endowment.passport_share"], other.end) == (7, 0.25, datetime.date(2018, 6, 1))
    assert (tiny.seed, tiny["endowment.passport_share"]) == (1, 0.5)
    assert other != tiny and len({tiny, other, cr.Scenario(TINY)}) == 2


@pytest.mark.parametrize("words", ["Closure #2", "Peru: shut", "[open", '"quoted"', "2018", ""])
def test_words_are_taken_as_they_are(tiny: cr.Scenario, words: str) -> None:
    assert tiny.set("question", words).question == words
    assert cr.Scenario(TINY, overrides={"question": words}).question == words
    assert tiny.set("name", words or "none").name == (words or "none")


def test_a_value_that_would_lose_part_of_it_is_refused(tiny: cr.Scenario) -> None:
    with pytest.raises(cr.ScenarioError, match=r"run\.seed would lose what follows the # in '7 # or 8'"):
        tiny.set("run.seed", "7 # or 8")
    with pytest.raises(cr.ScenarioError, match="begins a comment"):
        cr.run(TINY, overrides={"endowment.passport_share": "# none"})
    assert tiny.set("outputs.variables", '["a # b"]')["outputs.variables"] == ["a # b"]


def test_a_translation_goes_when_its_words_are_set_unless_it_is_set_too(tiny: cr.Scenario) -> None:
    both = tiny.set({"name_es": "Mínimo", "name": "Smallest"})  # in whichever order
    assert (both["name"], both["name_es"]) == ("Smallest", "Mínimo")
    assert both.set("run.seed", 3)["name_es"] == "Mínimo"
    assert not both.set("name", "Other").values().get("name_es")


def test_values_are_looked_up_by_path(tiny: cr.Scenario) -> None:
    assert tiny["departures.push_per_year"] == {"2018-01-01": 0.2, "2018-07-01": 0.4}
    assert tiny["world.crossing_ends_the_day"] in (True, False)
    assert tiny["run.start"] == datetime.date(2018, 1, 1)
    assert tiny["timeline.closure.until"] == datetime.date(2018, 7, 1)
    assert tiny["timeline.1.id"] == "careful"
    with pytest.raises(KeyError, match="no 'passports'"):
        tiny["endowment.passports"]
    values = tiny.values()
    values["run"]["seed"] = 9
    assert tiny["run.seed"] == 1


def test_what_is_looked_up_may_be_changed_and_the_scenario_stays(tiny: cr.Scenario) -> None:
    tiny["run"]["seed"] = 9
    tiny["countries.BB.admits"].append("nobody")
    tiny["timeline"].clear()
    assert tiny["run.seed"] == 1 and "nobody" not in tiny["countries.BB.admits"] and len(tiny["timeline"]) == 2
    timeline = tiny.timeline
    timeline[0]["on"] = timeline[:1][0]["on"] = next(iter(timeline))["on"] = "never"
    assert timeline[0] == tiny["timeline.closure"] and timeline[0]["on"] != "never"


def test_extend_is_what_a_file_that_extends_would_be(tiny: cr.Scenario, tmp_path: Path) -> None:
    for name in ("tiny.yaml", "nodes.csv", "legs.csv"):
        (tmp_path / name).write_bytes((TINY.parent / name).read_bytes())
    part = (
        "name: Mine\ndrop: [closure]\nendowment: {cash_median_usd: 90}\n"
        "timeline:\n  - {on: 2018-02-01, push: {factor: 2}}\n"
    )
    (tmp_path / "mine.yaml").write_text("extends: tiny.yaml\n" + part, encoding="utf-8")
    of_file = cr.Scenario(tmp_path / "mine.yaml")
    in_memory = tiny.extend(
        {
            "name": "Mine",
            "drop": ["closure"],
            "endowment": {"cash_median_usd": 90},
            "timeline": [{"on": datetime.date(2018, 2, 1), "push": {"factor": 2}}],
        }
    )
    assert in_memory.yaml == of_file.yaml == tiny.extend(part).yaml
    assert cr.Scenario.from_yaml("extends: tiny.yaml\n" + part, folder=TINY.parent).yaml == of_file.yaml
    assert hash_of_a_run(in_memory) == hash_of_a_run(of_file) != hash_of_a_run(tiny)


def test_a_translation_goes_with_the_words_that_it_translates() -> None:
    raid = cr.Scenario("tocoron_raid")
    assert "name_es" in raid.yaml
    mine = raid.extend({"question": "Mine?"}).yaml
    assert "question_es" not in mine
    assert "name_es" in mine


def test_a_question_stays_with_the_scenario_that_asks_it() -> None:
    raid = cr.Scenario("tocoron_raid")
    mine = raid.extend({"name": "Mine"})
    assert mine.question == "" and not {"name_es", "question_es"} & set(mine.keys())
    assert raid.extend({"name": "Mine", "question": "Why?"}).question == "Why?"
    assert raid.set("name", "Mine").question == raid.question


def test_timeline_lists_entries_and_takes_more(tiny: cr.Scenario) -> None:
    assert [entry["id"] for entry in tiny.timeline] == ["closure", "careful"]
    assert tiny.timeline[0]["close_border"]["toll_factor"] == 2
    assert len(tiny.timeline[:1]) == 1
    more = tiny.timeline.add(
        on="2018-10-01",
        until=datetime.date(2018, 11, 1),
        id="again",
        about='shut "again": yes',
        source="what if",
        close_border={"between": ["AA", "BB"]},
    )
    assert len(tiny.timeline) == 2 and len(more.timeline) == 3
    assert more["timeline.again.about"] == 'shut "again": yes'
    assert [d.path.split(".")[1] for d in tiny.diff(more)] and all("again" in d.path for d in tiny.diff(more))
    assert repr(more.timeline) == "<corredor.Timeline of 'Tiny', 3 entries>"
    assert hash_of_a_run(more) != hash_of_a_run(tiny)


def test_entries_of_the_timeline_are_found_and_dropped_by_id(tiny: cr.Scenario) -> None:
    assert tiny.timeline["closure"] == tiny.timeline[0]
    timeline: Container[object] = tiny.timeline
    assert "closure" in timeline and "closed" not in timeline and tiny.timeline[0] in timeline
    with pytest.raises(KeyError, match="no entry of the timeline is called 'closur'; did you mean 'closure'"):
        tiny.timeline["closur"]
    without = tiny.timeline.drop("closure", "careful")
    assert without == tiny.extend({"drop": ["closure", "careful"]}) and len(without.timeline) == 0
    with pytest.raises(cr.ScenarioError, match="closur"):
        tiny.timeline.drop("closur")
    with pytest.raises(cr.ScenarioError, match="id is closure, which another entry of the scenario has already"):
        tiny.timeline.add(on="2018-03-01", id="closure", push={"factor": 2})


def test_entries_that_change_nothing_give_a_warning_where_they_are_made(tiny: cr.Scenario, tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match=r"^outside the run \(2018-01-01 to 2019-01-01\): late$") as caught:
        tiny.timeline.add(on="2020-01-01", id="late", push={"factor": 2})
    assert [warning.filename for warning in caught] == [__file__]
    twice: dict[str, Any] = {"on": "2018-10-01", "until": "2018-11-01", "close_border": {"between": ["AA", "BB"]}}
    shut = tiny.timeline.add(id="once", **twice)  # neither does one that acts warn, nor what it is added to
    with pytest.warns(UserWarning, match="^again: this close_border changes nothing, what it asks for holds already$"):
        shut.timeline.add(id="again", **twice)
    late = "schema_version: 1\nextends: baseline\ntimeline:\n  - {on: 2026-02-01, id: late, push: {factor: 2}}\n"
    file = tmp_path / "late.yaml"
    file.write_text(late, encoding="utf-8")
    for load in (lambda: cr.Scenario(file), lambda: cr.Scenario.from_yaml(late)):
        with pytest.warns(UserWarning, match=r"^outside the run \(2015-01-01 to 2026-01-01\): late$"):
            load()
    with pytest.warns(UserWarning, match="outside the run .*: late$"):
        cr.run(file, until="2015-02-01", persons_per_agent=10_000)
    cr.run("baseline", until="2015-02-01", persons_per_agent=10_000)  # a part of what it was made for
    with pytest.warns(UserWarning, match="outside the run .*: late$"):
        tiny.extend({"timeline": [{"on": "2020-01-01", "id": "late", "push": {"factor": 2}}]})
    with pytest.raises(ValueError, match="needs the id of an entry"):
        tiny.timeline.drop()


def test_an_empty_text_is_one_error() -> None:
    with pytest.raises(cr.ScenarioError) as caught:
        cr.Scenario.from_yaml("")
    assert str(caught.value) == "text:1:1: the scenario is empty; begin with `schema_version: 1`"


def test_it_tells_its_keys(tiny: cr.Scenario) -> None:
    assert "routes" in tiny and "run.seed" in tiny and "run.sed" not in tiny and 3 not in tiny
    assert list(tiny) == tiny.keys() == list(tiny.values()) and dict(tiny) == tiny.values()
    with pytest.raises(TypeError, match=r"a path such as 'run\.seed', not by 3"):
        tiny[3]  # type: ignore[index]


def test_diff_tells_path_and_both_values(tiny: cr.Scenario) -> None:
    found = tiny.diff(tiny.set("run.seed", 5))
    assert list(found) == [cr.Difference("run.seed", "1", "5")]
    assert (found[0].path, found[0].a, found[0].b) == ("run.seed", "1", "5")
    assert "<td>run.seed</td><td>1</td><td>5</td>" in found._repr_html_()
    assert tiny.diff(TINY) == ()
    assert repr(tiny.diff(TINY)) == "<corredor.Differences: none>"
    added = tiny.diff(tiny.set("run.seed", 5).timeline.add(on="2018-10-01", id="more", push={"factor": 2}))
    assert repr(added).splitlines()[0] == "run.seed: 1 → 5" and len(repr(added).splitlines()) == len(added) > 2


def test_it_is_written_and_read_back(tiny: cr.Scenario, tmp_path: Path, program: Path) -> None:
    changed = tiny.timeline.add(on="2018-10-01", push={"factor": 1.5}).set("run.seed", 4)
    for name in ("nodes.csv", "legs.csv"):
        (tmp_path / name).write_bytes((TINY.parent / name).read_bytes())
    path = changed.save(tmp_path / "mine.yaml")
    assert cr.Scenario(path).yaml == changed.yaml
    shown = subprocess.run([program, "show", path], check=True, capture_output=True, text=True).stdout
    assert shown == changed.yaml
    with pytest.raises(FileExistsError):
        changed.save(path)
    assert tiny.save(path, force=True) == path and cr.Scenario(path) == tiny


def test_it_travels_to_other_processes(tiny: cr.Scenario) -> None:
    changed = tiny.set("run.seed", 3)
    again = pickle.loads(pickle.dumps(changed))
    assert again == changed and again.yaml == changed.yaml
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        assert pool.submit(hash_of_a_run, changed).result() == hash_of_a_run(changed)


def test_errors_bear_place_and_hint(tiny: cr.Scenario) -> None:
    with pytest.raises(cr.ScenarioError) as caught:
        tiny.set("endowment.pasport_share", 0.1)
    assert caught.value.hint.startswith("did you mean 'passport_share'")
    with pytest.raises(cr.ScenarioError, match="did you mean 'close_border'") as caught:
        tiny.timeline.add(on="2018-03-01", close_boarder={"between": ["AA", "BB"]})
    assert caught.value.file == "timeline.add"
    with pytest.raises(cr.ScenarioError, match="must be a map of keys"):
        tiny.extend("[1, 2]")
    with pytest.raises(ValueError, match="and 'colchane_militarised' is neither"):
        tiny.extend("colchane_militarised")
    with pytest.raises(cr.ScenarioError, match="no entry of the timeline above has the id"):
        tiny.extend({"drop": ["closures"]})
    with pytest.raises(cr.ScenarioError) as caught:
        cr.Scenario.from_yaml("schema_version: 1\nextends: tiny.yaml\nrun: {seed: many}\n", folder=TINY.parent)
    assert (caught.value.file, caught.value.line, caught.value.column) == ("text", 3, 13)
    assert caught.value.problems[0].what.startswith("run.seed is")
    with pytest.raises(cr.ScenarioError, match="did you mean 'baseline'"):
        cr.Scenario("basline")
    with pytest.raises(TypeError):
        tiny.set("run.seed", object())


def test_it_shows_itself_in_a_notebook(tiny: cr.Scenario) -> None:
    shown = tiny.set("name", "A < B")._repr_html_()
    assert "A &lt; B" in shown and "every person" in shown and "2 interventions" in shown
    assert "close_border" in tiny.timeline._repr_html_()
    assert "about_es" not in cr.Scenario("baseline").timeline._repr_html_()
    assert "50 people to an agent" in tiny.set("run.persons_per_agent", 50)._repr_html_()
