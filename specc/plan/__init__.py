"""What will be done, without doing it: `plan(spec, requirements)`."""

from specc.plan.model import Plan, Step
from specc.plan.plan import plan

__all__ = ["Plan", "Step", "plan"]
