"""What several tests need."""

import os
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def program() -> Path:
    """Find the program: `CORREDOR`, the one in the build folder, or the one that is installed."""
    named = os.environ.get("CORREDOR")
    for candidate in [named] if named else [ROOT / "build/corredor", shutil.which("corredor")]:
        if candidate and Path(candidate).is_file():
            return Path(candidate).resolve()
    pytest.skip("the program is not built (make build)")
