"""
Makes the reports that viewer/test/ opens in a browser, and reads from the result files what they must show.

    tests/viewer_reports.py PROGRAM WRITE_REPORT_SAMPLES FOLDER
"""

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import h5py
import numpy as np

from corredor.reporting import View

PERSONS_PER_AGENT = 1000
SINGLE = ["--persons-per-agent", str(PERSONS_PER_AGENT), "--until", "2018-07-01", "--quiet", "--progress", "none"]
# So few agents that of nearly nothing a number is told.
SPARSE = ["--persons-per-agent", "100000", "--until", "2016-06-01", "--quiet", "--progress", "none"]
SHORT = ["--persons-per-agent", str(PERSONS_PER_AGENT), "--until", "2015-06-01", "--quiet", "--progress", "none"]
AGAIN_TITLE = "What if it's shut?"
BORDER_PAIR = "TACHIRA_NSANTANDER"
SHUT_PAIR = "NARINO_CARCHI"
ALTERNATIVE = """\
extends: baseline.yaml
name: Rumichaca shut in 2018
timeline:
  - on: 2018-01-01
    until: 2019-01-01
    about: The bridge is shut to migrants
    close_border: {crossing: [X_RUM, EC_TUL], toll_factor: 2}
"""


# Fewer enter in its last weeks than in others before: the busiest date is not one that it changes.
LATE = ALTERNATIVE.replace("shut in 2018", "shut in June 2018").replace("on: 2018-01-01", "on: 2018-06-01")
LONGER = ALTERNATIVE.replace("shut in 2018", "shut from 2017").replace("on: 2018-01-01", "on: 2017-01-01")


def people(value, signed=False):
    """As the page says a count: few agents are hidden."""
    fewest = 5 * PERSONS_PER_AGENT
    if signed and 0 < abs(value) < fewest:
        return f"within ±{fewest:,} people"
    text = f"< {fewest:,}" if 0 < abs(value) < fewest else f"{abs(round(value)):,}"
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return (sign if signed else "") + text + " people"


def is_few(value):
    return 0 < value < 5 * PERSONS_PER_AGENT


def told(value):
    """A sum as reports tell it: few are all told by the same stand-in (small_counts.hpp)."""
    return 5 * PERSONS_PER_AGENT / 2 if is_few(value) else value


class Result:
    """A result file by names."""

    def __init__(self, path):
        with h5py.File(path) as file:
            self.data = {name: np.asarray(item[()]) for name, item in file.items() if isinstance(item, h5py.Dataset)}
        self.texts = {
            name: np.array([v.decode() for v in values])
            for name, values in self.data.items()
            if values.dtype == object and values.ndim == 1
        }

    def by_leg(self, variable, pair, into, kind=None):
        """(step, leg) over the legs of a stretch of border into a country."""
        legs = (self.texts["leg_border_pair"] == pair) & (self.texts["leg_to_country"] == into)
        if kind:
            legs &= self.texts["leg_kind"] == kind
        return self.data[variable][:, legs]

    def at_border(self, variable, step, pair, into, kind=None):
        """Sum over those legs in a step."""
        return self.by_leg(variable, pair, into, kind)[step].sum()

    def at_border_in_all(self, variable, pair, into, kind=None):
        """The same over the whole period."""
        return self.by_leg(variable, pair, into, kind).sum()

    def node(self, node):
        return int(np.flatnonzero(self.texts["node"] == node)[0])

    def persons(self, step, node, status):
        return int(self.data["persons"][step, self.node(node), list(self.texts["status"]).index(status)])

    def name_of_border(self, pair):
        legs = (self.texts["leg_border_pair"] == pair) & (self.texts["leg_kind"] == "official_crossing")
        leg = np.flatnonzero(legs)[0]
        ends = [self.texts["leg_from"][leg], self.texts["leg_to"][leg]]
        return " – ".join(str(self.texts["node_name"][self.node(end)]) for end in ends)


def crossings(result, step, pair, into, country):
    """What the page says of a border, into a country."""
    return {
        f"Officially into {country}": result.at_border("crossings", step, pair, into, "official_crossing"),
        f"Irregularly into {country}": result.at_border("irregular_entries", step, pair, into),
    }


