"""The program on the command line: exit codes, what goes to which stream, what other programs may read."""

import json
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TINY = ROOT / "tests/scenario/tiny/tiny.yaml"
COMMANDS = [
    "list",
    "show",
    "diff",
    "validate",
    "places",
    "schema",
    "run",
    "compare",
    "reproduce",
    "trace",
    "summary",
    "selfcheck",
    "twin",
]


@pytest.fixture(scope="module")
def program() -> Path:
    """The program: `CORREDOR`, the one in the build folder, or the one that is installed."""
    named = os.environ.get("CORREDOR")
    candidates = [named] if named else [ROOT / "build/corredor", shutil.which("corredor")]
    for candidate in candidates:
        if candidate and Path(candidate).is_file():
            return Path(candidate).resolve()
    pytest.skip("the program is not built (make build)")


@pytest.fixture
def corredor(program, tmp_path):
    """Runs the program in a folder of its own."""

    def call(*arguments, env=None, **options):
        return subprocess.run(
            [program, *map(str, arguments)],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=300,
            env={**os.environ, **(env or {})},
            check=False,
            **options,
        )

    return call


@pytest.fixture
def scenario(tmp_path) -> Path:
    """A copy of the tiny scenario, to be spoilt."""
    shutil.copytree(TINY.parent, tmp_path / "tiny")
    return tmp_path / "tiny/tiny.yaml"


def spoil(scenario: Path, good: str, bad: str) -> None:
    text = scenario.read_text(encoding="utf-8")
    assert good in text
    scenario.write_text(text.replace(good, bad, 1), encoding="utf-8")


def assert_fails(result: subprocess.CompletedProcess, code: int, *says: str) -> None:
    assert result.returncode == code, result.stderr
    assert result.stdout == ""
    for text in says:
        assert text in result.stderr
    assert "terminate called" not in result.stderr


# What each command says of itself ----------------------------------------------------------------------------------


@pytest.mark.parametrize("command", COMMANDS)
def test_help_describes_the_command_and_gives_an_example(corredor, command):
    result = corredor(command, "--help")
    assert result.returncode == 0
    assert result.stderr == ""
    assert "Example:\n  corredor " + command in result.stdout


def test_help_names_every_command_and_version_is_told(corredor):
    result = corredor("--help")
    assert result.returncode == 0
    assert all(f"  {command} " in result.stdout for command in COMMANDS)
    assert corredor("--version").stdout.startswith("corredor ")


# Exit codes --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["fly"],
        ["run"],
        ["run", TINY, "--speed", "2"],
        ["run", TINY, "--seed", "one"],
        ["run", TINY, "--until", "soon"],
        ["run", TINY, "--until", "2019-02-30"],
        ["run", TINY, "--set", "journey"],
        ["run", TINY, "--threads", "-1"],
        ["run", TINY, "--progress", "loud"],
        ["run", TINY, "-o", ""],
        ["summary"],
    ],
)
def test_wrong_usage_is_2(corredor, arguments):
    assert_fails(corredor(*arguments), 2, "--help")


@pytest.mark.parametrize("option", ["--seed", "--persons-per-agent"])
def test_number_of_too_many_digits_is_told_as_it_was_written(corredor, option):
    digits = "9" * 20
    assert_fails(corredor("run", TINY, option, digits), 2, f"whole number of at most 18 digits, not '{digits}'")


def test_shipped_tables_have_the_same_names_in_the_folder_of_the_clone(program, tmp_path):
    def call(*arguments, folder):
        return subprocess.run(
            [program, *arguments], cwd=folder, capture_output=True, text=True, timeout=300, check=True
        )

    coarse = ["--persons-per-agent", "10000", "--until", "2015-06-01", "--quiet"]
    call("run", "baseline", *coarse, "-o", tmp_path / "out.h5", folder=tmp_path)
    told = call("report", tmp_path / "out.h5", "-o", tmp_path / "out.html", folder=ROOT)
    assert "warning" not in told.stderr + told.stdout


def test_command_that_is_none_is_named_beside_what_was_meant(corredor):
    assert_fails(corredor("vaildate", TINY), 2, "there is no command 'vaildate'; did you mean 'validate'?")


def test_option_that_is_none_is_named_beside_what_was_meant(corredor):
    assert_fails(corredor("run", TINY, "--person-per-agent", "10"), 2, "did you mean '--persons-per-agent'?")
    assert_fails(corredor("run", TINY, "--untill=2019-01-01"), 2, "--untill: did you mean '--until'?")


