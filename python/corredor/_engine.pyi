"""The simulation engine, as Python sees it; use the package corredor instead."""

from collections.abc import Callable, Sequence

version: str

class RunReport:
    """What a finished run tells besides its result file."""

    @property
    def scenario(self) -> str: ...
    @property
    def seed(self) -> int: ...
    @property
    def persons_per_agent(self) -> int: ...
    @property
    def seconds(self) -> float: ...
    @property
    def agent_days(self) -> int: ...
    @property
    def state_hash(self) -> int: ...
    @property
    def measures(self) -> dict[str, float]: ...

def run(
    scenario: str,
    *,
    output: str | None,
    overwrite: bool,
    seed: int | None,
    threads: int,
    persons_per_agent: int | None,
    until: str | None,
    overrides: Sequence[tuple[str, str]],
    progress: Callable[[int, int, str, int, int, float], object] | None,
) -> RunReport: ...
def report(files: list[str], *, output: str, overwrite: bool, tables_folder: str, title: str) -> list[str]: ...
