"""Fits the uncertain parameters of the baseline to what was observed up to the end of 2021.

    make calibrate              from the starting values below, writes scenarios/data/fitted.yaml
    tools/calibrate.py --go-on  goes on from the values that fitted.yaml holds
    tools/calibrate.py --check  scores the values that fitted.yaml holds and writes nothing

Procedure. The fitted parameters are pulls, the push, the wish to stay and what irregular entry into Chile costs: a vector x
of about fifty numbers, in units in which priors are normal (logarithms where a value is positive). For a given x the
baseline is run with `corredor run` at a coarse scale to the end of 2021 and scored with `corredor summary --targets`. Every
run has the same seed, so two vectors differ by what they say and not by luck. The sum of squares to minimise has two
parts:

  misfit  ln(simulated / observed) / sigma for each target with use = calibration, sigma by SIGMA;
  prior   (x - start) / sd for single values, and for series (x[i+1] - x[i]) / (walk sqrt(years)), a random walk that is
          stiff after 2018: a pull that may move freely would absorb what closures and visas did.

The minimum is sought by Gauss-Newton with Levenberg's damping. The Jacobian is measured by one run for each parameter (two
at a time); between such rounds it is corrected by Broyden's rank-one update, which costs no run. Nothing is random but the
simulation itself, so a rerun gives the same file.

Targets with use = validation are never looked at.
"""

import argparse
import concurrent.futures
import datetime
import itertools
import json
import math
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
import yaml

ROOT = pathlib.Path(__file__).resolve().parents[1]
FITTED = ROOT / "scenarios" / "data" / "fitted.yaml"
UNTIL = "2022-01-01"

# Relative standard deviations of a target around the model: error of the figure and of a model this coarse together.
# The first entry that fits counts: by id, then by quantity and geography, then by quantity.
SIGMA = {
    "T106": 0.05,
    "T107": 0.05,
    "T108": 0.03,  # below the sum of the countries of its date, which the countries speak for themselves
    "T299": 0.05,
    "T300": 0.05,
    "T109": 0.05,
    "T110": 0.05,
    "T112": 0.08,  # a re-estimate
    "T004": 0.3,
    "T005": 0.25,  # nationality split unknown
    "T011": 0.4,
    "T012": 0.2,
    "T016": 0.5,
    "T017": 0.4,
    "T018": 0.5,
    "T019": 0.4,
    "T020": 0.5,  # months: no mechanism makes their ups and downs
    "T021": 0.7,
    "T022": 0.1,
    "T023": 0.15,
    "T007": 0.08,
    "T041": 0.25,
    "T138": 1.0,  # contradicts the world total
    "T147": 1.0,  # a handful of agents
    "T154": 1.0,  # contradicts the growth of the stock in Peru
    "T048": 0.08,
    "T049": 0.06,
    "T050": 0.06,
    "T051": 0.06,
    "T056": 0.15,
    "T057": 0.2,
    "T058": 0.1,
    "T294": 0.25,
    "T296": 0.1,  # a round figure
    "T075": 0.3,
    "T076": 0.25,
    ("stock_abroad", "CO"): 0.05,
    ("stock_abroad", "PE"): 0.06,
    ("stock_abroad", "EC"): 0.06,
    ("stock_abroad", "BR"): 0.1,
    ("stock_abroad", "BO"): 0.15,
    ("stock_abroad", "LAC"): 0.08,
    "stock_abroad": 0.06,
    "entries": 0.2,
    "entries_per_day": 0.3,
    "formal_entries_per_day": 0.3,
    "irregular_entries_per_day": 0.3,
    "returns": 0.3,
}
# Added to both sides of small counts before the logarithm is taken, so that zero agents are no infinite error.
OFFSET = {
    "registered_irregular_entries": 100,
    "registered_irregular_entries_venezuelan": 100,
    "formal_entries_per_day": 5,
}


