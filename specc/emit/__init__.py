"""From a plan to the files of its build context, deterministic to the byte."""

from __future__ import annotations

from pathlib import Path

from specc.emit import features, predict, tables, train
from specc.emit.context import write_context
from specc.emit.dockerfile import base_reference, check_base, dockerfile, dockerignore
from specc.emit.plan_json import plan_json
from specc.model.spec import Spec
from specc.plan import Plan

__all__ = ["ASSETS", "base_reference", "check_base", "emit", "write_context"]

# Modules that are copied as they are.
ASSETS = (
    "checks.py",
    "digests.py",
    "environment.py",
    "evaluation.py",
    "files.py",
    "fitting.py",
    "learning.py",
    "models.py",
    "recording.py",
    "splitting.py",
    "steps.py",
)


def emit(plan: Plan, spec: Spec, requirements: str, base_digest: str | None) -> dict[str, bytes]:
    """The generated files by name, the same bytes from the same arguments.

    `requirements`: the text of `requirements.lock`. `base_digest`: `sha256:...` of the base image, or none;
    without a base by digest there is no Dockerfile (`check_base` says why). The spec must have a label with a
    value, features, split and training: what lacks them is in `spec.not_run` as blocking, or was a finding of
    the check.
    """
    label = spec.label
    if label is None or label.value is None or spec.split is None or spec.train is None:
        raise ValueError("nothing can be generated for a spec without label, split and training")
    folder = Path(__file__).parent / "assets"
    code: dict[str, str] = {
        "train.py": train.source(plan, spec, label),
        "features.py": features.source(spec),
        "predict.py": predict.source(spec, train.pin_code(plan)),
        **tables.files(),
        **{name: (folder / name).read_text("utf-8") for name in ASSETS},
    }
    files = {name: text.encode("utf-8") for name, text in code.items()}
    files["plan.json"] = plan_json(plan)
    needed = sorted(files)
    files["requirements.lock"] = requirements.encode("utf-8")
    reference = base_reference(spec, base_digest)
    if reference is not None:
        files["Dockerfile"] = dockerfile(plan, reference, needed)
        files[".dockerignore"] = dockerignore(needed)
    return dict(sorted(files.items()))
