"""Reaching an engine, and the ways in which that fails. No engine is needed here."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from specc.diagnostics import Finding
from specc.run.choose import Choice, choose
from specc.run.engine import base_digest, base_references, connect, unpinned

DIGEST = "sha256:" + "a" * 64


def refused(monkeypatch: pytest.MonkeyPatch, address: str) -> Finding:
    monkeypatch.setenv("DOCKER_HOST", address)
    answer = connect()
    assert isinstance(answer, Finding)
    return answer


def test_no_engine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert refused(monkeypatch, f"unix://{tmp_path}/nothing.sock").code == "E832"
    assert refused(monkeypatch, "tcp://engine.invalid:2375").code in ("E832", "E839")


def test_a_socket_that_an_engine_left(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(tmp_path / "s"))
    finding = refused(monkeypatch, f"unix://{tmp_path}/s")
    assert (finding.code, finding.place) == ("E833", f"unix://{tmp_path}/s")


def test_a_host_where_nobody_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    assert refused(monkeypatch, "tcp://127.0.0.1:9").code == "E833"


def test_a_socket_of_somebody_else(tmp_path: Path) -> None:
    code = (
        "import os, docker, docker.errors, requests.exceptions\n"
        "from specc.run.engine import connect\n"
        "if os.getuid() == 0: os.setgid(65534); os.setuid(65534)\n"
        "print(connect().code)"
    )
    with socket.socket(socket.AF_UNIX) as server:
        # not below pytest's own folder, which nobody may not enter
        path = Path("/tmp") / f"specc-{os.getpid()}.sock"
        server.bind(str(path))
        try:
            path.chmod(0)
            environment = os.environ | {"DOCKER_HOST": f"unix://{path}"}
            done = subprocess.run(
                [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
            )
        finally:
            path.unlink()
    assert done.stdout.strip() == "E834", done.stderr


def test_something_else_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    import threading

    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            for _ in range(2):
                client, _ = server.accept()
                with client:
                    client.recv(4096)
                    client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        assert refused(monkeypatch, f"tcp://127.0.0.1:{server.getsockname()[1]}").code == "E839"


def test_an_address_that_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    assert refused(monkeypatch, "gopher://x").code == "E839"


def test_auto_takes_the_venv_and_says_why(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/nothing.sock")
    for base, why in (
        ("", "names no base image"),
        ("python:3.11", "named by a tag"),
        (f"python@{DIGEST}", "there is no engine"),
    ):
        choice = choose("auto", base)
        assert isinstance(choice, Choice)
        assert choice.runner.name == "venv"
        assert why in choice.note


def test_a_runner_by_its_name() -> None:
    for name in ("venv", "docker"):
        choice = choose(name)
        assert isinstance(choice, Choice)
        assert (choice.runner.name, choice.note) == (name, "")
    unknown = choose("podman")
    assert isinstance(unknown, Finding)
    assert unknown.code == "E842"


def test_the_images_that_a_dockerfile_starts_from() -> None:
    text = f"""
# FROM comment
FROM python@{DIGEST} AS build
RUN echo FROM x
from --platform=linux/amd64 debian:12 as other
FROM build
FROM scratch
FROM python@{DIGEST}
"""
    assert base_references(text) == [f"python@{DIGEST}", "debian:12"]


def test_only_a_digest_pins() -> None:
    good = [f"python@{DIGEST}", f"python:3.11@{DIGEST}", DIGEST, f"localhost:5000/a/b@{DIGEST}"]
    bad = ["python", "python:3.11", f"python:{'a' * 64}", f"python@{DIGEST[:-1]}", f"{DIGEST} x", "$BASE"]
    assert unpinned(good) == ()
    assert [finding.code for finding in unpinned(bad)] == ["E836"] * len(bad)


def test_a_digest_in_the_name_needs_no_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_HOST", "unix:///nowhere")
    assert base_digest(f"python:3.11@{DIGEST}") == DIGEST
    answer = base_digest("python:3.11")
    assert isinstance(answer, Finding)
    assert answer.code == "E832"
