"""The house stands as docs/architecture.md draws it: imports, sizes, lightness, codes, no leaks."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "specc"
MODULES = sorted(PACKAGE.rglob("*.py"))
HEAVY = ("pandas", "numpy", "sklearn", "docker", "jsonschema", "fastjsonschema", "lark", "yaml", "requests")
MODULE_LINES, FUNCTION_LINES = 400, 45
CODE = re.compile(r"""(?:code\s*=\s*|["'])["']?((?:E\d{3}|D2\d{2}|W\d{3}))["']""")
HEADINGS = ("What it says", "Why it matters", "Example", "What to do")


@cache
def levels() -> dict[str, int]:
    """Room to row number in the table of docs/architecture.md; what is not in it stands below."""
    found: dict[str, int] = {}
    for line in (ROOT / "docs" / "architecture.md").read_text("utf-8").splitlines():
        if line.startswith("| `specc/"):
            rooms = re.findall(r"`specc/([a-z_]+)(?:\.py|/)`", line.split("|")[1])
            found.update(dict.fromkeys(rooms, len(set(found.values()))))
    return found


def room(module: Path) -> str:
    """`specc/check/names.py` is in room `check`, `specc/source.py` in `source`."""
    return module.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(module: Path) -> Iterator[tuple[str, int]]:
    """Every room of specc that a module imports, at its head or inside a function, with the line."""
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}:{node.lineno}: a relative import"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        for name in names:
            parts = name.split(".")
            if parts[0] == "specc" and len(parts) > 1 and not parts[1].startswith("_"):
                yield parts[1], node.lineno


def test_the_table_names_every_room() -> None:
    rooms = {path.name for path in PACKAGE.iterdir() if path.is_dir() and (path / "__init__.py").is_file()}
    assert rooms - set(levels()) == set()


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_go_from_a_lower_row_to_a_higher_one(module: Path) -> None:
    below = max(levels().values()) + 1
    own = levels().get(room(module), below)
    wrong = [
        f"line {line}: {room(module)} imports {other}"
        for other, line in imports(module)
        if other != room(module) and levels().get(other, below) > own
    ]
    assert wrong == []


def test_rooms_do_not_import_in_a_circle() -> None:
    graph: dict[str, set[str]] = {}
    for module in MODULES:
        graph.setdefault(room(module), set()).update(name for name, _ in imports(module) if name in levels())
    graph.pop("__init__", None)
    while graph:
        free = {name for name, others in graph.items() if not (others - {name}) & set(graph)}
        assert free, f"a circle among {sorted(graph)}"
        for name in free:
            del graph[name]


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_modules_and_functions_can_be_read_in_one_go(module: Path) -> None:
    text = module.read_text("utf-8")
    lines = text.count("\n")
    # Tables and rule pages are read by looking up a row, and what a script made is not read at all.
    made = "Made by `scripts/" in text[:400]
    if not made and room(module) != "schema" and "rules" not in module.parts:
        assert lines <= MODULE_LINES, f"{lines} lines"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) is not None else node.body
            long = (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
            assert long <= FUNCTION_LINES, f"{node.name} at line {node.lineno} has {long} lines"


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_modules_and_public_names_say_what_they_are(module: Path) -> None:
    tree = ast.parse(module.read_text("utf-8"))
    if not tree.body:
        return
    part = module.name.endswith("_body.py")  # the rest of a generated file, which has its own head
    assert ast.get_docstring(tree) or module.name == "__main__.py" or part
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            assert ast.get_docstring(node), f"{node.name} at line {node.lineno} has no docstring"


def loaded(code: str) -> set[str]:
    """Top-level modules that a fresh interpreter holds after running `code`."""
    report = (
        "import sys, atexit; atexit.register(lambda: print('\\n' + ' '.join(sys.modules), file=sys.stderr));"
    )
    done = subprocess.run([sys.executable, "-c", report + code], capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stdout + done.stderr
    return {name.partition(".")[0] for name in done.stderr.strip().splitlines()[-1].split()}


@pytest.mark.parametrize(
    "code",
    [
        "import specc",
        "from specc.cli import main; assert main(['check', 'specs/examples/sms_spam/sms_spam.mlspec']) == 0",
        "from specc.cli import main; assert main(['fmt', '--check', 'specs/tweets/tweets.mlspec']) == 0",
    ],
)
def test_light_commands_load_nothing_heavy(code: str) -> None:
    assert loaded(code) & set(HEAVY) == set()


def emitted() -> dict[str, str]:
    """Every code in the sources of specc, with one place that has it."""
    found: dict[str, str] = {}
    for module in MODULES:
        if "rules" not in module.parts:
            for match in CODE.finditer(module.read_text("utf-8")):
                found.setdefault(match[1], str(module.relative_to(ROOT)))
    return found


def test_every_code_has_a_rule_and_every_rule_a_code() -> None:
    from specc.diagnostics.rules import rules

    assert {code: place for code, place in emitted().items() if code not in rules()} == {}
    assert set(rules()) - set(emitted()) == set()


def test_every_rule_has_a_page_with_the_four_headings() -> None:
    from specc.diagnostics.rules import rules

    for code, rule in rules().items():
        places = [rule.page.find(heading) for heading in HEADINGS]
        assert -1 not in places and places == sorted(places), f"{code}: {HEADINGS} in this order"
        assert rule.summary.endswith(".") and len(rule.page) > 200, code


def tracked() -> list[Path]:
    """Files that git holds, or would."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_git_holds_every_module() -> None:
    assert set(MODULES) - set(tracked()) == set()


def machine_words() -> set[str]:
    """What would tell where this checkout lies or packages came from: paths, hosts in pip's settings."""
    words = {f"{ROOT}/", f"{Path.home()}/"}
    shown = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True, check=False
    ).stdout
    hosts = set(re.findall(r"https?://(?:[^/@'\s]*@)?([^/:'\s]+)", shown))
    return words | {host for host in hosts if not host.endswith(("pypi.org", "pythonhosted.org"))}


def test_no_file_names_this_machine() -> None:
    words = sorted(word.encode() for word in machine_words() if len(word) > 4)
    found = [
        f"{path.relative_to(ROOT)}: {word.decode()}"
        for path in tracked()
        for content in [path.read_bytes()]
        for word in words
        if word in content
    ]
    assert found == []


def test_documents_never_send_people_to_another_project() -> None:
    for path in tracked():
        if path.suffix in (".md", ".toml", ".yml", ".yaml", ".py") and path != Path(__file__):
            text = path.read_text("utf-8")
            assert not re.search(r"pip3? install (?:-U |--upgrade )?specc\b(?!-compiler)", text), path
