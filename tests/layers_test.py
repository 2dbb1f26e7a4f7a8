"""Names every #include in engine/ that climbs the ladder of folders, and every library used outside its door."""

import re
import sys
from pathlib import Path

# From the ground up. A folder includes itself and lower rungs; folders on one rung never include each other.
LADDER = [
    {"base"},
    {"world"},
    {"state"},
    {"rules"},
    {"mechanisms", "economies", "interventions"},
    {"model"},
    {"phases", "scenario", "output"},
    {"simulation"},
    {"twin"},
    {"studies"},
    {"cli"},
]
RUNG = {folder: height for height, folders in enumerate(LADDER) for folder in folders}

# Library, how its headers are recognised, and the only places in engine/ that may open that door.
DOORS = [
    ("TBB", r"(oneapi/)?tbb/", r"base/parallel\."),
    ("yaml-cpp", r"yaml-cpp/", r"scenario/"),
    ("HDF5", r"(hdf5(_hl)?|H5\w*)\.h$", r"output/"),
    ("libdeflate", r"libdeflate\.h$", r"output/"),
    ("pybind11", r"pybind11/", r"(?!)"),
]
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def complaints(engine: Path):
    for file in sorted(path for path in engine.rglob("*") if path.suffix in {".hpp", ".cpp", ".h"}):
        name = file.relative_to(engine).as_posix()
        folder = name.split("/")[0]
        if folder not in RUNG:
            yield f"{name}: the folder '{folder}' has no rung; give it one in tests/layers_test.py"
            continue
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
            if not (found := INCLUDE.match(line)):
                continue
            where, header = f"engine/{name}:{number}", found[2]
            for library, headers, door in DOORS:
                if re.match(headers, header) and not re.match(door, name):
                    yield f"{where}: {library} ({header}) may not be included here"
            target = header.split("/")[0]
            if found[1] == '"' and not (engine / header).is_file():
                yield f'{where}: "{header}" is no file in engine/; write the path from there'
            elif found[1] == '"' and target != folder and RUNG.get(target, -1) >= RUNG[folder]:
                yield f"{where}: {folder}/ may not include {target}/ ({header})"


if __name__ == "__main__":
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent
    if not (root / "engine").is_dir():
        sys.exit(f"{root} has no engine/")
    found = list(complaints(root / "engine"))
    for complaint in found:
        print(complaint)
    sys.exit(f"layers: {len(found)} to put right" if found else 0)
