"""Rules E330 to E361 (rows and files as they come) and E881 to E884 (predicting)."""

from specc.diagnostics.rules import Rule

RULES: tuple[Rule, ...] = (
    Rule(
        "E330",
        "A source has no file, or a file without rows.",
        """\
## What it says
The path or pattern names nothing, or the file is empty, or it holds a header and no rows.

## Why it matters
A model can't learn from nothing, and a pattern that finds no file is nearly always misspelt.

## Example
`from = "data/*.cvs"` beside a folder of `.csv` files.

## What to do
Correct the path, or put the file there.
""",
    ),
    Rule(
        "E331",
        "A file is not in the declared encoding.",
        """\
## What it says
The bytes at this line are no text in the encoding that the source declares (UTF-8 when it says
nothing).

## Why it matters
Guessing an encoding changes letters silently: `Müller` becomes `MÃ¼ller`, and features over the
text change with it.

## Example
A file saved by a spreadsheet in `latin-1` or `cp1252`, read as UTF-8.

## What to do
Declare `encoding` in the source, or save the file as UTF-8.
""",
    ),
    Rule(
        "E332",
        "A compressed file is broken.",
        """\
## What it says
The file's name ends in .gz or .zip, and it can't be unpacked, or an archive does not hold exactly
one file.

## Why it matters
Half a download reads as a shorter file: rows would be missing without a word.

## Example
A download that was cut off.

## What to do
Get the file again and compare its size.
""",
    ),
    Rule(
        "E333",
        "A Parquet file is broken.",
        """\
## What it says
The file is not Parquet, or it was cut off.

## Why it matters
Nothing can be read from it.

## Example
A file that was renamed to `.parquet`, or written by a process that was killed.

## What to do
Write or get the file again.
""",
    ),
    Rule(
        "E334",
        "A row of a text file can't be read.",
        """\
## What it says
The row has more or fewer cells than the header, or a quote is not closed, or (in JSON lines) the
line is no object.

## Why it matters
A row that is out of step shifts every later cell into another column.

## Example
`3,c,d` under a header of two columns.

## What to do
Quote the cells that hold the delimiter, or declare the file's `delimiter`, `quote` and `escape`.
""",
    ),
    Rule(
        "E335",
        "A declared column is not in the file.",
        """\
## What it says
The schema declares a column that the file does not have.

## Why it matters
Columns are taken by name. A missing one is a change of the data's shape.

## Example
`body` in the schema, `bodi` in the file.

## What to do
Correct the schema or the file. When the file calls it otherwise, say so in the column's block.
""",
    ),
    Rule(
        "E336",
        "A file has columns that the schema does not declare.",
        """\
## What it says
The file has columns that nothing in the schema names.

## Why it matters
An undeclared column is neither typed nor hashed. It may be new, or it may be a declared one that
was renamed.

## Example
A data export that got a column `region`.

## What to do
Declare the columns, or say `extra_columns = ignore` in the source.
""",
    ),
    Rule(
        "E337",
        "A column stands twice in a file.",
        """\
## What it says
Two columns of the file have the same name.

## Why it matters
Columns are read by their names. It can't be said which of the two is meant, and tools that read such a file
take the first, or the last, or rename one of them without a word.

## Example
A header `id,price,price`, as an export of two joined tables often has.

## What to do
Rename one of the two in the file, or leave one out where it is exported.
""",
    ),
    Rule(
        "E342",
        "A key is empty or names more than one row.",
        """\
## What it says
The columns of `key` have an empty cell, or two rows have the same values in them.

## Why it matters
Rows are sorted by their key, so that the order in the file changes nothing. That needs a key that
names each row.

## Example
A customer's number as key of a table with a row for each order.

## What to do
Choose columns that name one row together, or say `key = position`: then the order in the file
counts, and it is hashed.
""",
    ),
    Rule(
        "E344",
        "A join breaks its declared cardinality.",
        """\
## What it says
The join says `many_to_one` or `one_to_one`, and a key names more than one row.

## Why it matters
Such a join multiplies rows silently.

## Example
Two weather reports for one airport and hour.

## What to do
Join on more columns, or make the rows unique before.
""",
    ),
    Rule(
        "E345",
        "A package's data set can't be loaded.",
        """\
## What it says
The loader that the source names is not in the package, or it failed.

## Why it matters
The source has no data.

## Example
`sklearn.datasets:load_digitz`.

## What to do
Correct the loader's name, or require a version of the package that has it.
""",
    ),
    Rule(
        "E351",
        "A value does not fit its column's type.",
        """\
## What it says
The cell is shown with its row and column. Nothing is guessed: `32.5` is no whole number, `yes` is
true only when the source declares it so, and a date is ISO 8601 or written as one of the column's
`formats`.

## Why it matters
A value that is read as something else changes the model without a trace.

## Example
`n/a` in a column of numbers.

## What to do
Correct the value, declare it as a null word, or declare another type.
""",
    ),
    Rule(
        "E352",
        "A number is too large to be held exactly.",
        """\
## What it says
Whole numbers are 64-bit. An optional column holds them as 64-bit floats, exactly up to 2**53.
Floats end at about 1.8e308.

## Why it matters
A number that is rounded on reading is another number: two different identifiers can become one.

## Example
`9007199254740993` in a column `int?`.

## What to do
Declare an identifier as `text`, or the column as not optional.
""",
    ),
    Rule(
        "E353",
        "A value is not a member of its category.",
        """\
## What it says
The schema lists the category's members, and this is none of them.

## Why it matters
A new level is a change of the data that a model has never seen.

## Example
`Acme` where the members are `acme`, `beacon` and `other`.

## What to do
Add the member to the schema, or correct the value.
""",
    ),
    Rule(
        "E354",
        "A date is in an implausible year.",
        """\
## What it says
Dates are held in nanoseconds, which reach from 1678 to 2261.

## Why it matters
Years outside are nearly always a slip, or a stand-in for `unknown` or `never`.

## Example
`9999-12-31`.

## What to do
Correct the value, or declare it as a null word.
""",
    ),
    Rule(
        "E355",
        "A cell is empty in a column that is not optional.",
        """\
## What it says
The cell is empty, or it holds one of the source's null words.

## Why it matters
Most estimators take no missing values, and those that do treat them as a value of its own: the
schema says where they may be.

## Example
`body: text` and a row with an empty body.

## What to do
Declare the column as optional with `?`, or leave such rows out of the file.
""",
    ),
    Rule(
        "E356",
        "A file's own type is not the declared one.",
        """\
## What it says
A Parquet file or a package's loader has typed the column, and its values are not of the declared
type.

## Why it matters
Numbers as text lose their zeros in front, text as numbers gains meaning it does not have.

## Example
`id: text` where the file holds int64.

## What to do
Declare the type that the file holds.
""",
    ),
    Rule(
        "E360",
        "A feature is infinite.",
        """\
## What it says
The feature's value left the range of 64-bit floats.

## Why it matters
No estimator of scikit-learn takes infinite numbers.

## Example
`exp(amount)` for an amount of 1,000.

## What to do
Limit the number, for example with `clip(amount, 0, 20)`.
""",
    ),
    Rule(
        "E361",
        "The model can't take the rows.",
        """\
## What it says
The fitted steps refused the rows, for one because of a level that the training part lacked in a
feature with `unknown = error`.

## Why it matters
The spec says that such a row must not get an answer.

## Example
`one_hot(carrier, unknown = error)` and a carrier that is new.

## What to do
Correct the rows, or declare another answer with `unknown`.
""",
    ),
    Rule(
        "E881",
        "There is no built model.",
        """\
## What it says
The output folder lacks `model.skops` or `record.json`.

## Why it matters
Predictions come from the model of a finished run only.

## Example
`specc predict` before `specc build`.

## What to do
Build the model first.
""",
    ),
    Rule(
        "E882",
        "The model's file was changed.",
        """\
## What it says
The file's hash differs from the one that the run recorded.

## Why it matters
A model file that was exchanged or altered can predict anything.

## Example
Somebody copied another model into `output/`.

## What to do
Build the model again.
""",
    ),
    Rule(
        "E883",
        "A model's file holds a type that is not trusted.",
        """\
## What it says
Models are read with skops: only classes of scikit-learn, numpy and scipy and those of the generated
`features.py` are made.

## Why it matters
A model file that may name any function can run code.

## Example
A file that names `os.system`.

## What to do
Build the model again from its spec.
""",
    ),
    Rule(
        "E884",
        "The rows can't be predicted here.",
        """\
## What it says
The build folder or its environment is not there, or `predict.py` did not run.

## Why it matters
The prediction runs in the environment that the lock pins.

## Example
`specc predict` on another machine than the one that built.

## What to do
Build the model here first, or name its folder with `--build-dir`.
""",
    ),
)
