"""Which packages, to the byte: versions and wheel hashes, chosen once by uv and then kept by the lock."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from specc.diagnostics import Finding
from specc.model.spec import Environment
from specc.records import dataclass
from specc.run.refusals import resolve_findings
from specc.run.uv import run_uv
from specc.run.wheels import Target, rank, target_of

# what the generated train.py imports, whatever the spec lists
TRAINING_PACKAGES = ("numpy", "pandas", "pyarrow", "scikit-learn", "skops", "threadpoolctl", "tzdata")


@dataclass(frozen=True, slots=True)
class LockedPackage:
    """A package with the hash of the one wheel that is installed, as `sha256:<hex>`."""

    name: str
    version: str
    hashes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Requirements:
    """Every package of an environment. `text` is `requirements.lock`; `exclude_newer` an ISO date."""

    text: str
    packages: tuple[LockedPackage, ...]
    exclude_newer: str


@dataclass(frozen=True, slots=True)
class Wheel:
    """A wheel that an index offers. The address is never kept in a file."""

    package: str
    version: str
    filename: str
    sha256: str
    bytes: int
    url: str


def normal_name(name: str) -> str:
    """The normal form of a project name (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def requirements_text(packages: Iterable[LockedPackage]) -> str:
    """`requirements.lock`: sorted by name, one hash a line, no index addresses. Needs no network."""
    lines: list[str] = []
    for package in sorted(packages, key=lambda p: normal_name(p.name)):
        hashes = sorted(set(package.hashes))
        lines.append(f"{normal_name(package.name)}=={package.version} \\")
        lines += [f"    --hash={value} \\" for value in hashes[:-1]]
        lines.append(f"    --hash={hashes[-1]}")
    return "\n".join(lines) + "\n"


def requirements_of(packages: Iterable[LockedPackage], exclude_newer: str) -> Requirements:
    """The very same requirements again from what a lock holds."""
    kept = tuple(
        LockedPackage(normal_name(p.name), p.version, tuple(sorted(set(p.hashes))))
        for p in sorted(packages, key=lambda p: normal_name(p.name))
    )
    return Requirements(requirements_text(kept), kept, exclude_newer)


def today() -> str:
    """Today in UTC as an ISO date: the `exclude_newer` of a first lock."""
    from datetime import UTC, datetime

    return datetime.now(UTC).date().isoformat()


def resolve(
    environment: Environment, extra: Iterable[str] = TRAINING_PACKAGES, date: str = ""
) -> Requirements | tuple[Finding, ...]:
    """Choose every package for the spec's Python and platform; wheels only, nothing uploaded after `date`.

    The spec's packages are taken as pinned, those of `extra` that it does not name in the newest version
    that fits. `date` is `environment.exclude_newer`, else today. Findings: no such package or version, a
    conflict, no wheel for the platform, no network, uv missing, platform unknown.
    """
    exclude_newer = date or environment.exclude_newer or today()
    target = target_of(environment.python, environment.platform)
    if target is None:
        return (_unknown_platform(environment),)
    malformed = _malformed(environment)
    if malformed:
        return malformed
    direct = {normal_name(p.name): f"{p.name}=={p.version}" for p in environment.packages}
    wanted = dict.fromkeys(map(normal_name, extra)) | direct
    lines = [wanted[name] or _bounded(name, direct) for name in sorted(wanted)]
    offered = offered_wheels(lines, target, exclude_newer)
    if not isinstance(offered, list):
        return _each_alone(environment, target, exclude_newer, offered)
    chosen = choose_wheels(offered, target)
    packages = [LockedPackage(w.package, w.version, (f"sha256:{w.sha256}",)) for w in chosen]
    return requirements_of(packages, exclude_newer)


def _bounded(name: str, pinned: dict[str, str]) -> str:
    """The requirement for a package that the spec does not pin, where its own metadata says too little."""
    # pyarrow 26 fails at import with numpy before 2, and does not require a newer one; 25.0.1 works with it.
    if name == "pyarrow" and re.match(r"numpy==[01]\.", pinned.get("numpy", "")):
        return "pyarrow<26"
    return name


def offered_wheels(
    lines: list[str], target: Target, exclude_newer: str, *, dependencies: bool = True
) -> list[Wheel] | tuple[Finding, ...]:
    """What the index offers for requirement lines, by uv's resolver, for one platform."""
    import tempfile  # here and below: a build from a lock resolves nothing, and need not load what that takes

    with tempfile.TemporaryDirectory(prefix="specc-") as folder:
        wanted, answer = Path(folder) / "requirements.in", Path(folder) / "pylock.toml"
        wanted.write_text("\n".join(lines) + "\n", "utf-8")
        arguments = ["pip", "compile", "--format", "pylock.toml", "--no-header", "--only-binary", ":all:"]
        arguments += ["--python-version", target.python, "--python-platform", target.uv_platform]
        if exclude_newer:
            arguments += ["--exclude-newer", _end_of_day(exclude_newer)]
        if not dependencies:
            arguments.append("--no-deps")
        result = run_uv([*arguments, "--output-file", str(answer), str(wanted)])
        if isinstance(result, Finding):
            return (result,)
        if result.status != 0 or not answer.is_file():
            return resolve_findings(result, exclude_newer, target)
        return _read_pylock(answer.read_text("utf-8"))


def choose_wheels(offered: list[Wheel], target: Target) -> list[Wheel]:
    """The best wheel of each package, sorted by name. uv has already left out what can't be used."""
    best: dict[str, tuple[tuple[int, int, str], Wheel]] = {}
    for wheel in offered:
        order = rank(wheel.filename, target)
        if order is not None and (wheel.package not in best or order < best[wheel.package][0]):
            best[wheel.package] = (order, wheel)
    return [best[name][1] for name in sorted(best)]


def _end_of_day(date: str) -> str:
    # a bare date would be read in the machine's own time zone
    return f"{date}T23:59:59Z" if re.fullmatch(r"\d{4}-\d\d-\d\d", date) else date


def _read_pylock(text: str) -> list[Wheel]:
    """The wheels of a `pylock.toml` (PEP 751) that uv has just written."""
    import tomllib
    from urllib.parse import unquote, urlsplit

    found: list[Wheel] = []
    for package in tomllib.loads(text).get("packages", []):
        for wheel in package.get("wheels", []):
            url = str(wheel.get("url") or wheel.get("path") or "")
            name = str(wheel.get("name") or unquote(PurePosixPath(urlsplit(url).path).name))
            sha256 = str(wheel.get("hashes", {}).get("sha256", ""))
            if sha256:
                size = int(wheel.get("size") or 0)
                found.append(
                    Wheel(normal_name(package["name"]), str(package["version"]), name, sha256, size, url)
                )
    return found


def _each_alone(
    environment: Environment, target: Target, exclude_newer: str, together: tuple[Finding, ...]
) -> tuple[Finding, ...]:
    """uv stops at the first package that can't be had: ask for each alone, so that all are named."""
    found = list(together)
    if any(finding.code in ("E811", "E816") for finding in together):
        return together
    for package in environment.packages:
        line = f"{package.name}=={package.version}"
        alone = offered_wheels([line], target, exclude_newer, dependencies=False)
        if not isinstance(alone, list):
            found += [one for one in alone if one.message not in {other.message for other in found}]
    return tuple(found)


def _malformed(environment: Environment) -> tuple[Finding, ...]:
    """Names and versions that are none: they would be read as options or addresses by an installer."""
    return tuple(
        Finding(
            code="E813",
            message=f"{package.name!r} {package.version!r} is not a package name with an exact version",
            place="environment.package",
            help='write it as in `package "pandas" "3.1.1"`',
        )
        for package in environment.packages
        if not re.fullmatch(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?", package.name)
        or not re.fullmatch(r"[0-9][0-9A-Za-z.!+_-]*", package.version)
    )


def _unknown_platform(environment: Environment) -> Finding:
    return Finding(
        code="E818",
        message=f"there is no way to pin packages for Python {environment.python} on {environment.platform}",
        place="environment.platform",
        help="use a platform such as `linux/amd64` or `macos/arm64`, and a Python such as `3.11`",
    )
