"""
Agent-based simulation of migrant flows between Venezuela and Chile.

Agents are synthetic and results are aggregates: they describe a model, and no real person.

Examples
--------
>>> import corredor as cr
>>> run = cr.run("baseline", persons_per_agent=1000, until="2015-07-01")
>>> dataset = run.to_xarray()
>>> dataset["persons"].sum("node").dims
('time', 'status')
"""

from corredor import designs as designs
from corredor._engine import version as __version__
from corredor.cases import events, journeys, persons
from corredor.errors import Problem, RunError, ScenarioError
from corredor.progress import Progress, StudyProgress
from corredor.reporting import View, report, view
from corredor.result import open
from corredor.running import Run, run
from corredor.scenario import Difference, Differences, Scenario, Timeline
from corredor.simulation import Simulation, Table
from corredor.studies import Comparison, Ensemble, compare, ensemble
from corredor.sweeping import sweep
from corredor.validating import Validation, validate_against

__all__ = [
    "Comparison",
    "Difference",
    "Differences",
    "Ensemble",
    "Problem",
    "Progress",
    "Run",
    "RunError",
    "Scenario",
    "ScenarioError",
    "Simulation",
    "StudyProgress",
    "Table",
    "Timeline",
    "Validation",
    "View",
    "__version__",
    "compare",
    "designs",
    "ensemble",
    "events",
    "journeys",
    "open",
    "persons",
    "report",
    "run",
    "sweep",
    "validate_against",
    "view",
]
