"""What several tests need."""

import os
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def pytest_configure():
    """Let Ctrl-C reach what tests start, also where they run in the background of a script, which ignores it."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def program() -> Path:
    """Find the program: `CORREDOR`, the one in the build folder, or the one that is installed."""
    named = os.environ.get("CORREDOR")
    for candidate in [named] if named else [ROOT / "build/corredor", shutil.which("corredor")]:
        if candidate and Path(candidate).is_file():
            return Path(candidate).resolve()
    pytest.skip("the program is not built (make build)")


@pytest.fixture
def corredor(program, tmp_path):
    """Runs the program in a folder of its own; fails unless it ends as expected."""

    def call(*arguments, code=0):
        result = subprocess.run(
            [program, *map(str, arguments)], cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False
        )
        assert result.returncode == code, result.stderr
        return result

    return call
