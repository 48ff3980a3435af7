"""A `param` of `train` in an option of a feature's step: `pca(components)`, `tfidf(ngrams = grams)`.

Its values are then the option's. Such a param is the step's and not the estimator's; with a domain the search
chooses among its values together with the estimator's own, inside each fold.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator

from specc.check.context import Context, nearest
from specc.check.kinds import BOOL, CATEGORY, FLOAT, INT, NONE, SHARE, TEXT
from specc.check.train_values import Given, as_spec, read_param
from specc.check.values import EXAMPLE, WANTED
from specc.diagnostics.finding import Note
from specc.model.spec import Choice, Interval, Json
from specc.model.types import Constant, Expression, Items, Ref
from specc.schema.rows import Key, TransformRow
from specc.syntax.tree import Argument, Block, Call, Declaration, Name

# Options that say what kind of columns come out, on which the rest of the spec rests.
_STRUCTURE = {("bins", "encode"), ("impute", "indicator"), ("ordinal", "unknown")}
# Names that the generated code has for other things beside a param.
_KEPT = {"rows", "y", "folds", "model", "transformer", "np", "pd", "COLUMNS", "Pipeline", "ColumnTransformer"}


def read_params(context: Context, block: Block) -> None:
    """Read the `param` lines before the features that may name them."""
    for statement in block.body:
        if isinstance(statement, Declaration) and statement.kind == "param":
            given = read_param(context, statement)
            context.param_lines[statement.span.start] = given
            for one in given:
                context.params.setdefault(one.name, one)
            if not given:
                context.broken_params.update(name.name for name in statement.names)


def mentioned(context: Context, name: str) -> bool:
    """Whether the text of `features` has the name: a feature that was reported may use it."""
    for statement in context.tree.body:
        if isinstance(statement, Block) and statement.kind == "features":
            text = context.source.text[statement.span.start : statement.span.end]
            if re.search(rf"\b{re.escape(name)}\b", text):
                return True
    return False


class Chosen:
    """The options of one step that name a param: what stands for each, and the values it may have."""

    def __init__(self) -> None:
        self.options: dict[str, Expression] = {}  # a constant, or a `Ref` where a search chooses
        self.names: dict[str, str] = {}  # option -> param
        self.values: dict[str, list[Expression]] = {}

    def variants(self, options: dict[str, Expression]) -> Iterator[dict[str, Expression]]:
        """The options with constants throughout: the first value of each param, then each value in turn."""
        first = options | {name: values[0] for name, values in self.values.items()}
        yield first
        for name, values in self.values.items():
            for value in values[1:]:
                yield first | {name: value}


def take_params(context: Context, row: TransformRow, call: Call) -> tuple[Call, Chosen] | None:
    """The call without the options that name a param, and those; none when one does not fit (reported)."""
    chosen, left, fine = Chosen(), [], True
    keys = {key.name: key for key in row.options}
    position = 0
    for argument in call.arguments:
        name = argument.name
        if not name and position < row.positional:
            name = row.options[position].name
        position += 0 if argument.name else 1
        key, written = keys.get(name), argument.value
        if key is None or not isinstance(written, Name) or _own_word(key, written.name):
            left.append(argument)
            continue
        given = context.params.get(written.name)
        if given is None:
            near = nearest(written.name, context.params) if key.type in _READERS else ""
            fine = fine and not near and written.name not in context.broken_params
            if near:
                message, help = f"no param of `train` is named `{written.name}`", f"did you mean `{near}`?"
                context.report("E106", written.span, message, label="unknown name", help=help)
            left.append(argument)
            continue
        context.step_params.setdefault(given.name, (f"the step `{row.name}`", written.span))
        fine = _take(context, row, key, given, argument, chosen) and fine
    if not fine:
        return None
    if not chosen.options or position > row.positional or _twice(row, call):
        return call, Chosen()  # what is wrong with it is reported when it is read
    # What comes without a name keeps its place by getting one.
    named = [_named(row, each, number) for number, each in _numbered(call.arguments) if each in left]
    return Call(call.span, call.function, call.function_span, tuple(named)), chosen


def _twice(row: TransformRow, call: Call) -> bool:
    names = [_named(row, each, number).name for number, each in _numbered(call.arguments)]
    return len(names) != len(set(names))


def _numbered(arguments: tuple[Argument, ...]) -> Iterator[tuple[int, Argument]]:
    at = 0
    for argument in arguments:
        yield at, argument
        at += 0 if argument.name else 1


def _named(row: TransformRow, argument: Argument, number: int) -> Argument:
    if argument.name or number >= row.positional:
        return argument
    return Argument(argument.span, row.options[number].name, argument.span, argument.value)


def _own_word(key: Key, word: str) -> bool:
    bare = key.type in ("constant", "word") or (key.type == "bool" and word in ("true", "false"))
    return bare or word in key.members


def _take(
    context: Context, row: TransformRow, key: Key, given: Given, argument: Argument, chosen: Chosen
) -> bool:
    span, line = argument.value.span, (Note(given.value_span, "its values"),)
    if (row.name, key.name) in _STRUCTURE or key.type not in _READERS:
        message = f"`{key.name}` of `{row.name}` is fixed, and `{given.name}` is a param"
        context.report("E617", span, message, secondary=line, help=f"write it out, such as `{key.example}`")
        return False
    if keyword.iskeyword(given.name) or given.name in _KEPT or not given.name.isidentifier():
        message = f"`{given.name}` can't be the name of a step's param: the generated code keeps it"
        context.report("E618", given.span, message, secondary=(Note(span, "used here"),), help="rename it")
        return False
    values: list[Expression] = []
    for value in _listed(given):
        found = _constant(row, key, value)
        if found is None:
            wanted = _wanted(key)
            owner = f"`{key.name}` of `{row.name}`"
            message = f"`{given.name}` has the value `{as_spec(value)}`, and {owner} is {wanted}"
            help = f"give values such as `{EXAMPLE.get(key.type, '') or key.example}`"
            context.report("E617", given.value_span, message, secondary=(Note(span, "used here"),), help=help)
            return False
        values.append(found)
    chosen.values[key.name] = values
    chosen.names[key.name] = given.name
    chosen.options[key.name] = Ref("param", given.name, values[0].type) if given.searched else values[0]
    return True


def _listed(given: Given) -> list[Json]:
    """Every value of a list, both ends of a range."""
    if isinstance(given.value, Choice):
        return [*given.value.values]
    if isinstance(given.value, Interval):
        low, high = given.value.low, given.value.high
        return [int(low), int(high)] if given.value.integer else [low, high]
    return [given.value]


def _wanted(key: Key) -> str:
    """What the option takes, with its limits."""
    words = ", ".join(f"`{member}`" for member in key.members)
    if key.type == "enum":
        return f"one of {words}"
    found = {"share": "a share", "count_or_share": "a count, or a share", "int_range": "two whole numbers"}
    text = found.get(key.type, WANTED[key.type])
    scale = 1 if key.type in ("int", "number", "int_range") else 0
    if key.low is not None and scale:
        text += f", at least {key.low:g}"
    if key.high is not None and scale:
        text += f", at most {key.high:g}"
    return text


def _constant(row: TransformRow, key: Key, value: Json) -> Expression | None:
    """One value as the option has it; none when it is not of its type or range."""
    if value is None and "none" in key.members:
        return Constant("none", CATEGORY)
    if value is None:
        return (
            Constant(None, NONE) if key.default is None and key.name not in (row.n_option, "size") else None
        )
    return _READERS[key.type](key, value)


def _within(key: Key, value: float, high: float | None) -> bool:
    return (key.low is None or value >= key.low) and (high is None or value <= high)


def _whole(key: Key, value: Json) -> Expression | None:
    fits = isinstance(value, int) and not isinstance(value, bool) and _within(key, value, key.high)
    return Constant(value, INT) if fits and isinstance(value, int) else None


def _number(key: Key, value: Json) -> Expression | None:
    if isinstance(value, str):
        return Constant(value, CATEGORY) if value in key.members else None
    if not isinstance(value, (int, float)) or isinstance(value, bool) or not _within(key, value, key.high):
        return None
    return Constant(value, FLOAT)


def _share(key: Key, value: Json) -> Expression | None:
    fits = isinstance(value, float) and _within(key, value, 1) and value >= 0
    return Constant(value, SHARE) if fits and isinstance(value, float) else None


def _bool(key: Key, value: Json) -> Expression | None:
    return Constant(value, BOOL) if isinstance(value, bool) else None


def _word(key: Key, value: Json) -> Expression | None:
    return Constant(value, CATEGORY) if isinstance(value, str) and value in key.members else None


def _word_or_texts(key: Key, value: Json) -> Expression | None:
    if isinstance(value, list):
        words = [Constant(one, TEXT) for one in value if isinstance(one, str)]
        return Items(tuple(words), TEXT) if len(words) == len(value) else None
    return _word(key, value)


def _ends(key: Key, value: Json) -> Expression | None:
    if not isinstance(value, list) or len(value) != 2:
        return None
    ends = [_whole(key, one) for one in value]
    low, high = value
    if None in ends or not isinstance(low, int) or not isinstance(high, int) or low > high:
        return None
    return Items((Constant(low, INT), Constant(high, INT)), INT)


_READERS = {
    "int": _whole,
    "number": _number,
    "number_or_auto": _number,
    "share": _share,
    "count_or_share": lambda key, value: _whole(key, value) or _share(key, value),
    "bool": _bool,
    "enum": _word,
    "word_or_texts": _word_or_texts,
    "int_range": _ends,
}
