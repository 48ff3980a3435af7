"""Why a feature's steps could not be fitted or applied, in plain words."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import features
import pandas as pd
from checks import finding, refuse

NO_TERMS = ("empty vocabulary", "no terms remain")


def feature_of(error: BaseException) -> str:
    """The feature whose columns were worked on when the error was raised; empty where that is not known."""
    owner = {column: name for name, columns in features.COLUMNS.items() for column in columns}
    trace, found = error.__traceback__, ""
    while trace is not None:
        # scikit-learn's own functions around a step hold the step's columns as `X`
        given = trace.tb_frame.f_locals.get("X")
        names = [given.name] if isinstance(given, pd.Series) else getattr(given, "columns", [])
        owners = {owner.get(name, "") for name in names}
        if len(owners) == 1:
            found = owners.pop() or found
        trace = trace.tb_next
    return found


def explained(error: ValueError) -> dict[str, Any] | None:
    """The finding for what the rows do not give a feature; none for another error."""
    text, name = str(error), feature_of(error)
    if any(words in text for words in NO_TERMS):
        message = f"the feature `{name}` finds no term in the rows that it is fitted on"
        help = "lower `min_documents`, raise `max_documents`, or correct the pattern or the stop words"
    elif "unknown categories" in text:
        levels = text.partition("[")[2].partition("]")[0]
        message = f"the feature `{name}` meets levels that the rows it was fitted on lack: {levels}"
        help = "declare the column as a category with all its members, or say `unknown = ignore`"
    else:
        return None
    return finding("E866", message, help, f"feature {name}" if name else "features")


@contextlib.contextmanager
def refusing() -> Iterator[None]:
    """Turns what the rows do not give a feature into a finding."""
    try:
        yield
    except ValueError as error:
        if found := explained(error):
            refuse([found])
        raise
