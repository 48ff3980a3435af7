"""`plan.json`: the plan as the run reads it."""

from __future__ import annotations

import json

from specc.plan import Plan


def plan_json(plan: Plan) -> bytes:
    """The plan as indented JSON with a final newline."""
    document = {
        "format": 1,
        "spec": {"name": plan.name, "version": plan.version},
        "python": plan.python,
        "platform": plan.platform,
        "cpu": plan.cpu,
        "threads": plan.threads,
        "pins": dict(plan.pins),
        "packages": dict(plan.packages),
        "steps": [
            {"name": step.name, "needs": list(step.needs), "recipe": step.recipe} for step in plan.steps
        ],
    }
    return (json.dumps(document, indent=1, ensure_ascii=True) + "\n").encode()