class Value:
    """One number at a path of the scenario."""

    def __init__(self, path, start, sd, positive=False, why=""):
        self.path, self.sd, self.positive, self.why = path, sd, positive, why
        self.start = np.array([math.log(start) if positive else start])

    def priors(self, x):
        return (x - self.start) / self.sd

    def text(self, x):
        return number(math.exp(x[0]) if self.positive else x[0])


class Series:
    """Values at dates, tied to each other by a random walk and, weakly, to where they start."""

    def __init__(self, path, knots, walk, walk_after_2018=None, sd=2.0, positive=False, why="", also=()):
        self.path, self.positive, self.why, self.also, self.sd = path, positive, why, also, sd
        self.dates = list(knots)
        self.start = np.array([math.log(v) if positive else v for v in knots.values()])
        days = [datetime.date.fromisoformat(d) for d in self.dates]
        self.steps = np.array(
            [
                (walk if a < datetime.date(2018, 1, 1) else walk_after_2018 or walk) * math.sqrt((b - a).days / 365)
                for a, b in zip(days, days[1:])
            ]
        )

    def priors(self, x):
        walk = (np.diff(x) - (np.diff(self.start) if self.positive else 0.0)) / self.steps
        return np.concatenate([(x - self.start) / self.sd, walk])

    def text(self, x):
        values = [number(math.exp(v) if self.positive else v) for v in x]
        return "{" + ", ".join(f"{d}: {v}" for d, v in zip(self.dates, values)) + "}"


def number(value):
    return f"{value:.4g}" if abs(value) >= 1e-4 else "0"


PULL_DATES = ("2015-07-03", "2017-01-01", "2018-01-01", "2019-01-01", "2020-01-01", "2021-12-01")


def pull(country, *values):
    return Series(
        f"destinations.pull.{country}",
        dict(zip(PULL_DATES, values)),
        walk=1.0,
        walk_after_2018=0.25,
        why="relative to Colombia",
    )


PARAMETERS = [
    Series(
        "departures.push_per_year",
        {
            "2015-01-01": 0.007,
            "2016-01-01": 0.0105,
            "2017-01-01": 0.034,
            "2017-08-08": 0.13,
            "2018-01-01": 0.24,
            "2018-05-27": 0.33,
            "2018-10-20": 0.33,
            "2019-03-15": 0.29,
            "2019-09-14": 0.37,
            "2020-03-07": 0.23,
            "2020-04-20": 0.1,
            "2020-10-01": 0.1,
            "2021-03-15": 0.15,
            "2021-08-08": 0.34,
            "2021-12-14": 0.4,
        },
        walk=0.7,
        sd=1.0,
        positive=True,
        why="departures fell by themselves in 2020, so the pandemic is in here",
    ),
    pull("EC", 0.4, 0.2, -0.1, -0.1, 0.0, 0.1),
    pull("PE", 0.2, 0.1, 0.4, 0.4, 0.4, 0.4),
    pull("CL", 2.2, 2.2, 1.3, 1.4, 1.6, 1.8),
    pull("BR", -0.2, -0.2, -0.2, 0.0, 0.0, 0.0),
    Value("destinations.pull.BO", -0.1, 1.0, why="one observation"),
    Series(
        "destinations.pull.ES",
        {"2015-07-03": 0.7, "2017-01-01": 0.3, "2017-11-01": -0.5, "2018-06-01": -1.3},
        walk=1.0,
        why="one series for all of the rest of the world",
        also=("destinations.pull.US", "destinations.pull.AR"),
    ),
    Series(
        "settlement.stay_constant",
        {"2019-01-01": 1.6, "2020-03-14": 1.3, "2021-04-21": 0.5, "2021-11-26": 0.3},
        walk=0.6,
        sd=0.7,
        why="weak: only with the rate of reconsidering, and beside the pull of Chile",
    ),
    Value("routes.learning.CL.initial", 16.0, 2.0, why="trades against the pull of Chile"),
    Value(
        "routes.learning.CL.floor", 1.5, 2.0, positive=False, why="hardly identified before 2022; decides the forecast"
    ),
    Value("journey.weigh_again_share", 0.8, 0.3, positive=True, why="entries into Chile after the visa of 2019"),
    Value("observation.registration_share.CL", 0.33, 0.15, positive=True, why="P058; T041 against T020"),
]
STEP = 0.2  # of the finite differences: large beside the noise that is left at the coarse scale
LOWEST = {"routes.learning.CL.floor": 0.0}
HIGHEST = {"journey.weigh_again_share": 0.0}  # a share: its logarithm is at most zero


