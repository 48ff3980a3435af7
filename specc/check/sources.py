"""`source`: where rows lie, how they are read, what each column is, and what is expected of them."""

from __future__ import annotations

import posixpath
import re
from typing import Literal, cast

from specc.check.context import Context
from specc.check.environment import normal
from specc.check.expressions import Scope
from specc.check.formats import Origin, format_fits, record_format
from specc.check.header import Layout, block_label, define
from specc.check.promises import check_promises
from specc.check.row_key import read_source_key
from specc.check.schema_block import read_schema
from specc.check.sections import Section, read_section
from specc.model.spec import (
    Column,
    DataSource,
    Json,
    Promise,
    SourceFiles,
    SourcePackage,
    SourceUnreachable,
)
from specc.model.types import Apply, Expression, Ref
from specc.schema import BLOCKS
from specc.source import Span
from specc.syntax import unparse
from specc.syntax.tree import Block, Call, Expr, Text

_SUFFIX = re.compile(r"\.(csv|tsv|txt|parquet)(\.gz)?$")
_REMOTE = re.compile(r"[a-z][a-z0-9+.-]*://")


def check_sources(context: Context, layout: Layout) -> None:
    """Every source of the file, in its order."""
    for block in layout.blocks.get("source", []):
        named = block_label(context, block, "name")
        if named is None:
            continue
        name, span = named
        if define(context, name, "source", span):
            _source(context, block, name, span)


def _source(context: Context, block: Block, name: str, span: Span) -> None:
    path = f"source.{name}"
    section = read_section(context, BLOCKS["source"], block.body, path, span)
    schema = next((each for each in section.blocks if each.kind == "schema"), None)
    columns: tuple[Column, ...] = ()
    if schema is None:
        context.report(
            "E103",
            span,
            f"the source `{name}` has no `schema`",
            label="missing block",
            help="add `schema { column: type ... }`",
        )
    else:
        columns = read_schema(context, schema, path)
    origin = _origin(context, section, path)
    key = read_source_key(context, section, columns, path)
    own = {column.name: Ref("column", column.name, column.type) for column in columns}
    zones = {column.name: column.zone for column in columns}
    expect = next((each for each in section.blocks if each.kind == "expect"), None)
    promises: tuple[Promise, ...] = ()
    if expect is not None:
        inner = read_section(
            context, BLOCKS["source.expect"], expect.body, f"{path}.expect", expect.kind_span
        )
        scope = Scope(
            {},
            "promise",
            vocabulary="expect",
            rowwise=False,
            inner=Scope(own, f"column of `{name}`", zones=zones),
        )
        promises = check_promises(context, inner.promises, scope, f"{path}.expect", "data")
    if origin is None:  # reported; the columns are known all the same
        origin = SourceUnreachable("")
    format_fits(context, section, origin)
    extra = cast("Literal['error', 'ignore']", section.text("extra_columns") or "error")
    context.sources.append(DataSource(name, origin, key, columns, extra, promises))


# ---------------------------------------------------------------- where it lies


def _origin(context: Context, section: Section, path: str) -> Origin | None:
    setting = section.settings.get("from")
    if setting is None:
        return None
    written = setting.value
    context.entry(f"{path}.from", _from_json(written), "data", text=unparse(written), span=setting.span)
    csv = section.constants.get("format")
    if isinstance(written, Text):
        return _files(context, section, written, csv, path)
    if isinstance(written, Call) and written.function == "package":
        return _package(context, section, written, csv, path)
    context.report(
        "E303",
        written.span,
        "`from` is a path in quotes, or a data set that a package ships",
        help='write `from = "data/rows.csv"` or `from = package("name", "file/in/it.csv")`',
    )
    return None


def _from_json(written: Expr) -> Json:
    if isinstance(written, Text):
        return written.value
    if isinstance(written, Call):
        return [argument.value.value for argument in written.arguments if isinstance(argument.value, Text)]
    return unparse(written)


def _files(
    context: Context, section: Section, written: Text, csv: Expression | None, path: str
) -> Origin | None:
    location = written.value
    if _REMOTE.match(location):
        context.build_does_not_run(
            path,
            f"reading {location}: this version reads files beside the spec and data sets of packages",
            written.span,
            blocking=True,
        )
        record_format(context, section, path, _kind_by_suffix(location) or "parquet", csv, location)
        return SourceUnreachable(location)
    if (
        not location
        or location.startswith(("/", "~"))
        or "\\" in location
        or re.match(r"[A-Za-z]:", location)
    ):
        context.report(
            "E308",
            written.span,
            "a path is relative to the spec, with `/` between its parts",
            help='write `"data/rows.csv"`',
        )
        return None
    if any(ord(letter) < 32 for letter in location):
        context.report("E308", written.span, "a path has a control character in it", help="leave it out")
        return None
    kind = _kind(context, section, location, written.span)
    if kind is None:
        return None
    return SourceFiles(
        posixpath.normpath(location), kind, record_format(context, section, path, kind, csv, location)
    )


def _package(
    context: Context, section: Section, written: Call, csv: Expression | None, path: str
) -> Origin | None:
    texts = [argument.value for argument in written.arguments if not argument.name]
    if len(texts) != 2 or len(written.arguments) != 2 or not all(isinstance(text, Text) for text in texts):
        context.report(
            "E303",
            written.span,
            "`package` takes the package's name and what in it, both in quotes",
            help='write `package("scikit-learn", "sklearn.datasets:load_iris")`',
        )
        return None
    first, second = texts
    assert isinstance(first, Text) and isinstance(second, Text)
    package, member = first.value, second.value
    if context.packages is not None and normal(package) not in {normal(name) for name in context.packages}:
        context.report(
            "E309",
            first.span,
            f"the package `{package}` is not pinned in `environment`",
            help=f'add `package "{package}" "..."` to `environment`',
        )
    if re.fullmatch(r"[A-Za-z_][\w.]*:[A-Za-z_]\w*", member):
        if "format" in section.settings:
            context.report(
                "E303",
                section.settings["format"].span,
                "a loader gives a table, so it has no `format`",
                help="leave `format` out",
            )
        return SourcePackage(package, member, "loader")
    if member.startswith(("/", "~")) or ".." in member.split("/") or "\\" in member or not member:
        context.report(
            "E308",
            second.span,
            "a file inside a package is named by its path from the package's root",
            help='write `"name/data/rows.csv"`',
        )
        return None
    kind = _kind(context, section, member, second.span)
    if kind is None:
        return None
    return SourcePackage(package, member, kind, record_format(context, section, path, kind, csv, member))


def _kind_by_suffix(location: str) -> Literal["csv", "parquet"] | None:
    found = _SUFFIX.search(location.lower())
    if found is None or (found.group(1) == "parquet" and found.group(2)):
        return None
    return "parquet" if found.group(1) == "parquet" else "csv"


def _kind(context: Context, section: Section, location: str, span: Span) -> Literal["csv", "parquet"] | None:
    said = section.constants.get("format")
    if isinstance(said, Apply):
        return "csv" if said.function == "csv" else "parquet"
    if "format" in section.settings:
        return None  # reported with the setting
    found = _kind_by_suffix(location)
    if found is None:
        context.report(
            "E304",
            span,
            f"the format of `{location}` can't be told from its name",
            help="add `format = csv()` or `format = parquet`",
        )
    return found
