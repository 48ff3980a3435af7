"""Rules E84x: what `specc build` did not run or did not reach."""

from specc.diagnostics.rules import Rule

RULES: tuple[Rule, ...] = (
    Rule(
        "E845",
        "A part of the spec was checked and recorded, and not run.",
        """\
## What it says
The spec has a part that this version of specc checks and writes into the compiled spec, and that
`specc build` does not
carry out: a crowd, a canary, a monitor, a gate against production, a latency promise.

## Why it matters
What is not run must not look as if it had been. The lock lists the same parts under `spec.not_run`.

## Example
`crowd mturk { ... }` beside a label that a column already gives: the model is built from the
column, nothing is bought.

## What to do
Nothing, or carry the part out by other means. It stays in the spec, its changes are shown by `specc diff`.
""",
    ),
    Rule(
        "E846",
        "A part that this version cannot run is needed before a model can be made.",
        """\
## What it says
The label must be bought from a crowd, a feature comes from another model, or a source lies where
this version cannot read.

## Why it matters
Without that part there is nothing to train on; a model made from the rest would be another model.

## Example
`from = "s3://bucket/raw/*.parquet"`.

## What to do
Bring the data beside the spec (a file, a glob, a package), give the label a column (`label spam:
category[no, yes] = marked`),
or take the feature out.
""",
    ),
    Rule(
        "E847",
        "A promise of the spec does not hold.",
        """\
## What it says
`specc build` measured what `expect`, `require` or `deploy` promises, and the value is not inside
the limit. The model, its
numbers and the verdict are recorded in the lock all the same.

## Why it matters
A promise is the agreement between the problem's owner and the model: a model that breaks it must
not pass for a good one.

## Example
`recall_spam >= 92%` where the test rows give 0.907.

## What to do
Change data, features or training until it holds, or agree on another limit and say why in the spec.
""",
    ),
    Rule(
        "E848",
        "The spec lacks a section that a build needs.",
        """\
## What it says
A model needs at least a `source`, a `label`, `features`, a `split`, and `train`; one of them is missing.

## Why it matters
Nothing is guessed: what is not written was not decided.

## Example
A spec with only `problem` and `owners`, which `specc check` accepts while it is being written.

## What to do
Add the section named in the finding.
""",
    ),
)