def start():
    return np.concatenate([p.start for p in PARAMETERS])


def split(x):
    at = 0
    for p in PARAMETERS:
        yield p, x[at : at + len(p.start)]
        at += len(p.start)


def feasible(x):
    parts = [np.clip(part, LOWEST.get(p.path, -np.inf), HIGHEST.get(p.path, np.inf)) for p, part in split(x)]
    return np.concatenate(parts)


def texts(x):
    """What fitted.yaml holds: (path, value as it is written, remark)."""
    for p, part in split(x):
        for path in (p.path, *getattr(p, "also", ())):
            yield path, p.text(part), p.why


def priors(x):
    return np.concatenate([p.priors(part) for p, part in split(x)])


def sigma_of(row):
    for key in (row["id"], (row["quantity"], row["geography"]), row["quantity"]):
        if key in SIGMA:
            return SIGMA[key]
    return None


class Model:
    """Runs of the baseline with other values of the fitted parameters."""

    def __init__(self, arguments):
        self.program, self.scale, self.jobs = arguments.program, arguments.persons_per_agent, arguments.jobs
        self.folder = tempfile.TemporaryDirectory(prefix="corredor-calibrate-")
        self.runs = itertools.count()

    def targets(self, x=None, in_jacobian=False):
        file = pathlib.Path(self.folder.name) / f"{next(self.runs)}.h5"
        ways = ["--set=routes.refresh_days=14"] if in_jacobian else []
        changes = [] if x is None else [f"--set={path}={text}" for path, text, _ in texts(x)]
        run = [
            self.program,
            "run",
            "baseline",
            "--persons-per-agent",
            str(self.scale),
            "--until",
            UNTIL,
            "--seed",
            "1",
            "--threads",
            "1",
            "--quiet",
            "-o",
            str(file),
            *changes,
            *ways,
        ]
        subprocess.run(run, check=True, stdout=subprocess.DEVNULL)
        summary = subprocess.run(
            [self.program, "summary", "--targets", "--json", "--folder", str(ROOT / "scenarios"), str(file)],
            check=True,
            capture_output=True,
            text=True,
        )
        file.unlink()
        rows = json.loads(summary.stdout)["targets"]
        return [row for row in rows if row["use"] == "calibration"]

    def residuals(self, x, in_jacobian=False):
        misfit = []
        for row in self.targets(x, in_jacobian):
            sigma, simulated = sigma_of(row), row["simulated"]["median"]
            if sigma is None or simulated is None:
                continue  # a quantity that results do not hold
            offset = OFFSET.get(row["quantity"], 0.0) + 1e-9
            misfit.append(math.log((simulated + offset) / (row["observed"] + offset)) / sigma)
        return np.concatenate([np.array(misfit), priors(x)])

    def jacobian(self, x):
        """By forward differences, of runs that value the ways every fortnight only: that halves their time."""
        here = self.residuals(x, in_jacobian=True)

        def column(i):
            moved = x.copy()
            moved[i] += STEP
            if (feasible(moved) != moved).any():  # it stands at its bound
                moved[i] -= 2 * STEP
            return (self.residuals(moved, in_jacobian=True) - here) / (moved[i] - x[i])

        with concurrent.futures.ThreadPoolExecutor(self.jobs) as pool:
            return np.stack(list(pool.map(column, range(len(x)))), axis=1)


