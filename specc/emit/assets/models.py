"""Digests of fitted models, and model files whose bytes depend on the model alone.

A digest is taken after `fit` and before `predict` (search trees count their queries).
"""

from __future__ import annotations

import copyreg
import io
import json
import struct
import types
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import digests
import numpy as np
import pandas as pd
import scipy.sparse as sparse

# What a fit leaves behind beside what it learnt: traces, timings, addresses.
TRACES = frozenset(
    [
        "loss_curve_",
        "validation_scores_",
        "n_iter_",
        "t_",
        "best_loss_",
        "_no_improvement_count",
        "train_score_",
        "oob_improvement_",
        "fit_time_",
        "_cache_size",
        "_stop_words_id",
        "mean_fit_time",
        "std_fit_time",
        "mean_score_time",
        "std_score_time",
        "refit_time_",
    ]
)
# Settings of how the work is done, not of what is learnt.
OPERATIONAL = frozenset(
    [
        "n_jobs",
        "verbose",
        "memory",
        "_n_threads",
        "n_threads",
        "nthread",
        "num_threads",
        "copy",
        "copy_X",
        "cache_size",
        "warm_start",
        "pre_dispatch",
        "_sklearn_version",
        "_metadata_request",
    ]
)
LEFT_OUT = TRACES | OPERATIONAL
MANY = 64  # from here on a table or list of plain values is one leaf
SCALARS = (str, bytes, bool, int, float, type(None), np.generic)


