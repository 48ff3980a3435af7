"""Rules E1xx: names."""

from specc.diagnostics.rules import Rule


def _rule(code: str, summary: str, says: str, why: str, example: str, do: str) -> Rule:
    page = (
        f"## What it says\n\n{says}\n\n## Why it matters\n\n{why}\n\n"
        f"## Example\n\n```mlspec\n{example}\n```\n\n## What to do\n\n{do}\n"
    )
    return Rule(code, summary, page)


RULES: tuple[Rule, ...] = (
    _rule(
        "E101",
        "A block has only the settings that the schema knows.",
        "A setting's name is not one of those that its block takes.",
        "An ignored setting is a silent change of meaning: a misspelt `time_limit` leaves work without a "
        "limit, and a misspelt `seed` makes runs differ.",
        'problem {\n  statement = "Is it spam?"\n}',
        "Take the suggested name, or look at `specc explain BLOCK` for the settings of the block.",
    ),
    _rule(
        "E102",
        "Blocks, table lines and definitions stand where they belong.",
        "A section, block, definition or table line stands where the schema has no place for it, or a "
        "block lacks the name that it needs.",
        "What stands in the wrong place would do nothing, and nobody would see that.",
        'source messages {\n  from = "data/sms.csv"\n  key = id\n\n  schema {\n    id: int\n    body: '
        "text\n  }\n}",
        "Move it into the block that the help names, or take the suggested word.",
    ),
    _rule(
        "E103",
        "What a block needs is there.",
        "A setting or block that the schema requires is missing.",
        "A guessed value would be a decision that nobody took.",
        'source messages {\n  from = "data/sms.csv"\n  key = id\n\n  schema {\n    id: int\n    body: '
        "text\n  }\n}",
        "Add the setting; the help shows its form.",
    ),
    _rule(
        "E104",
        "A spec that trains says which model, what is predicted, from what, and what is kept for the test.",
        "The `model` line, the `label`, the `features` or the `split` is missing.",
        "Without one of them no model can be made, or none can be tested.",
        "model churn version 1",
        "Add the section that the help names.",
    ),
    _rule(
        "E105",
        "A thing is said once.",
        "A setting, section, name, table line, class or promise stands twice in the same place.",
        "Of two lines that say different things, one is ignored, and a reader can't know which.",
        "environment {\n  threads = 1\n}",
        "Keep the line that is meant.",
    ),
    _rule(
        "E106",
        "A name refers to something that is declared.",
        "An expression or setting names a column, feature, metric or section that does not exist in this "
        "place.",
        "A misspelt name must not become text or an empty column.",
        'source messages {\n  from = "data/sms.csv"\n  key = id\n\n  schema {\n    id: int\n    body: '
        "text\n  }\n}\n\nfeatures {\n  n_chars: int = length(body)\n}",
        "Take the suggested name, or declare the missing one. Text is written in quotes.",
    ),
    _rule(
        "E107",
        "A function or step is one of the language.",
        "A call names a function that is not in the tables.",
        "Expressions are total and can't call code of one's own, so that a spec can be checked and read "
        "without running it.",
        'source messages {\n  from = "data/sms.csv"\n  key = id\n\n  schema {\n    id: int\n    body: '
        "text\n  }\n}\n\nfeatures {\n  n_chars: int = length(body)\n}",
        "Take the suggested name. `specc explain functions` and `specc explain transforms` list them.",
    ),
    _rule(
        "E108",
        "A call has only the options that the tables know.",
        "A named argument is not an option of the function, step or metric.",
        "An ignored option would leave the default in force.",
        'source messages {\n  from = "data/sms.csv"\n  key = id\n\n  schema {\n    id: int\n    body: '
        "text\n  }\n}\n\nfeatures {\n  words: vector = tfidf(body, ngrams = 1 .. 2)\n}",
        "Take the suggested name; `specc explain tfidf` lists the options.",
    ),
    _rule(
        "E109",
        "One name has one meaning.",
        "A name is given to two different things, to a class of the label and something else, or to a "
        "word of the language.",
        "A reader must know what `spam` is without looking at its place.",
        'source messages {\n  from = "data/sms.csv"\n  key = id\n\n  schema {\n    id: int\n    body: '
        "text\n    kind: category[ham, spam]\n  }\n}\n\nlabel is_spam: category[ham, spam] = "
        'kind\n\nfeatures {\n  spam_words: int = count(body, "win")\n}',
        "Rename one of the two.",
    ),
    _rule(
        "E111",
        "A used spec can be read.",
        "The file that `use` names does not exist, is no spec, or has mistakes of its own.",
        "What a feature of another model is, stands in that model's spec.",
        '# in a folder that has lang_id.mlspec\nuse lang_id from "lang_id.mlspec" version 2',
        "Check the path: it is relative to the file that says `use`. Run `specc check` on the used file.",
    ),
    _rule(
        "E112",
        "A used spec has the version that is asked for.",
        "The used spec names another version of its model.",
        "The model behind a feature has changed; whoever uses it should look before taking the new one.",
        'use lang_id from "lang_id.mlspec" version 2',
        "Look at what changed, then write the new version.",
    ),
    _rule(
        "E113",
        "Specs do not use each other in a circle.",
        "Following the `use` lines leads back to this file.",
        "No model of the circle could be built first.",
        'use lang_id from "lang_id.mlspec" version 2',
        "Take one `use` out of the circle.",
    ),
    _rule(
        "E114",
        "Of a used model only its interface is seen.",
        "A call names a field that the used spec's `interface` lacks, or names no output, or the spec has "
        "no interface.",
        "The interface is what the used model promises to keep; all else may change under its users.",
        "interface {\n  text: text\n  p_english: prob\n}",
        "Name a field of the interface: `lang_id(text = body).p_english`.",
    ),
    _rule(
        "E115",
        "`:` is a type, `=` is a value, a bare comparison is a promise.",
        "A line has a shape that its block does not take: a type where only values stand, a value where "
        "only types stand, a promise outside a block of promises, a parameter without its type.",
        "The three shapes mean different things. Read as another one, the line would mean something else "
        "than it says.",
        "evaluate {\n  require {\n    recall_spam >= 92%\n  }\n}",
        "Write the line in the shape that the help shows.",
    ),
    _rule(
        "E116",
        "A metric is one of the table.",
        "A metric's definition is not a call, names an unknown metric, or `baseline` is asked for a "
        "metric that is not defined.",
        "A metric decides whether a model is accepted, so its meaning is fixed in the table.",
        "evaluate {\n  metric auc = roc_auc(is_spam)\n}",
        "Take the suggested name; `specc explain metrics` lists them.",
    ),
    _rule(
        "E117",
        "`on` names a slice that is defined.",
        "A promise restricts a metric to a slice that does not exist.",
        "A promise on a misspelt slice would never be tested.",
        'source messages {\n  from = "data/sms.csv"\n  key = id\n\n  schema {\n    id: int\n    hour: '
        "int\n  }\n}\n\nevaluate {\n  slice night = hour >= 22\n\n  require {\n    recall_spam on "
        "night >= 80%\n  }\n}",
        "Take the suggested name, or define the slice.",
    ),
    _rule(
        "E120",
        "What is declared is used.",
        "A source or used model is declared, and nothing refers to it.",
        "It would be fetched, hashed and reviewed for nothing, or its join was forgotten.",
        "rows {\n  from = flights\n  join weather on [origin, hour] = many_to_one\n}",
        "Use it, or leave it out.",
    ),
)
