"""`specc explain`: the page of a finding's code, or of a setting."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from difflib import get_close_matches

HELP = "Explain a finding's code (E101) or a setting (source.key). Without a name: list all codes."
OK, USAGE = 0, 2


def configure(parser: ArgumentParser) -> None:
    """The arguments of `specc explain`."""
    parser.add_argument(
        "name", nargs="?", metavar="CODE", help="a code such as E101, or a setting such as source.key"
    )


def run(args: Namespace) -> int:
    """Prints the page; 2 where nothing has that name."""
    from specc.diagnostics.rules import rules

    known = rules()
    if args.name is None:
        for code, rule in known.items():
            print(f"{code}  {rule.summary}")
        return OK
    name = args.name.strip().strip("`[]")
    found = known.get(name.upper())
    if found is not None:
        print(f"{found.code}: {found.summary}\n\n{found.page.strip()}")
        return OK
    page = _setting(name)
    if page is not None:
        print(page.rstrip("\n"))
        return OK
    near = get_close_matches(name.upper(), known, n=3, cutoff=0.6)
    hint = f"nearest codes: {', '.join(near)}" if near else "`specc explain` lists all codes"
    print(f"specc explain: nothing is called {name!r}; {hint}", file=sys.stderr)
    return USAGE


def _setting(name: str) -> str | None:
    """The page of a block, a setting or a function, from the schema tables."""
    from specc import schema

    explain = getattr(schema, "explain_key", None)
    return None if explain is None else explain(name)
