"""What a dataset of a result offers beside its variables: ``dataset.corredor``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import xarray as xr

from corredor.names import Measures

if TYPE_CHECKING:
    import pandas as pd

    from corredor.plotting import ComparisonPlots, EnsemblePlots, RunPlots


register: Any = xr.register_dataset_accessor  # it has no types


@register("corredor")
class Opened:
    """
    Figures and measures of an opened result, as :class:`corredor.Run` and :class:`corredor.Comparison` have them.

    xarray itself has a ``plot`` at datasets, so they stand apart: ``dataset.corredor.plot.timeline()``.
    """

    def __init__(self, dataset: xr.Dataset) -> None:
        self._dataset = dataset

    @property
    def plot(self) -> RunPlots | EnsemblePlots | ComparisonPlots:
        """Figures, those of what the file holds: a run, an ensemble or a comparison."""
        from corredor.plotting import ComparisonPlots, EnsemblePlots, RunPlots

        if _is_comparison(self._dataset):
            return ComparisonPlots(effects_in(self._dataset), self._dataset.sizes["replicate"])
        if "time" not in self._dataset.dims:
            raise ValueError("figures are over time, and this dataset has none: keep it with isel(time=[-1])")
        return EnsemblePlots(self._dataset) if "replicate" in self._dataset.dims else RunPlots(self._dataset)

    @property
    def measures(self) -> dict[str, float] | pd.DataFrame:
        """
        Measures of the whole run by name; of a comparison its effects; of an ensemble by (replicate, measure).

        Those of runs are in a group of the file, which is looked up again.
        """
        if _is_comparison(self._dataset):
            return effects_in(self._dataset)
        measures = self._group_of_measures()
        if "replicate" in measures.dims and "replicate" in self._dataset.coords:
            measures = measures.isel(replicate=self._dataset["replicate"].to_numpy())  # those that were chosen
        if "replicate" in measures.dims:
            return measures.to_dataframe().rename_axis(index="replicate", columns="measure")
        return Measures({str(name): float(value) for name, value in measures.items()})

    def _group_of_measures(self) -> xr.Dataset:
        from corredor.result import open as open_result

        file = self._dataset.encoding.get("source")
        if file is None:
            raise ValueError("measures are in a file, and this dataset is not as a file was opened")
        with open_result(file, group="measures") as measures:
            return measures.load()


def _is_comparison(dataset: xr.Dataset) -> bool:
    return "measure_effect" in dataset


def effects_in(root: xr.Dataset) -> pd.DataFrame:
    """Tell what each alternative of a comparison changes, as :attr:`corredor.Comparison.measures` does."""
    import pandas as pd

    names = [(str(a), str(m)) for a in root["alternative"].to_numpy() for m in root["measure"].to_numpy()]
    times = root.sizes["alternative"]
    columns: dict[str, Any] = {
        part: root[f"measure_{part}"].transpose("alternative", "measure").to_numpy().ravel()
        for part in ("base", "effect", "half_width", "half_width_unpaired", "variance_ratio")
    }
    frame = pd.DataFrame(columns, index=pd.MultiIndex.from_tuples(names, names=["alternative", "measure"]))
    frame.insert(0, "label", [str(label) for label in root["measure_label"].to_numpy()] * times)
    frame.insert(3, "low", frame["effect"] - frame["half_width"])
    frame.insert(4, "high", frame["effect"] + frame["half_width"])
    frame["unit"] = [str(unit) for unit in root["measure_unit"].to_numpy()] * times
    return frame
