"""`specc check` as a process: exit codes, formats, what it loads."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
SMS = HERE / "specs" / "sms_spam" / "sms_spam.mlspec"


def specc(
    *arguments: str, given: str | None = None, cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "specc", "check", *arguments],
        input=given, capture_output=True, text=True, check=False, cwd=cwd or Path.cwd(), encoding="utf-8",
    )  # fmt: skip


def test_a_good_spec_exits_0_and_says_so() -> None:
    done = specc(str(HERE / "specs" / "churn" / "churn.mlspec"))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "1 file checked, nothing found\n"


def test_errors_exit_1_in_each_format(tmp_path: Path) -> None:
    bad = tmp_path / "bad.mlspec"
    bad.write_text('mlspec 2026\n\nmodel m version 1\n\nproblem {\n  statment = "x"\n}\n', encoding="utf-8")
    text = specc(str(bad))
    assert text.returncode == 1
    assert "error[E101]: `problem` has no setting `statment`" in text.stdout
    assert "did you mean `statement`?" in text.stdout
    concise = specc(str(bad), "--format", "concise")
    assert concise.stdout.startswith(f"{bad}:6:3: E101 ")
    found = json.loads(specc(str(bad), "--format", "json").stdout)
    assert "E101" in json.dumps(found)
    assert json.loads(specc(str(bad), "--format", "sarif").stdout)["version"] == "2.1.0"
    assert specc(str(bad), "--format", "github").stdout.startswith("::error ")


def test_warnings_alone_exit_0_and_several_files_are_one_run() -> None:
    done = specc(str(SMS), str(HERE / "specs" / "lang_id" / "lang_id.mlspec"), "--format", "concise")
    assert done.returncode == 0
    assert [line.split()[1] for line in done.stdout.splitlines()] == ["E622", "E605"]


def test_compiled_is_the_golden_file_and_nothing_else_on_stdout() -> None:
    done = specc(str(SMS), "--compiled")
    assert done.returncode == 0
    assert done.stdout == SMS.with_suffix(".compiled.json").read_text("utf-8")


def test_standard_input_a_missing_file_and_a_wrong_option() -> None:
    assert specc("-", given="mlspec 2026\n\nmodel m version 1\n").returncode == 0
    missing = specc("no/such.mlspec")
    assert missing.returncode == 1 and "E001" in missing.stdout
    assert specc("--formt").returncode == 2


def test_check_loads_nothing_heavy() -> None:
    code = (
        "import sys; from specc.cli import main; main(['check', sys.argv[1], '--format', 'json']); "
        "print(sorted(set(sys.modules) & {'pandas', 'numpy', 'sklearn', 'docker', 'jsonschema', "
        "'fastjsonschema', 'lark', "
        "'yaml'}), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(SMS)], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"
