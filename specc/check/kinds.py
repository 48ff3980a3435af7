"""Types: reading them from a declaration, saying them in words, and which go together."""

from __future__ import annotations

from specc.check.context import Context, did_you_mean
from specc.model.spec import Json
from specc.model.types import Type, TypeKind
from specc.schema.units import dimension, known_units
from specc.syntax.tree import Expr, Name, Number, Range, Text, TypeExpr, Unary

INT = Type("int")
FLOAT = Type("float")
BOOL = Type("bool")
TEXT = Type("text")
SHARE = Type("share")
POINTS = Type("share", unit="pp")
PROB = Type("prob")
DURATION = Type("duration")
BYTES = Type("int", unit="bytes")
DATE = Type("date")
NONE = Type("none", optional=True)
CATEGORY = Type("category")

COLUMN_KINDS = ("int", "float", "bool", "text", "timestamp", "date", "category", "share", "prob", "duration")
KINDS: dict[str, TypeKind] = {
    name: name  # type: ignore[misc]
    for name in (*COLUMN_KINDS, "vector")
}
MAX_MEMBERS = 10_000


def optional(type: Type, value: bool = True) -> Type:
    """The type, optional or not."""
    if type.optional == value:
        return type
    return Type(type.kind, value, type.members, type.size, type.unit)


def words(type: Type) -> str:
    """The type in words for a message: `a whole number`, `text or none`."""
    base = {
        "int": "a whole number",
        "float": "a number",
        "bool": "true or false",
        "text": "text",
        "timestamp": "a timestamp",
        "date": "a date",
        "duration": "a duration",
        "category": "a category",
        "share": "a share (`%`)",
        "prob": "a probability",
        "vector": "a vector",
        "none": "none",
    }[type.kind]
    if type.unit == "pp":
        base = "a difference of shares (`pp`)"
    elif type.unit:
        base += f" in {type.unit}"
    return base + (" or none" if type.optional and type.kind != "none" else "")


def type_text(type: Type) -> str:
    """The type as a spec writes it: `category[ham, spam]?`."""
    text: str = type.kind
    if type.kind == "category" and type.members:
        text += "[" + ", ".join(type.members) + "]"
    if type.kind == "vector" and type.size is not None:
        text += f"[{type.size}]"
    return text + ("?" if type.optional else "") + (f" {type.unit}" if type.unit else "")


def type_json(type: Type) -> Json:
    """The type as canonical JSON, without what is empty."""
    found: dict[str, Json] = {"kind": type.kind}
    if type.optional:
        found["optional"] = True
    if type.members:
        found["members"] = list(type.members)
    if type.size is not None:
        found["size"] = type.size
    if type.unit:
        found["unit"] = type.unit
    return found


def read_type(context: Context, written: TypeExpr, allowed: tuple[str, ...] = tuple(KINDS)) -> Type | None:
    """The type that a declaration names; reports an unknown type, unit, member or size."""
    kind = KINDS.get(written.name)
    if kind is None or written.name not in allowed:
        context.report(
            "E211",
            written.name_span,
            f"`{written.name}` is not a type that can stand here",
            help=did_you_mean(written.name, allowed),
        )
        return None
    unit = _unit(context, written)
    if unit is None:
        return None
    members: tuple[str, ...] = ()
    size: int | None = None
    if kind == "category":
        found = read_members(context, written.arguments)
        if found is None:
            return None
        members = found
    elif kind == "vector":
        if written.arguments:
            only = written.arguments[0]
            if (
                len(written.arguments) > 1
                or not isinstance(only, Number)
                or not isinstance(only.value, int)
                or only.value < 1
            ):
                context.report(
                    "E211",
                    only.span,
                    "the size of a vector is one whole number above 0",
                    help="write `vector[100]`, or `vector` for all",
                )
                return None
            size = only.value
    elif written.arguments:
        context.report("E211", written.span, f"`{kind}` takes nothing in brackets", help=f"write `{kind}`")
        return None
    return Type(kind, written.optional, members, size, unit)


