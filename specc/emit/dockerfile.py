"""`Dockerfile` and `.dockerignore`: base by digest, wheels from the context, no network, the same layers
every time.
"""

from __future__ import annotations

import json
import re

from specc.diagnostics import Finding
from specc.model.spec import Spec
from specc.plan import Plan

# name[:tag]@sha256:..., or a local image's own id
_PINNED = re.compile(r"(?:[a-z0-9]+(?:[._/:-]+[A-Za-z0-9_]+)*@sha256:|sha256:)[0-9a-f]{64}")
_NAMED = re.compile(r"[a-z0-9]+(?:[._/:-]+[A-Za-z0-9_]+)*")
_PIP = (
    "install --isolated --disable-pip-version-check --no-compile --no-index --find-links /wheels --no-deps "
    "--require-hashes --no-cache-dir --root-user-action ignore --target /stage/opt/env -r /requirements.lock"
)
# Every time stamp at the epoch, so that a layer's bytes depend on what is in it alone. Folders come after
# their files.
_STAMP = (
    "import os\n"
    "for folder, _, names in os.walk('/stage', topdown=False):\n"
    "    for name in [*names, '']:\n"
    "        os.utime(os.path.join(folder, name), (0, 0), follow_symlinks=False)\n"
)
_OWNED = (
    "import os\n"
    "for name in ('data', 'output', 'cache'):\n"
    "    os.makedirs('/stage/job/' + name)\n"
    "    os.chown('/stage/job/' + name, 65534, 65534)\n"
)


def base_reference(spec: Spec, base_digest: str | None) -> str | None:
    """The base image by digest; none where there is only a tag. `base_digest`: `sha256:...`, as the lock has
    it.
    """
    written = spec.environment.base_image.strip()
    if _PINNED.fullmatch(written):
        return written
    if base_digest and _NAMED.fullmatch(written) and re.fullmatch(r"sha256:[0-9a-f]{64}", base_digest):
        return f"{written}@{base_digest}"
    return None


def check_base(spec: Spec, base_digest: str | None) -> tuple[Finding, ...]:
    """What keeps a Dockerfile from being written."""
    if base_reference(spec, base_digest) is not None:
        return ()
    written = spec.environment.base_image
    if not written:
        message = "the environment names no base image, so no Dockerfile is written"
        return (
            Finding(
                code="E855",
                severity="note",
                message=message,
                place="environment",
                help='add `base_image = "name@sha256:..."`',
            ),
        )
    message = f"`{written}` is a tag, which can mean another image tomorrow: no Dockerfile is written"
    return (
        Finding(
            code="E856",
            severity="warning",
            message=message,
            place="environment.base_image",
            help='name the image by digest: `base_image = "name@sha256:..."`',
        ),
    )


def dockerfile(plan: Plan, reference: str, files: list[str]) -> bytes:
    """The Dockerfile. `reference`: the base by digest; `files`: the generated files that a run needs."""
    pip = f"umask 022 && PYTHONHASHSEED=0 python3 /pip.whl/pip {_PIP}"
    compiled = "python3 -m compileall -q --invalidation-mode unchecked-hash -s /stage -p / /stage/opt/env"
    lines = [
        "# Made by specc. Change the spec, not this file.",
        f"FROM {reference} AS packages",
        "LABEL specc.stage=packages",
        "COPY wheels/ /wheels/",
        "COPY pip.whl requirements.lock /",
        f"RUN {_exec('/bin/sh', '-c', f'{pip} && {compiled}')}",
        f"RUN {_exec('python3', '-c', _OWNED + _STAMP)}",
        "",
        f"FROM {reference} AS code",
        "LABEL specc.stage=code",
        f"COPY {json.dumps([*files, '/stage/app/'])}",
        f"RUN {_exec('python3', '-c', _STAMP)}",
        "",
        f"FROM {reference}",
        "COPY --from=packages /stage/ /",
        "COPY --from=code /stage/ /",
        *_environment(plan),
        "USER 65534:65534",
        f"ENTRYPOINT {_exec('python3', '-B', '/app/train.py')}",
    ]
    return ("\n".join(lines) + "\n").encode()


def dockerignore(files: list[str]) -> bytes:
    """Only what the Dockerfile copies reaches the engine."""
    kept = ["wheels", "pip.whl", "requirements.lock", *files]
    return "\n".join(["*", *(f"!{name}" for name in kept)]).encode() + b"\n"


def _exec(*words: str) -> str:
    return json.dumps(list(words), ensure_ascii=True)


def _environment(plan: Plan) -> list[str]:
    fixed = {
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "HOME": "/tmp",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONNOUSERSITE": "1",
        "PYTHONPATH": "/opt/env",
        "PYTHONTZPATH": "",
        "PYTHONUNBUFFERED": "1",
    }
    pinned = {name: value for name, value in plan.pins if value}
    return [f"ENV {name}={_quoted(value)}" for name, value in sorted({**fixed, **pinned}.items())]


def _quoted(value: str) -> str:
    """A value as ENV takes it: no expansion, nothing that ends the quotes."""
    if not value.isprintable():
        raise ValueError("an environment variable's value that does not print")
    return '"' + re.sub(r'(["\\$])', r"\\\1", value) + '"'