class Model:
    """The digests of a fitted model and the leaves they are made of.

    The object graph that pickle would walk, one leaf per value at a stable path, `{path: [type, sha256]}`.
    `state`: what was learnt. `config`: constructor parameters. `content`: both.
    """

    def __init__(self, model: Any) -> None:
        self.leaves: dict[str, list[str]] = {}
        self._config: set[str] = set()
        self._in_config = False
        self._above: set[int] = set()
        self._walk(model, ("model",))
        self.state = self._over(path for path in self.leaves if path not in self._config)
        self.config = self._over(path for path in self.leaves if path in self._config)
        self.content = self._over(self.leaves)

    def _over(self, paths: Iterable[str]) -> str:
        lines = ["\t".join((path, *self.leaves[path])) for path in sorted(paths)]
        return digests.of_bytes("\n".join(lines).encode("utf-8", "surrogatepass"))

    def _leaf(self, path: Sequence[str], kind: str, *data: Any) -> None:
        name = "/".join(path)
        while name in self.leaves:
            name += "'"
        if self._in_config:
            self._config.add(name)
        self.leaves[name] = [kind, digests.of_bytes(*data)]

    def _walk(self, value: Any, path: tuple[str, ...]) -> None:
        if isinstance(value, (np.random.RandomState, np.random.Generator)):
            return
        if isinstance(value, np.ma.MaskedArray):
            self._array(np.ma.getmaskarray(value), (*path, "#mask"))
            self._array(np.ma.getdata(value), (*path, "#data"))
        elif isinstance(value, np.ndarray):
            self._array(value, path)
        elif isinstance(value, (*SCALARS, np.dtype, type)) or _is_function(value):
            self._leaf(path, *_scalar(value))
        elif id(value) in self._above:
            self._leaf(path, "cycle", b"")
        else:
            self._above.add(id(value))
            try:
                self._inside(value, path)
            finally:
                self._above.discard(id(value))

    def _array(self, array: np.ndarray, path: tuple[str, ...]) -> None:
        if array.dtype.names:  # field by field: the padding between them is whatever was in memory
            for name in array.dtype.names:
                self._array(array[name], (*path, name))
        elif array.dtype.kind == "O":
            self._leaf((*path, "#shape"), "shape", repr(array.shape).encode())
            self._items(list(array.ravel(order="C")), path)
        else:
            dtype, values = digests.plain(array)
            self._leaf(path, f"{dtype}{list(values.shape)}", values.tobytes())

    def _items(self, items: Sequence[Any], path: tuple[str, ...]) -> None:
        if len(items) >= MANY and all(isinstance(item, SCALARS) for item in items):
            self._leaf(path, f"list[{len(items)}]", *_flat(items))
            return
        for number, item in enumerate(items):
            self._walk(item, (*path, str(number)))
        self._leaf((*path, "#len"), "len", str(len(items)).encode())

    def _inside(self, value: Any, path: tuple[str, ...]) -> None:
        if sparse.issparse(value):
            rows = value.tocsr().copy()
            rows.sum_duplicates()
            self._leaf((*path, "#shape"), "shape", repr([int(n) for n in rows.shape]).encode())
            for name in ("data", "indices", "indptr"):
                self._array(getattr(rows, name), (*path, name))
        elif isinstance(value, Mapping):
            timings = LEFT_OUT if path[-1] == "cv_results_" else frozenset()
            self._table({key: item for key, item in value.items() if key not in timings}, path)
        elif isinstance(value, (set, frozenset)):
            self._items(sorted(value, key=lambda item: (type(item).__name__, repr(item))), path)
        elif isinstance(value, (list, tuple)):
            self._items(value, path)
        elif isinstance(value, (pd.Index, pd.Series)):
            self._walk(np.asarray(value), path)
        else:
            self._object(value, path)

    def _table(self, table: Mapping[Any, Any], path: tuple[str, ...]) -> None:
        keys = sorted(table, key=lambda key: (type(key).__name__, key if isinstance(key, str) else repr(key)))
        if len(keys) >= MANY and all(isinstance(table[key], SCALARS) for key in keys):
            self._leaf(path, f"table[{len(keys)}]", *_flat(keys), *_flat([table[key] for key in keys]))
            return
        for key in keys:
            self._walk(table[key], (*path, key if isinstance(key, str) else f"{type(key).__name__}:{key!r}"))
        self._leaf((*path, "#len"), "len", str(len(keys)).encode())

    def _object(self, value: Any, path: tuple[str, ...]) -> None:
        self._leaf((*path, "#class"), "class", type(value).__qualname__.encode())
        if hasattr(value, "get_params") and hasattr(value, "__dict__"):
            self._estimator(value, path)
            return
        try:
            reduced = value.__reduce_ex__(4)
        except TypeError:
            self._leaf(path, "opaque", type(value).__qualname__.encode())
            return
        if isinstance(reduced, str):
            self._leaf(path, "ref", reduced.encode())
            return
        made, arguments, state, items, pairs = (*reduced, None, None, None)[:5]
        if made is not copyreg.__newobj__ or len(arguments) > 1:
            self._walk([item for item in arguments if not isinstance(item, type)], (*path, "#args"))
        if items is not None:
            self._walk(list(items), (*path, "#items"))
        if pairs is not None:
            self._walk(dict(pairs), (*path, "#map"))
        if isinstance(state, tuple) and len(state) == 2 and isinstance(state[1], dict) and not state[0]:
            state = state[1]
        if isinstance(state, dict):
            self._table({key: item for key, item in state.items() if key not in LEFT_OUT}, path)
        elif state is not None:
            self._walk(state, (*path, "#state"))

    def _estimator(self, value: Any, path: tuple[str, ...]) -> None:
        parameters, outside = set(value.get_params(deep=False)), self._in_config
        for name in sorted(vars(value)):
            if name not in LEFT_OUT:
                self._in_config = name in parameters
                self._walk(vars(value)[name], (*path, name))
        self._in_config = outside


def _is_function(value: Any) -> bool:
    return isinstance(value, (types.FunctionType, types.BuiltinFunctionType, types.MethodType, np.ufunc))