def test_typo_is_65_with_line_and_column_and_what_was_meant(corredor, scenario):
    spoil(scenario, "passport_share: 0.5", "pasport_share: 0.5")
    line = scenario.read_text(encoding="utf-8").split("pasport_share")[0].count("\n") + 1
    for command in ("run", "validate", "show", "selfcheck"):
        assert_fails(corredor(command, scenario), 65, f"{scenario}:{line}:3: error: ", "did you mean 'passport_share'?")


def test_all_errors_are_told_at_once(corredor, scenario):
    spoil(scenario, "passport_share: 0.5", "passport_share: 5")
    spoil(scenario, "corruption: 0.1", "corruption: much")
    result = corredor("validate", scenario)
    assert_fails(result, 65)
    assert result.stderr.count("error: ") == 2


def test_wrong_option_value_is_65_and_names_the_option(corredor):
    assert_fails(corredor("run", TINY, "--set", "departures.pool_poeple=5"), 65, "pool_poeple", "pool_people")
    assert_fails(corredor("run", TINY, "--until", "2017-01-01"), 65)


def test_missing_scenario_is_66(corredor):
    assert_fails(corredor("run", "nowhere.yaml"), 66, "nowhere.yaml")


def test_missing_table_is_66(corredor, scenario):
    (scenario.parent / "legs.csv").unlink()
    assert_fails(corredor("run", scenario), 66, "legs.csv")


def test_missing_result_is_66(corredor):
    assert_fails(corredor("summary", "nowhere.h5"), 66, "nowhere.h5")


def test_existing_output_is_73_and_force_replaces_it(corredor, tmp_path):
    (tmp_path / "out.h5").write_text("precious", encoding="utf-8")
    assert_fails(corredor("run", TINY, "-o", "out.h5"), 73, "out.h5", "--force")
    assert (tmp_path / "out.h5").read_text(encoding="utf-8") == "precious"
    assert corredor("run", TINY, "-o", "out.h5", "--force").returncode == 0
    assert (tmp_path / "out.h5").stat().st_size > 1000


def test_output_where_nothing_can_be_created_is_73(corredor):
    assert_fails(corredor("run", TINY, "-o", "no/such/folder/out.h5"), 73, "out.h5")


