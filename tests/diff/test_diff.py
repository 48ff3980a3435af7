"""What changed between two specs with their locks: goldens, directions of promises, sides from git."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from specc.diff.change import TITLES
from specc.diff.job import diff
from specc.diff.locks import lock_changes
from specc.diff.promises import promise_changes
from specc.diff.render import FORMATS, render_diff, sentence
from specc.diff.words import word_changes
from specc.lock.lock import Lock
from specc.model.spec import Evaluate, Json, Promise, Spec
from specc.model.types import Apply, Constant, Expression, Ref, Type
from tests.lock.make_record import SPEC, lock, record

HERE = Path(__file__).parent
CASES = sorted(path.name.removesuffix(".old.mlspec") for path in (HERE / "cases").glob("*.old.mlspec"))
NUMBER = Type("float")


# ---------------------------------------------------------------- specs


@pytest.mark.parametrize("form", ["text", "markdown", "json"])
@pytest.mark.parametrize("name", CASES)
def test_golden(name: str, form: str) -> None:
    result = diff(f"{name}.old.mlspec", f"{name}.new.mlspec", HERE / "cases")
    assert [finding.code for finding in result.findings] == ["D203", "D203"]
    assert result.exit_code == 1
    made = render_diff(result, form)
    golden = HERE / "cases" / f"{name}.{ {'text': 'txt', 'markdown': 'md', 'json': 'json'}[form] }"
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_text(made, "utf-8")
    assert made == golden.read_text("utf-8")


def test_comments_white_space_and_a_default_written_out_are_no_change(tmp_path: Path) -> None:
    text = (HERE / "cases" / "spam.old.mlspec").read_text("utf-8")
    (tmp_path / "a.mlspec").write_text(text, "utf-8")
    other = text.replace("test = 25%", "test   =  25%  # a quarter").replace(
        "seed = 7", "seed = 7\n  folds = 0"
    )
    assert other != text
    (tmp_path / "b.mlspec").write_text(other, "utf-8")
    result = diff("a.mlspec", "b.mlspec", tmp_path)
    assert (result.changes, result.exit_code) == ((), 0)
    assert render_diff(result, "text") == "nothing that matters differs\n"


def test_groups_come_in_one_order_and_once() -> None:
    result = diff("spam.old.mlspec", "spam.new.mlspec", HERE / "cases")
    order = [list(TITLES).index(change.group) for change in result.changes]
    assert order == sorted(order)


# ---------------------------------------------------------------- promises


def promise(text: str, function: str, *operands: float | str) -> Promise:
    values: list[Expression] = [
        Ref("metric", operand, NUMBER) if isinstance(operand, str) else Constant(operand, NUMBER)
        for operand in operands
    ]
    return Promise(text, Apply(function, tuple(values), (), Type("bool")))


def spec_with(*promises: Promise) -> Spec:
    return replace(SPEC, evaluate=Evaluate((), (), promises))


DIRECTIONS = {
    "a lower floor": (("r >= 92", ">=", "r", 0.92), ("r >= 90", ">=", "r", 0.9), "weaker"),
    "a higher floor": (("r >= 90", ">=", "r", 0.9), ("r >= 92", ">=", "r", 0.92), "stronger"),
    "a higher ceiling": (("s <= 4", "<=", "s", 4), ("s <= 5", "<=", "s", 5), "weaker"),
    "a lower ceiling": (("s <= 4", "<=", "s", 4), ("s <= 3", "<=", "s", 3), "stronger"),
    "the bound itself is let in": (("r > 9", ">", "r", 9), ("r >= 9", ">=", "r", 9), "weaker"),
    "written the other way round": (("9 <= r", "<=", 9, "r"), ("8 <= r", "<=", 8, "r"), "weaker"),
    "a wider range": (("n in 3 .. 5", "between", "n", 3, 5), ("n in 1 .. 5", "between", "n", 1, 5), "weaker"),
    "a narrower range": (
        ("n in 1 .. 5", "between", "n", 1, 5),
        ("n in 2 .. 4", "between", "n", 2, 4),
        "stronger",
    ),
    "a moved range": (("n in 1 .. 5", "between", "n", 1, 5), ("n in 2 .. 6", "between", "n", 2, 6), "accept"),
    "a range from a value": (("n == 3", "==", "n", 3), ("n in 2 .. 4", "between", "n", 2, 4), "weaker"),
}


@pytest.mark.parametrize("name", DIRECTIONS)
def test_direction(name: str) -> None:
    old, new, group = DIRECTIONS[name]
    changes = list(promise_changes(spec_with(promise(*old)), spec_with(promise(*new))))
    assert [(change.group, change.kind) for change in changes] == [(group, "changed")]


def test_a_promise_that_is_gone_is_weaker_and_a_new_one_stronger() -> None:
    one, two = promise("r >= 9", ">=", "r", 9), promise("s >= 9", ">=", "s", 9)
    changes = list(promise_changes(spec_with(one), spec_with(two)))
    assert [(change.group, change.kind) for change in changes] == [
        ("weaker", "removed"),
        ("stronger", "added"),
    ]


# ---------------------------------------------------------------- locks


def made(**changed: Json) -> Lock:
    run = json.loads(json.dumps(record()))
    return lock(run | changed)


def said(new: Lock) -> list[str]:
    return [sentence(change) for change in lock_changes(lock(), new)]


def test_the_same_lock_has_no_change() -> None:
    assert lock_changes(lock(), lock()) == []


def test_metrics_with_their_change() -> None:
    new = made(metrics={"recall_spam": 0.9, "precision_spam": 1.0, "auc": 0.5})
    assert said(new) == ["recall_spam: 0.946309 -> 0.9 (-0.04631)", "auc: new, 0.5"]


def test_data() -> None:
    sources = json.loads(json.dumps(record()["sources"]))
    messages = sources["messages"]
    messages["rows"] = 5571
    messages["columns"]["carrier"] |= {"nulls": 18, "digest": messages["digest"]}
    messages["columns"]["extra"] = {"type": "int", "nulls": 0, "digest": messages["digest"]}
    del messages["columns"]["body"]
    messages["expectations"][1] |= {"value": 0.004, "holds": False}
    assert said(made(sources=sources)) == [
        "source.messages: 5 572 rows -> 5 571 (-1)",
        "source.messages.body: gone, was text",
        "source.messages.carrier: 17 nulls -> 18 (+1)",
        "source.messages.extra: new, int",
        "source.messages: other values in carrier",
        "`null_share(carrier) <= 2%`: holds (0.00305097) -> broken (0.004)",
    ]


def test_environment_split_search_model_promises() -> None:
    run = json.loads(json.dumps(record()))
    run["environment"]["packages"]["pandas"] = "3.1.0"
    run["environment"]["packages"]["numpy"] = "2.4.10"
    run["split"]["test"]["digest"] = run["split"]["train"]["digest"]
    run["search"]["best"] = {"alpha": 0.001}
    run["model"]["state"] = run["model"]["content"]
    run["promises"][1] |= {"value": 0.9, "holds": False}
    assert said(lock(run)) == [
        "numpy 2.4.6 -> 2.4.10 (up)",
        "pandas 3.1.1 -> 3.1.0 (down)",
        "split.test: as many rows, not the same ones",
        "chosen: alpha = 1e-05 (mean 0.965) -> alpha = 0.001 (mean 0.9450000000000001)",
        "the model learnt something else",
        "`recall_spam >= 92%`: holds (0.946309) -> broken (0.9)",
    ]


# ---------------------------------------------------------------- words


def test_words() -> None:
    old = "3. When the sender may be known to the receiver, mark ham. It is better so."
    new = "3. When the sender may be known to the receiver, mark spam. It is better so."
    assert word_changes(old, new) == "... to the receiver, mark [-ham.-] {+spam.+} It is better so."
    assert word_changes("a b", "a  b") == "only white space"


# ---------------------------------------------------------------- sides


def git(folder: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=n", "-c", "user.email=e@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", "-C", str(folder), *identity, *arguments], check=True, capture_output=True)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "specs").mkdir()
    shutil.copy(HERE / "cases" / "spam.old.mlspec", tmp_path / "specs" / "spam.mlspec")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "old")
    shutil.copy(HERE / "cases" / "spam.new.mlspec", tmp_path / "specs" / "spam.mlspec")
    return tmp_path


@pytest.mark.parametrize(
    ("old", "new", "folder"),
    [
        ("HEAD:specs/spam.mlspec", "specs/spam.mlspec", ""),
        ("HEAD:./spam.mlspec", "spam.mlspec", "specs"),
        ("HEAD:specs/spam.mlspec", "spam.mlspec", "specs"),
    ],
)
def test_a_side_in_git(project: Path, old: str, new: str, folder: str) -> None:
    result = diff(old, new, project / folder)
    assert result.complete
    golden = diff("spam.old.mlspec", "spam.new.mlspec", HERE / "cases")
    assert [sentence(change) for change in result.changes] == [sentence(change) for change in golden.changes]
    assert any(change.old_place.startswith(f"{old}:") for change in result.changes)


BAD_SIDES = {
    "": "D200",
    "--upload-pack=touch x": "D200",
    "--output=x:specs/spam.mlspec": "D200",
    "nowhere:specs/spam.mlspec": "D202",
    "HEAD:specs/other.mlspec": "D202",
    "HEAD:specs": "D202",
    "HEAD^{tree}:specs/spam.mlspec": "D202",
    "$(touch x):specs/spam.mlspec": "D202",
}


@pytest.mark.parametrize("side", BAD_SIDES)
def test_bad_side(project: Path, side: str) -> None:
    before = sorted(project.rglob("*"))
    result = diff(side, "specs/spam.mlspec", project)
    assert not result.complete
    assert result.exit_code == 1
    assert BAD_SIDES[side] in [finding.code for finding in result.findings]
    assert sorted(project.rglob("*")) == before


def test_no_repository(tmp_path: Path) -> None:
    (tmp_path / ".git").write_text("gitdir: nowhere\n")  # whatever lies above the temporary folder
    result = diff("HEAD:x.mlspec", "y.mlspec", tmp_path)
    assert [finding.code for finding in result.findings if finding.code.startswith("D")] == ["D201"]


@pytest.mark.parametrize("form", FORMATS)
def test_an_incomplete_diff_shows_no_changes(tmp_path: Path, form: str) -> None:
    assert "nothing that matters" not in render_diff(diff("a.mlspec", "b.mlspec", tmp_path), form)
