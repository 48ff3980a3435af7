"""Rules E800 to E809: files, the store, snapshots."""

from specc.diagnostics.rules import Rule

RULES: tuple[Rule, ...] = (
    Rule(
        "E800",
        "An object that is needed is not in the store.",
        """\
## What it says
The store `.specc/objects` has no file under the hash that is needed.

## Why it matters
Everything that a run reads comes from the store by its hash. Without the object the run would have to read
something else.

## Example
`the store has no object 3f2a91c07be4`, after `.specc/` was cleaned while a lock still names the object.

## What to do
Run `specc build` where the original file is at hand; it puts the file into the store again.
""",
    ),
    Rule(
        "E801",
        "A stored object holds other bytes than its name says.",
        """\
## What it says
Each object is hashed in full whenever it is read. This one's sha256 is not the one it is filed under. It
was moved to `.specc/corrupt/`.

## Why it matters
A byte that flips on a disk, or a file that somebody edits in the store, must not reach a model. Size and
time of change are never trusted.

## Example
`the stored object 3f2a91c07be4 holds other bytes than its name says`, with the hash that was found.

## What to do
Check the disk. `specc build` makes the object again from its source when that is unchanged; else restore
the source.
""",
    ),
    Rule(
        "E802",
        "A file changed while it was read.",
        """\
## What it says
The file's size or time of change was another after reading than before.

## Why it matters
The hash would stand for a content that the file never had as a whole, and nobody could make it again.

## Example
An export job is still writing `data/messages.csv` when `specc build` starts.

## What to do
Wait until whatever writes the file is done, and run again. Have exports write to another name and rename at
the end.
""",
    ),
    Rule(
        "E803",
        "A file can't be read or written.",
        """\
## What it says
The operating system refused: permission, a read-only file system, or an error of the disk, whose words are
given.

## Why it matters
What can't be read can't be hashed, and a build that leaves it out would be another build.

## Example
`data/people.csv` belongs to another user and has mode 0600.

## What to do
Give the user who runs specc the right to it, or mend the disk.
""",
    ),
    Rule(
        "E804",
        "Something other than a regular file stands where a file is wanted.",
        """\
## What it says
The path leads to a folder, a pipe, a socket, a device, or has a name that is not valid UTF-8.

## Why it matters
A pipe gives its content once, a device never ends, and a folder has no bytes of its own: none of them can
be verified later.

## Example
`from = "data"` where `data` is a folder.

## What to do
Name a file, or a pattern such as `data/*.csv` for the files in a folder.
""",
    ),
    Rule(
        "E805",
        "There is no room left on the disk.",
        """\
## What it says
Writing to the store, the build folder, an environment or the engine's disk failed because it is full or a
quota is used up.

## Why it matters
What was written so far is incomplete. It was removed; the store and the lock are as they were.

## Example
A 2 GB source is put into a store on a partition with 1 GB left.

## What to do
Free some space, or set SPECC_STORE to a folder on a larger disk. `.specc/environments` and `.specc/steps`
may be deleted.
""",
    ),
    Rule(
        "E806",
        "A source's path or pattern matches no file, or two files under one name.",
        """\
## What it says
Nothing beside the spec matches `from`; names near it are listed. Or two files outside the spec's folder
would be recorded under the same name.

## Why it matters
A pattern that silently matches nothing would train on less data than was meant.

## Example
`from = "data/mesages.csv"`, where the folder holds `messages.csv`.

## What to do
Correct `from`. It is read from the folder that the spec is in, not from the current one.
""",
    ),
    Rule(
        "E807",
        "A source's file lies outside the spec's folder.",
        """\
## What it says
The file was taken, and is recorded under the name shown. This is a note, not an error.

## Why it matters
Whoever checks out the spec's folder alone will not have the file. Absolute paths are never written to the
lock.

## Example
`from = "../shared/messages.csv"` is recorded as `up1/shared/messages.csv`.

## What to do
Nothing, when everyone has that folder. Else move the data into the spec's folder.
""",
    ),
    Rule(
        "E808",
        "A path leads nowhere.",
        """\
## What it says
The file is not there, or is a symbolic link whose target is missing or that leads back to itself.

## Why it matters
It was there when it was listed, or the spec names it; a build without it would be another build.

## Example
`data/messages.csv` is a link to a file of an unmounted disk.

## What to do
Check the path, mount what is missing, or replace the link by the file.
""",
    ),
    Rule(
        "E809",
        "Another specc is at work in the project.",
        """\
## What it says
A second process holds the lock of this project's store.

## Why it matters
Two builds of one project would write the same build folder and lock.

## Example
`specc build` in two terminals at once, where the second was told not to wait.

## What to do
Wait until the other one is done. The lock goes with its process: a killed specc leaves none behind.
""",
    ),
)
