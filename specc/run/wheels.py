"""Names of wheels: which one a platform takes, by the platform compatibility tags (PEP 425, 600)."""

from __future__ import annotations

import re

from specc.records import dataclass

GLIBC = (2, 28)  # the oldest C library that is promised to work: Debian 10, RHEL 8 and later
_OLD_NAMES = {"manylinux1": (2, 5), "manylinux2010": (2, 12), "manylinux2014": (2, 17)}
_MACHINES = {"amd64": "x86_64", "x86_64": "x86_64", "arm64": "aarch64", "aarch64": "aarch64"}


@dataclass(frozen=True, slots=True)
class Target:
    """What is resolved for. `system` is linux or macos, `machine` is x86_64 or aarch64."""

    python: str  # "3.11" or "3.11.7"
    system: str
    machine: str

    @property
    def minor(self) -> int:
        """11 for Python 3.11.7."""
        return int(self.python.split(".")[1])

    @property
    def uv_platform(self) -> str:
        """uv's name of the platform."""
        if self.system == "linux":
            return f"{self.machine}-manylinux_{GLIBC[0]}_{GLIBC[1]}"
        return f"{self.machine}-apple-darwin"


def target_of(python: str, platform: str) -> Target | None:
    """The target for `linux/amd64` and the like; none where it is not known."""
    system, _, machine = platform.partition("/")
    system = {"darwin": "macos", "osx": "macos"}.get(system.lower(), system.lower())
    architecture = _MACHINES.get(machine.lower(), "")
    if system not in ("linux", "macos") or not architecture or not re.fullmatch(r"3\.\d+(\.\d+)?", python):
        return None
    return Target(python, system, architecture)


def this_platform() -> str:
    """The platform this process runs on, in the spec's words (`linux/amd64`)."""
    import platform

    machine = _MACHINES.get(platform.machine().lower(), platform.machine().lower())
    system = {"Darwin": "macos"}.get(platform.system(), platform.system().lower())
    return f"{system}/{ {'x86_64': 'amd64', 'aarch64': 'arm64'}.get(machine, machine) }"


def same_platform(one: str, other: str) -> bool:
    """True when two platform names mean the same (`linux/x86_64` and `linux/amd64`)."""
    first, second = target_of("3.11", one), target_of("3.11", other)
    return first is not None and first == second


def rank(filename: str, target: Target) -> tuple[int, int, str] | None:
    """How well a wheel fits: smaller is better, none when it can't be used.

    Binary wheels for this very Python come before the stable ABI, that before pure Python; then the newest
    C library that is still allowed; then the name, so that the choice never depends on an index's order.
    """
    parts = filename.removesuffix(".whl").split("-")
    if not filename.endswith(".whl") or len(parts) not in (5, 6):
        return None
    pythons, abis, platforms = (part.split(".") for part in parts[-3:])
    fits = [_platform_rank(name, target) for name in platforms]
    platform = min((value for value in fits if value is not None), default=None)
    abi = min(
        (r for p in pythons for a in abis if (r := _abi_rank(p, a, target.minor)) is not None), default=None
    )
    if platform is None or abi is None:
        return None
    return abi, platform, filename


def _abi_rank(python: str, abi: str, minor: int) -> int | None:
    exact = f"cp3{minor}"
    if python == exact and abi == exact:
        return 0
    match = re.fullmatch(r"(cp|py)3(\d*)", python)
    if match is None:
        return None
    built = int(match[2] or 0)
    if built > minor:
        return None
    if match[1] == "cp" and abi == "abi3":
        return 1 + (minor - built)
    if python == exact and abi == "none":
        return 100
    return 200 + (minor - built) if match[1] == "py" and abi == "none" else None


def _platform_rank(name: str, target: Target) -> int | None:
    if name == "any":
        return 1000
    if target.system == "linux":
        match = re.fullmatch(r"(manylinux\d*)(?:_(\d+)_(\d+))?_(x86_64|aarch64)", name)
        if match is not None and match[4] == target.machine:
            glibc = _OLD_NAMES.get(match[1]) or (int(match[2] or 0), int(match[3] or 0))
            return 100 - glibc[1] if (0, 0) < glibc <= GLIBC else None
        return 500 if name == f"linux_{target.machine}" else None
    match = re.fullmatch(r"macosx_(\d+)_(\d+)_(arm64|x86_64|universal2)", name)
    machine = {"aarch64": "arm64"}.get(target.machine, target.machine)
    return 100 - int(match[1]) if match is not None and match[3] in (machine, "universal2") else None
