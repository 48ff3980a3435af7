"""`dataclass` for the types that `specc check` loads: the same to read and to use, an eighth of its time
to make.

The standard decorator compiles half a dozen methods for each class (0.7 ms) and imports `inspect` (15 ms):
half of what `check` may take in all. This one compiles `__init__` alone and shares the rest. To a type
checker it is the standard one. `dataclasses.fields`, `replace` and `asdict` work on what it makes.

Always with slots, nearly always frozen; a field may have a default or a `default_factory`; no inherited
fields.
"""

# ruff: noqa: ANN001, ANN003, ANN201, ANN202, ANN204 - to a type checker this module is the standard library's
from __future__ import annotations

TYPE_CHECKING = False  # known to type checkers by its name

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
    from dataclasses import field as field
    from dataclasses import replace as replace
else:
    _MISSING = object()

    class _Field:
        __slots__ = ("factory", "repr")

        def __init__(self, factory, repr):
            self.factory, self.repr = factory, repr

    def field(*, default_factory, repr=True):
        """A field whose default is made anew for each object."""
        return _Field(default_factory, repr)

    def dataclass(*, slots, frozen=False, eq=True, kw_only=False):
        """The class with `__init__`, `__repr__`, and equality by value (and hash, when frozen) unless
        `eq` is false."""
        if not slots:
            raise TypeError("records have slots")
        return lambda cls: _made(cls, frozen, eq, kw_only)

    def replace(record, /, **changes):
        """The record with some fields changed."""
        kept = {name: getattr(record, name) for name in record.__slots__ if name not in changes}
        return type(record)(**kept, **changes)

    def _made(cls, frozen, eq, kw_only):
        names = tuple(cls.__annotations__)
        space = {name: value for name, value in vars(cls).items() if name not in ("__dict__", "__weakref__")}
        defaults = {name: space.pop(name) for name in names if name in space}
        hidden = {name for name, value in defaults.items() if isinstance(value, _Field) and not value.repr}
        space.update(
            __slots__=names,
            __match_args__=() if kw_only else names,
            __qualname__=cls.__qualname__,
            __shown__=tuple(name for name in names if name not in hidden),
            __dataclass_fields__=_Fields(defaults, kw_only),
            __getstate__=_state,
            __setstate__=_restore,
        )
        space.setdefault("__repr__", _repr)
        if frozen:
            space.update(__setattr__=_no_set, __delattr__=_no_delete)
        if eq:
            space.setdefault("__eq__", _equal)
            space.setdefault("__hash__", _hash if frozen else None)
        new = type(cls)(cls.__name__, cls.__bases__, space)
        new.__init__ = _initializer(new, names, defaults, kw_only)
        return new

    def _initializer(cls, names, defaults, kw_only):
        known = {f"set_{name}": cls.__dict__[name].__set__ for name in names}
        arguments, lines = ["self"], []
        if kw_only and names:
            arguments.append("*")
        for name in names:
            value = defaults.get(name, _MISSING)
            if isinstance(value, _Field):
                known[f"make_{name}"] = value.factory
                known["missing"] = _MISSING
                arguments.append(f"{name}=missing")
                lines.append(f"  set_{name}(self, make_{name}() if {name} is missing else {name})")
                continue
            if value is not _MISSING:
                known[f"default_{name}"] = value
            arguments.append(name if value is _MISSING else f"{name}=default_{name}")
            lines.append(f"  set_{name}(self, {name})")
        exec(f"def __init__({', '.join(arguments)}):\n" + ("\n".join(lines) or "  pass"), known)
        made = known["__init__"]
        made.__qualname__, made.__module__ = f"{cls.__qualname__}.__init__", cls.__module__
        return made

    class _Fields:
        """`__dataclass_fields__`, made by the standard library when somebody asks."""

        def __init__(self, defaults, kw_only):
            self.defaults, self.kw_only = defaults, kw_only

        def __get__(self, instance, owner):
            import dataclasses

            rows = []
            for name, kind in owner.__annotations__.items():
                value = self.defaults.get(name, _MISSING)
                if isinstance(value, _Field):
                    rows.append(
                        (name, kind, dataclasses.field(default_factory=value.factory, repr=value.repr))
                    )
                else:
                    rows.append(
                        (name, kind) if value is _MISSING else (name, kind, dataclasses.field(default=value))
                    )
            real = dataclasses.make_dataclass(owner.__name__, rows, frozen=True, kw_only=self.kw_only)
            owner.__dataclass_fields__ = real.__dataclass_fields__
            return real.__dataclass_fields__

    def _values(record):
        return tuple([getattr(record, name) for name in record.__slots__])

    def _repr(self):
        shown = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.__shown__)
        return f"{type(self).__qualname__}({shown})"

    def _equal(self, other):
        return _values(self) == _values(other) if other.__class__ is self.__class__ else NotImplemented

    def _hash(self):
        return hash(_values(self))

    def _state(self):
        return list(_values(self))

    def _restore(self, state):
        for name, value in zip(self.__slots__, state, strict=True):
            object.__setattr__(self, name, value)

    def _no_set(self, name, value):
        from dataclasses import FrozenInstanceError

        raise FrozenInstanceError(f"cannot assign to field {name!r}")

    def _no_delete(self, name):
        from dataclasses import FrozenInstanceError

        raise FrozenInstanceError(f"cannot delete field {name!r}")