def _scalar(value: Any) -> tuple[str, bytes]:
    if isinstance(value, np.generic):
        value = value.item() if value.dtype.kind in "biufSU" else str(value)
    if value is None or isinstance(value, (bool, int)):
        return type(value).__name__, repr(value).encode()
    if isinstance(value, float):
        return "float", struct.pack("<d", value if value == value else float("nan"))
    if isinstance(value, str):
        return "str", value.encode("utf-8", "surrogatepass")
    if isinstance(value, bytes):
        return "bytes", value
    if isinstance(value, np.dtype):
        return "dtype", value.str.encode()
    return "ref", getattr(value, "__qualname__", getattr(value, "__name__", "?")).encode()


def _flat(values: Sequence[Any]) -> Iterable[bytes]:
    for value in values:
        kind, data = _scalar(value)
        yield f"{kind}:{len(data)}:".encode()
        yield data


# ---------------------------------------------------------------- skops files

TRUSTED = ("sklearn.", "numpy.", "scipy.", "features.", "transforms.")


def skops_bytes(model: Any) -> bytes:
    """The model as a skops file whose bytes are the same in every run: names are counted, dates fixed."""
    import skops.io

    for part in _parts(model):
        for name in ("_stop_words_id", "_metadata_request"):  # an address in memory; how `fit` was called
            vars(part).pop(name, None)
    return canonical_skops(skops.io.dumps(model))


def canonical_skops(data: bytes) -> bytes:
    """A skops file rewritten: objects numbered as they appear instead of by address, padding cleared, members
    stored.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        schema = json.loads(archive.read("schema.json"))
        members = {name: archive.read(name) for name in archive.namelist() if name != "schema.json"}
    numbers: dict[str, int] = {}
    renamed: dict[str, str] = {}

    def number(name: str) -> int:
        return numbers.setdefault(name, len(numbers) + 1)

    def walk(node: Any) -> Any:
        if isinstance(node, list):
            return [walk(item) for item in node]
        if not isinstance(node, dict):
            return node
        result = {}
        for key, item in node.items():
            if key == "__id__" and isinstance(item, int):
                result[key] = number(str(item))
            elif key == "file" and isinstance(item, str) and item in members:
                stem, dot, ending = item.partition(".")
                renamed[item] = f"{number(stem)}{dot}{ending}"
                result[key] = renamed[item]
            else:
                result[key] = walk(item)
        return result

    written = {"schema.json": json.dumps(walk(schema), separators=(",", ":")).encode()}
    for name, content in members.items():
        written[renamed.get(name, name)] = _canonical_member(name, content)
    return _stored(written)


def _canonical_member(name: str, content: bytes) -> bytes:
    if name.endswith(".npz"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _stored(
                {inner: _canonical_member(inner, archive.read(inner)) for inner in archive.namelist()}
            )
    if not name.endswith(".npy"):
        return content
    array = np.load(io.BytesIO(content), allow_pickle=False)
    if not array.dtype.names:
        return content
    clean = np.zeros(array.shape, dtype=array.dtype)
    for field in array.dtype.names:
        clean[field] = array[field]
    buffer = io.BytesIO()
    np.save(buffer, clean, allow_pickle=False)
    return buffer.getvalue()


def _stored(members: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(members):
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.create_system, info.external_attr = 3, 0o644 << 16
            archive.writestr(info, members[name])
    return buffer.getvalue()


def load(data: bytes) -> Any:
    """A model from a skops file. Only types of the pinned scientific packages and of `features.py` are
    loaded.
    """
    import skops.io

    types_in_file = skops.io.get_untrusted_types(data=data)
    strange = [name for name in types_in_file if not name.startswith(TRUSTED)]
    if strange:
        raise ValueError(f"the model file holds types that are not loaded: {', '.join(sorted(strange))}")
    return skops.io.loads(data, trusted=types_in_file)


def _parts(value: Any, seen: set[int] | None = None) -> Iterable[Any]:
    """Every estimator inside an estimator, itself first."""
    seen = set() if seen is None else seen
    if id(value) in seen:
        return
    seen.add(id(value))
    if hasattr(value, "get_params") and hasattr(value, "__dict__"):
        yield value
        for inner in list(vars(value).values()):
            yield from _parts(inner, seen)
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _parts(inner, seen)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _parts(inner, seen)
