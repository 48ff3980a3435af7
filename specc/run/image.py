"""From a build context to an image: a tar that is the same for the same content, built once by key."""

from __future__ import annotations

import hashlib
import io
import re
import tarfile
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from specc.diagnostics import Finding
from specc.records import dataclass
from specc.run.engine import Engine, engine_failed
from specc.run.progress import Progress
from specc.run.wheelhouse import Wheelhouse
from specc.store import Store, os_finding

if TYPE_CHECKING:
    from docker.models.images import Image

EPOCH = 1735689600  # 2025-01-01, the time stamp of every file that is sent
KEY, STAGE, MODEL = "specc.key", "specc.stage", "specc.model"
_NOT_SENT = ("inputs.json",)
_STEP = re.compile(r"Step (\d+)/(\d+) :")


@dataclass(frozen=True, slots=True)
class ContextTar:
    """The files that are sent to the engine and the key of the image they make."""

    files: dict[str, bytes]
    wheels: Wheelhouse
    key: str


def context_tar(context: Path, wheels: Wheelhouse) -> ContextTar | Finding:
    """Gather the generated files of a context; folders, links and hidden files other than `.dockerignore`
    are not sent."""
    files: dict[str, bytes] = {}
    try:
        for path in sorted(context.iterdir()):
            hidden = path.name.startswith(".") and path.name != ".dockerignore"
            if path.is_file() and not path.is_symlink() and not hidden and path.name not in _NOT_SENT:
                files[path.name] = path.read_bytes()
    except OSError as error:
        return os_finding(error, context)
    digest = hashlib.sha256(b"specc image 1\0")
    for name, data in sorted(files.items()):
        digest.update(f"{name}\0{hashlib.sha256(data).hexdigest()}\n".encode())
    for name, sha256 in sorted(wheels.wheels.items()):
        digest.update(f"wheels/{name}\0{sha256}\n".encode())
    digest.update(f"pip.whl\0{wheels.pip}\n".encode())
    return ContextTar(files, wheels, digest.hexdigest())


def write_tar(wanted: ContextTar, store: Store, out: BinaryIO) -> Finding | None:
    """Write the tar: sorted, folders explicit, one time stamp, no owner. Each wheel is hashed first."""
    entries = dict.fromkeys(wanted.files, "") | {"pip.whl": wanted.wheels.pip}
    entries |= {f"wheels/{name}": sha256 for name, sha256 in wanted.wheels.wheels.items()}
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar:
        folder = _entry("wheels", 0o755)
        folder.type = tarfile.DIRTYPE
        tar.addfile(folder)
        for name, sha256 in sorted(entries.items()):
            if not sha256:
                data = wanted.files[name]
                tar.addfile(_entry(name, 0o644, len(data)), io.BytesIO(data))
                continue
            stream = store.open(sha256)
            if isinstance(stream, Finding):
                return stream
            with stream:
                size = stream.seek(0, 2)
                stream.seek(0)
                tar.addfile(_entry(name, 0o644, size), stream)
    return None


def find_image(engine: Engine, key: str) -> Image | None:
    """The image that was built from that very content, if the engine still has it."""
    from docker.errors import DockerException

    try:
        found = engine.client.images.list(filters={"label": f"{KEY}={key}"})
    except DockerException:
        return None
    return found[0] if found else None


def build_image(
    engine: Engine, wanted: ContextTar, model: str, store: Store, progress: Progress
) -> Image | Finding:
    """Build with the classic builder, without network. Gives the image, or what the engine said."""
    from docker.errors import APIError, DockerException
    from requests.exceptions import RequestException

    temporary = store.temporary(".tar")
    image = ""
    said: list[str] = []
    try:
        with temporary.open("w+b") as tar:
            refused = write_tar(wanted, store, tar)
            if refused is not None:
                return refused
            tar.seek(0)
            stream = engine.client.api.build(
                fileobj=tar,
                custom_context=True,
                decode=True,
                rm=True,
                forcerm=True,
                network_mode="none",
                labels={KEY: wanted.key, MODEL: model},
                tag=f"specc/{_tag(model)}:{wanted.key[:12]}",
            )
            image = _follow(stream, said, progress)
        if not image:
            return _build_failed(said)
        remove_stages(engine, keep=2)
        return engine.client.images.get(image)
    except APIError as error:
        return _build_failed([*said, str(error.explanation or error)])
    except (DockerException, RequestException) as error:
        return engine_failed("building the image", error)
    except OSError as error:
        return os_finding(error, temporary, "write")
    finally:
        progress.done()
        temporary.unlink(missing_ok=True)


def remove_stages(engine: Engine, keep: int) -> None:
    """Remove the untagged stages of earlier builds. Of each kind the newest are kept: a build that changes
    the code alone then takes the packages from the engine's cache."""
    from docker.errors import DockerException

    try:
        stages = engine.client.images.list(filters={"label": STAGE, "dangling": True})
        stages.sort(key=lambda image: str(image.attrs.get("Created", "")), reverse=True)
        seen: dict[str, int] = {}
        for image in stages:
            kind = str(image.labels.get(STAGE, ""))
            seen[kind] = seen.get(kind, 0) + 1
            if seen[kind] > keep:
                engine.client.images.remove(str(image.id))
    except DockerException:
        return  # in use, or gone already; the next build tries again


def _follow(stream: Iterable[object], said: list[str], progress: Progress) -> str:
    """Read the builder's stream to its end; gives the image's ID, empty when it failed."""
    image = ""
    for event in stream:
        if not isinstance(event, dict):
            continue
        if event.get("error"):
            said.append(str(event["error"]))
            return ""
        text = str(event.get("stream") or "")
        said += [line for line in text.splitlines() if line.strip()]
        del said[:-40]
        step = _STEP.match(text)
        if step is not None:
            progress.stage("image", 1, 1, int(step[1]), int(step[2]))
        aux = event.get("aux")
        if isinstance(aux, dict) and aux.get("ID"):
            image = str(aux["ID"])
        done = re.search(r"Successfully built ([0-9a-f]+)", text)
        if done is not None and not image:
            image = done[1]
    return image


def _build_failed(said: list[str]) -> Finding:
    text = "\n".join(said)
    if "no space left" in text.lower():
        return Finding(
            code="E805",
            message="the engine has no room left on its disk for the image",
            place="Dockerfile",
            notes=tuple(said[-2:]),
            help="free some space (`docker system prune`), and run again",
        )
    return Finding(
        code="E837",
        message="the image could not be built",
        place="Dockerfile",
        notes=tuple(said[-15:]),
        help="read the last lines of the build above; does the base image have the Python of the spec?",
    )


def _entry(name: str, mode: int, size: int = 0) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode, entry.mtime = size, mode, EPOCH
    return entry


def _tag(model: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", model.lower()).strip("-")[:60] or "model"
