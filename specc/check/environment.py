"""`environment`: what the model is built in."""

from __future__ import annotations

import re
from typing import Literal, cast

from specc.check.context import Context
from specc.check.expressions import Scope, infer
from specc.check.header import Layout
from specc.check.jsonable import expression_json
from specc.check.sections import Section, read_section
from specc.check.table_lines import read_row
from specc.diagnostics.finding import Note
from specc.model.spec import Environment, Package
from specc.model.types import Apply, Constant
from specc.schema import BLOCKS
from specc.source import Span
from specc.syntax import unparse
from specc.syntax.tree import Promise, Row, Text

_VERSION = re.compile(r"\d+(\.\d+)*((a|b|rc)\d+)?(\.post\d+)?(\+[a-z0-9.]+)?")
_NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?")
_IMAGE = re.compile(
    r"[a-z0-9]([a-z0-9._/:-]*[a-z0-9])?(:[A-Za-z0-9_][A-Za-z0-9_.-]*)?(@sha256:[0-9a-f]{64})?"
)


def check_environment(context: Context, layout: Layout) -> None:
    """Read the section, or its defaults where there is none; `train` without scikit-learn is reported."""
    block = layout.one("environment")
    span = block.kind_span if block else context.tree.edition_span
    section = read_section(context, BLOCKS["environment"], block.body if block else (), "environment", span)
    packages = _packages(context, section)
    context.packages = {package.name: package.version for package in packages}
    context.seed = section.whole("seed", 0)
    _texts(context, section)
    memory = _memory(context, section)
    train = layout.one("train")
    if (
        train is not None
        and layout.blocks.get("source")
        and not any(normal(package.name) == "scikit-learn" for package in packages)
    ):
        context.report(
            "E708",
            span if block else train.kind_span,
            "`train` needs scikit-learn, and no version of it is pinned in `environment`",
            help='add `package "scikit-learn" "1.9.1"` to `environment`',
        )
    context.environment = Environment(
        python=section.text("python"),
        platform=section.text("platform"),
        base_image=section.text("base_image"),
        packages=packages,
        threads=section.whole("threads", 1),
        seed=context.seed,
        memory_bytes=memory,
        cpu=cast("Literal['x86_64_v3', 'x86_64_v2', 'native']", section.text("cpu")),
        exclude_newer=section.text("exclude_newer"),
        timeout_s=section.number("time_limit"),
    )


def normal(package: str) -> str:
    """A package's name as PyPI compares it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", package).lower()


def _packages(context: Context, section: Section) -> tuple[Package, ...]:
    row = section.row.rows[0]
    found: dict[str, Package] = {}
    places: dict[str, Row] = {}
    for line in section.rows:
        cells = read_row(context, row, line, "", 0)
        if cells is None:
            continue
        name, version = str(cells["name"]), str(cells["version"])
        if not _package_fits(context, line, name, version):
            continue
        key = normal(name)
        if key in found:
            context.report(
                "E105",
                line.span,
                f"the package `{name}` is listed twice",
                secondary=(Note(places[key].span, "first here"),),
                help="leave one out",
            )
            continue
        found[key], places[key] = Package(name, version), line
        text = " ".join(["package", *(unparse(cell) for cell in line.cells)])
        context.entry(f"environment.package.{key}", version, "environment", text=text, span=line.span)
    return tuple(found[key] for key in sorted(found))


def _package_fits(context: Context, line: Row, name: str, version: str) -> bool:
    if not _NAME.fullmatch(name):
        context.report(
            "E709",
            line.cells[0].span,
            f"`{name}` can't be the name of a package",
            help="write its name on PyPI",
        )
        return False
    if not _VERSION.fullmatch(version):
        bare = re.sub(r"^[=~<>!^ ]+", "", version)
        help = f'write `"{bare}"`' if _VERSION.fullmatch(bare) else 'write one version, such as `"1.9.1"`'
        context.report("E709", line.cells[1].span, f"`{version}` is not one exact version", help=help)
        return False
    return True


def _texts(context: Context, section: Section) -> None:
    def place(key: str) -> Span:
        return section.settings[key].value.span

    python = section.text("python")
    if "python" in section.settings and python and not re.fullmatch(r"3\.\d+(\.\d+)?", python):
        context.report(
            "E707",
            place("python"),
            f"`{python}` is not a version of Python",
            help='write `"3.11"` or `"3.11.7"`',
        )
    elif python and int(python.split(".")[1]) < 11 and "python" in section.settings:
        context.report(
            "E707",
            place("python"),
            f"Python {python} is older than 3.11, the oldest that is built for",
            help='write `"3.11"` or newer',
        )
    image = section.text("base_image")
    if "base_image" in section.settings and not _IMAGE.fullmatch(image):
        written = section.settings["base_image"].value
        shown = image if len(image) < 60 and isinstance(written, Text) else "this"
        context.report(
            "E707",
            place("base_image"),
            f"`{shown}` can't be the name of an image",
            help='write `"python:3.11.7-slim-bookworm"`',
        )


def _memory(context: Context, section: Section) -> int | None:
    found: int | None = None
    seen: Promise | None = None
    scope = Scope({}, "limit", vocabulary="resources", rowwise=False)
    for promise in section.promises:
        value = infer(context, scope, promise.expression)
        if value is None:
            continue
        limit = value.operands[1] if isinstance(value, Apply) and value.function == "<=" else None
        if not isinstance(limit, Constant) or not isinstance(limit.value, int):
            context.report(
                "E702",
                promise.span,
                "a limit of the run is written with `<=` and a size",
                help="write `memory <= 4GiB`",
            )
            continue
        if seen is not None:
            context.report(
                "E105",
                promise.span,
                "the memory is limited twice",
                secondary=(Note(seen.span, "first here"),),
                help="leave one out",
            )
            continue
        found, seen = limit.value, promise
        context.entry(
            "environment.memory",
            expression_json(limit),
            "environment",
            text=unparse(promise.expression),
            span=promise.span,
        )
    return found
