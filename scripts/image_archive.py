"""Write an archive for `docker load` from one layer: `image_archive.py LAYER.tar OUT.tar NAME:TAG`.

The same layer gives the same bytes, so the image has the same ID wherever it is loaded.
"""

from __future__ import annotations

import hashlib
import io
import json
import platform
import sys
import tarfile
from pathlib import Path

EPOCH = 1735689600
CREATED = "2025-01-01T00:00:00Z"
MACHINES = {"x86_64": "amd64", "aarch64": "arm64"}


def main(layer: Path, out: Path, name: str) -> None:
    """Write the archive."""
    with layer.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    config = _json(
        {
            "architecture": MACHINES.get(platform.machine(), platform.machine()),
            "os": "linux",
            "created": CREATED,
            "config": {"Env": ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"]},
            "rootfs": {"type": "layers", "diff_ids": [f"sha256:{digest}"]},
            "history": [{"created": CREATED, "created_by": "make_base.sh"}],
        }
    )
    config_name = hashlib.sha256(config).hexdigest() + ".json"
    manifest = _json([{"Config": config_name, "RepoTags": [name], "Layers": [f"{digest}.tar"]}])
    with tarfile.open(out, "w", format=tarfile.USTAR_FORMAT) as tar:
        tar.addfile(_entry(config_name, len(config)), io.BytesIO(config))
        with layer.open("rb") as stream:
            tar.addfile(_entry(f"{digest}.tar", layer.stat().st_size), stream)
        tar.addfile(_entry("manifest.json", len(manifest)), io.BytesIO(manifest))


def _entry(name: str, size: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mtime, entry.mode = size, EPOCH, 0o644
    return entry


def _json(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