def fitted():
    """The values that fitted.yaml holds."""
    tree = yaml.safe_load(FITTED.read_text(encoding="utf-8"))
    x = []
    for p in PARAMETERS:
        at = tree
        for key in p.path.split("."):
            at = at[key]
        values = list(at.values()) if isinstance(at, dict) else [at]
        x += [math.log(v) if p.positive else v for v in values]
    return np.array(x, dtype=float)


def fit(model, x, rounds, steps, report):
    r = model.residuals(x)
    best = float(r @ r)
    report(f"start: {best:.0f}")
    damping = 0.3
    for turn in range(rounds):
        jacobian = model.jacobian(x)
        for step in range(steps):
            square = jacobian.T @ jacobian
            move = np.linalg.solve(square + damping * np.diag(np.diag(square)), -jacobian.T @ r)
            move = np.clip(move, -1.5, 1.5)
            tried = feasible(x + move)
            moved = tried - x
            now = model.residuals(tried)
            cost = float(now @ now)
            if moved @ moved > 0:
                jacobian += np.outer(now - r - jacobian @ moved, moved) / (moved @ moved)
            better = cost < best
            report(f"round {turn + 1}, step {step + 1}: {cost:.0f}{'' if better else ' (not taken)'}")
            if better:
                gain = (best - cost) / best
                x, r, best = tried, now, cost
                damping = max(damping / 3, 1e-3)
                if gain < 0.005:
                    break
            else:
                damping *= 4
                if damping > 50:
                    break
        damping = min(damping, 1.0)
    return x


def nested(rows):
    tree = {}
    for path, text, why in rows:
        at = tree
        *parents, last = path.split(".")
        for key in parents:
            at = at.setdefault(key, {})
        at[last] = (text, why)
    return tree


def lines(tree, depth=0):
    for key, value in tree.items():
        if isinstance(value, dict):
            yield "  " * depth + f"{key}:"
            yield from lines(value, depth + 1)
        else:
            yield "  " * depth + f"# {value[1]}"
            yield "  " * depth + f"{key}: {value[0]}"


def write(x):
    head = [
        "# Written by tools/calibrate.py (make calibrate), which says how. Fitted to targets up to the end of 2021.",
        "# docs/calibration.md tells which of these values the observations determine and which they hardly do.",
    ]
    rows = [("destinations.pull.CO", "0", "the pulls of the others are relative to this one"), *texts(x)]
    FITTED.write_text("\n".join([*head, *lines(nested(rows))]) + "\n", encoding="utf-8")


def show(rows):
    for row in rows:
        simulated = row["simulated"]["median"]
        if simulated is not None:
            print(
                f"{row['id']}  {row['quantity']:40} {row['geography']:20} {row['until']}"
                f" {row['observed']:>12,.0f} {simulated:>12,.0f} {simulated / row['observed'] - 1:>+7.0%}"
            )


def main():
    parser = argparse.ArgumentParser(description="Fit the baseline to what was observed up to the end of 2021.")
    parser.add_argument("--program", default=str(ROOT / "build" / "corredor"), help="the program to run")
    parser.add_argument("--persons-per-agent", type=int, default=100, help="scale of the runs")
    parser.add_argument("--jobs", type=int, default=2, help="runs at a time")
    parser.add_argument("--rounds", type=int, default=3, help="Jacobians measured")
    parser.add_argument("--steps", type=int, default=5, help="steps taken with each of them, at most")
    parser.add_argument("--go-on", action="store_true", help="start from the values that fitted.yaml holds")
    parser.add_argument("--check", action="store_true", help="score fitted.yaml and write nothing")
    arguments = parser.parse_args()
    model = Model(arguments)
    if arguments.check:
        show(model.targets())
        return
    x = fitted() if arguments.go_on else start()
    x = fit(model, x, arguments.rounds, arguments.steps, lambda text: print(text, file=sys.stderr, flush=True))
    write(x)
    show(model.targets())


if __name__ == "__main__":
    main()
