#!/usr/bin/env bash
# Installs the system packages that Corredor is built, run and tested with; does nothing when all are there.
set -euo pipefail

# The one list of system packages: Debian 12 names, a line each for what they serve.
packages=(
    g++ make cmake ninja-build git ca-certificates                # build
    libtbb-dev libhdf5-dev libyaml-cpp-dev libeigen3-dev          # engine
    librandom123-dev libfmt-dev nlohmann-json3-dev libssl-dev
    libcli11-dev libdeflate-dev pkg-config                        # command line, reports
    libgtest-dev libgmock-dev librapidcheck-dev libboost-math-dev # tests
    libbenchmark-dev                                              # bench
    hdf5-tools netcdf-bin                                         # look into results: h5dump, ncdump
    clang clang-format clang-tidy libclang-rt-14-dev              # second compiler, checks
    python3 python3-venv python3-dev                              # Python package
    chromium fonts-liberation fonts-dejavu-core                   # tests of the report in a browser
)
# The page of reports is bundled with Node.js. One that is there already will do: packages of other publishers bring npm
# inside nodejs and refuse Debian's.
if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
    packages+=(nodejs npm)
fi

if [[ ${1:-} == --list ]]; then
    printf '%s\n' "${packages[@]}"
    exit 0
fi

if ! command -v dpkg-query >/dev/null; then
    echo "bootstrap: this is not a Debian system; it needs the counterparts of: ${packages[*]}" >&2
    exit 0
fi

missing=()
for package in "${packages[@]}"; do
    status=$(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null || true)
    [[ $status == installed* ]] || missing+=("$package")
done
if ((${#missing[@]} == 0)); then
    exit 0
fi

install_line="apt-get update && apt-get install --yes --no-install-recommends ${missing[*]}"
if ((EUID == 0)); then
    as_root=(env)
elif command -v sudo >/dev/null && { sudo --non-interactive true 2>/dev/null || [[ -t 0 ]]; }; then
    as_root=(sudo env)
else
    echo "bootstrap: ${#missing[@]} system packages are missing, and neither root nor sudo is at hand. As root, run:" >&2
    echo "    $install_line" >&2
    exit 1
fi

echo "bootstrap: installing ${missing[*]}"
apt=("${as_root[@]}" DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 --quiet)
if ! { "${apt[@]}" update && "${apt[@]}" install --yes --no-install-recommends "${missing[@]}" </dev/null; }; then
    echo "bootstrap: that did not work. As root, run:" >&2
    echo "    $install_line" >&2
    exit 1
fi
