"""Values as files, and files written whole."""

from __future__ import annotations

import contextlib
import io
import json
import math
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import models
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet


def to_bytes(name: str, value: Any) -> bytes:
    """A value as the file that its name says; the same value gives the same bytes."""
    if isinstance(value, bytes):
        return value
    buffer = io.BytesIO()
    if name.endswith(".parquet"):
        table = value if isinstance(value, pa.Table) else pa.Table.from_pandas(value, preserve_index=False)
        pa.parquet.write_table(table, buffer, compression="lz4", write_statistics=False)
    elif name.endswith(".npy"):
        np.save(buffer, value, allow_pickle=False)
    elif name.endswith(".npz"):
        np.savez(buffer, **value)
    elif name.endswith(".skops"):
        return models.skops_bytes(value)
    else:
        return json_text(value).encode()
    return buffer.getvalue()


def from_bytes(name: str, data: bytes) -> Any:
    """The value that `to_bytes` wrote."""
    if name.endswith(".parquet"):
        table = pa.parquet.ParquetFile(io.BytesIO(data)).read(use_threads=False)
        return table.to_pandas(use_threads=False)
    if name.endswith(".npy"):
        return np.load(io.BytesIO(data), allow_pickle=False)
    if name.endswith(".npz"):
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            return {key: arrays[key] for key in arrays.files}
    if name.endswith(".skops"):
        return models.load(data)
    return json.loads(data)


def plain(value: Any) -> Any:
    """A value as JSON has it: floats exact, what is not a number null."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, np.generic):
        return plain(value.item())
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if value is pd.NaT or value is pd.NA:
        return None
    if isinstance(value, pd.Timestamp):
        return value.isoformat()
    return value


def json_text(value: Any) -> str:
    """Indented JSON with a final newline; keys stay in their order."""
    return json.dumps(plain(value), indent=1, allow_nan=False) + "\n"


def write(path: Path, data: bytes) -> None:
    """Write a file whole: beside it, to the disk, then renamed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix="." + path.name, dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
