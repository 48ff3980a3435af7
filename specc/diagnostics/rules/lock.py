"""Rules E89x: the lock as a file."""

from specc.diagnostics.rules import Rule

RULES: tuple[Rule, ...] = (
    Rule(
        "E890",
        "There is no lock beside the spec.",
        """\
## What it says
`specc verify` looks for the lock beside the spec, under the spec's name with `.lock` at its end, and
there is none.

## Why it matters
Without a lock nothing says what was read, with which packages, and what came out, so there is nothing
to verify.

## Example
```
error[E890]: there is no lock
  --> spam.mlspec.lock
```

## What to do
Run `specc build spam.mlspec` and commit the lock it writes. In CI: check that the lock is not in
`.gitignore`. """,
    ),
    Rule(
        "E891",
        "The lock can't be read as text or as YAML.",
        """\
## What it says
The file is no regular UTF-8 text, is larger than any lock, or a line of it is not YAML. The line is
named.

## Why it matters
A lock is read whole or not at all: half of one could hide what it had to show.

## Example
```
error[E891]: this is not YAML: while parsing a block mapping, did not find expected key
  --> spam.mlspec.lock:41
```

## What to do
Take the lock from version control (`git checkout -- spam.mlspec.lock`), or write it anew with `specc
build`. """,
    ),
    Rule(
        "E892",
        "The lock uses YAML that a lock never has.",
        """\
## What it says
`specc` writes a small part of YAML: no anchors, aliases or tags, no key twice, no unquoted word that
one reader takes for a truth value and another for text (`no`, `on`, `1e5`). Something like that stands
in the file.

## Why it matters
Such YAML can say one thing to a reviewer and another to a program, or grow beyond all bounds when it
is read.

## Example
```
error[E892]: this is not a lock's YAML: the key `metrics` twice in one place
  --> spam.mlspec.lock:120
```

## What to do
Take the lock from version control, or write it anew with `specc build`. A lock is not edited by hand.
""",
    ),
    Rule(
        "E893",
        "The lock has another format version than this specc reads.",
        """\
## What it says
`format`, the first line of the lock, is newer or older than the format that this version of specc knows.

## Why it matters
Reading a newer lock by older rules would leave out what was added, and call it verified.

## Example
```
error[E893]: the lock has format 2; this specc reads format 1
```

## What to do
For a newer format: use the version of specc that wrote it. For an older one: `specc build` writes the
lock anew; `specc diff` then shows whether anything but the format has changed.
""",
    ),
    Rule(
        "E894",
        "The lock does not have the shape of its format.",
        """\
## What it says
A key is missing, is unknown, or holds another kind of value than the format asks for
(`grammar/lock.schema.json`). The path and the line are named, for every such place.

## Why it matters
A lock whose parts can be missing proves nothing about them.

## Example
```
error[E894]: `inputs.messages.rows` is 'many'; wanted a whole number
  --> spam.mlspec.lock:32
```

## What to do
Take the lock from version control, or write it anew with `specc build`.
""",
    ),
    Rule(
        "E895",
        "The lock holds conflict markers of a merge.",
        """\
## What it says
Lines such as `<<<<<<< HEAD` are left from a merge that is not finished.

## Why it matters
Two results can't be merged line by line: the digests of one run would stand beside the metrics of
another.

## Example
```
error[E895]: the lock holds the conflict markers of an unfinished merge
  --> spam.mlspec.lock:14
```

## What to do
Settle the merge of the spec and the data first, then run `specc build`: it writes the lock of what was
merged. """,
    ),
)
