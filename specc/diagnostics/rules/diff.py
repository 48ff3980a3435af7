"""Rules D2xx."""

from specc.diagnostics.rules import Rule

RULES: tuple[Rule, ...] = (
    Rule(
        "D200",
        "An argument is neither a spec nor a revision and path.",
        """\
## What it says
`specc diff` takes two sides, each a path to a spec or `REV:path`. This one is empty or starts with `-`.

## Why it matters
What starts with `-` could be taken for an option by git, so it is not handed on.

## Example
```
error[D200]: `--output=x` is neither a spec nor a revision and path
```

## What to do
Name a file (`./-odd.mlspec` for one that starts with `-`), or `main:specs/spam.mlspec` for a spec in
git. """,
    ),
    Rule(
        "D201",
        "git can't be asked here.",
        """\
## What it says
The side is no file, so it was read as `REV:path`; and git is not installed, or this folder is in no
repository.

## Why it matters
An older state of a spec comes from git alone.

## Example
```
error[D201]: `HEAD:spam.mlspec` is no file, and this folder is in no git repository
```

## What to do
Run inside the repository, or name two files.
""",
    ),
    Rule(
        "D202",
        "git has no such revision, or no such spec in it.",
        """\
## What it says
The part before `:` is no branch, tag or commit here; or the revision has no file of that path; or the
file is no text that could be a spec.

## Why it matters
In CI a checkout often has one commit only, and the branch to compare with is not there.

## Example
```
error[D202]: git knows no revision `origin/main`
```

## What to do
Correct the name; in CI fetch the branch (`git fetch origin main`, or `fetch-depth: 0`). The path
starts at the top of the repository; `REV:./path` starts in the current folder.
""",
    ),
    Rule(
        "D203",
        "A side has no lock, so only the specs are compared.",
        """\
## What it says
There is no lock beside the spec, in the folder or in the revision.

## Why it matters
What changed in data, packages, metrics and promises stands in the locks; without both of them it can't
be shown.

## Example
```
note[D203]: spam.mlspec has no lock: what it read and made is not compared
```

## What to do
Run `specc build` and commit the lock beside the spec.
""",
    ),
    Rule(
        "D204",
        "A lock was made from another state of its spec.",
        """\
## What it says
The meaning hash in the lock is not the one of the spec beside it.

## Why it matters
Metrics in the lock then belong to another spec than the one that is shown changed.

## Example
```
warning[D204]: the lock of spam.mlspec was made from another state of the spec
```

## What to do
Run `specc build`, and commit spec and lock together.
""",
    ),
)
