"""Tree to `Spec`: a list of pure checks, one module a concern. All findings of a file come in one run."""

from __future__ import annotations

from collections.abc import Callable

from specc.check.context import Context
from specc.check.deploy import check_deploy
from specc.check.environment import check_environment
from specc.check.evaluate import check_evaluate
from specc.check.features import check_features, check_raw_features
from specc.check.header import Layout, check_owners, check_problem, read_layout
from specc.check.labels import check_label
from specc.check.rows_block import check_rows
from specc.check.sources import check_sources
from specc.check.split import check_split
from specc.diagnostics.finding import Finding
from specc.model.spec import Entry, Environment, Spec
from specc.records import dataclass
from specc.source import Source
from specc.syntax import apply_allows, parse

STAGES: tuple[Callable[[Context, Layout], None], ...] = (
    check_owners,
    check_environment,
    check_sources,
    check_rows,
)


@dataclass(frozen=True, slots=True)
class CheckResult:
    """`spec` is none when there are errors. `findings` in the order of their places."""

    spec: Spec | None
    findings: tuple[Finding, ...]


def check(source: Source) -> CheckResult:
    """Parse and check one spec. Reads no file but those that it `use`s; runs nothing."""
    parsed = parse(source)
    if parsed.tree is None:
        return CheckResult(None, parsed.findings)
    context = Context(parsed.tree)
    run_checks(context)
    found = apply_allows((*parsed.findings, *context.findings), parsed.tree)
    findings = tuple(sorted(dict.fromkeys(found), key=_place))
    failed = any(finding.is_error for finding in findings)
    return CheckResult(None if failed else compiled(context), findings)


def run_checks(context: Context) -> None:
    """Every check in order; each leaves in the context what the next ones need."""
    layout = read_layout(context)
    problem = check_problem(context, layout)
    if layout.one("interface") is not None or layout.uses:
        from specc.check.uses import check_interface, check_uses

        check_interface(context, layout)
        check_uses(context, layout)
    for stage in STAGES:
        stage(context, layout)
    check_label(context, layout, problem)
    block = layout.one("train")
    if block is not None:
        from specc.check.step_params import read_params

        read_params(context, block)
    check_features(context, layout)
    check_split(context, layout)
    check_evaluate(context, layout)
    if block is not None:
        from specc.check.train import check_train

        context.train = check_train(block, context)
    check_deploy(context, layout)
    check_raw_features(context)
    _unused(context)


def _unused(context: Context) -> None:
    for name, (what, span) in context.defined.items():
        if what == "used model" and name not in context.used and name not in context.broken:
            help = "call it in a feature, or leave it out"
            context.report(
                "E120", span, f"the used model `{name}` is not used", severity="warning", help=help
            )
    for name, (_, span) in context.source_names.items():
        if name not in context.used_sources and context.rows is not None:
            help = "join it in `rows`, or leave it out"
            context.report("E120", span, f"the source `{name}` is not used", severity="warning", help=help)


def _place(finding: Finding) -> tuple[int, int, str]:
    return (
        (finding.span.start, finding.span.end, finding.code)
        if finding.span is not None
        else (-1, -1, finding.code)
    )


def compiled(context: Context) -> Spec:
    """The spec, when no error was found."""
    environment = context.environment
    assert isinstance(environment, Environment)
    statement = context.problem.get("statement")
    cost = context.problem.get("cost_ratio")
    return Spec(
        edition=context.edition,
        name=context.name,
        version=context.version,
        entries=entries_of(context),
        sources=tuple(context.sources),
        rows=context.rows,
        label=context.label,
        features=tuple(context.features.values()),
        split=context.split,
        train=context.train,
        evaluate=context.evaluate,
        deploy=context.deploy,
        environment=environment,
        not_run=tuple(context.not_run),
        statement=statement if isinstance(statement, str) else "",
        cost_ratio=float(cost) if isinstance(cost, (int, float)) else None,
    )


def entries_of(context: Context) -> tuple[Entry, ...]:
    """All facts by path: where a block stands in the file is not one of them."""
    edition = Entry(
        "edition", context.edition, "process", text=str(context.edition), span=context.tree.edition_span
    )
    return tuple(sorted([edition, *context.entries], key=lambda entry: entry.path))
