"""Tells which assumption moves which conclusion: Morris over all of them, then Sobol over the twelve that move most.

    make sensitivity                  both designs, in runs/sensitivity/; may be interrupted, goes on where it was
    tools/sensitivity.py --only-tell  renews tables and figure from what is there

Parameters and their ranges are scenarios/data/assumptions.csv. All runs are of the baseline at one agent per
PERSONS_PER_AGENT people up to UNTIL with the same seed; how far luck alone moves a result is told from SEEDS runs of other seeds.
Writes docs/sensitivity/*.csv, docs/assets/sensitivity.png and the tables of docs/sensitivity.md.
"""

import argparse
import subprocess
import sys
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import xarray as xr

import corredor as cr

ROOT = Path(__file__).resolve().parents[1]
PARAMETERS = ROOT / "scenarios" / "data" / "assumptions.csv"
PAGE = ROOT / "docs" / "sensitivity.md"
FOUND = ROOT / "docs" / "sensitivity"
FIGURE = ROOT / "docs" / "assets" / "sensitivity.png"

PERSONS_PER_AGENT = 100
UNTIL = "2022-01-01"
TRAJECTORIES = 4
LEVELS = 4
SEEDS = 24
CHOSEN = 12
SAMPLES = 32
MEASURES = {
    "irregular_entries_CL": "irregular entries into Chile",
    "people_extorted": "people extorted",
    "organisation_income_usd": "income of organisations",
}
SHOWN = 15


def run(program: Path, folder: Path, name: str, design: pd.DataFrame) -> xr.Dataset:
    """Run a design, or what is missing of it, and gather its results in the design's order."""
    folder.mkdir(parents=True, exist_ok=True)
    table = folder / f"{name}.csv"
    design.to_csv(table, index=False)
    sweep = folder / name
    size = ["--persons-per-agent", str(PERSONS_PER_AGENT), "--until", UNTIL]
    subprocess.run([program, "sweep", "baseline", table, "-o", sweep, *size], check=True)
    gathered = folder / f"{name}.h5"
    subprocess.run([program, "gather", sweep, "-o", gathered, "--force"], check=True)
    return xr.load_dataset(gathered, engine="h5netcdf")


def shares_of_luck(runs: xr.Dataset) -> dict[str, float]:
    """What Morris would say of a parameter that does nothing, by measure, as a share of its mean.

    Two runs that differ by luck lie on average 2 / sqrt(pi) standard deviations apart; an elementary effect is their
    distance over the step, which is half the levels over the levels less one.
    """
    step = LEVELS / 2 / (LEVELS - 1)
    return {m: float(2 / np.sqrt(np.pi) * runs[m].std(ddof=1) / step / runs[m].mean()) for m in MEASURES}


def effects(parameters: pd.DataFrame, design: pd.DataFrame, runs: xr.Dataset) -> pd.DataFrame:
    """Elementary effects by measure and parameter, as shares of the measure's mean over the design."""
    tables = []
    for measure in MEASURES:
        found = cr.designs.analyse_morris(parameters, design, runs[measure], levels=LEVELS)
        figures = ["mu_star", "mu_star_half_width", "mu", "sigma"]
        found[figures] /= float(runs[measure].mean())
        tables.append(found.assign(measure=measure)[["measure", "name", *figures]])
    return pd.concat(tables, ignore_index=True)