def test_limit_on_file_size_is_74_and_leaves_nothing(program, tmp_path):
    result = subprocess.run(
        ["bash", "-c", 'ulimit -f 8; exec "$0" run "$1" -o out.h5', program, TINY],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert_fails(result, 74, "out.h5")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_full_disk_behind_standard_output_is_74(program):
    with open("/dev/full", "w", encoding="utf-8") as full:
        result = subprocess.run([program, "show", TINY], stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert result.returncode == 74
    assert "standard output" in result.stderr


def test_file_that_is_no_result_is_74(corredor, tmp_path):
    (tmp_path / "out.h5").write_text("not a result", encoding="utf-8")
    assert_fails(corredor("summary", "out.h5"), 74, "out.h5")


@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 75), (signal.SIGUSR1, 75)])
def test_stopped_run_ends_with_its_code_and_a_checkpoint(program, tmp_path, sent, code):
    long = ["--set", "departures.pool_people=50000000", "--until", "2060-01-01", "--progress", "json"]
    with subprocess.Popen(
        [program, "run", TINY, "-o", "out.h5", *long],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        lines = iter(running.stderr.readline, "")
        first = next(line for line in lines if line.startswith("{"))  # the run is under way
        time.sleep(0.1)
        running.send_signal(sent)
        out, err = running.communicate(timeout=120)
    assert json.loads(first)["days"] > 10_000
    assert running.returncode == code, err
    assert "--resume out." in err
    assert out == ""
    left = list(tmp_path.iterdir())
    assert len(left) == 1
    assert left[0].suffix == ".chk"
    assert left[0].name in err


def test_running_out_of_memory_is_70(program, tmp_path):
    crowd = "--set departures.pool_people=100000000 --set departures.push_per_year=50"

    def run_within(limit: str) -> subprocess.CompletedProcess:
        command = f'{limit}; exec "$0" run "$1" --threads 1 --progress none {crowd}'
        return subprocess.run(
            ["bash", "-c", command, program, TINY], cwd=tmp_path, capture_output=True, text=True, check=False
        )

    assert_fails(run_within("ulimit -d 300000"), 70, "out of memory")  # a limit that nobody asks for beforehand
    assert_fails(run_within("ulimit -v 500000"), 65, "need 5.96 GiB, this machine has", "would fit")


# What other programs may read --------------------------------------------------------------------------------------


def test_run_gives_the_same_numbers_to_people_programs_and_later_readers(corredor, tmp_path):
    result = corredor("run", TINY, "-o", "out.h5", "--json", "--progress", "none")
    assert result.returncode == 0
    report = json.loads(result.stdout)
    assert report["output"] == "out.h5"
    assert report["seed"] == 1
    numbers = {number["key"]: number["median"] for number in report["headline"]}
    assert numbers["people_departed"] > 0
    table = corredor("run", TINY).stdout
    assert f"{numbers['people_departed']:,.0f}  people" in table
    assert "one run of a stochastic model" in table

    again = json.loads(corredor("summary", "out.h5", "--json", "--folder", TINY.parent).stdout)
    assert {number["key"]: number["median"] for number in again["headline"]} == numbers
    assert again["settled"][-1]["date"] == "2018-12-31"
    assert again["settled"][-1]["BB"]["median"] == numbers["settled_BB"]
    assert [year["year"] for year in again["irregular_entries"]["BB"]] == [2018]
    assert list(tmp_path.iterdir()) == [tmp_path / "out.h5"]


def test_seed_changes_the_run_and_threads_do_not(corredor):
    def state(*options):
        return json.loads(corredor("run", TINY, "--json", *options).stdout)["state_hash"]

    assert state("--threads", 1) == state("--threads", 3)
    assert state("--seed", 2) != state("--seed", 1)
    assert state("--set", "run.seed=2") == state("--seed", 2)


def test_quiet_run_says_nothing(corredor):
    result = corredor("run", TINY, "--quiet")
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


def test_profile_names_the_phases(corredor):
    result = corredor("run", TINY, "--profile")
    assert "perceive" in result.stderr
    assert "perceive" not in result.stdout


def test_several_runs_give_a_median_and_say_so(corredor):
    for seed in (1, 2, 3):
        corredor("run", TINY, "--quiet", "--seed", seed, "-o", f"{seed}.h5")
    text = corredor("summary", "1.h5", "2.h5", "3.h5").stdout
    assert "3 runs of a stochastic model" in text
    assert "median" in text
    numbers = json.loads(corredor("summary", "--json", "1.h5", "2.h5", "3.h5").stdout)["headline"]
    departed = next(number for number in numbers if number["key"] == "people_departed")
    assert departed["low"] <= departed["median"] <= departed["high"]


def test_targets_are_scored_beside_persistence(corredor, scenario):
    rows = [
        "id,quantity,geography,from,until,value,unit,source,confidence,use",
        "A,stock_abroad,BB,2018-06-30,2018-07-01,1000,people,made up,low,calibration",
        "B,stock_abroad,BB,2018-12-31,2019-01-01,4000,people,made up,low,validation",
        "C,walkers_per_day,BB,2018-08-01,2018-09-01,5,people_per_day,made up,low,validation",
    ]
    (scenario.parent / "targets.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    spoil(scenario, "observation:\n", "observation:\n  targets: targets.csv\n")
    assert corredor("run", scenario, "--quiet", "-o", "out.h5").returncode == 0

    assert_fails(corredor("summary", "--targets", "out.h5"), 66, "--folder")
    report = json.loads(corredor("summary", "--targets", "--json", "--folder", scenario.parent, "out.h5").stdout)
    by_id = {row["id"]: row for row in report["targets"]}
    assert by_id["B"]["persistence"] == 1000
    assert by_id["B"]["persistence_error"] == -0.75
    assert by_id["B"]["simulated"]["median"] > 0
    assert by_id["C"]["simulated"]["median"] is None
    assert "not reported" in by_id["C"]["note"]
    assert report["errors"]["validation"]["rows"] == 1

    table = scenario.parent / "targets.csv"
    result = corredor("summary", "--targets", "--targets-file", table, "out.h5")
    assert result.returncode == 0
    assert result.stdout.index("Calibration") < result.stdout.index("Validation: out of sample")
    assert_fails(corredor("summary", "--targets", "--targets-file", "none.csv", "out.h5"), 66, "none.csv")


def test_shown_scenario_runs_to_the_same_result(corredor, scenario):
    shown = corredor("show", scenario, "--set", "endowment.passport_share=0.25")
    assert shown.returncode == 0
    copy = scenario.parent / "copy.yaml"
    copy.write_text(shown.stdout, encoding="utf-8")
    one = json.loads(corredor("run", scenario, "--json", "--set", "endowment.passport_share=0.25").stdout)
    other = json.loads(corredor("run", copy, "--json").stdout)
    assert one["state_hash"] == other["state_hash"]


def test_diff_names_what_differs(corredor, scenario):
    other = scenario.parent / "other.yaml"
    shutil.copy(scenario, other)
    spoil(other, "passport_share: 0.5", "passport_share: 0.4")
    assert json.loads(corredor("diff", scenario, other, "--json").stdout) == [
        {"path": "endowment.passport_share", "a": "0.5", "b": "0.4"}
    ]
    assert corredor("diff", scenario, scenario).stdout == ""
    changed = corredor("diff", scenario, scenario, "--set", "endowment.passport_share=0.25", "--json").stdout
    assert json.loads(changed) == [{"path": "endowment.passport_share", "a": "0.5", "b": "0.25"}]


def test_validate_looks_at_every_scenario_and_is_quick(corredor, scenario):
    spoil(scenario, "passport_share: 0.5", "passport_share: 5")
    result = corredor("validate", "--json", scenario, TINY)
    assert result.returncode == 65
    assert [entry["valid"] for entry in json.loads(result.stdout)] == [False, True]
    begin = time.perf_counter()
    assert corredor("validate", TINY).returncode == 0
    assert time.perf_counter() - begin < 2.0  # a few hundredths; the rest is for a busy machine


def test_schema_is_json_and_reference_is_a_page(corredor):
    assert json.loads(corredor("schema").stdout)["type"] == "object"
    assert "record_every_days" in corredor("schema", "--markdown").stdout


def test_list_tells_the_shipped_scenarios(corredor, scenario):
    env = {"CORREDOR_SCENARIOS": str(scenario.parent)}
    names = [entry["name"] for entry in json.loads(corredor("list", "--json", env=env).stdout)]
    assert "tiny" in names
    assert "Does everything work on six places?" in corredor("list", env=env).stdout


def test_places_are_listed_by_the_names_that_scenarios_use(corredor):
    text = corredor("places", TINY).stdout
    assert "Trocha point" in text
    listed = json.loads(corredor("places", TINY, "--json").stdout)
    assert {"id": "O", "name": "Origin", "country": "AA", "kind": "origin"} in listed["places"]
    assert {"border_pair": "AA-BB", "from": "B", "to": "C", "kind": "official_crossing"} in listed["crossings"]
    assert "VE_TOC" in corredor("places").stdout


def test_days_after_the_end_of_the_scenario_are_warned_of(corredor):
    late = corredor("run", TINY, "--until", "2019-02-01", "--progress", "none")
    assert "after that the last values known stay in force" in late.stderr
    assert "last values known" not in corredor("run", TINY, "--until", "2018-02-01", "--progress", "none").stderr


def test_a_single_crossing_can_be_shut_and_a_warning_tells_where_an_entry_stands(corredor, scenario):
    entry = "{on: 2018-03-01, close_border: {crossing: [B, C]}}"
    mine = scenario.parent / "mine.yaml"
    mine.write_text(f"extends: tiny.yaml\ntimeline:\n  - {entry}\n  - {entry}\n", encoding="utf-8")
    assert "mine.yaml:4:5: warning: timeline[3]: this close_border changes nothing" in corredor("validate", mine).stderr
    open_, shut = (json.loads(corredor("run", file, "--json").stdout) for file in (scenario, mine))
    assert shut["scenario"] == "Tiny (mine)"
    assert shut["state_hash"] != open_["state_hash"]


def test_selfcheck_holds(corredor):
    result = corredor("selfcheck", TINY, "--until", "2018-05-01", "--json")
    assert result.returncode == 0
    report = json.loads(result.stdout)
    assert report["holds"]
    assert all(check["holds"] for check in report["checks"])


def test_twin_expects_shares(corredor):
    result = corredor("twin", TINY, "--json")
    assert result.returncode == 0
    report = json.loads(result.stdout)
    ends = sum(report["arrivals"].values()) + report["deported"]
    assert ends == pytest.approx(1.0)
