"""Text to tokens. The words come from the tables; what no word matches is told apart here by what it was
meant to be."""

from __future__ import annotations

import re

from specc.diagnostics.finding import Finding, Fix
from specc.source import Source, Span
from specc.syntax import tables

KIND = {name: index for index, name in enumerate(tables.TERMINALS)}
ERROR = -2  # a token for text that has been reported already
NAME, NUMBER, PROSE, STRING = KIND["NAME"], KIND["NUMBER"], KIND["PROSE"], KIND["STRING"]
SLASH, NEWLINE, END = KIND["SLASH"], KIND["_NL"], KIND["$END"]
COMMENT, SPACE = KIND["COMMENT"], KIND["SPACE"]
LIMIT = 100  # findings of one kind of pass; after that the text is not a spec

_WORDS = re.compile(tables.PATTERN + r"|([\s\S])")
_ODD = len(tables.GROUPS)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_NEAR_DATE = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[T_][0-9:.Zz+-]*)?(?![0-9A-Za-z_])")
_REST = re.compile(r"[^\r\n]*")
_QUOTED = {"'": "'", "‘": "’’‘", "’": "’", "“": '”“"', "”": "”", "„": "“”", "`": "`", "«": "»"}
_SIGNS = {"≥": ">=", "≤": "<=", "≠": "!=", "×": "*", "·": "*", "÷": "/", "−": "-", "–": "-", "—": "-",
          "…": "..", "（": "(", "）": ")", "，": ",", "：": ":", "＝": "="}  # fmt: skip


class Tokens:
    """The words of a text, in parallel lists, and the spans of its comments. Newlines are words."""

    __slots__ = ("comments", "ends", "kinds", "starts")

    def __init__(self) -> None:
        self.kinds: list[int] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.comments: list[tuple[int, int]] = []

    def add(self, kind: int, start: int, end: int) -> None:
        """One more token."""
        self.kinds.append(kind)
        self.starts.append(start)
        self.ends.append(end)

    def insert(self, at: int, kind: int, place: int) -> None:
        """A token that nobody wrote, before token `at`, shown at offset `place`."""
        self.kinds.insert(at, kind)
        self.starts.insert(at, place)
        self.ends.insert(at, place)


def scan(source: Source, findings: list[Finding]) -> Tokens:
    """All tokens of the text, newlines in brackets included, without the end mark. What is no word is
    reported."""
    text = source.text
    tokens = Tokens()
    kinds, starts, ends, comments = tokens.kinds, tokens.starts, tokens.ends, tokens.comments
    keywords, groups = tables.KEYWORDS, (*tables.GROUPS, ERROR)
    slips = _Slips(source, tokens, findings)
    _controls(source, findings)
    position = 1 if text.startswith("\ufeff") else 0
    while position >= 0:
        restart = -1
        for match in _WORDS.finditer(text, position):
            kind = groups[match.lastindex or 0]
            if kind == SPACE:
                continue
            start, end = match.span()
            if kind == NAME:
                kind = keywords.get(match.group(), NAME)
            elif kind == COMMENT:
                comments.append((start, end))
                continue
            elif kind == ERROR:
                restart = slips.odd(start)
                break
            elif kind == SLASH and text[end : end + 1] in ("/", "*") and end < len(text):
                restart = slips.foreign_comment(start)
                break
            elif kind == PROSE and "\n" in text[start:end]:
                cut = slips.prose(start, end)
                if cut:
                    restart = cut
                    break
            elif kind == NUMBER and end - start == 4 and text.startswith("-", end):
                cut = slips.near_date(start)
                if cut:
                    restart = cut
                    break
            kinds.append(kind)
            starts.append(start)
            ends.append(end)
        position = restart
        if len(findings) > LIMIT:
            break
    return tokens


