"""A wheel that carries its libraries runs where there are none: `make test-wheel` makes it and installs it.

The environment of the wheel is clean: it has the wheel and what pip fetched for it. A machine without our libraries, and
without this repository, is made by hiding them from a process of its own (`unshare`).
"""

import os
import re
import shlex
import subprocess
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = Path(os.environ.get("CORREDOR_WHEEL_ENVIRONMENT", ROOT / "build/wheel/environment"))
PYTHON = ENVIRONMENT / "bin/python"
PROGRAM = ENVIRONMENT / "bin/corredor"
SCALE = ["--persons-per-agent", "1000", "--until", "2015-06-01", "--seed", "4"]

# What every Linux of the promised age has (PEP 600). The loader itself goes by its path.
BASE = re.compile(r"(?:libc|libm|libdl|librt|libpthread|libresolv|libgcc_s|libstdc\+\+|libz|ld-linux-x86-64)\.so[.\d]*")
# What the machine's Python loads for itself.
OF_PYTHON = {"libcrypto", "libssl", "libffi"}

can_hide = subprocess.run(["unshare", "--mount", "--map-root-user", "true"], check=False, capture_output=True)
needs_hiding = pytest.mark.skipif(can_hide.returncode != 0, reason="no name space of its own is allowed here")


@pytest.fixture(scope="module")
def wheel() -> Path:
    (only,) = (ROOT / "build/wheel").glob("corredor-*.whl")
    return only


@pytest.fixture(scope="module")
def site() -> Path:
    """Where the wheel was unpacked."""
    (folder,) = ENVIRONMENT.glob("lib/python3*/site-packages")
    return folder


def libraries_carried(site: Path) -> list[str]:
    return sorted(path.name for path in (site / "corredor.libs").iterdir())


def plain_environment() -> dict[str, str]:
    """What a shell of somebody else would have."""
    return {"PATH": f"{ENVIRONMENT / 'bin'}:/usr/bin:/bin", "LANG": "C.UTF-8"}


def run(command, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [str(word) for word in command],
        cwd=folder,
        env=plain_environment() | environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done


def loaded(command, folder: Path) -> list[Path]:
    """Name the shared libraries that a command loads, by what the loader says of its own work."""
    run(command, folder, LD_DEBUG="files", LD_DEBUG_OUTPUT=str(folder / "loader"))
    said = "".join(path.read_text(encoding="utf-8", errors="replace") for path in folder.glob("loader.*"))
    found = re.findall(r"calling init: (\S+)", said)
    assert len(found) > 5
    return [Path(os.path.normpath(path)) for path in found]


def hidden(command, site: Path, *, python_needs: bool) -> list[str]:
    """Make a command run where neither the system's copies of what the wheel carries nor this repository can be seen."""
    originals = {re.sub(r"-[0-9a-f]{8}(?=\.)", "", name) for name in libraries_carried(site)}
    kept = OF_PYTHON if python_needs else set()
    away = [
        path
        for path in Path("/usr/lib/x86_64-linux-gnu").rglob("lib*.so*")
        if path.resolve().name in originals and path.name.split(".")[0] not in kept and not path.is_symlink()
    ]
    assert len(away) > 10
    lines = [f"mount --bind /dev/null {shlex.quote(str(path))}" for path in away]
    lines += ["mount -t tmpfs none " + shlex.quote(str(ROOT / name)) for name in ("engine", "python", "scenarios")]
    page = ROOT / "build/report_template.html"
    lines += [f"mount --bind /dev/null {shlex.quote(str(page))}"] if page.exists() else []
    script = "\n".join(["set -e", *lines, "exec " + shlex.join(map(str, command))])
    return ["unshare", "--mount", "--map-root-user", "sh", "-c", script]


# What is inside ----------------------------------------------------------------------------------------------------


def test_name_says_what_it_runs_on(wheel):
    assert re.fullmatch(r"corredor-[\d.]+-cp3\d+-cp3\d+-manylinux_2_\d+_x86_64\.whl", wheel.name)


def test_every_library_comes_with_the_terms_of_those_who_wrote_it(wheel):
    with zipfile.ZipFile(wheel) as inside:
        names = inside.namelist()
        terms = [name for name in names if re.search(r"\.dist-info/licenses/carried/.+\.txt$", name)]
        assert all(inside.getinfo(name).file_size > 200 for name in terms)
    packages = {Path(name).stem for name in terms}
    assert {"libcli11-dev", "libeigen3-dev", "librandom123-dev", "nlohmann-json3-dev", "pybind11"} < packages
    assert any(name.startswith("libtbb") for name in packages) and any("hdf5" in name for name in packages)
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)


