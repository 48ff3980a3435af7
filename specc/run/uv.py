"""Calling uv: where its binary is, what of the user's settings it may see, and what its refusals mean."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from specc.diagnostics import Finding
from specc.records import dataclass

# settings of uv that say where packages come from; anything that would change what is chosen is left out
_KEPT = (
    "UV_CACHE_DIR",
    "UV_CONFIG_FILE",
    "UV_DEFAULT_INDEX",
    "UV_EXTRA_INDEX_URL",
    "UV_FIND_LINKS",
    "UV_HTTP_TIMEOUT",
    "UV_INDEX",
    "UV_INDEX_STRATEGY",
    "UV_INDEX_URL",
    "UV_INSECURE_HOST",
    "UV_KEYRING_PROVIDER",
    "UV_NATIVE_TLS",
    "UV_NO_CACHE",
    "UV_OFFLINE",
    "UV_PYTHON_INSTALL_DIR",
    "UV_SYSTEM_CERTS",
    "UV_CONCURRENT_DOWNLOADS",
    "UV_HTTP_RETRIES",
)
_SYSTEM = (
    "PATH",
    "HOME",
    "USER",
    "LOGNAME",
    "TMPDIR",
    "XDG_CACHE_HOME",
    "XDG_CONFIG_HOME",
    "XDG_DATA_HOME",
    "XDG_CONFIG_DIRS",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "REQUESTS_CA_BUNDLE",
    "CURL_CA_BUNDLE",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "ALL_PROXY",
    "NO_PROXY",
    "http_proxy",
    "https_proxy",
    "all_proxy",
    "no_proxy",
    "NETRC",
    "SYSTEMROOT",
)


@dataclass(frozen=True, slots=True)
class UvResult:
    """Exit status and the two streams as text."""

    status: int
    out: str
    err: str

    @property
    def tail(self) -> tuple[str, ...]:
        """The last lines of what uv said, for a finding's notes."""
        lines = [line.rstrip() for line in self.err.splitlines() if line.strip()]
        return tuple(lines[-12:])


def find_uv() -> str | Finding:
    """The uv binary of the `uv` package, else one on PATH."""
    try:
        from uv import find_uv_bin

        return os.fspath(find_uv_bin())
    except (ImportError, FileNotFoundError):
        from shutil import which

        found = which("uv")
        if found is not None:
            return found
    return Finding(
        code="E811",
        message="uv is not installed beside specc; it chooses and installs the packages",
        place="uv",
        help="install it with `python -m pip install uv`",
    )


def uv_environment() -> dict[str, str]:
    """Environment for uv: system and network settings and the user's package indexes, nothing else."""
    kept = {name: os.environ[name] for name in (*_SYSTEM, *_KEPT) if name in os.environ}
    # certificates that this machine trusts, as pip does: a company's mirror is often signed by its own
    kept |= {"UV_SYSTEM_CERTS": os.environ.get("UV_SYSTEM_CERTS", "1")}
    for name, value in os.environ.items():
        if name.startswith("UV_INDEX_") and name.endswith(("_USERNAME", "_PASSWORD")):
            kept[name] = value
    kept |= {
        "UV_PYTHON_DOWNLOADS": "never",
        "TZ": "UTC",
        "LC_ALL": "C.UTF-8",
        "NO_COLOR": "1",
        "UV_NO_PROGRESS": "1",
    }
    return kept


def run_uv(
    arguments: list[str], extra: dict[str, str] | None = None, timeout_s: float = 900
) -> UvResult | Finding:
    """Run uv to its end, outside of any project folder so that no `pyproject.toml` is taken in."""
    uv = find_uv()
    if isinstance(uv, Finding):
        return uv
    try:
        done = subprocess.run(
            [uv, *arguments],
            env=uv_environment() | (extra or {}),
            cwd=tempfile.gettempdir(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=timeout_s,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return _no_network((f"uv gave no answer in {timeout_s:.0f} s",))
    except OSError as error:
        return Finding(
            code="E811",
            message=f"uv can't be started: {error.strerror}",
            place=uv,
            help="install it again with `python -m pip install --force-reinstall uv`",
        )
    return UvResult(
        done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace")
    )


def network_refusal(result: UvResult) -> Finding | None:
    """The finding when uv failed because the index could not be reached."""
    text = result.err
    signs = (
        "error sending request",
        "Failed to fetch",
        "Could not connect",
        "client error (Connect)",
        "dns error",
        "operation timed out",
        "the network was disabled",
        "Failed to download",
    )
    # a resolver that came to its end did reach the index, whatever a probe beside it met
    ended = "No solution found" in text and "the network was disabled" not in text
    if any(sign in text for sign in signs) and not ended and "Hash mismatch" not in text:
        return _no_network(result.tail[-4:])
    return None


def find_python(python: str) -> Path | Finding:
    """The interpreter of a version (`3.11`, `3.11.7`) that is on this machine; nothing is downloaded."""
    found = run_uv(["python", "find", python, "--no-python-downloads", "--no-project", "--system"])
    if isinstance(found, Finding):
        return found
    path = found.out.strip().splitlines()[-1:] or [""]
    if found.status == 0 and Path(path[0]).is_file():
        return Path(path[0])
    here = ".".join(map(str, sys.version_info[:3]))
    return Finding(
        code="E820",
        message=f"Python {python} is not on this machine",
        place="environment.python",
        notes=(f"specc itself runs on Python {here}", *found.tail[-1:]),
        help=f"install it, for example with `uv python install {python}`, or build with `--runner docker`",
    )


def _no_network(notes: tuple[str, ...]) -> Finding:
    return Finding(
        code="E816",
        message="the package index can't be reached",
        place="environment",
        notes=notes,
        help="check the network and the index settings of uv (UV_DEFAULT_INDEX), and run again",
    )
