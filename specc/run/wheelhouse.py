"""The wheels of a lock as files: fetched once, kept by hash in the store, checked in full at every use."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.request import Request, urlopen

from specc.diagnostics import Finding
from specc.records import dataclass
from specc.run.progress import Progress
from specc.run.requirements import LockedPackage, Requirements, Wheel, offered_wheels
from specc.run.wheels import Target
from specc.store import Blob, Store, os_finding, write_atomic

# the installer inside an image: `--require-hashes` does not cover it, so it is pinned here
PIP = LockedPackage(
    "pip", "25.3", ("sha256:9655943313a94722b7774661c21049070f6bbb0a1516bf02f7c8d5d9201514cd",)
)
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Wheelhouse:
    """The wheels of an environment: sha256 by file name, sorted; `pip` is the hash of pip's wheel."""

    wheels: dict[str, str]
    pip: str


def wheelhouse(
    requirements: Requirements, target: Target, store: Store, progress: Progress
) -> Wheelhouse | tuple[Finding, ...]:
    """Have every locked wheel, and pip's own, in the store. Only what is missing or corrupt is fetched."""
    packages = (*requirements.packages, PIP)
    missing = [package for package in packages if _known(package, store) is None]
    if missing:
        progress.message(f"fetching {len(missing)} wheels")
        findings = _fetch(missing, target, store)
        if findings:
            return findings
    wheels: dict[str, str] = {}
    for package in packages:
        known = _known(package, store)
        if known is None:
            return (_not_offered(package),)
        wheels[known[0]] = known[1]
    pip = PIP.hashes[0].removeprefix("sha256:")
    return Wheelhouse({n: h for n, h in sorted(wheels.items()) if h != pip}, pip)


def _known(package: LockedPackage, store: Store) -> tuple[str, str] | None:
    """File name and sha256 of a locked wheel that lies whole in the store."""
    for value in package.hashes:
        sha256 = value.removeprefix("sha256:")
        try:
            name = (store.root / "wheels" / sha256).read_text("utf-8")
        except (OSError, ValueError):
            continue
        if store.has(sha256) and store.verify(sha256) is None and name.endswith(".whl") and "/" not in name:
            return name, sha256
    return None


def _fetch(packages: list[LockedPackage], target: Target, store: Store) -> tuple[Finding, ...]:
    lines = [f"{package.name}=={package.version}" for package in packages]
    # no date: an index without upload times must still serve what is locked, and hashes decide anyway
    offered = offered_wheels(lines, target, "", dependencies=False)
    if not isinstance(offered, list):
        return offered
    by_hash = {f"sha256:{wheel.sha256}": wheel for wheel in offered}
    wanted: list[Wheel] = []
    findings: list[Finding] = []
    for package in packages:
        wheel = next((by_hash[value] for value in package.hashes if value in by_hash), None)
        if wheel is None:
            findings.append(_not_offered(package))
        else:
            wanted.append(wheel)
    with ThreadPoolExecutor(6) as pool:
        findings += [f for f in pool.map(lambda wheel: _download(wheel, store), wanted) if f is not None]
    return tuple(findings)


def _download(wheel: Wheel, store: Store) -> Finding | None:
    refused = store.prepare()
    if refused is not None:
        return refused
    temporary = store.temporary()
    try:
        digest, size = hashlib.sha256(), 0
        with _open(wheel.url) as chunks, temporary.open("xb") as out:
            for chunk in chunks:
                digest.update(chunk)
                out.write(chunk)
                size += len(chunk)
            out.flush()
            os.fsync(out.fileno())
        if digest.hexdigest() != wheel.sha256:
            return Finding(
                code="E822",
                message=f"the wheel `{wheel.filename}` that came has another hash than the lock",
                place=wheel.filename,
                notes=(f"wanted sha256 {wheel.sha256}", f"came sha256 {digest.hexdigest()}"),
                help="find out who changed the index or the lock; nothing was installed",
            )
        failed = store.adopt(temporary, Blob(wheel.sha256, size))
        if failed is None:
            write_atomic(store.root / "wheels" / wheel.sha256, wheel.filename.encode())
        return failed
    except (OSError, ValueError) as error:
        if isinstance(error, OSError) and error.filename is not None:
            return os_finding(error, error.filename, "write")
        return Finding(
            code="E838",
            message=f"the wheel `{wheel.filename}` can't be fetched",
            place=wheel.filename,
            notes=(str(error),),
            help="check the network and the index settings of uv (UV_DEFAULT_INDEX), and run again",
        )
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def _open(url: str) -> Iterator[Iterator[bytes]]:
    """The bytes at an address of the index, by the system's proxies and certificates."""
    from base64 import b64encode
    from urllib.parse import unquote, urlsplit

    parts = urlsplit(url)
    if parts.scheme not in ("https", "http", "file"):
        path = Path(url)
        with path.open("rb") as stream:
            yield iter(lambda: stream.read(_CHUNK), b"")
        return
    headers = {"User-Agent": "specc"}
    if parts.username:
        secret = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        headers["Authorization"] = "Basic " + b64encode(secret.encode()).decode()
        url = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
    with urlopen(Request(url, headers=headers), timeout=120) as answer:
        yield iter(lambda: answer.read(_CHUNK), b"")


def _not_offered(package: LockedPackage) -> Finding:
    return Finding(
        code="E838",
        message=f"the index has no wheel of {package.name} {package.version} with the locked hash",
        place="requirements.lock",
        help="set the index that the lock was made from, or lock again with `specc build`",
    )
