"""What a run stands on: the pins that must be in force, and what the record says of interpreter, packages and
CPU.

A pin that is misspelt or unknown to a library is silently ignored by it, and numpy and scipy carry separate
copies of OpenBLAS. So nothing is trusted: each library is asked what it uses.
"""

from __future__ import annotations

import importlib.metadata
import os
import platform
import re
import sys
from pathlib import Path
from typing import Any

V3 = ("avx", "avx2", "bmi1", "bmi2", "f16c", "fma", "abm", "movbe", "xsave")
V2 = ("cx16", "lahf_lm", "popcnt", "sse4_1", "sse4_2", "ssse3")
V4 = ("avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl")


def finding(code: str, message: str, help: str, place: str = "") -> dict[str, Any]:
    """One finding, as findings.json holds it."""
    return {"code": code, "message": message, "place": place, "help": help, "notes": []}


def cpu() -> dict[str, str]:
    """The x86-64 level that the CPU reaches (elsewhere the machine's name), and its model's name."""
    try:
        text = Path("/proc/cpuinfo").read_text("utf-8", "replace")
    except OSError:
        text = ""
    flags = (
        set(re.findall(r"\S+", re.search(r"^flags\s*:(.*)$", text, re.M)[1])) if "\nflags" in text else set()
    )
    model = re.search(r"^model name\s*:\s*(.*)$", text, re.M)
    level = platform.machine()
    if level == "x86_64":
        for name, wanted in (("x86_64_v2", V2), ("x86_64_v3", V3), ("x86_64_v4", V4)):
            if not flags.issuperset(wanted):
                break
            level = name
    return {"class": level, "model": model[1] if model else ""}


def installed(names: list[str]) -> dict[str, str | None]:
    """The versions found of the pinned packages."""
    found: dict[str, str | None] = {}
    for name in names:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            found[name] = None
    return found


def check_start(plan: dict[str, Any], pins: dict[str, str]) -> list[dict[str, Any]]:
    """What must hold before the scientific packages are imported: CPU, interpreter, environment, versions."""
    found = []
    wanted = plan["cpu"]
    if wanted != "native" and not cpu()["class"] >= wanted:
        found.append(
            finding(
                "E851",
                f"this CPU is of class {cpu()['class']}; the pins need {wanted}",
                "say `cpu = x86_64_v2` (or `native`) in `environment`, or run it on another machine",
            )
        )
    found += check_python(platform.python_version(), plan["python"])
    for name, have in installed(list(plan["packages"])).items():
        if have != plan["packages"][name]:
            message = f"{name} {plan['packages'][name]} is pinned, " + (
                f"{have} is installed" if have else "it is not installed"
            )
            found.append(finding("E852", message, "install what `requirements.lock` lists", name))
    if pins.get("PYTHONHASHSEED") == "0" and sys.flags.hash_randomization:
        found.append(
            finding("E850", "PYTHONHASHSEED is set and not in force", "run Python without `-E` and `-I`")
        )
    return found


def check_python(have: str, wanted: str) -> list[dict[str, Any]]:
    """The interpreter's minor version decides; a patch release is recorded, not refused."""
    if not wanted or have.split(".")[:2] == wanted.split(".")[:2]:
        return []
    return [
        finding(
            "E852", f"Python {wanted} is pinned, this is {have}", f"run it with Python {wanted}", "python"
        )
    ]


def check_pins(pins: dict[str, str], threads: int) -> list[dict[str, Any]]:
    """Whether threads, OpenBLAS cores and instruction sets are what the pins say, library by library."""
    found = []
    for pool in threadpools():
        core, pinned = pool["architecture"], pins.get("OPENBLAS_CORETYPE")
        if pool["threads"] != threads:
            message = f"{pool['library']} uses {pool['threads']} threads, {threads} are pinned"
            found.append(finding("E850", message, "run it in a process of its own", pool["library"]))
        if pinned and core and core.lower() != pinned.lower():
            message = f"{pool['library']} {pool['version']} uses the core {core}, {pinned} is pinned"
            found.append(
                finding(
                    "E850",
                    message,
                    "pin a core that this version of OpenBLAS and this CPU have",
                    pool["library"],
                )
            )
    features = numpy_module().__cpu_features__
    for name in pins.get("NPY_DISABLE_CPU_FEATURES", "").split():
        if features.get(name, True):
            words = "is still in use" if name in features else "is not known"
            found.append(
                finding(
                    "E850",
                    f"{name} is pinned off, and {words} in numpy",
                    "pin another version of numpy",
                    "numpy",
                )
            )
    if Path("/proc/self/environ").is_file() and "GLIBC_TUNABLES" in pins:
        at_start = dict(
            item.partition(b"=")[::2] for item in Path("/proc/self/environ").read_bytes().split(b"\0")
        )
        if at_start.get(b"GLIBC_TUNABLES", b"").decode("utf-8", "replace") != pins["GLIBC_TUNABLES"]:
            found.append(
                finding("E850", "GLIBC_TUNABLES was not set when Python started", "start `train.py` itself")
            )
    return found


def numpy_module() -> Any:
    """The module of numpy that knows the instruction sets in use."""
    import numpy as np

    if int(np.__version__.split(".")[0]) >= 2:
        from numpy._core import _multiarray_umath

        return _multiarray_umath
    from numpy.core import _multiarray_umath

    return _multiarray_umath


def threadpools() -> list[dict[str, Any]]:
    """Every BLAS and OpenMP library that is loaded, as it describes itself."""
    import sklearn.utils  # noqa: F401  OpenMP
    from threadpoolctl import threadpool_info

    pools = [
        {
            "library": pool["internal_api"],
            "version": pool.get("version"),
            "architecture": pool.get("architecture"),
            "threads": pool["num_threads"],
        }
        for pool in threadpool_info()
    ]
    return sorted(pools, key=str)


def describe(plan: dict[str, Any], pins: dict[str, str]) -> dict[str, Any]:
    """The record's `environment`."""
    simd = numpy_module()
    names = [*simd.__cpu_baseline__, *simd.__cpu_dispatch__]
    libc = (
        os.confstr("CS_GNU_LIBC_VERSION")
        if "CS_GNU_LIBC_VERSION" in getattr(os, "confstr_names", ())
        else None
    )
    return {
        "python": platform.python_version(),
        "implementation": platform.python_implementation(),
        "libc": libc or " ".join(platform.libc_ver()).strip(),
        "machine": platform.machine(),
        "cpu": cpu(),
        "packages": {name: version for name, version in installed(list(plan["packages"])).items() if version},
        "pins": {name: value for name, value in pins.items() if value},
        "threadpools": threadpools(),
        "numpy_simd": {
            "baseline": list(simd.__cpu_baseline__),
            "enabled": [name for name in names if simd.__cpu_features__.get(name)],
        },
    }
