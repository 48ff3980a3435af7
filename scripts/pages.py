"""Run every command that a documentation page shows, and compare its output with what the page says.

    python scripts/pages.py [PAGE ...]           compare; exit 1 and a diff where they are not the same
    python scripts/pages.py --write [PAGE ...]   put what was printed into the page

A page is read from top to bottom as one session in an empty folder that is a git project. What it may hold:

* a fenced block `console`: lines that start with `$ ` are run by bash, what follows is their output;
* `<!-- file: NAME -->` before a fenced block: the block is written to NAME;
* `<!-- copy: PATH [NAME] -->`: a file or folder of this checkout is copied in;
* `<!-- part: ... -->`: marks of other scripts, left alone.

In an output, `...` stands for anything on a line, and a line `...` for any lines. Times, digests and the
patch version of Python are not compared: they are another on each machine.
"""

from __future__ import annotations

import argparse
import difflib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGES = [
    ROOT / "README.md",
    *sorted((ROOT / "docs").glob("*.md")),
    *sorted((ROOT / "specs").glob("*/README.md")),
]
STEP = re.compile(
    r"<!-- copy: (?P<copy>\S+)(?: (?P<to>\S+))? -->\n"
    r"|(?:<!-- file: (?P<file>\S+) -->\n+)?```(?P<language>[\w-]*)\n(?P<body>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
UNSTABLE = (
    (re.compile(r"\b\d+(?:\.\d+)? ?(?:ms|s|min)\b"), "<time>"),
    (re.compile(r"\b(?:sha256:)?[0-9a-f]{8,64}\b…?"), "<digest>"),
    (re.compile(r"\b3\.1\d\.\d+\b"), "<python>"),
)


@dataclass(frozen=True)
class Result:
    """A page: as it is, and as it would be with what was really printed."""

    path: Path
    said: str
    shown: str
    same: bool

    def diff(self) -> str:
        """What differs, as a unified diff; empty when nothing that counts does."""
        if self.same:
            return ""
        name = str(self.path.relative_to(ROOT))
        lines = difflib.unified_diff(
            self.said.splitlines(), self.shown.splitlines(), name, f"{name} as it runs", lineterm=""
        )
        return "\n".join(lines)


def stable(text: str) -> str:
    """Without what differs from machine to machine."""
    for pattern, word in UNSTABLE:
        text = pattern.sub(word, text)
    return text.rstrip()


def agrees(said: str, printed: str) -> bool:
    """Whether an output is what the page says, dots taken as anything."""
    pattern = ""
    for line in stable(said).splitlines():
        pattern += (
            r"(?:.*\n)*?" if line.strip() == "..." else re.escape(line).replace(r"\.\.\.", ".*") + r"\n"
        )
    return re.fullmatch(pattern, stable(printed) + "\n" if printed.strip() else "") is not None


def commands(body: str) -> list[tuple[str, str]]:
    """Command and output of each prompt in a console block. A line that ends in `\\` goes on."""
    found: list[tuple[str, str]] = []
    for line in body.splitlines(keepends=True):
        if line.startswith("$ "):
            found.append((line[2:], ""))
        elif found and found[-1][0].endswith("\\\n") and not found[-1][1]:
            found[-1] = (found[-1][0] + line, "")
        elif found:
            found[-1] = (found[-1][0], found[-1][1] + line)
        else:
            raise ValueError(f"an output before the first command: {line!r}")
    return found


def environment(folder: Path) -> dict[str, str]:
    """This environment: the commands of this interpreter first, plain output, no store but the page's."""
    ours = ("SPECC_", "GITHUB_", "GIT_")
    kept = {key: value for key, value in os.environ.items() if not key.startswith(ours)}
    path = f"{Path(sys.executable).parent}{os.pathsep}{kept.get('PATH', '')}"
    fields = [f"GIT_{who}_{what}" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")]
    author = dict.fromkeys(fields, "page@example.org")
    plain = {"PATH": path, "NO_COLOR": "1", "COLUMNS": "110", "LC_ALL": "C.UTF-8"}
    return kept | plain | author | {"TMPDIR": str(folder)}


def run_block(body: str, folder: Path, scratch: Path) -> str:
    """The block with real output; where an output is as said, its own words are kept."""
    wanted = commands(body)
    script = "exec 2>&1\n" + "".join(
        f"{command}__code=$?; printf '\\0'; (exit $__code)\n" for command, _ in wanted
    )
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=folder,
        env=environment(scratch),
        capture_output=True,
        timeout=900,
        check=False,
    )
    printed = done.stdout.decode("utf-8", "replace").split("\0")[:-1]
    if len(printed) != len(wanted):
        raise RuntimeError(f"the shell ended early:\n{done.stdout.decode('utf-8', 'replace')}")
    return "".join(
        "$ "
        + command
        + (said if agrees(said, real) else real if real.endswith("\n") or not real else real + "\n")
        for (command, said), real in zip(wanted, printed, strict=True)
    )


def run_page(path: Path) -> Result:
    """Run a page in a folder of its own."""
    said = path.read_text("utf-8")
    with tempfile.TemporaryDirectory() as holder:
        folder, scratch = Path(holder, "project"), Path(holder, "tmp")
        folder.mkdir()
        scratch.mkdir()
        subprocess.run(["git", "init", "--quiet", "--initial-branch=main", folder], check=True)

        def step(match: re.Match[str]) -> str:
            if match["copy"]:
                source, target = ROOT / match["copy"], folder / (match["to"] or Path(match["copy"]).name)
                target.parent.mkdir(parents=True, exist_ok=True)
                if source.is_dir():
                    ignored = shutil.ignore_patterns("build", ".specc")
                    shutil.copytree(source, target, dirs_exist_ok=True, ignore=ignored)
                else:
                    shutil.copyfile(source, target)
            elif match["file"]:
                target = folder / match["file"]
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(match["body"], "utf-8")
            elif match["language"] == "console":
                return match[0].replace(match["body"], run_block(match["body"], folder, scratch))
            return match[0]

        shown = STEP.sub(step, said)
    return Result(path, said, shown, said == shown)


def main() -> int:
    """Compare or write the pages that are named, or all."""
    parser = argparse.ArgumentParser(description="run the commands of documentation pages")
    parser.add_argument("pages", nargs="*", type=Path, default=PAGES)
    parser.add_argument("--write", action="store_true", help="put what was printed into the pages")
    arguments = parser.parse_args()
    different = 0
    for page in arguments.pages:
        result = run_page(page.resolve())
        if not result.same:
            different += 1
            print(result.diff())
            if arguments.write:
                page.write_text(result.shown, "utf-8")
    return 0 if arguments.write or not different else 1


if __name__ == "__main__":
    sys.exit(main())
