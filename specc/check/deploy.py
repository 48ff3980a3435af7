"""`deploy`: the decision threshold, what a release may cost, and what is watched afterwards."""

from __future__ import annotations

from specc.check.context import Context
from specc.check.evaluate import metric_scope
from specc.check.expressions import Scope, infer, truth
from specc.check.header import Layout, block_label
from specc.check.jsonable import expression_json
from specc.check.promises import check_promises
from specc.check.sections import Section, read_section, why_of
from specc.diagnostics.finding import Note
from specc.model.spec import Deploy
from specc.schema import BLOCKS
from specc.source import Span
from specc.syntax import unparse
from specc.syntax.tree import Block


def check_deploy(context: Context, layout: Layout) -> None:
    """Read the section and its parts; gate, canary and monitor are checked and not run."""
    block = layout.one("deploy")
    if block is None:
        return
    section = read_section(context, BLOCKS["deploy"], block.body, "deploy", block.kind_span)
    threshold = _threshold(context, section)
    scope = Scope({}, "promise", vocabulary="deploy", rowwise=False)
    promises = check_promises(context, section.promises, scope, "deploy", "deploy")
    built = tuple(
        promise for promise in promises if "latency(" not in promise.text and "latency " not in promise.text
    )
    if len(built) < len(promises):
        what = "the promise on latency: it needs the machine that serves"
        context.build_does_not_run("deploy.latency", what, block.kind_span)
    seen: dict[str, Span] = {}
    for inner in section.blocks:
        if inner.kind == "gate":
            _promises(context, inner, "deploy.gate", "gate")
        elif inner.kind == "canary":
            _canary(context, inner)
        else:
            _monitor(context, inner, seen)
    context.deploy = Deploy(threshold, built)


def _threshold(context: Context, section: Section) -> float | None:
    value = section.number("threshold")
    label = context.label
    if value is None or label is None:
        return value
    if label.task != "binary":
        kind = "a number" if label.task == "regression" else f"one of {len(label.type.members)} classes"
        context.report(
            "E703",
            section.settings["threshold"].span,
            f"a threshold decides between two classes, and the label is {kind}",
            help="leave `threshold` out",
        )
        return None
    return float(value)


def _promises(context: Context, block: Block, path: str, vocabulary: str) -> Section:
    section = read_section(context, BLOCKS[f"deploy.{block.kind}"], block.body, path, block.kind_span)
    check_promises(context, section.promises, metric_scope(context, vocabulary), path, "deploy")
    context.build_does_not_run(path, f"`{block.kind}`: it needs the model in use", block.kind_span)
    return section


def _canary(context: Context, block: Block) -> None:
    path = "deploy.canary"
    section = read_section(context, BLOCKS[path], block.body, path, block.kind_span)
    setting = section.settings.get("promote")
    if setting is not None:
        value = infer(context, metric_scope(context, "promotion"), setting.value)
        if value is not None and truth(context, value, setting.value):
            context.entry(
                f"{path}.promote",
                expression_json(value),
                "deploy",
                text=unparse(setting.value),
                why=why_of(setting.body),
                span=setting.span,
            )
    context.build_does_not_run(path, "`canary`: it needs live traffic", block.kind_span)


def _monitor(context: Context, block: Block, seen: dict[str, Span]) -> None:
    named = block_label(context, block, "name")
    if named is None:
        return
    name, span = named
    if name in seen:
        context.report(
            "E105",
            span,
            f"the monitor `{name}` stands twice",
            secondary=(Note(seen[name], "first here"),),
            help="rename one",
        )
        return
    seen[name] = span
    path = f"deploy.monitor.{name}"
    section = read_section(context, BLOCKS["deploy.monitor"], block.body, path, block.kind_span)
    check_promises(context, section.promises, metric_scope(context, "monitor"), path, "deploy")
    context.build_does_not_run(path, f"`monitor {name}`: it needs the model in use", block.kind_span)
