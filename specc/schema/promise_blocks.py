"""Blocks of edition 2026 that say how a model is tested, deployed, and in what it is built."""

from __future__ import annotations

from specc.schema.header_blocks import DESCRIPTION, WHY
from specc.schema.rows import BlockKind, Cell, Key, RowKind, Signature

EVALUATE = BlockKind(
    "evaluate",
    "accept",
    "What is measured on the test part, on which slices, and what must come out.",
    "evaluate {\n  metric auc = roc_auc(is_spam)\n  slice night = hour >= 22\n\n  require {\n    auc >= "
    "90%\n  }\n}",
    keys=(WHY,),
    defines=("metric", "slice"),
    blocks=("require",),
)

METRIC = BlockKind(
    "evaluate.metric",
    "accept",
    "What a metric's line does not say.",
    "metric auc = roc_auc(is_spam)",
    keys=(WHY, DESCRIPTION),
)

SLICE = BlockKind(
    "evaluate.slice",
    "accept",
    "What a slice's line does not say.",
    "slice night = hour >= 22",
    keys=(WHY, DESCRIPTION),
)

REQUIRE = BlockKind(
    "evaluate.require",
    "accept",
    "Promises on the test part; a broken one makes `build` exit with 1.",
    "require {\n  recall_spam >= 92%\n  recall_spam on night >= 80%\n  auc - baseline.auc >= 1pp\n}",
    promises="require",
)

DEPLOY = BlockKind(
    "deploy",
    "deploy",
    "How the model decides in use, and what it may cost.",
    "deploy {\n  threshold = 0.83\n  artifact_size <= 40MiB\n}",
    keys=(
        Key(
            "threshold",
            "prob",
            "deploy",
            "Probability of the positive class from which the decision is positive (binary only).",
            "threshold = 0.83",
            low=0,
            high=1,
        ),
        WHY,
    ),
    promises="deploy",
    blocks=("gate", "canary", "monitor"),
)

GATE = BlockKind(
    "deploy.gate",
    "deploy",
    "Promises against the model in use, tested before a release. Checked; not run by `build`.",
    "gate {\n  negative_flips(against = production) <= 0.3%\n}",
    promises="gate",
)

CANARY = BlockKind(
    "deploy.canary",
    "deploy",
    "First on a part of the traffic. Checked; not run by `build`.",
    "canary {\n  traffic = 5%\n  lasts = 7d\n  promote = precision_spam >= 98%\n  else_do = rollback\n}",
    keys=(
        Key(
            "traffic",
            "share",
            "deploy",
            "Share of the traffic.",
            "traffic = 5%",
            required=True,
            low=0,
            high=1,
        ),
        Key("lasts", "duration", "deploy", "How long.", "lasts = 7d", required=True, low=0),
        Key(
            "promote",
            "promotion",
            "deploy",
            "When it takes all traffic.",
            "promote = precision_spam >= 98%",
            required=True,
        ),
        Key(
            "else_do",
            "enum",
            "deploy",
            "What is done otherwise.",
            "else_do = rollback",
            "rollback",
            members=("rollback", "hold"),
        ),
        WHY,
    ),
)

MONITOR = BlockKind(
    "deploy.monitor",
    "deploy",
    "Promises on the model in use. Checked; not run by `build`.",
    "monitor daily {\n  drift(n_chars, measure = psi) <= 0.2\n  for_days = 3\n}",
    name="name",
    repeatable=True,
    keys=(
        Key(
            "labelled_sample", "int", "deploy", "Rows labelled each time.", "labelled_sample = 400", 0, low=0
        ),
        Key(
            "when_failed",
            "call",
            "deploy",
            "What is done when a promise here breaks.",
            "when_failed = reopen(source.messages)",
            calls=(
                Signature(
                    "reopen",
                    "A section is looked at again.",
                    (Key("section", "section", "deploy", "Which.", required=True),),
                    1,
                ),
                Signature("rollback", "The former model comes back."),
                Signature(
                    "alert",
                    "Somebody is told.",
                    (Key("whom", "text", "deploy", "Whom; left out, `owners.on_call`.", default=""),),
                    1,
                ),
            ),
        ),
        Key(
            "for_days", "int", "deploy", "How many days in a row it must be broken.", "for_days = 3", 1, low=1
        ),
        WHY,
    ),
    promises="monitor",
)

ENVIRONMENT = BlockKind(
    "environment",
    "environment",
    "What the model is built in: named here by version, pinned by digest in the lock.",
    'environment {\n  python = "3.11.7"\n  package "scikit-learn" "1.9.1"\n  seed = 7\n}',
    keys=(
        Key(
            "python",
            "text",
            "environment",
            "Version of CPython, `3.11` or `3.11.7`.",
            'python = "3.11.7"',
            "3.11",
        ),
        Key(
            "platform",
            "enum_text",
            "environment",
            "Platform of the container and the wheels.",
            'platform = "linux/amd64"',
            "linux/amd64",
            members=("linux/amd64", "linux/arm64"),
        ),
        Key(
            "base_image",
            "text",
            "environment",
            "Image that the container starts from; its digest is in the lock.",
            'base_image = "python:3.11.7-slim-bookworm"',
            "",
        ),
        Key(
            "threads", "int", "environment", "Threads of BLAS and OpenMP.", "threads = 1", 1, low=1, high=1024
        ),
        Key(
            "seed",
            "int",
            "environment",
            "Seed of all that draws, where no nearer one is given.",
            "seed = 7",
            0,
            low=0,
            high=4294967295,
        ),
        Key(
            "cpu",
            "enum",
            "environment",
            "Which CPU class the arithmetic is pinned to.",
            "cpu = x86_64_v3",
            "x86_64_v3",
            members=("x86_64_v3", "x86_64_v2", "native"),
        ),
        Key(
            "exclude_newer",
            "date",
            "environment",
            "Packages uploaded later are not taken; left out, the day of the first lock, kept there.",
            "exclude_newer = 2026-11-01",
        ),
        Key(
            "time_limit",
            "duration",
            "environment",
            "A run that takes longer is ended.",
            "time_limit = 1h",
            low=1,
        ),
        Key(
            "reproduce",
            "enum",
            "environment",
            "What `verify` must find: the same bytes, the same labels with scores inside the numeric "
            "envelope, or the same metrics within their spread.",
            "reproduce = exact",
            "exact",
            members=("exact", "numeric", "statistical"),
        ),
        WHY,
    ),
    rows=(
        RowKind(
            "package",
            "environment",
            "A package and its exact version; what it needs is resolved into the lock.",
            'package "scikit-learn" "1.9.1"',
            (Cell("name", "text"), Cell("version", "text")),
            key=1,
        ),
    ),
    promises="resources",
)

BLOCKS: tuple[BlockKind, ...] = (EVALUATE, METRIC, SLICE, REQUIRE, DEPLOY, GATE, CANARY, MONITOR, ENVIRONMENT)
