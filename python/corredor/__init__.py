"""
Agent-based simulation of migrant flows and criminal capture.

>>> import corredor as cr
>>> dataset = cr.open("runs/baseline.h5")
>>> dataset["persons"].sum("node")
"""

from corredor._engine import version as __version__
from corredor.errors import Problem, RunError, ScenarioError
from corredor.result import open

__all__ = ["Problem", "RunError", "ScenarioError", "__version__", "open"]
