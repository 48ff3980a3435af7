"""What lies under a hash is what was hashed, and every read proves it."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specc.diagnostics import Finding
from specc.store import Blob, Store, hash_file, project_root

BIG = 3 << 20  # more than what is read whole


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.delenv("SPECC_STORE", raising=False)
    return Store(tmp_path / ".specc")


def put(store: Store, path: Path) -> Blob:
    blob = store.put_file(path)
    assert isinstance(blob, Blob), blob
    return blob


def refused(result: object) -> Finding:
    assert isinstance(result, Finding), result
    assert result.help and result.message and result.place
    return result


@given(data=st.binary(max_size=5000))
def test_a_content_comes_back_by_its_hash(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    folder = tmp_path_factory.mktemp("store")
    (folder / "x").write_bytes(data)
    store = Store(folder / ".specc")
    blob = put(store, folder / "x")
    assert blob == Blob(hashlib.sha256(data).hexdigest(), len(data)) == hash_file(folder / "x")
    stream = store.open(blob.sha256)
    assert not isinstance(stream, Finding)
    with stream:
        assert stream.read() == data


@pytest.mark.parametrize("size", [0, 1, BIG])
def test_objects_are_read_only_and_the_store_is_kept_out_of_git(
    store: Store, tmp_path: Path, size: int
) -> None:
    (tmp_path / "x").write_bytes(b"s" * size)
    before = os.umask(0o077)
    try:
        blob = put(store, tmp_path / "x")
    finally:
        os.umask(before)
    assert store.path_of(blob.sha256).stat().st_mode & 0o777 == 0o444
    assert (store.root / ".gitignore").read_text().endswith("*\n")
    assert list((store.root / "tmp").iterdir()) == []


@pytest.mark.parametrize("size", [100, BIG])
def test_a_flipped_byte_is_found_with_size_and_times_kept(store: Store, tmp_path: Path, size: int) -> None:
    source = tmp_path / "x"
    source.write_bytes(os.urandom(size))
    blob = put(store, source)
    flip(store.path_of(blob.sha256), size // 2)
    again = Store(store.root)
    finding = refused(again.open(blob.sha256))
    assert finding.code == "E801"
    assert any("corrupt" in note for note in finding.notes)
    assert not again.has(blob.sha256)
    assert len(list((store.root / "corrupt").iterdir())) == 1


@pytest.mark.parametrize("size", [100, BIG])
def test_a_corrupt_object_is_made_again_from_its_source(store: Store, tmp_path: Path, size: int) -> None:
    source = tmp_path / "x"
    source.write_bytes(os.urandom(size))
    blob = put(store, source)
    flip(store.path_of(blob.sha256), 5)
    assert Store(store.root).link_into(blob.sha256, tmp_path / "data" / "x", source) is None
    assert (tmp_path / "data" / "x").read_bytes() == source.read_bytes()


def test_a_corrupt_object_is_not_replaced_by_another_content(store: Store, tmp_path: Path) -> None:
    source = tmp_path / "x"
    source.write_bytes(b"one")
    blob = put(store, source)
    flip(store.path_of(blob.sha256), 0)
    source.write_bytes(b"two")
    finding = Store(store.root).link_into(blob.sha256, tmp_path / "t", source)
    assert finding is not None and finding.code == "E801"
    assert not (tmp_path / "t").exists()


def test_putting_a_file_mends_a_corrupt_object(store: Store, tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"content")
    blob = put(store, tmp_path / "x")
    flip(store.path_of(blob.sha256), 0)
    fresh = Store(store.root)
    assert put(fresh, tmp_path / "x") == blob
    assert Store(store.root).verify(blob.sha256) is None


def test_a_missing_object_is_a_finding(store: Store) -> None:
    assert refused(store.open("0" * 64)).code == "E800"


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "0" * 63, "G" * 64])
def test_only_a_hash_names_an_object(store: Store, name: str) -> None:
    with pytest.raises(ValueError, match="not a sha256"):
        store.path_of(name)


def test_a_link_shares_the_object_and_a_copy_is_made_on_another_disk(store: Store, tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"abc")
    blob = put(store, tmp_path / "x")
    assert store.link_into(blob.sha256, tmp_path / "here") is None
    assert (tmp_path / "here").samefile(store.path_of(blob.sha256))
    other = Path("/dev/shm")
    if other.is_dir() and other.stat().st_dev != tmp_path.stat().st_dev:
        target = other / f"specc-{os.getpid()}"
        try:
            assert store.link_into(blob.sha256, target) is None
            assert target.read_bytes() == b"abc"
        finally:
            target.unlink(missing_ok=True)


# ---------------------------------------------------------------- files that are none


def test_a_symbolic_link_is_followed_and_a_broken_one_named(store: Store, tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"abc")
    (tmp_path / "good").symlink_to("x")
    (tmp_path / "broken").symlink_to("nowhere")
    (tmp_path / "loop").symlink_to("loop")
    assert put(store, tmp_path / "good") == put(store, tmp_path / "x")
    assert refused(store.put_file(tmp_path / "broken")).code == "E808"
    assert refused(store.put_file(tmp_path / "loop")).code == "E808"


def test_a_pipe_a_device_and_a_folder_are_refused_without_waiting(store: Store, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert "pipe" in refused(store.put_file(tmp_path / "pipe")).message
    assert "device" in refused(store.put_file("/dev/zero")).message
    assert "folder" in refused(store.put_file(tmp_path)).message


def test_names_that_no_file_can_have(store: Store) -> None:
    assert refused(store.put_file("a\0b")).code == "E804"
    assert refused(store.put_file("x" * 5000)).code == "E803"


def test_permission_denied_is_named(store: Store, tmp_path: Path) -> None:
    """As another user where the tests run as root, whom no mode stops."""
    secret = tmp_path / "secret"
    secret.write_bytes(b"x")
    secret.chmod(0)
    code = (
        "import os, sys; from specc.store import hash_file\n"
        "if os.getuid() == 0: os.setgid(65534); os.setuid(65534)\n"
        "print(hash_file(sys.argv[1]).code)"
    )
    tmp_path.chmod(0o755)
    for folder in tmp_path.parents:
        if folder.stat().st_uid == os.getuid() and str(folder).startswith("/tmp/pytest"):
            folder.chmod(0o755)
    done = subprocess.run(
        [sys.executable, "-c", code, str(secret)], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "E803"


def test_a_file_that_changes_while_it_is_read_is_named(store: Store, tmp_path: Path) -> None:
    source = tmp_path / "growing"
    source.write_bytes(b"x" * (64 << 20))
    stop = threading.Event()

    def grow() -> None:
        with source.open("ab") as out:
            while not stop.wait(0.001):
                out.write(b"y" * 4096)
                out.flush()

    writer = threading.Thread(target=grow)
    writer.start()
    try:
        finding = refused(store.put_file(source))
    finally:
        stop.set()
        writer.join()
    assert finding.code == "E802"


# ---------------------------------------------------------------- large files


def test_a_large_file_is_stored_in_constant_memory(store: Store, tmp_path: Path) -> None:
    source = tmp_path / "large"
    with source.open("wb") as out:
        out.truncate(300 << 20)
    code = (
        "import resource, sys; from specc.store import Store\n"
        "resource.setrlimit(resource.RLIMIT_DATA, (80 << 20, 80 << 20))\n"
        "print(Store(sys.argv[1]).put_file(sys.argv[2]).bytes)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(store.root), str(source)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() == str(300 << 20), done.stderr


def test_an_unchanged_large_file_is_hashed_and_not_written_again(store: Store, tmp_path: Path) -> None:
    source = tmp_path / "large"
    source.write_bytes(os.urandom(BIG))
    blob = put(store, source)
    inode = store.path_of(blob.sha256).stat().st_ino
    assert put(Store(store.root), source) == blob
    assert store.path_of(blob.sha256).stat().st_ino == inode
    flip(source, 7)  # size and time of change kept
    assert put(Store(store.root), source) != blob


# ---------------------------------------------------------------- places and leftovers


def test_the_project_root_is_the_nearest_folder_with_a_store_or_git(tmp_path: Path) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    assert project_root(inner / "x.mlspec") == inner
    (tmp_path / ".git").mkdir()
    assert project_root(inner / "x.mlspec") == tmp_path
    (tmp_path / "a" / ".specc").mkdir()
    assert project_root(inner / "x.mlspec") == tmp_path / "a"


def test_a_variable_moves_the_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPECC_STORE", str(tmp_path / "elsewhere"))
    assert Store(tmp_path / ".specc").root == tmp_path / "elsewhere"


def test_what_killed_processes_left_is_removed(store: Store, tmp_path: Path) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    mine = store.temporary()
    mine.write_bytes(b"in use")
    (store.root / "tmp" / f"{gone.pid}-aa").write_bytes(b"left")
    (store.root / "tmp" / f"{gone.pid}-bb").mkdir()
    assert store.collect() == 2
    assert mine.exists()


def flip(path: Path, at: int) -> None:
    """Change one byte and leave size, mode and times as they were."""
    before = path.stat()
    path.chmod(0o644)
    with path.open("r+b") as stream:
        stream.seek(at)
        byte = stream.read(1)
        stream.seek(at)
        stream.write(bytes([byte[0] ^ 1]))
    path.chmod(before.st_mode & 0o777)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
