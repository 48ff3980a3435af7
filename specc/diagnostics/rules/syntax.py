"""Rules E0xx: files, words and the shapes of statements."""

from specc.diagnostics.rules import Rule


def _rule(code: str, summary: str, says: str, why: str, example: str, do: str) -> Rule:
    page = (
        f"## What it says\n\n{says}\n\n## Why it matters\n\n{why}\n\n"
        f"## Example\n\n```mlspec\n{example}\n```\n\n## What to do\n\n{do}\n"
    )
    return Rule(code, summary, page)


RULES: tuple[Rule, ...] = (
    _rule(
        "E001",
        "A spec's file is there and can be read.",
        "The path names no file, a folder, a device, a symbolic link that would be replaced, or a file "
        "that may not be read.",
        "Nothing can be said about a spec that was not read.",
        '# in another spec\nuse lang_id from "../lang_id.mlspec" version 2',
        "Check the path. It is taken from the current folder; in `use` it is taken from the folder of "
        "the spec that says it.",
    ),
    _rule(
        "E002",
        "A spec is UTF-8 text.",
        "A byte of the file is not UTF-8, or the file is UTF-16 or UTF-32, or the text holds half of a "
        "character pair.",
        "Label text and class names are data. Guessing an encoding would change them in silence.",
        'label kind: category[cafe, the] {\n  question = "Coffee or tea?"\n}',
        "Save the file as UTF-8. A byte order mark at the start is accepted; `specc fmt` removes it.",
    ),
    _rule(
        "E003",
        "A spec holds no control characters.",
        "A character that steers a terminal or ends text (NUL, escape, delete and their like) stands in "
        "the file.",
        "Such a character can't be seen in review, and can hide or fake what a terminal shows.",
        'source visits {\n  delimiter = "\\u{1f}"\n}',
        "Remove it. Where a text needs it, write it by its number, as above. NUL can't be written.",
    ),
    _rule(
        "E004",
        "A spec is at most 16 MiB.",
        "The file is larger than 16 MiB.",
        "A spec is written and reviewed by people. A file of this size is data, given in the place of a "
        "spec.",
        'source messages {\n  from = "data/messages.csv"\n}',
        "Name the spec, and let its `source` name the data.",
    ),
    _rule(
        "E005",
        "No sign reorders the text of a spec.",
        "One of the nine bidirectional control characters (U+202A to U+202E, U+2066 to U+2069) stands in "
        "the file.",
        "They make an editor show other words than specc reads, so a reviewer approves what is not there "
        "(CVE-2021-42574).",
        'label tone: category[kind, rude] {\n  example rude "\\u{202e}..." because "hidden order"\n}',
        "Remove it, or write it by its number in a string. Where prose really needs one, "
        "`# specc: allow E005 because ...` on the line before says so.",
    ),
    _rule(
        "E006",
        "The first line names an edition that this specc knows.",
        "The file does not start with `mlspec` and the number of an edition alone on the line, or the "
        "edition is unknown.",
        "The edition fixes grammar, defaults and rules of the file, so that a later specc reads it as it "
        "was meant.",
        "mlspec 2026",
        "Write the line above as the first. For a newer edition, install a newer specc.",
    ),
    _rule(
        "E007",
        "A formatted spec can be written back.",
        "The folder or the file refused to be written. The file is as it was.",
        "A file that is written in part would be lost.",
        "mlspec 2026",
        "Check the permissions and the free space of the folder.",
    ),
    _rule(
        "E010",
        "A line has one of the six shapes of a statement.",
        "The marked word does not fit after what stands before it.",
        "A line that can't be read is left out, and nothing that it says is checked.",
        "reward = 0.04 USD\nparam alpha: float in log(1e-5 .. 1e-1)\nslice night = hour >= 22 or hour < 6\n"
        'example spam "WINNER!" because "a prize"\ncrowd mturk {\n}\nrecall_spam on short_text >= 80%',
        "Write the line as a setting, a declaration, a definition, a row, a block or a promise: one a line. "
        "A line goes on only inside `(...)` and `[...]`.",
    ),
    _rule(
        "E011",
        "Only signs of the language stand outside quotes.",
        "A sign, letter or space that the language does not have stands outside a text.",
        "Signs that look alike (`−` and `-`, a no-break space and a space) come from word processors, "
        "and would otherwise be told apart by nobody.",
        "n_chars: int = length(body) - 1",
        "Write the plain sign that the help names. Names use `a-z`, `A-Z`, `0-9` and `_`; other text "
        "stands in quotes.",
    ),
    _rule(
        "E012",
        "`:` is followed by a type, `=` by a value.",
        "A value stands where a type is wanted, or `:` and `=` stand together.",
        "The two signs say two things: what a thing is, and how much it is.",
        "reward = 0.04 USD\nhour: int = hour_of(sent_at)",
        "Write `=` for a setting; for a feature or a column write `name: type`, and `= value` behind it.",
    ),
    _rule(
        "E013",
        "`=` gives a value, `==` compares.",
        "`==` stands where a value is given, or `=` where two things are compared.",
        "A comparison alone on a line is a promise that will be tested; a setting is a fact.",
        "masters == false\nthreads = 1",
        "Write the other sign.",
    ),
    _rule(
        "E014",
        "A text is closed.",
        'A text in `"` has no closing quote on its line, or prose in `"""` has none in the file.',
        "All that follows would be read as text.",
        'question = "Is it spam?"\nstatement = """\n  Two lines\n  of prose.\n  """',
        'Close `"` on the same line and `"""` alone on a line of its own.',
    ),
    _rule(
        "E015",
        "Text stands in plain double quotes.",
        "Text stands in apostrophes, typographic quotes or backticks.",
        "One kind of quote means that a quote inside a text can only be read one way.",
        'owner = "Dana Okafor"',
        'Write `"..."`. A quote inside is written `\\"`.',
    ),
    _rule(
        "E016",
        "The logical operators are `and`, `or`, `not`.",
        "`&&`, `||`, `!` or another language's operator was written.",
        "`|` already means that a value goes through a step.",
        "slice night = hour >= 22 or not (hour >= 6)",
        "Write the word.",
    ),
    _rule(
        "E017",
        "A comment starts with `#`.",
        "`//` or `/*` was written.",
        "The words after it would be read as statements.",
        "threads = 1  # one thread gives the same sums everywhere",
        "Write `#`, on each line of the comment.",
    ),
    _rule(
        "E018",
        "A backslash in a text starts a known escape.",
        "The sign after the backslash makes no escape, or the number is that of no character.",
        "Silently keeping or dropping the backslash would change data, most often a pattern.",
        'word = "a \\"quoted\\" word, a tab \\t, an e acute \\u{e9}"\nhas_digit: bool = matches(body, '
        'r"\\d")',
        'Known are `\\\\ \\" \\n \\t \\r \\u{...}`. Write a backslash as `\\\\`, and a pattern in `r"..."`.',
    ),
    _rule(
        "E019",
        "Prose starts on the line after its quotes, and its closing quotes stand alone.",
        'Text stands beside an opening or closing `"""`, or a line is indented less than the closing quotes.',
        "The indentation of the closing quotes is what is removed from each line: label text is exactly "
        "what a worker saw.",
        'guideline = """\n  Mark spam when the sender wants money.\n\n  When in doubt, mark ham.\n  """',
        'Give each `"""` a line end, and indent the text as far as the closing quotes.',
    ),
    _rule(
        "E020",
        "A block is closed.",
        "A `{` has no `}`. Where it most likely belongs is read off the indentation.",
        "What follows would belong to the wrong block.",
        "split {\n  test = 20%\n  seed = 7\n}",
        "Put `}` on a line of its own after the block's last line.",
    ),
    _rule(
        "E021",
        "A closing bracket closes something.",
        "A `}`, `)` or `]` has no partner, or a partner of another kind.",
        "A bracket too many most often means that something before it was closed too early.",
        "words: vector[100] = tfidf(body, ngrams = 1 .. 2)",
        "Remove it, or open it where it belongs.",
    ),
    _rule(
        "E022",
        "A bracket is closed before the next statement.",
        "A `(` or `[` is still open where another statement starts.",
        "Lines inside brackets belong together, so that all lines after it would be read as one.",
        "words: vector[100] = tfidf(\n  body,\n  ngrams = 1 .. 2,\n)",
        "Close it.",
    ),
    _rule(
        "E023",
        "Comparisons do not chain.",
        "A comparison follows another without a word between them.",
        "`a < b < c` means three things in three languages.",
        "rows in 40_000 .. 60_000\nslice middle = hour >= 6 and hour < 22",
        "Write `x in low .. high` (both ends belong to it), or join two comparisons with `and`.",
    ),
    _rule(
        "E024",
        "The words of the language are its own.",
        "`True`, `None`, `elif` or another language's word was written. A category may have such a member.",
        "`True` beside `true` would be a new name, and a misspelt name is found late.",
        "masters == false\nage_known: bool = age != none",
        "Write the word that the help names.",
    ),
    _rule(
        "E025",
        "A number is written so that it can be read one way.",
        "A number has a leading zero, a `_` that is not between digits, more digits than anything needs, "
        "or is too large.",
        "`007` is a code that loses its zeros as a number; `1__000` is most likely a slip.",
        'seed = 7\ncode = "007"\nrows_wanted = 20_000\nrate = 1e-5',
        "Write the plain number, or the code in quotes.",
    ),
    _rule(
        "E026",
        "A date is in the calendar.",
        "The year, month or day does not exist.",
        "A date that does not exist can't be compared with one that does.",
        "collected = 2026-01-05 .. 2026-02-27",
        "Write year-month-day. February has 29 days in a leap year only.",
    ),
    _rule(
        "E027",
        "A unit follows its number without a space.",
        "A number and a unit stand apart.",
        "`layer dense 64 relu` is a row of four words: apart, a unit can't be told from a word. Money "
        "alone has a space.",
        "time_limit = 15min\nreward = 0.04 USD\ngold_share = 5%",
        "Join them.",
    ),
    _rule(
        "E028",
        "Nothing is nested more than 100 levels deep.",
        "Brackets, blocks or the parts of an expression are nested deeper. A sum of 101 terms is 100 "
        "levels deep.",
        "Nobody can review it, and a program made of it may not run.",
        'pixels: vector[64] = columns("pixel_*") | standardise()',
        "Name parts of it as features or slices of their own, or use a column set.",
    ),
    _rule(
        "E029",
        "A value has a name.",
        "A number, text, date, list or range stands alone on a line.",
        "It is neither a fact about something nor a promise.",
        "threshold = 0.83",
        "Give it a name with `=`.",
    ),
    _rule(
        "E030",
        "Statements are ended by the line, lists stand in brackets.",
        "A `;` or a `,` stands at the end of a statement, or several values stand without brackets.",
        "One fact, one line.",
        "locale in [GB, IE]\nthreads = 1",
        "Remove the sign, or write a list.",
    ),
    _rule(
        "E031",
        "Nine words are reserved.",
        "`mlspec`, `and`, `or`, `not`, `in`, `on`, `if`, `then` or `else` is used as a name.",
        "A name that is also an operator could be read two ways.",
        "column switched_on: bool",
        "Choose another name. A column of a file that is called so can be given another name in the schema.",
    ),
    _rule(
        "E032",
        "`{` stands at the end of its block's line.",
        "A `{` starts a line.",
        "A line without it would be a statement of its own.",
        "features {\n  n_chars: int = length(body)\n}",
        "Put it at the end of the line before.",
    ),
    _rule(
        "E033",
        "The formatter changes white space only.",
        "The proof at the end of formatting failed, and the file was left as it was.",
        "A formatter that changes meaning once is never trusted again.",
        "mlspec 2026",
        "This is a mistake of specc, not of the spec. Report the file.",
    ),
    _rule(
        "E034",
        "At most 50 lines that can't be read are shown.",
        "More lines than that can't be read.",
        "This is most likely not an .mlspec file, or one mistake near the start has broken the rest.",
        "mlspec 2026\n\nmodel sms_spam version 4",
        "Mend the first findings and check again.",
    ),
)
