"""Python, cores, memory, disk, graphics card, folders that can be written, ports that are free."""

import ctypes
import os
import platform
import shutil
import socket
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from sonogenomics.doctor.finding import Finding

GIB = 1024**3
MEMORY_GIB = 4.0  # training the light network holds 1.3 (measured); workers and DVC beside it
HONEST_GPU_GIB = 16.0  # 16 images of 512 px in bf16; reckoned, not measured
DISK_GIB = 5.0  # the default study with its cache and runs is under 1 GiB; real ones are larger
PORTS = {"ui": 5000, "serve": 5001, "review": 5050}
CUDA = ("libcuda.so.1", "nvcuda.dll")


def python() -> Iterator[Finding]:
    """The interpreter and the system."""
    version, system = platform.python_version(), f"{platform.system()} {platform.machine()}"
    wanted = sys.version_info[:2] == (3, 11)
    remedy = "" if wanted else "Use Python 3.11: `make setup` makes its environment"
    yield Finding("Python", "good" if wanted else "mend", f"{version} on {system}", remedy)


def cores() -> Iterator[Finding]:
    """How many processes may work at once."""
    n = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    given = os.environ.get("SONOGENOMICS_WORKERS")
    said = f"{n} to use" + (f", SONOGENOMICS_WORKERS={given}" if given else "")
    slow = "the default study takes about ten minutes on two" if n < 2 else ""  # noqa: PLR2004
    yield Finding("cores", "note" if slow else "good", said, slow)


def memory() -> Iterator[Finding]:
    """What is free, and what the default study needs."""
    free, total = _memory_gib()
    said = f"{free:.1f} of {total:.1f} GiB free; the default study needs {MEMORY_GIB:.0f}"
    tight = free < MEMORY_GIB
    remedy = "Close other programs, or set SONOGENOMICS_WORKERS=1" if tight else ""
    yield Finding("memory", "mend" if tight else "good", said, remedy)


def disk() -> Iterator[Finding]:
    """Room where the project stands."""
    free = shutil.disk_usage(Path.cwd()).free / GIB
    tight = free < DISK_GIB
    remedy = "`dvc gc -w` frees what no commit needs" if tight else ""
    yield Finding("disk", "mend" if tight else "good", f"{free:.0f} GiB free here", remedy)


def gpu() -> Iterator[Finding]:
    """A graphics card that torch could use, asked of the driver: loading torch takes seconds."""
    try:
        torch = metadata.version("torch")
    except metadata.PackageNotFoundError:
        yield Finding("torch", "mend", "not installed", "`make setup` installs it")
        return
    count = _n_gpus()
    if count:
        need = f"the presets `honest` and `published` need about {HONEST_GPU_GIB:.0f} GiB of each"
        yield Finding("GPU", "good", f"{count} found (torch {torch}); {need}")
        return
    said = f"none found (torch {torch}): `light` runs here, `honest` and `published` take days"
    yield Finding("GPU", "note", said)


def writing() -> Iterator[Finding]:
    """Whether results can be put where they belong."""
    folders = [Path(name) for name in (".", "data", "models", "reports", "mlruns", ".dvc/tmp")]
    shut = [str(one) for one in folders if one.exists() and not os.access(one, os.W_OK)]
    if shut:
        yield Finding("writing", "mend", f"not allowed in {', '.join(shut)}", "Allow it")
    else:
        yield Finding("writing", "good", "allowed in every folder of the project")


def ports() -> Iterator[Finding]:
    """Whether the local pages can be opened where they usually are."""
    taken = [f"{port} ({name})" for name, port in PORTS.items() if not _is_free(port)]
    if taken:
        said = f"in use: {', '.join(taken)}"
        yield Finding("ports", "note", said, "The commands take another with --port")
    else:
        yield Finding("ports", "good", f"{', '.join(map(str, PORTS.values()))} free")


def _memory_gib() -> tuple[float, float]:
    lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    kib = {line.split(":")[0]: int(line.split()[1]) for line in lines}
    return kib["MemAvailable"] * 1024 / GIB, kib["MemTotal"] * 1024 / GIB


def _n_gpus() -> int:
    """Devices the CUDA driver names; 0 where there is no driver."""
    for name in CUDA:
        try:
            driver = ctypes.CDLL(name)
        except OSError:
            continue
        count = ctypes.c_int(0)
        if driver.cuInit(0) == 0 and driver.cuDeviceGetCount(ctypes.byref(count)) == 0:
            return count.value
    return 0


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
