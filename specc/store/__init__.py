"""The store in `.specc/`: inputs, wheels and outputs by content, atomic writing, snapshots of sources."""

from specc.store.atomic import os_finding, write_atomic
from specc.store.files import Blob, hash_file
from specc.store.guard import ProjectLock
from specc.store.objects import Store, project_root
from specc.store.snapshot import (
    Snapshot,
    SnapshotFile,
    SnapshotSource,
    SourceInput,
    snapshot,
    snapshot_json,
    write_snapshot,
)

__all__ = [
    "Blob",
    "ProjectLock",
    "Snapshot",
    "SnapshotFile",
    "SnapshotSource",
    "SourceInput",
    "Store",
    "hash_file",
    "os_finding",
    "project_root",
    "snapshot",
    "snapshot_json",
    "write_atomic",
    "write_snapshot",
]
