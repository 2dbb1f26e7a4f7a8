"""The simulation engine, as Python sees it; use the package corredor instead."""

version: str
