"""Rules E850 to E869: generating the build context, and what a run of `train.py` refuses."""

from specc.diagnostics.rules import Rule

RULES: tuple[Rule, ...] = (
    Rule(
        "E850",
        "A pin is not in force.",
        """\
## What it says
A library does not do what the spec's pins say: it uses more threads, another OpenBLAS core, or an
instruction set that was to be off.

## Why it matters
A misspelt core and an unknown instruction set are silently ignored by the libraries, numpy and
scipy have separate copies of OpenBLAS, and some variables are read only when Python starts. Under
another core or thread count the last digits of a model differ from machine to machine, and nobody
would be told.

## Example
`OPENBLAS_CORETYPE` names a core that the pinned OpenBLAS does not have, or `train.py` was started
with `python -E`.

## What to do
Start `train.py` as it is, in a process of its own. Where a package was pinned that has other
names for these things, pin one that is known here, or write `cpu = native` and accept that
results hold on one kind of CPU.
""",
    ),
    Rule(
        "E851",
        "The CPU lacks the instructions that the pins are made for.",
        """\
## What it says
The spec's `cpu` asks for a class of CPUs, and this one is of a lower class.

## Why it matters
The pinned code would stop with an illegal instruction, or take another path and give other
digits.

## Example
`cpu = x86_64_v3` (the default, CPUs from about 2013 on) on a small virtual machine without AVX2.

## What to do
Write `cpu = x86_64_v2` in `environment`, which every 64-bit PC of the last fifteen years has, or
run it elsewhere.
""",
    ),
    Rule(
        "E852",
        "The interpreter or a package is another than the pinned one.",
        """\
## What it says
`train.py` found another version of Python or of a package than `plan.json` says.

## Why it matters
A library's next version can change a model without changing a line of its users' code. What ran
must be what was pinned, or the record says something that is not so.

## Example
`train.py` was started by hand with the Python of the system.

## What to do
Make an environment from `requirements.lock` (`pip install --require-hashes -r requirements.lock`)
and use its Python.
""",
    ),
    Rule(
        "E855",
        "The environment names no base image.",
        """\
## What it says
The spec has no `base_image`, so no Dockerfile was written.

## Why it matters
Without a base the model can be built in a virtual environment only; the operating system under it
is then whatever the machine has.

## Example
An `environment` with `python` and packages alone.

## What to do
Add `base_image = "name@sha256:..."`, or leave it so when no container is wanted.
""",
    ),
    Rule(
        "E856",
        "The base image is named by a tag and not by a digest.",
        """\
## What it says
The base image is a name with a tag, and no digest is known for it.

## Why it matters
A tag is moved when its owner publishes again: the same Dockerfile then builds on other libraries,
and nobody sees it.

## Example
`base_image = "python:3.11-slim"`

## What to do
Write the digest behind the name: `python:3.11-slim@sha256:...`. The image's registry shows it.
""",
    ),
    Rule(
        "E857",
        "The build folder holds what was not generated here.",
        """\
## What it says
The folder for the generated files is a file, or it holds files that an earlier build did not
write.

## Why it matters
Generated files replace files of the same name. A folder of somebody's own work must not be
written over.

## Example
`--build-dir src`

## What to do
Name an empty or new folder with `--build-dir`, or empty this one.
""",
    ),
    Rule(
        "E858",
        "The build folder can't be written.",
        """\
## What it says
The system refused to write a generated file.

## Why it matters
Half a build context would run half a spec. What was there before is left as it is, file by file.

## Example
A folder of another user, a full disk, a read-only file system.

## What to do
Make the folder writable, or name another one with `--build-dir`.
""",
    ),
    Rule(
        "E860",
        "No row is left to train on.",
        """\
## What it says
After joins, `keep` and `distinct` the table is empty.

## Why it matters
There is nothing to learn from; the count of rows before and after each part is in the messages
above.

## Example
`keep = year >= 2027` on rows of 2026, or a join whose keys never meet.

## What to do
Correct the filter, the join or the source.
""",
    ),
    Rule(
        "E861",
        "Some rows have no label.",
        """\
## What it says
The label is none in some of the rows that the model would see.

## Why it matters
A row without an answer teaches nothing, and filling one in would invent it. Dropping such rows
silently would change what the figures are about.

## Example
`label late: category[no, yes] = if arr_delay >= 30 then yes else no`, where `arr_delay` is empty
for cancelled flights, or a mapping that lacks a value of the column.

## What to do
Say which rows count: `rows { keep = arr_delay != none }`, or map every value.
""",
    ),
    Rule(
        "E862",
        "The label has a value that is none of its classes.",
        """\
## What it says
A row's label is not among the classes that the label declares.

## Why it matters
The model would learn a class that nobody asked for.

## Example
`label digit: category[0, 1]` over a column that also has `2`.

## What to do
Name the class, map the value, or leave such rows out with `keep`.
""",
    ),
    Rule(
        "E863",
        "A part of the split has no rows.",
        """\
## What it says
The training part or the test part is empty.

## Why it matters
Without test rows nothing is measured, without training rows nothing is learnt.

## Example
`test = month >= 10` on data that ends in September.

## What to do
Correct `test` in `split`.
""",
    ),
    Rule(
        "E864",
        "The training rows are all of one class.",
        """\
## What it says
The split put every row of the other classes into the test part.

## Why it matters
A classifier needs two classes to tell apart.

## Example
Rows in the order of their class, and `order = position`.

## What to do
Split otherwise: with a seed, with `stratify`, or by another condition.
""",
    ),
    Rule(
        "E865",
        "No trial of the search came to a result.",
        """\
## What it says
Every combination of parameters failed to fit or has no value of the metric on some fold.

## Why it matters
There is no best one to train with.

## Example
`param penalty: text in [l1]` with a solver that has no l1, or folds without a row of the positive
class.

## What to do
Read the messages of the trials; correct the parameters, or use fewer folds or `stratify`.
""",
    ),
    Rule(
        "E866",
        "The rows do not give a feature what its steps need.",
        """\
## What it says
A feature that counts terms finds none in the rows that it is fitted on, or a feature that is declared with
`unknown = error` meets a level that those rows lack.

## Why it matters
The feature would have no columns, or no column for the level. With folds each part of the training rows has
to give every feature what it needs, as each is fitted on its part only.

## Example
`tfidf(min_documents = 50)` over 40 training rows; `one_hot(unknown = error)` over a column of text with a
level that stands in a single row.

## What to do
Lower `min_documents`; declare the column as a category with all its members, or say `unknown = ignore`.
""",
    ),
)
