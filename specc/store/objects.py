"""The content-addressed store: what lies under a hash is what was hashed, and every read hashes it again."""

# Exact paths and handles: nothing is resolved before it is opened.
# ruff: noqa: PTH100, PTH101, PTH105

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import BinaryIO

from specc.diagnostics import Finding
from specc.store.atomic import os_finding, sync_folder, write_all, write_atomic
from specc.store.files import Blob, copy_hashing, hash_handle, open_regular, read_up_to

SMALL = 1 << 20  # files up to this size are read whole
IGNORE_FILE = b"# Made by specc: inputs, wheels and finished steps. Safe to delete.\n*\n"


def project_root(spec_path: str | os.PathLike[str]) -> Path:
    """The nearest folder at or above the spec that holds `.specc` or `.git`, else the spec's own folder."""
    folder = Path(os.path.abspath(spec_path)).parent
    for candidate in (folder, *folder.parents):
        if (candidate / ".specc").is_dir() or (candidate / ".git").exists():
            return candidate
    return folder


class Store:
    """The store in the folder `root` (a project's `.specc`), or in the one that SPECC_STORE names.

    Nothing is written before the first `put`. Methods give a Finding where the disk or a file refuses.
    """

    def __init__(self, root: str | os.PathLike[str]) -> None:
        override = os.environ.get("SPECC_STORE", "")
        self.root = Path(os.path.abspath(override or root))
        self._fresh: set[str] = set()  # objects that this process has already hashed
        self._made: set[Path] = set()

    # ------------------------------------------------------------ places

    @property
    def steps(self) -> Path:
        """Where `train.py` keeps finished steps."""
        return self.root / "steps"

    @property
    def environments(self) -> Path:
        """Where venvs lie, by key."""
        return self.root / "environments"

    def path_of(self, sha256: str) -> Path:
        """Where the object of that hash lies or would lie; its content is not looked at."""
        if len(sha256) != 64 or not all(c in "0123456789abcdef" for c in sha256):
            raise ValueError(f"not a sha256: {sha256!r}")
        return self.root / "objects" / sha256[:2] / sha256

    def has(self, sha256: str) -> bool:
        """True when there is an object under the hash; `verify` says whether it is whole."""
        return self.path_of(sha256).is_file()

    def temporary(self, suffix: str = "") -> Path:
        """A free path under `tmp/`. Its name carries the process id, so that `collect` can tell leftovers."""
        folder = self._folder(self.root / "tmp")
        return folder / f"{os.getpid()}-{os.urandom(6).hex()}{suffix}"

    def prepare(self) -> Finding | None:
        """Make the store's folder and keep it out of version control."""
        try:
            self._folder(self.root)
            ignore = self.root / ".gitignore"
            if not ignore.exists():
                write_atomic(ignore, IGNORE_FILE)
        except OSError as error:
            return os_finding(error, self.root, "write")
        return None

    # ------------------------------------------------------------ writing

    def put_file(self, path: str | os.PathLike[str], *, sync: bool = True) -> Blob | Finding:
        """Store the content of a file and give its hash; the bytes hashed are the bytes stored.

        A symbolic link is followed. Anything but a regular file is refused, also one that would block (FIFO).
        A file that changes while it is read is a finding. With `sync=False` the caller calls `flush` later.
        """
        refused = self.prepare()
        if refused is not None:
            return refused
        opened = open_regular(path)
        if isinstance(opened, Finding):
            return opened
        try:
            before = os.fstat(opened)
            result = self._take(opened, before, os.path.abspath(path), sync)
            if isinstance(result, Finding):
                return result
            after = os.fstat(opened)
        except OSError as error:
            return os_finding(error, path)
        finally:
            os.close(opened)
        same = (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
        if not same or result.bytes != after.st_size:
            return Finding(
                code="E802",
                message=f"`{os.fspath(path)}` changed while it was read",
                place=os.fspath(path),
                help="wait until whatever writes it is done, and run again",
            )
        return result

    def put_bytes(self, data: bytes, *, sync: bool = True) -> Blob | Finding:
        """Store a content that is in memory."""
        refused = self.prepare()
        if refused is not None:
            return refused
        blob = Blob(hashlib.sha256(data).hexdigest(), len(data))
        try:
            if not self._whole(blob):
                self._write(data, blob, sync)
        except OSError as error:
            return os_finding(error, self.root, "write")
        return blob

    def adopt(self, path: Path, blob: Blob) -> Finding | None:
        """Move a file that lies under `temporary()` into the store; the caller has just hashed it."""
        target = self.path_of(blob.sha256)
        try:
            self._folder(target.parent)
            os.chmod(path, 0o444)
            os.replace(path, target)
            sync_folder(target.parent)
        except OSError as error:
            return os_finding(error, target, "write")
        self._fresh.add(blob.sha256)
        return None

    def flush(self) -> None:
        """Make everything that was put with `sync=False` last."""
        os.sync()

    # ------------------------------------------------------------ reading

    def verify(self, sha256: str) -> Finding | None:
        """Hash the object in full. A corrupt one is moved aside and is a finding, as is a missing one."""
        opened = self.open(sha256)
        if isinstance(opened, Finding):
            return opened
        opened.close()
        return None

    def open(self, sha256: str) -> BinaryIO | Finding:
        """The object, opened at its start after it was hashed in full through the same handle."""
        path = self.path_of(sha256)
        try:
            stream = path.open("rb")
        except FileNotFoundError:
            return Finding(
                code="E800",
                message=f"the store has no object {sha256[:12]}",
                place=os.fspath(path),
                help="run `specc build` where the original file is at hand",
            )
        except OSError as error:
            return os_finding(error, path)
        try:
            found = hash_handle(stream.fileno())
            stream.seek(0)
        except OSError as error:
            stream.close()
            return os_finding(error, path)
        if found.sha256 != sha256:
            stream.close()
            return self._set_aside(path, found)
        return stream

    def link_into(
        self, sha256: str, target: str | os.PathLike[str], source: str | os.PathLike[str] | None = None
    ) -> Finding | None:
        """Make `target` a file with that content: a hard link into the store, or a copy on another disk.

        The object is hashed in full first unless this process wrote it. A corrupt or missing object is made
        again from `source`, when that is given and still has the content.
        """
        if sha256 not in self._fresh:
            bad = self.verify(sha256)
            if bad is not None:
                remade = self.put_file(source) if source is not None else bad
                if isinstance(remade, Finding):
                    return bad if source is None else remade
                if remade.sha256 != sha256:
                    return bad
        try:
            _place(self.path_of(sha256), Path(target))
        except OSError as error:
            return os_finding(error, target, "write")
        return None

    # ------------------------------------------------------------ upkeep

    def collect(self) -> int:
        """Remove what killed processes left under `tmp/`; gives how many things that were."""
        import shutil

        removed = 0
        folder = self.root / "tmp"
        for entry in sorted(folder.iterdir()) if folder.is_dir() else ():
            owner = entry.name.partition("-")[0]
            if owner.isdigit() and _alive(int(owner)):
                continue
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry, ignore_errors=True)
            else:
                entry.unlink(missing_ok=True)
            removed += 1
        return removed

    # ------------------------------------------------------------ inside

    def _folder(self, folder: Path) -> Path:
        if folder not in self._made:
            folder.mkdir(parents=True, exist_ok=True)
            self._made.add(folder)
        return folder

    def _take(self, handle: int, status: os.stat_result, name: str, sync: bool) -> Blob | Finding:
        if status.st_size <= SMALL:
            data = read_up_to(handle, SMALL + 1)
            if len(data) <= SMALL:
                blob = Blob(hashlib.sha256(data).hexdigest(), len(data))
                if not self._whole(blob):
                    try:
                        self._write(data, blob, sync)
                    except OSError as error:
                        return os_finding(error, self.root, "write")
                return blob
            os.lseek(handle, 0, os.SEEK_SET)
        return self._take_large(handle, name)

    def _take_large(self, handle: int, name: str) -> Blob | Finding:
        """Hash and copy in one pass; only hash where the same path gave a stored object last time."""
        hint = self.root / "seen" / hashlib.sha256(os.fsencode(name)).hexdigest()
        try:
            known = hint.read_text("ascii")
        except (OSError, UnicodeDecodeError):
            known = ""
        if len(known) == 64 and self.path_of(known).is_file():
            blob = hash_handle(handle)
            if self.has(blob.sha256):
                return blob
            os.lseek(handle, 0, os.SEEK_SET)
        temporary = self.temporary()
        try:
            blob = copy_hashing(handle, temporary)
            refused = self.adopt(temporary, blob)
            if refused is None:
                write_atomic(hint, blob.sha256.encode())
            return refused or blob
        except OSError as error:
            return os_finding(error, self.root, "write")
        finally:
            temporary.unlink(missing_ok=True)

    def _whole(self, blob: Blob) -> bool:
        """True when the (small) object is there and right; a wrong one is about to be replaced."""
        if blob.sha256 in self._fresh:
            return True
        try:
            with self.path_of(blob.sha256).open("rb") as stream:
                whole = hashlib.sha256(stream.read()).hexdigest() == blob.sha256
        except OSError:
            return False
        if whole:
            self._fresh.add(blob.sha256)
        return whole

    def _write(self, data: bytes, blob: Blob, sync: bool) -> None:
        target = self.path_of(blob.sha256)
        self._folder(target.parent)
        temporary = self.temporary()
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o444)
        try:
            try:
                write_all(handle, data)
                os.fchmod(handle, 0o444)  # whatever the umask: a container reads it as another user
                if sync:
                    os.fsync(handle)
            finally:
                os.close(handle)
            os.replace(temporary, target)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        if sync:
            sync_folder(target.parent)
        self._fresh.add(blob.sha256)

    def _set_aside(self, path: Path, found: Blob) -> Finding:
        aside = self.root / "corrupt" / f"{path.name}-{found.sha256[:12]}"
        self._fresh.discard(path.name)
        try:
            aside.parent.mkdir(parents=True, exist_ok=True)
            os.replace(path, aside)
            where = f"it was moved to {aside}"
        except OSError as error:
            where = f"it could not be moved aside: {error.strerror}"
        return Finding(
            code="E801",
            message=f"the stored object {path.name[:12]} holds other bytes than its name says",
            place=os.fspath(path),
            notes=(f"found: sha256 {found.sha256}, {found.bytes} bytes", where),
            help="check the disk; `specc build` makes the object again from its source",
        )


def _place(object_path: Path, target: Path) -> None:
    """Hard link, else copy, under a temporary name that is then renamed over `target`."""
    import shutil

    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        if os.path.samestat(os.lstat(target), os.lstat(object_path)):
            return
    except OSError:
        pass
    temporary = target.parent / f".{os.getpid()}-{os.urandom(6).hex()}.tmp"
    try:
        try:
            os.link(object_path, temporary)
        except OSError:
            shutil.copyfile(object_path, temporary)
            os.chmod(temporary, 0o444)
        os.replace(temporary, target)
    finally:
        temporary.unlink(missing_ok=True)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True
