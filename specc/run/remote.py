"""An engine that does not see this machine's files: inputs and outputs go through a volume, as tars."""

from __future__ import annotations

import os
import tarfile
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from specc.run.container import JOB, NOBODY, OWNER, PROJECT, ContainerJob
from specc.run.engine import Engine
from specc.run.image import EPOCH

if TYPE_CHECKING:
    from docker.models.containers import Container


def send_inputs(engine: Engine, job: ContainerJob) -> str:
    """Make a volume, put every mounted file into it, and give its name. A container that is never started
    is the way in."""
    labels = {OWNER: str(os.getpid()), PROJECT: job.project}
    volume = engine.client.volumes.create(labels=labels)
    from docker.types import Mount

    carrier = engine.client.containers.create(
        job.image,
        command=["-"],
        labels=labels,
        network_mode="none",
        mounts=[Mount(JOB, volume.name, type="volume")],
    )
    try:
        with tempfile.TemporaryFile() as stream:
            with tarfile.open(fileobj=stream, mode="w", format=tarfile.PAX_FORMAT) as tar:
                for target, (source, writable) in sorted(job.mounts.items()):
                    _add(tar, source, target.removeprefix(JOB + "/"), NOBODY if writable else 0)
            stream.seek(0)
            carrier.put_archive(JOB, stream)
    finally:
        carrier.remove(force=True)
    return str(volume.name)


def collect_output(container: Container, job: ContainerJob) -> None:
    """Bring back what was written to the writable folders."""
    for target, (source, writable) in sorted(job.mounts.items()):
        if not writable:
            continue
        chunks, _ = container.get_archive(target)
        with tempfile.TemporaryFile() as stream:
            for chunk in chunks:
                stream.write(chunk)
            stream.seek(0)
            with tarfile.open(fileobj=stream) as tar:
                _unpack(tar, source)


def _add(tar: tarfile.TarFile, source: Path, name: str, owner: int) -> None:
    """A file, or a folder with all that is in it, sorted and with explicit folders."""
    entry = tarfile.TarInfo(name)
    entry.mtime, entry.uid, entry.gid = EPOCH, owner, owner
    if source.is_dir() and not source.is_symlink():
        entry.type, entry.mode = tarfile.DIRTYPE, 0o755
        tar.addfile(entry)
        for child in sorted(source.iterdir()):
            _add(tar, child, f"{name}/{child.name}", owner)
    elif source.is_file():
        entry.size, entry.mode = source.stat().st_size, 0o644
        with source.open("rb") as stream:
            tar.addfile(entry, stream)


def _unpack(tar: tarfile.TarFile, folder: Path) -> None:
    """Plain files and folders below `folder`, nothing else: the archive comes from another machine."""
    for entry in tar:
        inside = Path(*Path(entry.name).parts[1:])
        if inside == Path() or inside.is_absolute() or ".." in inside.parts:
            continue
        target = folder / inside
        if entry.isdir():
            target.mkdir(parents=True, exist_ok=True)
        elif entry.isfile() and (data := tar.extractfile(entry)) is not None:
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("wb") as out:
                while chunk := data.read(1 << 20):
                    out.write(chunk)
