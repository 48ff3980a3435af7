"""What the data says beyond two hashes: which rows and cells, how far scores moved, which leaf."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from specc.lock.lock import Lock, Table, items, table, text
from specc.model.spec import Json
from specc.records import dataclass, replace
from specc.store import SnapshotFile, Store
from specc.verify.difference import Difference
from specc.verify.former import former_content
from specc.verify.frames import Bench, compare_tables, load_frame
from specc.verify.words import score_words, table_words

MOST_SOURCES = 3  # that are compared row by row
MOST_LEAVES = 5  # of a model that are named


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where the former and the present contents may lie. `saved`: the output folder of the last build;
    `fresh`: of this run; `inside`: the present files of each source below `data/`."""

    spec_folder: Path
    store: Store
    saved: Path
    fresh: Path
    inside: Mapping[str, tuple[SnapshotFile, ...]]


def name_cause(
    differences: tuple[Difference, ...], lock: Lock, bench: Bench, evidence: Evidence
) -> tuple[Difference, ...]:
    """The same differences; those whose contents are at hand say what is in them."""
    out = list(differences)
    sources = dict.fromkeys(_source(difference) for difference in out)
    named = [name for name in sources if name][:MOST_SOURCES]
    for source in named:
        at = next(index for index, difference in enumerate(out) if _source(difference) == source)
        out[at] = _in_rows(out[at], source, lock, bench, evidence)
    out = _in_scores(out, lock, bench, evidence)
    return tuple(_in_model(out, lock, evidence))


def _source(difference: Difference) -> str:
    """The source whose content a difference is about; empty for another difference."""
    path = difference.path
    about = len(path) > 2 and path[0] == "inputs" and path[2] != "expectations"
    return path[1] if about else ""


def _in_rows(difference: Difference, source: str, lock: Lock, bench: Bench, evidence: Evidence) -> Difference:
    with tempfile.TemporaryDirectory(prefix="specc-former-") as name:
        work = Path(name)
        former, where, missing = former_files(source, lock, evidence, work)
        if missing:
            files = ", ".join(missing)
            words = f"the locked content of {files} is not at hand (store, git history): rows can't be named"
            return replace(difference, detail=(*difference.detail, words))
        if not former:
            return difference
        old = load_frame(bench, source, former, work / "old")
        present = {file.path: Path(file.origin) for file in evidence.inside.get(source, ())}
        new = load_frame(bench, source, present, work / "new") if old else None
        if old is None or new is None:
            which = "locked" if old is None else "present"
            return replace(difference, detail=(*difference.detail, f"the {which} content can't be loaded"))
        found = compare_tables(bench, old, new, items(lock.get("inputs", source, "key")))
    if found is None:
        return difference
    first, *more = table_words(source, found)
    first = first if first.startswith("source ") else f"source {source}: {first}"
    detail = (difference.what, *more, f"locked content: from {where}")
    return replace(difference, what=first, detail=detail)


def former_files(
    source: str, lock: Lock, evidence: Evidence, work: Path
) -> tuple[dict[str, Path], str, tuple[str, ...]]:
    """The locked files of a source below `data/<source>/`, where they were found, and which were not."""
    inside = {Path(file.origin).resolve(): file.path for file in evidence.inside.get(source, ())}
    found: dict[str, Path] = {}
    places: dict[str, None] = {}
    missing: list[str] = []
    for number, file in enumerate(lock.input_files(source)):
        path = evidence.spec_folder / file.path
        into = work / f"former-{number}"
        where = former_content(file.sha256, file.bytes, path, evidence.store, into)
        if not where:
            missing.append(file.path)
            continue
        places[where] = None
        found[inside.get(path.resolve(), _inside(file.path))] = into
    return found, ", ".join(places), tuple(missing)


def _inside(path: str) -> str:
    """A place below `data/<source>/` for a file that is no longer there."""
    parts = [part for part in path.split("/") if part not in ("", ".", "..")]
    return "/".join(parts)


def _in_scores(out: list[Difference], lock: Lock, bench: Bench, evidence: Evidence) -> list[Difference]:
    wanted = [at for at, difference in enumerate(out) if difference.step == "predict"]
    if not wanted:
        return out
    with tempfile.TemporaryDirectory(prefix="specc-scores-") as name:
        old = _locked_predictions(lock, evidence, Path(name))
        new = evidence.fresh / "predictions.parquet"
        if old is None or not new.is_file():
            words = "the locked scores are not at hand: how far they moved can't be said"
            out[wanted[0]] = replace(out[wanted[0]], detail=(words,))
            return out
        sources = lock.section("inputs")
        base = text(lock.get("rows", "base")) or next(iter(sources), "")
        found = compare_tables(bench, old, new, items(table(sources.get(base)).get("key")), scores=True)
    if found is not None:
        same_rows = not table(found.get("gone")).get("rows") and not table(found.get("new")).get("rows")
        words = score_words(found) if same_rows else "; ".join(table_words("predictions", found)[:1])
        out[wanted[0]] = replace(out[wanted[0]], what=words)
    return out


def _locked_predictions(lock: Lock, evidence: Evidence, work: Path) -> Path | None:
    sha256 = text(lock.get("predictions", "file")).removeprefix("sha256:")
    if len(sha256) != 64:
        return None
    path = evidence.saved / "predictions.parquet"
    into = work / "predictions.parquet"
    size = path.stat().st_size if path.is_file() else -1
    if former_content(sha256, size, path, evidence.store, into):
        return into
    from specc.store import Blob, hash_file

    blob = hash_file(path) if size >= 0 else None
    return path if isinstance(blob, Blob) and blob.sha256 == sha256 else None


def _in_model(out: list[Difference], lock: Lock, evidence: Evidence) -> Iterable[Difference]:
    for difference in out:
        if difference.path[:1] != ("model",) or difference.step != "train":
            yield difference
            continue
        record = table(_json(evidence.saved / "record.json"))
        if table(record.get("model")).get("content") != lock.get("model", "content"):
            yield replace(difference, detail=(*difference.detail, "the locked model's parts are not at hand"))
            continue
        old = table(_json(evidence.saved / "model_leaves.json"))
        new = table(_json(evidence.fresh / "model_leaves.json"))
        leaves = leaf_words(old, new)
        yield replace(difference, detail=(*difference.detail, *leaves))


def leaf_words(old: Table, new: Table) -> tuple[str, ...]:
    """The first leaves of a fitted model that differ, by their path."""
    if not old or not new:
        return ()
    differ = [name for name in dict.fromkeys([*old, *new]) if old.get(name) != new.get(name)]
    if not differ:
        return ()
    names = ", ".join(differ[:MOST_LEAVES])
    more = f" and {len(differ) - MOST_LEAVES} more" if len(differ) > MOST_LEAVES else ""
    return (f"in the model: {names}{more}",)


def _json(path: Path) -> Json:
    try:
        value: Json = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    return value


def machine_words(lock: Lock, now: Lock) -> tuple[str, ...]:
    """Facts outside every hash that are not the same here: they may explain a difference."""
    old, new = lock.section("machine"), now.section("machine")
    return tuple(
        f"{name}: {_flat(old.get(name))} when locked, {_flat(new.get(name))} here"
        for name in old
        if old.get(name) != new.get(name)
    )


def _flat(value: Json) -> str:
    if isinstance(value, dict):
        return " ".join(_flat(item) for item in value.values()).strip() or "unknown"
    if isinstance(value, list):
        return ", ".join(map(_flat, value)) or "none"
    return str(value) if value not in (None, "") else "unknown"
