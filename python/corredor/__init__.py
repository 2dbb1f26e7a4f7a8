"""
Agent-based simulation of migrant flows between Venezuela and Chile.

Agents are synthetic and results are aggregates: they describe a model, and no real person.

Examples
--------
>>> import corredor as cr
>>> run = cr.run("baseline", persons_per_agent=100)
>>> dataset = run.to_xarray()
>>> dataset["persons"].sum("node")
"""

from corredor import designs as designs
from corredor._engine import version as __version__
from corredor.errors import Problem, RunError, ScenarioError
from corredor.reporting import View, report, view
from corredor.result import open
from corredor.running import Progress, Run, run
from corredor.sweeping import sweep

__all__ = [
    "Problem",
    "Progress",
    "Run",
    "RunError",
    "ScenarioError",
    "View",
    "__version__",
    "open",
    "report",
    "run",
    "sweep",
    "view",
]