# What the page calls the kinds of harm that the test looks at.
INCIDENTS = {
    "robbery": "robbery",
    "migrant_extortion": "extortion of migrants",
    "kidnap_ransom": "kidnapping for ransom",
    "forced_courier": "forced couriers",
    "recruitment": "recruitment",
    "family_kidnapping": "kidnapping of a relative",
}


def totals_of_incidents(result):
    """Over the whole run, by the page's words."""
    mechanisms = list(result.texts["mechanism"])
    totals = result.data["incidents"].sum(axis=(0, 1))
    of_kinds = {words: round(totals[mechanisms.index(kind)]) for kind, words in INCIDENTS.items()}
    return {words: total for words, total in of_kinds.items() if total}


def money_by_mechanism(result):
    """What people lost to each mechanism, and whether five agents are behind it: by ids."""
    of_run = {name: result.data[name].sum(axis=(0, 1)) for name in ("incidents", "losses_usd")}
    return {
        str(mechanism): {
            "usd": round(float(of_run["losses_usd"][m])),
            "is_told": bool(of_run["incidents"][m] >= 5 * PERSONS_PER_AGENT),
        }
        for m, mechanism in enumerate(result.texts["mechanism"])
        if of_run["losses_usd"][m] > 0
    }


def expected_of_single(result):
    incidents = totals_of_incidents(result)
    of_kind = result.data["incidents"].sum(axis=(0, 1))
    days = result.data["time"]
    step = int(result.data["irregular_entries"].sum(axis=1).argmax())
    lima = result.node("PE_LIM")
    first = np.datetime64("2015-01-01") + np.timedelta64(int(days[0]) - 1, "D")
    return {
        "step": step,
        "first_date": str(first),
        "place": "Lima (Peru)",
        "lon_lat": [float(result.data["node_lon"][lima]), float(result.data["node_lat"][lima])],
        "values": {
            "Settled": people(result.persons(step, "PE_LIM", "settled")),
            "Settled in this period": people(int(result.data["settlements"][step, lima])),
        },
        "persons_per_agent": PERSONS_PER_AGENT,
        "money": money_by_mechanism(result),
        "incidents": {words: people(count).removesuffix(" people") for words, count in incidents.items()},
        "few": [
            str(kind) for kind, count in zip(result.texts["mechanism"], of_kind) if 0 < count < 5 * PERSONS_PER_AGENT
        ],
        "border": result.name_of_border(BORDER_PAIR),
        "border_values": {
            label: people(count) for label, count in crossings(result, step, BORDER_PAIR, "CO", "Colombia").items()
        },
    }


def said_of_difference(before, after):
    value = told(after) - told(before)
    is_about = (is_few(before) or is_few(after)) and value and abs(value) >= 5 * PERSONS_PER_AGENT
    return ("≈ " if is_about else "") + people(value, signed=True)


def expected_of_comparison(base, other):
    step = int(np.abs(other.data["crossings"] - base.data["crossings"]).sum(axis=1).argmax())
    before, after = (crossings(result, step, SHUT_PAIR, "EC", "Ecuador") for result in (base, other))
    assert before != after, "the closure changes nothing: there is nothing to show"
    in_all = [result.at_border_in_all("irregular_entries", SHUT_PAIR, "EC") for result in (base, other)]
    return {
        "step": step,
        "border": base.name_of_border(SHUT_PAIR),
        "values": {label: said_of_difference(before[label], after[label]) for label in before},
        "in_all": people(in_all[1] - in_all[0], signed=True),
    }


def expected_of_crime(files):
    """One person an agent: five and more are said."""
    results = [Result(file) for file in files]
    captives = [int(total) for result in results for total in result.data["captives"].sum(axis=(0, 1)) if total >= 5]
    return {"place": "Border town (Colombia)", "captives": [f"{total:,}" for total in captives]}


