"""Rules Wxxx: what can be built, and still is not as it should be."""

from specc.diagnostics.rules import Rule


def _rule(code: str, summary: str, says: str, why: str, example: str, do: str) -> Rule:
    page = (
        f"## What it says\n\n{says}\n\n## Why it matters\n\n{why}\n\n"
        f"## Example\n\n```mlspec\n{example}\n```\n\n## What to do\n\n{do}\n"
    )
    return Rule(code, summary, page)


_EXAMPLE = "threads = 4  # specc: allow W100 because the machine for training has four cores"

RULES: tuple[Rule, ...] = (
    _rule(
        "W001",
        "An allow has something to allow.",
        "The comment allows a code that is not reported on its line, or on the next line where it stands "
        "alone.",
        "A comment that allows nothing today may hide a real finding tomorrow.",
        _EXAMPLE,
        "Remove the comment.",
    ),
    _rule(
        "W002",
        "An allow gives its reason.",
        "The comment names a code and no reason. It allows nothing until it has one.",
        "Who reads it later has to know whether the reason still holds.",
        _EXAMPLE,
        "Write `because` and the reason on the same line.",
    ),
    _rule(
        "W003",
        "An allow names a code that can be allowed.",
        "The comment names no code, or one of E0xx other than E005.",
        "A line that can't be read has no meaning that could be accepted.",
        _EXAMPLE,
        "Write the code as it was reported, one to a comment; mend a line that can't be read.",
    ),
)
