"""Rules E7xx: evaluation, deployment and the environment."""

from specc.diagnostics.rules import Rule


def _rule(code: str, summary: str, says: str, why: str, example: str, do: str) -> Rule:
    page = (
        f"## What it says\n\n{says}\n\n## Why it matters\n\n{why}\n\n"
        f"## Example\n\n```mlspec\n{example}\n```\n\n## What to do\n\n{do}\n"
    )
    return Rule(code, summary, page)


RULES: tuple[Rule, ...] = (
    _rule(
        "E701",
        "A promise speaks of what its block measures.",
        "The promise compares constants only, or calls a function of one row.",
        "It would be kept or broken whatever the model does.",
        "evaluate {\n  require {\n    recall_spam >= 92%\n  }\n}",
        "Name a metric, or another thing that `specc explain evaluate.require` lists.",
    ),
    _rule(
        "E702",
        "A metric fits the label.",
        "The metric is for another task, or a limit is not written as one.",
        "An error in dollars of a class, or a recall of a number, has no meaning.",
        "evaluate {\n  metric auc = roc_auc(is_spam)\n}",
        "Take one of the metrics that the help names.",
    ),
    _rule(
        "E703",
        "A threshold decides between two classes.",
        "`threshold` is set, and the label has more classes or is a number.",
        "There is no positive class whose probability it could be compared with.",
        "deploy {\n  threshold = 0.83\n}",
        "Leave `threshold` out.",
    ),
    _rule(
        "E705",
        "A promise names a metric that is defined.",
        "A promise names a slice, a column, a feature or a metric's function.",
        "What is measured, and how, is said once, in `metric name = ...`.",
        "evaluate {\n  metric auc = roc_auc(is_spam)\n\n  require {\n    auc >= 90%\n  }\n}",
        "Define a metric and promise that.",
    ),
    _rule(
        "E706",
        "A metric is of the label.",
        "The first argument of the metric is missing or is not the label.",
        "What is compared with the prediction is the label.",
        "evaluate {\n  metric auc = roc_auc(is_spam)\n}",
        "Name the label.",
    ),
    _rule(
        "E707",
        "Python and image are named in a form that can be pinned.",
        "The version of Python is none, is too old, or the image's name can't be one.",
        "The environment is built from these names.",
        'environment {\n  python = "3.11.7"\n  base_image = "python:3.11.7-slim-bookworm"\n}',
        'Write `"3.11"` or newer, and the image as `name:tag`.',
    ),
    _rule(
        "E708",
        "What trains is pinned.",
        "`train` needs scikit-learn, and `environment` names no version of it.",
        "A library update alone can cost five points of accuracy.",
        'environment {\n  package "scikit-learn" "1.9.1"\n}',
        "Add the package and its version.",
    ),
    _rule(
        "E709",
        "A package is pinned to one version.",
        "The version is a range, or the name can't be a package's.",
        "A range gives another environment on another day.",
        'environment {\n  package "pandas" "3.0.1"\n}',
        "Write one exact version.",
    ),
)