def make_again(corredor, folder):
    """A report with every kind of file, to be made again by what it says; sums of what must come out."""
    corredor("run", "baseline", *SHORT, "--replicates", "2", "--seed", "5", "-o", "again_base.h5", "--force")
    corredor("run", "shut.yaml", *SHORT, "--seed", "9", "-o", "again shut.h5", "--force")
    corredor("run", "baseline", *SHORT, "--set", "routes.scale=2", "-o", "again_set.h5", "--force")  # of the same title
    corredor("compare", "baseline", "shut.yaml", "--replicates", "2", *SHORT, "-o", "again_crossed", "--force")
    files = ["again_base.h5", "again_set.h5", "again shut.h5", "again_crossed/comparison.h5"]
    corredor("report", *files, "--title", AGAIN_TITLE, "-o", "again.html", "--force")
    made = ["again_base.h5", "again_set.h5", "again shut.h5", "comparison_4/comparison.h5", "report.html"]
    sums = [hashlib.sha256((folder / file).read_bytes()).hexdigest() for file in [*files, "again.html"]]
    return dict(zip(made, sums))


def notebook_with(page):
    """A page that shows a report as notebooks do."""
    frame = View(page.read_text(encoding="utf-8"), 900)._repr_html_()
    return f"<!doctype html><meta charset=utf-8><title>notebook</title><body>{frame}"


def main(program, write_samples, folder):
    folder = Path(folder).resolve()
    folder.mkdir(parents=True, exist_ok=True)

    def corredor(*arguments):
        subprocess.run(
            [Path(program).resolve(), *map(str, arguments)],
            check=True,
            cwd=folder,
            stderr=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )

    subprocess.run([Path(write_samples).resolve(), folder], check=True)
    (folder / "shut.yaml").write_text(ALTERNATIVE, encoding="utf-8")
    (folder / "longer.yaml").write_text(LONGER, encoding="utf-8")
    (folder / "late.yaml").write_text(LATE, encoding="utf-8")
    corredor("run", "baseline", *SINGLE, "-o", "base.h5", "--force")
    corredor("run", "shut.yaml", *SINGLE, "-o", "shut.h5", "--force")
    for scenario, file in (("baseline", "pairs_base.h5"), ("shut.yaml", "pairs_shut.h5")):
        corredor("run", scenario, *SINGLE, "--replicates", "3", "-o", file, "--force")
    corredor("run", "longer.yaml", *SINGLE, "-o", "longer.h5", "--force")
    corredor("run", "late.yaml", *SINGLE, "-o", "late.h5", "--force")
    for keys, file in ([], "sparse_base.h5"), (["--set", "routes.refresh_days=14"], "sparse_set.h5"):
        corredor("run", "baseline", *SPARSE, *keys, "-o", file, "--force")
    tiny = Path(__file__).resolve().parent / "scenario/tiny/tiny.yaml"  # has no organisations
    corredor("run", tiny, "--quiet", "--progress", "none", "-o", "peaceful.h5", "--force")
    corredor("compare", "baseline", "shut.yaml", "--replicates", "1", *SINGLE[:5], "-o", "crossed", "--force")
    for name, files in {
        "single": ["base.h5"],
        "peaceful": ["peaceful.h5"],
        "comparison": ["base.h5", "shut.h5"],
        "pairs": ["pairs_base.h5", "pairs_shut.h5"],
        "crossed": ["base.h5", "shut.h5", "crossed/comparison.h5"],
        "crime": ["crime_1.h5", "crime_2.h5"],
        "hostile": ["hostile.h5"],
        "three": ["base.h5", "shut.h5", "longer.h5"],
        "late": ["base.h5", "late.h5"],
        "sparse": ["sparse_base.h5"],
        "sparse_pair": ["sparse_base.h5", "sparse_set.h5"],
    }.items():
        corredor("report", *files, "-o", f"{name}.html", "--force")

    (folder / "notebook.html").write_text(notebook_with(folder / "single.html"), encoding="utf-8")
    again = make_again(corredor, folder)
    base, other = Result(folder / "base.h5"), Result(folder / "shut.h5")
    with h5py.File(folder / "hostile.h5") as file:
        title = file.attrs["title"]
    expected = {
        "single": expected_of_single(base),
        "comparison": expected_of_comparison(base, other),
        "late": {"changed_on": "2018-06-01"},
        "three": {"titles": ["Rumichaca shut in 2018", "Rumichaca shut from 2017"]},
        "crime": expected_of_crime([folder / "crime_1.h5", folder / "crime_2.h5"]),
        "again": again,
        "program": str(Path(program).resolve()),
        "hostile": {"title": title if isinstance(title, str) else title.decode()},
    }
    (folder / "expected.json").write_text(json.dumps(expected, ensure_ascii=False, indent=2), encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