def _unit(context: Context, written: TypeExpr) -> str | None:
    if not written.unit:
        return ""
    if written.name not in ("int", "float"):
        context.report("E203", written.span, f"`{written.name}` takes no unit", help="leave the unit out")
        return None
    found = dimension(written.unit)
    if found in ("money", "measure"):
        return written.unit
    if found == "duration" or found == "bytes":
        context.report(
            "E203",
            written.span,
            f"a number column can't be in `{written.unit}`: quantities of this kind are computed in one "
            "base unit",
            help="leave the unit out, and say it in the column's name",
        )
        return None
    context.report(
        "E203",
        written.span,
        f"unknown unit `{written.unit}`",
        help=did_you_mean(
            written.unit, known_units(), "write a currency code such as `USD`, or a unit such as `km`"
        ),
    )
    return None


def read_members(context: Context, written: tuple[Expr, ...]) -> tuple[str, ...] | None:
    """Members of a category: bare words, strings, whole numbers, or a range of them (`0 .. 9`)."""
    found: list[str] = []
    for item in written:
        if isinstance(item, Range):
            low, high = whole(item.low), whole(item.high)
            if low is None or high is None or high < low or high - low >= MAX_MEMBERS:
                context.report(
                    "E218",
                    item.span,
                    "a range of members goes from a whole number up to a greater one",
                    help="write `0 .. 9`",
                )
                return None
            found += [str(number) for number in range(low, high + 1)]
            continue
        member = member_text(item)
        if member is None:
            context.report(
                "E211",
                item.span,
                "a member of a category is a word, a string or a whole number",
                help='write `[no, yes]` or `["n/a", "ok"]`',
            )
            return None
        if member in found:
            context.report("E105", item.span, f"`{member}` is a member twice", help="write each member once")
            return None
        found.append(member)
    return tuple(found)


def whole(item: Expr) -> int | None:
    """The whole number that an expression writes, or none."""
    if isinstance(item, Number) and isinstance(item.value, int):
        return item.value
    if isinstance(item, Unary) and item.operator == "-" and isinstance(item.operand, Number):
        value = item.operand.value
        return -value if isinstance(value, int) else None
    return None


def member_text(item: Expr) -> str | None:
    """The member that an expression writes: `spam`, `"spam"`, `3`; else none."""
    if isinstance(item, Name):
        return item.name
    if isinstance(item, Text):
        return item.value
    number = whole(item)
    return None if number is None else str(number)


def measure(type: Type) -> str:
    """What a number measures: `share`, `points`, `prob`, `duration`, a unit, or an empty string."""
    if type.kind == "share":
        return "points" if type.unit == "pp" else "share"
    if type.kind in ("prob", "duration"):
        return type.kind
    return type.unit


def join(left: Type, right: Type) -> Type | None:
    """The type of either of two values (`if`, `??`, `min`); none when they do not go together."""
    maybe = left.optional or right.optional
    if left.kind == "none":
        return optional(right, True)
    if right.kind == "none":
        return optional(left, True)
    if left.kind == right.kind:
        if left.kind == "category":
            if left.members == right.members or not left.members or not right.members:
                return Type("category", maybe, left.members or right.members)
            return Type("category", maybe, tuple(dict.fromkeys((*left.members, *right.members))))
        if left.kind == "vector":
            return None
        if left.unit == right.unit:
            return Type(left.kind, maybe, unit=left.unit)
    if left.numeric and right.numeric:
        one, other = measure(left), measure(right)
        if one == other or not one or not other:
            return Type("float", maybe, unit=left.unit or right.unit if one == other else "")
        if {one, other} <= {"share", "prob"}:
            return Type("prob", maybe)
        return None
    if {left.kind, right.kind} == {"text", "category"}:
        return Type("text", maybe)
    if {left.kind, right.kind} == {"date", "timestamp"}:
        return Type("timestamp", maybe)
    return None


def fits(found: Type, declared: Type) -> bool:
    """Whether a value of a type may stand where another is declared; optionality is not looked at."""
    if found.kind == "none":
        return True
    if declared.kind == "vector" or found.kind == "vector":
        return found.kind == declared.kind
    if found.kind == declared.kind:
        if declared.kind == "category":
            return not declared.members or set(found.members) <= set(declared.members)
        return not found.unit or not declared.unit or found.unit == declared.unit
    if declared.kind in ("float", "share", "prob"):
        return (
            found.numeric
            and found.kind != "duration"
            and (not declared.unit or found.unit in ("", declared.unit))
        )
    if declared.kind == "text":
        return found.kind == "category"
    if declared.kind == "category":
        return found.kind in ("text", "int", "bool")
    return declared.kind == "duration" and found.numeric