# That it needs nothing else ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("start", ["program", "package"])
def test_libraries_are_those_of_the_wheel(start, site, tmp_path):
    script = 'import corredor as cr; cr.run("baseline", persons_per_agent=2000, until="2015-02-01", output="out.h5")'
    real = site / "corredor.scripts/corredor"  # without the Python that starts it
    command = [real, "run", "baseline", *SCALE, "-o", "out.h5"] if start == "program" else [PYTHON, "-c", script]
    paths = loaded(command, tmp_path)
    outside = [path for path in paths if not path.is_relative_to(site) and not BASE.fullmatch(path.name)]
    if start == "package":  # the machine's Python brings libraries of its own
        alone = tmp_path / "alone"
        alone.mkdir()
        of_python = loaded([PYTHON, "-c", "import bz2, ctypes, hashlib, lzma, sqlite3, ssl, uuid, zlib"], alone)
        outside = [path for path in outside if "lib-dynload" not in path.parts and path not in of_python]
    assert outside == []
    carried = {path.name.split("-")[0] for path in paths if path.parent.name == "corredor.libs"}
    assert {"libtbb", "libyaml", "libfmt"} <= carried and any(name.startswith("libhdf5") for name in carried)


@needs_hiding
def test_system_libraries_are_hidden(site):
    """Nothing would be shown by hiding them if what was built here still ran."""
    command = hidden([ROOT / "build/corredor", "--version"], site, python_needs=False)
    ended = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert ended.returncode == 127 and "error while loading shared libraries" in ended.stderr


@needs_hiding
def test_program_runs_on_a_machine_without_the_libraries(site, tmp_path):
    told = run(hidden([PROGRAM, "--version"], site, python_needs=True), tmp_path)
    assert told.stdout.startswith("corredor ")
    real = site / "corredor.scripts/corredor"
    listed = run(hidden([real, "list"], site, python_needs=False), tmp_path)
    assert "baseline" in listed.stdout
    run(hidden([real, "run", "baseline", *SCALE, "-o", "out.h5"], site, python_needs=False), tmp_path)
    run(hidden([real, "report", "out.h5", "-o", "out.html"], site, python_needs=False), tmp_path)
    usual = run([ROOT / "build/corredor", "run", "baseline", *SCALE, "-o", "usual.h5"], tmp_path)
    assert usual.returncode == 0
    assert (tmp_path / "out.h5").read_bytes() == (tmp_path / "usual.h5").read_bytes()
    assert (tmp_path / "out.html").stat().st_size > 100_000


@needs_hiding
def test_package_runs_on_a_machine_without_the_libraries(site, tmp_path):
    script = f"""
import corredor as cr
scenario = cr.Scenario("baseline")
assert scenario.folder == {str(site / "corredor/scenarios")!r}, scenario.folder
run = cr.run(scenario, persons_per_agent=1000, until="2015-06-01", seed=4, output="out.h5")
assert int(run.to_xarray()["persons"].isel(time=-1).sum()) > 0
cr.report([run], "out.html")
simulation = cr.Simulation(scenario, persons_per_agent=1000, until="2015-06-01", seed=4)
simulation.finish()
print(run.state_hash == simulation.state_hash)
"""
    assert run(hidden([PYTHON, "-c", script], site, python_needs=True), tmp_path).stdout == "True\n"


def test_scenarios_are_those_of_the_wheel(site, tmp_path):
    told = run([PROGRAM, "list", "--json"], tmp_path).stdout
    assert str(site / "corredor/scenarios") in told or str(ENVIRONMENT / "share/corredor/scenarios") in told
    assert str(ROOT / "scenarios") not in told


def test_start_keeps_arguments_streams_and_exit_code(tmp_path):
    ended = subprocess.run(
        [PROGRAM, "validate", "no such.yaml"],
        cwd=tmp_path,
        env=plain_environment(),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (ended.returncode, ended.stdout) == (66, "")
    assert "no such.yaml" in ended.stderr