def strongest(parameters: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """The parameters that move any measure most, each measure by its own luck."""
    by_name = found.groupby("name")["mu_star"].max().nlargest(CHOSEN).index
    return parameters[parameters["name"].isin(by_name)].reset_index(drop=True)


def variances(parameters: pd.DataFrame, runs: xr.Dataset) -> pd.DataFrame:
    """Shares of the variance by measure and parameter."""
    tables = [cr.designs.analyse_sobol(parameters, runs[m]).assign(measure=m) for m in MEASURES]
    return pd.concat(tables, ignore_index=True)[
        ["measure", "name", "first", "first_half_width", "total", "total_half_width"]
    ]


def draw(found: pd.DataFrame, luck: dict[str, float]) -> None:
    """Draw the strongest parameters of each measure beside what luck alone would give."""
    mpl.use("Agg")
    figure, axes = plt.subplots(len(MEASURES), 1, figsize=(8, 11), layout="constrained")
    for ax, (measure, words) in zip(axes, MEASURES.items(), strict=True):
        cr.designs.plot_effects(found[found["measure"] == measure].reset_index(drop=True), most=SHOWN, ax=ax)
        ax.axvline(luck[measure], color="#ee6677", linestyle="--", label="what luck alone would give")
        ax.xaxis.set_major_formatter(mpl.ticker.PercentFormatter(1.0, decimals=0))
        ax.set_xlabel("mean absolute effect of moving over the range, as a share of the mean")
        ax.set_title(words, loc="left")
        ax.legend(loc="lower right", frameon=False)
    figure.savefig(FIGURE, dpi=110)


def percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def table_of_effects(found: pd.DataFrame, luck: dict[str, float]) -> str:
    """A Markdown table of the strongest parameters of each measure."""
    lines = []
    for measure, words in MEASURES.items():
        rows = found[(found["measure"] == measure) & (found["mu_star"] > luck[measure])]
        lines += [
            f"**{words.capitalize()}** — {len(rows)} of {found['name'].nunique()} parameters move it further than luck"
            f" would ({percent(luck[measure])}).",
            "",
            "| Parameter | Effect of moving over the range | Mean with sign | Spread |",
            "| --- | ---: | ---: | ---: |",
        ]
        for row in rows.head(SHOWN).itertuples():
            effect = f"{percent(row.mu_star)} ± {percent(row.mu_star_half_width)}"
            lines.append(f"| `{row.name}` | {effect} | {100 * row.mu:+.0f} % | {percent(row.sigma)} |")
        lines.append("")
    return "\n".join(lines)


def table_of_variances(found: pd.DataFrame) -> str:
    """A Markdown table of shares of the variance, a column for each measure."""
    wide = found.pivot(index="name", columns="measure", values=["first", "total", "total_half_width"])
    order = wide["total"].max(axis=1).sort_values(ascending=False).index
    lines = ["| Parameter | " + " | ".join(MEASURES.values()) + " |", "| --- |" + " ---: |" * len(MEASURES)]
    for name in order:
        row = wide.loc[name]
        cells = [f"{row['first', m]:.2f} / {row['total', m]:.2f} ± {row['total_half_width', m]:.2f}" for m in MEASURES]
        lines.append(f"| `{name}` | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def fill(name: str, table: str) -> None:
    """Put a table between its two marks in the page."""
    text = PAGE.read_text(encoding="utf-8")
    begin, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->"
    before, rest = text.split(begin)
    PAGE.write_text(before + begin + table + rest[rest.index(end) :], encoding="utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", type=Path, default=ROOT / "build" / "corredor")
    parser.add_argument("--folder", type=Path, default=ROOT / "runs" / "sensitivity")
    parser.add_argument("--only-tell", action="store_true", help="from the tables in docs/sensitivity/, without runs")
    arguments = parser.parse_args()
    if not arguments.only_tell:
        study(arguments.program, arguments.folder)
    tell()
    return 0


def study(program: Path, folder: Path) -> None:
    """Run what is missing and write what was found."""
    parameters = cr.designs.read_parameters(PARAMETERS)
    FOUND.mkdir(exist_ok=True)
    seeds = pd.DataFrame({"replicate": range(SEEDS)})
    luck = shares_of_luck(run(program, folder, "luck", seeds))
    pd.Series(luck, name="mu_star").rename_axis("measure").to_csv(FOUND / "luck.csv", float_format="%.6g")
    design = cr.designs.morris(parameters, TRAJECTORIES, levels=LEVELS)
    found = effects(parameters, design, run(program, folder, "morris", design))
    found.to_csv(FOUND / "morris.csv", index=False, float_format="%.6g")
    chosen = strongest(parameters, found)
    design = cr.designs.sobol(chosen, SAMPLES)
    variances(chosen, run(program, folder, "sobol", design)).to_csv(
        FOUND / "sobol.csv", index=False, float_format="%.6g"
    )


def tell() -> None:
    """Draw the figure and fill the page's tables."""
    luck = pd.read_csv(FOUND / "luck.csv", index_col="measure")["mu_star"].to_dict()
    found = pd.read_csv(FOUND / "morris.csv")
    draw(found, luck)
    fill("effects", table_of_effects(found, luck))
    if (FOUND / "sobol.csv").exists():
        fill("variances", table_of_variances(pd.read_csv(FOUND / "sobol.csv")))


if __name__ == "__main__":
    sys.exit(main())
