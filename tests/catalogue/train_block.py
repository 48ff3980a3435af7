"""A `train` block checked on its own, for one label and one version of scikit-learn."""

from __future__ import annotations

from typing import Literal, NamedTuple

from specc.check.context import Context
from specc.check.train import check_train
from specc.diagnostics.finding import Finding
from specc.model.spec import Entry, Feature, Label, NotRun, Train
from specc.model.types import Type
from specc.source import Source
from specc.syntax import parse
from specc.syntax.tree import Block

Task = Literal["binary", "multiclass", "regression"]
MEMBERS = {"binary": ("ham", "spam"), "multiclass": ("a", "b", "c"), "regression": ()}


class Checked(NamedTuple):
    """What came out."""

    train: Train | None
    findings: list[Finding]
    entries: list[Entry]
    not_run: list[NotRun]

    @property
    def codes(self) -> list[str]:
        """The codes of the findings, in order."""
        return [finding.code for finding in self.findings]

    @property
    def parameters(self) -> dict[str, object]:
        """What is set on the estimator."""
        assert self.train is not None, self.findings
        return {parameter.name: parameter.value for parameter in self.train.parameters}


def checked(
    body: str, task: Task = "binary", version: str = "1.9.1", features: tuple[Feature, ...] = ()
) -> Checked:
    """The block `train { body }`."""
    text = "mlspec 2026\n\nmodel m version 1\n\ntrain {\n" + body.strip("\n") + "\n}\n"
    parsed = parse(Source("m.mlspec", text))
    assert parsed.tree is not None and not parsed.findings, parsed.findings
    block = next(one for one in parsed.tree.body if isinstance(one, Block))
    context = Context(parsed.tree)
    type = Type("float") if task == "regression" else Type("category", members=MEMBERS[task])
    context.label = Label("y", task, type, None, (), "", "")
    context.packages = {"scikit-learn": version} if version else {"numpy": "2.4.6"}
    context.features = {feature.name: feature for feature in features}
    train = check_train(block, context)
    return Checked(train, context.findings, context.entries, context.not_run)