def _controls(source: Source, findings: list[Finding]) -> None:
    """Signs that can't be seen and that make a text read otherwise than it is."""
    for count, match in enumerate(_CONTROL.finditer(source.text)):
        sign = match.group()
        span = Span(match.start(), match.end())
        if count >= 20:
            break
        if sign in _BIDI:
            findings.append(
                Finding(
                    code="E005",
                    message=f"a sign that reorders text (U+{ord(sign):04X}) hides what this line says",
                    source=source,
                    span=span,
                    label="shown text and real text differ from here",
                    help="remove it; where a text needs it, write `\\u{"
                    + f"{ord(sign):x}"
                    + "}` in a string",
                    fix=Fix(span, ""),
                )
            )
        elif "\ud800" <= sign <= "\udfff":
            findings.append(
                Finding(
                    code="E002",
                    message=f"half of a character pair (U+{ord(sign):04X}) is no text",
                    source=source,
                    span=span,
                    help="save the file as UTF-8",
                )
            )
        else:
            findings.append(
                Finding(
                    code="E003",
                    message=f"a control character (U+{ord(sign):04X}) does not belong in a spec",
                    source=source,
                    span=span,
                    help="remove it; in a string it is written `\\u{" + f"{ord(sign):x}" + "}`",
                    fix=Fix(span, ""),
                )
            )


