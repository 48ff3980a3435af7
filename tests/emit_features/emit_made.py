"""Short ways to write typed expressions, features and specs for the tests of this room."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

from specc.emit import features, tables
from specc.model.spec import Environment, Evaluate, Feature, Json, Spec, Transform
from specc.model.types import Apply, Constant, Expression, Items, Ref, Type, TypeKind

INT, FLOAT, BOOL, TEXT, NONE = (
    Type("int"),
    Type("float"),
    Type("bool"),
    Type("text"),
    Type("none", optional=True),
)
ASSETS = Path(tables.__file__).parent / "assets"


def maybe(type: Type) -> Type:
    """The optional form of a type."""
    return Type(type.kind, True, type.members, type.size, type.unit)


def column(name: str, kind: TypeKind, optional: bool = False, members: tuple[str, ...] = ()) -> Ref:
    """A column."""
    return Ref("column", name, Type(kind, optional, members))


def constant(value: bool | int | float | str | None, kind: TypeKind | None = None) -> Constant:
    """A constant of the type that its value has in Python, or of the given kind."""
    kinds: dict[type, TypeKind] = {bool: "bool", int: "int", float: "float", str: "text", type(None): "none"}
    return Constant(value, Type(kind or kinds[type(value)], value is None))


def apply(function: str, *operands: Expression, type: Type = FLOAT, **options: Expression) -> Apply:
    """A function or operator."""
    return Apply(function, operands, tuple(sorted(options.items())), type)


def transform(name: str, **options: Json) -> Transform:
    """A step; a list becomes `Items`."""

    def typed(value: Json) -> Expression:
        if isinstance(value, list):
            return Items(tuple(typed(item) for item in value), TEXT)
        assert not isinstance(value, dict)
        return constant(value)

    return Transform(name, tuple(sorted((key, typed(value)) for key, value in options.items())))


def feature(name: str, input: Expression, *steps: Transform, why: str = "") -> Feature:
    """A feature."""
    return Feature(name, Type("vector") if steps else input.type, input, steps, why)


def spec(*features: Feature, seed: int = 0, **sections: object) -> Spec:
    """A spec of features only, or with the sections given."""
    environment = Environment("3.11", "linux/amd64", "", (), 1, seed, None, "x86_64_v3", "", None)
    whole: dict[str, object] = {
        "edition": 2026,
        "name": "made",
        "version": 1,
        "entries": (),
        "sources": (),
        "rows": None,
        "label": None,
        "features": features,
        "split": None,
        "train": None,
        "evaluate": Evaluate((), (), ()),
        "deploy": None,
        "environment": environment,
        "not_run": (),
        "statement": "",
    }
    return Spec(**(whole | sections))  # type: ignore[arg-type]


def module(text: str, name: str, folder: Path) -> ModuleType:
    """The generated text as a module, imported from a file as Python would."""
    path = folder / f"{name}.py"
    path.write_text(text, encoding="utf-8")
    found = importlib.util.spec_from_file_location(name, path)
    assert found is not None and found.loader is not None
    made = importlib.util.module_from_spec(found)
    sys.modules[name] = made
    found.loader.exec_module(made)
    return made


def features_module(made: Spec, folder: Path) -> ModuleType:
    """The generated `features.py` of a spec, imported."""
    return module(features.source(made), "features", folder)


def reading() -> ModuleType:
    """The `tables` module that generated code reads with."""
    if str(ASSETS) not in sys.path:
        sys.path.insert(0, str(ASSETS))
    import tables as reading_tables

    return reading_tables
