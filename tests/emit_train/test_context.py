"""The build context: the same bytes, a Dockerfile by digest, and nothing of somebody else's touched."""

from __future__ import annotations

import ast
import json
import os
import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import handmade
import pytest

from specc.emit import check_base, emit, write_context
from specc.emit.context import MANIFEST
from specc.model.spec import Spec
from specc.plan import plan

DIGEST = "sha256:" + "ab" * 32


def files(spec: Spec, digest: str | None = None) -> dict[str, bytes]:
    return emit(plan(spec, handmade.REQUIREMENTS), spec, handmade.REQUIREMENTS, digest)


def based(image: str) -> Spec:
    spec = handmade.digits()
    return replace(spec, environment=replace(spec.environment, base_image=image))


def test_the_same_spec_gives_the_same_bytes_in_every_process() -> None:
    here = files(handmade.digits())
    paths = [str(Path(__file__).parents[2]), str(Path(__file__).parent)]
    code = (
        f"import sys, hashlib, json; sys.path[:0] = {paths!r}; import handmade, test_context\n"
        "made = test_context.files(handmade.digits())\n"
        "print(json.dumps({name: hashlib.sha256(data).hexdigest() for name, data in made.items()}))"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "5", "TZ": "Asia/Tokyo", "LC_ALL": "C"}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, cwd="/"
    )
    assert done.returncode == 0, done.stderr
    import hashlib

    assert json.loads(done.stdout) == {name: hashlib.sha256(data).hexdigest() for name, data in here.items()}


def test_generated_code_imports_pinned_packages_and_neighbours_only() -> None:
    made = files(handmade.diabetes())
    modules = {name.removesuffix(".py") for name in made if name.endswith(".py")}
    allowed = (
        {"numpy", "pandas", "pyarrow", "scipy", "skops", "sklearn", "threadpoolctl"}
        | modules
        | set(sys.stdlib_module_names)
    )
    for name in sorted(modules):
        for node in ast.walk(ast.parse(made[f"{name}.py"])):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert {one.partition(".")[0] for one in names} <= allowed, name


def test_train_has_a_function_for_each_section() -> None:
    tree = ast.parse(files(handmade.diabetes())["train.py"])
    functions = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    assert {"load", "rows", "label", "features", "split", "train", "evaluate"} <= functions
    assert all(ast.get_docstring(node) for node in tree.body if isinstance(node, ast.FunctionDef))
    assert "Say what it is." in (ast.get_docstring(tree) or "")


def test_the_base_is_named_by_digest() -> None:
    made = files(based(f"registry:5000/team/python:3.11-slim@{DIGEST}"))["Dockerfile"].decode()
    assert made.count(f"FROM registry:5000/team/python:3.11-slim@{DIGEST}") == 3
    for line in made.splitlines():
        if line.startswith(("ENTRYPOINT", "COPY [", "RUN")):
            assert json.loads(line.partition(" ")[2])
    assert 'ENTRYPOINT ["python3", "-B", "/app/train.py"]' in made and "USER 65534:65534" in made
    assert "--no-index" in made and "--require-hashes" in made and 'OPENBLAS_CORETYPE="Haswell"' in made
    assert (
        files(based("python:3.11-slim"), DIGEST)["Dockerfile"]
        .decode()
        .count(f"FROM python:3.11-slim@{DIGEST}")
        == 3
    )


@pytest.mark.parametrize(
    "image", ["python:3.11-slim", "", "x@sha256:123", f"x@{DIGEST}\nRUN touch /pwned", f"$(x)@{DIGEST}"]
)
def test_without_a_digest_there_is_no_dockerfile(image: str) -> None:
    made = files(based(image))
    assert not {"Dockerfile", ".dockerignore"} & set(made)
    assert [finding.code for finding in check_base(based(image), None)] == ["E856" if image else "E855"]
    assert check_base(based(f"python@{DIGEST}"), None) == ()


def test_writing_replaces_and_removes_what_was_generated(tmp_path: Path) -> None:
    folder = tmp_path / "build" / "digits"
    assert write_context({"a.py": b"1", "b.py": b"2"}, folder) == ()
    (folder / "output").mkdir()
    (folder / "output" / "record.json").write_text("{}")
    (folder / "notes.txt").write_text("mine")
    before = (folder / "a.py").stat().st_mtime_ns
    assert write_context({"a.py": b"1", "c.py": b"3"}, folder) == ()
    assert sorted(path.name for path in folder.iterdir()) == [MANIFEST, "a.py", "c.py", "notes.txt", "output"]
    assert (folder / "a.py").stat().st_mtime_ns == before and (folder / "output" / "record.json").exists()
    assert stat.S_IMODE((folder / "c.py").stat().st_mode) == 0o644


def test_a_folder_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text("mine")
    found = write_context({"train.py": b"ours"}, tmp_path)
    assert [finding.code for finding in found] == ["E857"]
    assert [path.name for path in tmp_path.iterdir()] == ["train.py"] and (
        tmp_path / "train.py"
    ).read_text() == "mine"
    assert [finding.code for finding in write_context({"x": b""}, tmp_path / "train.py")] == ["E857"]


def test_links_and_names_lead_nowhere(tmp_path: Path) -> None:
    target = tmp_path / "target.py"
    target.write_text("mine")
    folder = tmp_path / "build"
    write_context({"a.py": b"1"}, folder)
    (folder / "a.py").unlink()
    (folder / "a.py").symlink_to(target)
    assert write_context({"a.py": b"2"}, folder) == ()
    assert target.read_text() == "mine" and (folder / "a.py").read_bytes() == b"2"
    (folder / MANIFEST).write_text(json.dumps({"files": ["../target.py", "..", "a.py"]}))
    assert write_context({"b.py": b"2"}, folder) == ()
    assert target.exists() and not (folder / "a.py").exists()
    for name in ("../x", "a/b", "..", ""):
        with pytest.raises(ValueError, match="not a plain file name"):
            write_context({name: b""}, folder)