class _Slips:
    """What was written where no word of the language is. Each method gives the offset to go on from."""

    def __init__(self, source: Source, tokens: Tokens, findings: list[Finding]) -> None:
        self.source, self.text, self.tokens, self.findings = source, source.text, tokens, findings

    def report(
        self,
        code: str,
        start: int,
        end: int,
        message: str,
        help: str,
        fix: str | None = None,
        label: str = "",
    ) -> None:
        """One finding, and a token that makes the parser pass over the line in silence."""
        span = Span(start, end)
        repair = None if fix is None else Fix(span, fix)
        self.findings.append(
            Finding(
                code=code, message=message, source=self.source, span=span, label=label, help=help, fix=repair
            )
        )
        self.tokens.add(ERROR, start, end)

    def line_end(self, at: int) -> int:
        """The offset at which the line of `at` ends."""
        match = _REST.match(self.text, at)
        return match.end() if match else at

    def odd(self, at: int) -> int:
        """Text that starts no word."""
        sign = self.text[at]
        if sign == '"':
            return self.open_prose(at) if self.text.startswith('"""', at) else self.open_string(at)
        if sign in _QUOTED:
            return self.other_quotes(at, sign)
        if _CONTROL.match(sign):
            self.tokens.add(ERROR, at, at + 1)
            return at + 1
        if sign.isspace() or sign in "\ufeff\u200b\u200c\u200d\u2060":
            return self.odd_space(at, sign)
        if sign in _SIGNS:
            plain = _SIGNS[sign]
            self.report(
                "E011", at, at + 1, f"`{sign}` is not a sign of the language", f"write `{plain}`", plain
            )
            return at + 1
        if sign in "&!^~":
            return self.other_logic(at, sign)
        if sign == "%":
            return self.percent(at)
        if sign == ";":
            help = "put each statement on a line of its own, with nothing at its end"
            self.report("E030", at, at + 1, "`;` ends nothing here", help)
            return at + 1
        if sign.isalpha() or sign.isdigit():
            return self.other_letters(at)
        help = "put it in quotes if it is text, else remove it"
        self.report("E011", at, at + 1, f"`{sign}` is not a sign of the language", help)
        return at + 1

    def open_string(self, at: int) -> int:
        end = self.line_end(at)
        help = 'close it with `"` on the same line; text of several lines stands in """'
        self.report("E014", at, end, "this text is not closed", help, label='no closing `"` on this line')
        return end

    def open_prose(self, at: int) -> int:
        help = 'close it with `"""` alone on a line of its own'
        self.report("E014", at, at + 3, "this prose is not closed", help, label='no `"""` after this one')
        return self.by_indentation(at)

    def by_indentation(self, at: int) -> int:
        """Where prose opened at `at` most likely ends: the first line that is not indented deeper."""
        starts = self.source.line_starts()
        line = self.source.position(at).line
        first = self.source.line(line)
        indent = len(first) - len(first.lstrip(" \t"))
        for number in range(line + 1, len(starts) + 1):
            text = self.source.line(number)
            stripped = text.lstrip(" \t")
            if stripped and len(text) - len(stripped) <= indent:
                return starts[number - 1] - 1 if number > 1 else starts[number - 1]
        return len(self.text)

    def prose(self, start: int, end: int) -> int:
        """Prose whose closing quotes follow text: most likely another text's opening quotes. 0 when it is
        well."""
        last = max(self.text.rfind("\n", start, end), self.text.rfind("\r", start, end))
        before = self.text[last + 1 : end - 3]
        if not before.strip(" \t"):
            return 0
        if before.rstrip(" \t").endswith("=") or before.strip(" \t").startswith("#"):
            help = 'close it with `"""` alone on a line of its own'
            self.report("E014", start, start + 3, "this prose is not closed", help)
            cut = self.by_indentation(start)
            return cut if start < cut < end else end
        help = 'put the closing `"""` alone on the next line'
        self.report("E019", end - 3, end, 'the closing `"""` of prose stands behind text', help)
        return end

    def near_date(self, at: int) -> int:
        """`2026-3-1` would be a difference, `2026-03-01T10:00` nothing. 0 when it is neither."""
        match = _NEAR_DATE.match(self.text, at)
        if match is None:
            return 0
        help = "write two digits for month and day, as in `2026-03-01`; a difference has spaces: `2026 - 3`"
        self.report("E026", at, match.end(), f"`{match.group()}` is not a date", help)
        return match.end()

    def other_quotes(self, at: int, sign: str) -> int:
        stop = self.line_end(at)
        ends = [self.text.find(close, at + 1, stop) for close in _QUOTED[sign]]
        found = [end for end in ends if end > at]
        end = min(found) + 1 if found else stop
        inner = self.text[at + 1 : end - 1] if found else ""
        fix = f'"{inner}"' if found and '"' not in inner and "\\" not in inner else None
        what = "an apostrophe does not hold text" if sign == "'" else f"`{sign}` does not hold text"
        self.report("E015", at, end, what, 'write text in plain double quotes: "..."', fix)
        return end

    def odd_space(self, at: int, sign: str) -> int:
        span = Span(at, at + 1)
        self.findings.append(
            Finding(
                code="E011",
                message=f"this is not an ordinary space (U+{ord(sign):04X})",
                source=self.source,
                span=span,
                help="write a plain space in its place",
                fix=Fix(span, " ", "safe"),
            )
        )
        return at + 1

    def other_logic(self, at: int, sign: str) -> int:
        end = at + 2 if self.text.startswith(sign * 2, at) else at + 1
        seen = self.text[at:end]
        words = {"&&": "and", "&": "and", "!": "not", "~": "not"}
        word = words.get(seen, "")
        help = f"write `{word}`" if word else "powers and exclusive or are not part of the language"
        self.report(
            "E016",
            at,
            end,
            f"`{seen}` is not an operator of the language",
            help,
            f"{word} " if word else None,
        )
        return end

    def percent(self, at: int) -> int:
        tokens = self.tokens
        number = bool(tokens.kinds) and tokens.kinds[-1] == NUMBER
        if number and not self.text[tokens.ends[-1] : at].strip(" \t"):
            start = tokens.starts[-1]
            value = self.text[start : tokens.ends[-1]]
            help = f"write `{value}%`"
            self.report(
                "E027", start, at + 1, "a space stands between the number and its `%`", help, f"{value}%"
            )
        else:
            help = "a share is written `5%`; there is no remainder operator"
            self.report("E011", at, at + 1, "`%` needs a number before it", help)
        return at + 1

    def other_letters(self, at: int) -> int:
        end = at
        while end < len(self.text) and (self.text[end].isalnum() or self.text[end] == "_"):
            end += 1
        tokens = self.tokens
        if tokens.ends and tokens.ends[-1] == at and tokens.kinds[-1] == NAME:
            at = tokens.starts[-1]
        help = "names use a-z, A-Z, 0-9 and `_`; put it in quotes if it is text"
        self.report("E011", at, end, f"`{self.text[at:end][:40]}` is not a name", help)
        return end

    def foreign_comment(self, at: int) -> int:
        end = self.line_end(at)
        seen = self.text[at : at + 2]
        self.report("E017", at, at + 2, f"`{seen}` does not start a comment", "write `#`", "#")
        if seen == "/*":
            close = self.text.find("*/", at + 2)
            return close + 2 if close >= 0 else end
        return end
