"""A line that does not fit, in plain words: what was seen, what is wanted, one thing to do."""

from __future__ import annotations

from specc.diagnostics.finding import Finding, Fix
from specc.source import Source, Span
from specc.syntax.lexer import END, ERROR, KIND, NAME, NEWLINE, NUMBER, Tokens
from specc.syntax.tables import KEYWORDS, TERMINALS

K = KIND
_COMPARE = frozenset(
    K[name] for name in ("EQUALS", "DIFFERS", "AT_MOST", "AT_LEAST", "LESSTHAN", "MORETHAN", "IN")
)
_LITERALS = frozenset(K[name] for name in ("NUMBER", "QUANTITY", "MONEY", "DATE", "STRING", "REGEX", "PROSE"))
STARTS = _LITERALS | {NAME, K["LPAR"], K["LSQB"], K["NOT"], K["IF"]}
ENDS = _LITERALS | {NAME, K["RPAR"], K["RSQB"]}
OPERATORS = _COMPARE | {
    K[name]
    for name in ("AND", "OR", "NOT", "ON", "PLUS", "MINUS", "STAR", "SLASH", "FALLBACK", "DOTS", "VBAR")
}
_WORDS = frozenset(KEYWORDS.values())
_FOREIGN = {
    "elif": "write `else if ... then ...`",
    "is": "write `==`",
    "isnot": "write `!=`",
    "like": 'write `matches(x, r"...")`',
    "between": "write `in low .. high`",
    "xor": "write `a != b`",
    "where": "write the condition as `keep = ...` or a slice",
}


class Slip:
    """One broken line: tokens `start` to `end`, of which `at` is the first that does not fit."""

    def __init__(
        self, source: Source, tokens: Tokens, place: tuple[int, int, int], expected: frozenset[int]
    ) -> None:
        self.source, self.tokens, self.expected = source, tokens, expected
        self.start, self.at, self.end = place
        self.kinds = tokens.kinds

    def text(self, token: int) -> str:
        """What was written."""
        return self.source.text[self.tokens.starts[token] : self.tokens.ends[token]]

    def span(self, first: int, last: int | None = None) -> Span:
        """From one token to another."""
        return Span(self.tokens.starts[first], self.tokens.ends[first if last is None else last])

    def finding(
        self, code: str, span: Span, message: str, help: str, fix: Fix | None = None, label: str = ""
    ) -> Finding:
        """The finding in this text."""
        return Finding(
            code=code, message=message, source=self.source, span=span, label=label, help=help, fix=fix
        )

    def find(self) -> Finding | None:
        """None when the line holds text that was reported already."""
        if ERROR in self.kinds[self.start : self.end]:
            return None
        tests = (
            self.reserved,
            self.chain,
            self.foreign,
            self.without_else,
            self.unit,
            self.words,
            self.colon,
            self.equals,
            self.double_bar,
            self.comma,
            self.brackets,
            self.unfinished,
        )
        for test in tests:
            found = test()
            if found is not None:
                return found
        return self.plain()

    # Each of the following knows one slip.

    def kind(self, offset: int = 0) -> int:
        """The kind of the token beside the one that does not fit; `END` outside the line."""
        place = self.at + offset
        return self.kinds[place] if self.start <= place <= self.end else END

    def inside_brackets(self) -> bool:
        depth = 0
        for kind in self.kinds[self.start : self.at]:
            if kind in (K["LPAR"], K["LSQB"]):
                depth += 1
            elif kind in (K["RPAR"], K["RSQB"]):
                depth -= 1
        return depth > 0

    def words(self) -> Finding | None:
        from specc.syntax.slips_words import find_words

        return find_words(self)

    def reserved(self) -> Finding | None:
        for place in (self.at, self.at - 1):
            if not self.start <= place < self.end or self.kinds[place] not in _WORDS:
                continue
            after = self.kinds[place + 1]
            first = place == self.start and self.kinds[place] not in (K["NOT"], K["IF"])
            named = after in (K["EQUAL"], K["COLON"])
            if not (named or (first and place == self.at)):
                continue
            word = self.text(place)
            if word == "mlspec":
                message, help = "`mlspec` starts the first line only", "remove this line"
            elif word in ("else", "then") and first:
                return self.finding(
                    "E010",
                    self.span(place),
                    f"a line can't start with `{word}`",
                    "write the whole `if ... then ... else ...` on one line, or put it in brackets",
                )
            else:
                message = f"`{word}` is a word of the language and can't be a name"
                help = f"choose another name, such as `{word}_`"
            return self.finding("E031", self.span(place), message, help)
        return None

    def colon(self) -> Finding | None:
        colon = K["COLON"]
        if self.kind() == K["EQUAL"] and self.kind(-1) == colon:
            return self.finding(
                "E012",
                self.span(self.at - 1, self.at),
                "`:` and `=` stand together",
                "write `name: type = value`, or `name = value` for a setting",
            )
        if self.kind() in (K["LPAR"], K["DOT"]) and self.kind(-1) == NAME and self.kind(-2) == colon:
            return self.finding(
                "E012",
                self.span(self.at - 2),
                "a value follows `:`, where a type is wanted",
                "write `name: type = value`, or `name = value` for a setting",
            )
        if self.kind() == colon:
            place = self.at
        elif self.at - 1 > self.start and self.kind(-1) == colon and self.kind() in STARTS | {K["MINUS"]}:
            place = self.at - 1
        else:
            return None
        span = self.span(place)
        if place + 1 < self.end and self.kinds[place + 1] == K["EQUAL"]:
            span = self.span(place, place + 1)
        help = "`:` is followed by a type, `=` by a value: write `=`"
        return self.finding("E012", span, "`:` where a value is given", help, Fix(span, " ="))

    def equals(self) -> Finding | None:
        if self.kind() == K["EQUALS"] and K["EQUAL"] in self.expected:
            span = self.span(self.at)
            return self.finding(
                "E013", span, "`==` compares; it does not give a value", "write `=`", Fix(span, "=")
            )
        if self.kind() == K["EQUAL"]:
            span = self.span(self.at)
            if self.kind(-1) in OPERATORS | {K["EQUAL"]}:
                return self.finding(
                    "E010", span, "`=` follows another sign", f"remove `=` or `{self.text(self.at - 1)}`"
                )
            earlier = self.kinds[self.start : self.at]
            if K["EQUAL"] in earlier or K["IF"] in earlier or self.inside_brackets() or self.start == self.at:
                help = "write `==` to compare"
                return self.finding(
                    "E013", span, "`=` gives a value; it does not compare", help, Fix(span, "==")
                )
            help = "a setting is `name = value`, with one name; text stands in quotes"
            return self.finding("E010", span, "`=` does not fit here", help)
        return None

    def double_bar(self) -> Finding | None:
        bar = K["VBAR"]
        if self.kind() == bar and self.kind(-1) == bar:
            span = self.span(self.at - 1, self.at)
            return self.finding(
                "E016", span, "`||` is not an operator of the language", "write `or`", Fix(span, "or")
            )
        return None

    def chain(self) -> Finding | None:
        if self.kind() not in _COMPARE | {K["NOT"]} or self.kind(-1) not in ENDS:
            return None
        depth = 0
        for place in range(self.at - 1, self.start - 1, -1):
            kind = self.kinds[place]
            if kind in (K["RPAR"], K["RSQB"]):
                depth += 1
            elif kind in (K["LPAR"], K["LSQB"]):
                depth -= 1
            if depth < 0 or (depth == 0 and kind in (K["AND"], K["OR"], K["EQUAL"], K["VBAR"], K["COMMA"])):
                return None
            if depth == 0 and kind in _COMPARE:
                return self.finding(
                    "E023",
                    self.span(place, self.at),
                    "one comparison can't follow another",
                    "write `x in low .. high`, or join two comparisons with `and`",
                )
        return None

    def unit(self) -> Finding | None:
        if self.kind() != NAME or self.kind(-1) != NUMBER or self.text(self.at) in _FOREIGN:
            return None
        number, unit = self.text(self.at - 1), self.text(self.at)
        # in `map -1 no` the two are no quantity: one stands where a value starts
        before = _COMPARE | {K["EQUAL"], K["DOTS"], K["LPAR"], K["LSQB"], K["COMMA"]}
        if len(unit) > 12 or self.kind(-2) not in before:
            return None
        span = self.span(self.at - 1, self.at)
        help = f"write `{number}{unit}`; only money has a space, as in `0.04 USD`"
        message = "a space stands between the number and its unit"
        return self.finding("E027", span, message, help, Fix(span, number + unit))

    def foreign(self) -> Finding | None:
        for place in (self.at, self.at - 1):
            if self.start <= place < self.end and self.kinds[place] == NAME and self.text(place) in _FOREIGN:
                word = self.text(place)
                return self.finding(
                    "E024", self.span(place), f"`{word}` is not a word of the language", _FOREIGN[word]
                )
        return None

    def without_else(self) -> Finding | None:
        if (
            K["ELSE"] in self.expected
            and K["THEN"] not in self.expected
            and self.kind() in (NEWLINE, END, K["LBRACE"])
        ):
            help = "say what it is otherwise: `if ... then ... else none`"
            last = max(self.start, self.at - 1)
            return self.finding("E010", self.span(last), "this `if ... then ...` has no `else`", help)
        wanted = K["THEN"] in self.expected and K["ELSE"] not in self.expected
        if wanted and self.kind() != K["EQUAL"]:
            help = "write `if condition then value else value`"
            return self.finding("E010", self.span(self.at), f"`then` is missing before {self.seen()}", help)
        return None

    def comma(self) -> Finding | None:
        after = self.kind(1)
        if self.kind() == K["COMMA"] and not self.inside_brackets():
            span = self.span(self.at)
            if after in (NEWLINE, END):
                help = "put each statement on a line of its own, with nothing at its end"
                return self.finding("E030", span, "`,` ends nothing here", help, Fix(span, ""))
            return self.finding(
                "E030", span, "several values stand without brackets", "write a list: `[a, b]`"
            )
        if self.kind() in STARTS and self.kind(-1) in ENDS and self.inside_brackets():
            span = self.span(self.at)
            message = f"a comma or an operator is missing before {self.seen()}"
            return self.finding("E010", span, message, "separate two values with `,`")
        return None

    def brackets(self) -> Finding | None:
        kind = self.kind()
        if kind == K["LBRACE"]:
            help = "a block is `name { ... }`; a list is `[a, b]`; a call is `f(a)`"
            if self.inside_brackets() or self.kind(-1) in OPERATORS | {K["EQUAL"]}:
                return self.finding("E010", self.span(self.at), "braces hold statements, not values", help)
        if kind in (K["DOT"], K["SLASH"]) and self.kind(-1) in OPERATORS | {K["EQUAL"]}:
            help = 'a path stands in quotes: "./data/x.csv"'
            return self.finding("E010", self.span(self.at), f"no value starts with {self.seen()}", help)
        if kind == K["LSQB"] and self.kind(-1) in _LITERALS:
            help = "write names, numbers and texts one after another, without brackets"
            return self.finding("E010", self.span(self.at), "a list can't stand in a row", help)
        return None

    def unfinished(self) -> Finding | None:
        kind = self.kind()
        if kind not in (NEWLINE, END, K["RBRACE"]) or self.at == self.start:
            return None
        before = self.at - 1
        word = self.text(before)
        help = "finish it on the same line; a line goes on inside `(...)` and `[...]`"
        if self.kinds[before] == K["COLON"]:
            help = "write a type, such as `int`, `float`, `text`, `category[a, b]`"
            return self.finding("E010", self.span(before), "a type is missing after `:`", help)
        if self.kinds[before] == K["EQUAL"]:
            return self.finding("E010", self.span(before), "a value is missing after `=`", help)
        return self.finding("E010", self.span(before), f"the line ends after `{word[:40]}`", help)

    def seen(self) -> str:
        """The token that does not fit, for a sentence."""
        kind = self.kind()
        if kind == NEWLINE:
            return "the end of the line"
        if kind == END:
            return "the end of the file"
        word = self.text(self.at).splitlines()[0] if self.text(self.at) else ""
        return f"`{word[:40]}`"

    def plain(self) -> Finding:
        """What fits no known slip."""
        place = min(self.at, max(self.start, self.end - 1))
        message = f"{self.seen()} does not fit here"
        if self.at > self.start:
            message = f"{self.seen()} does not fit after `{self.text(self.at - 1).splitlines()[0][:40]}`"
        return self.finding("E010", self.span(place), message, self.wanted())

    def wanted(self) -> str:
        """One remedy, from what could stand here."""
        expected = self.expected
        if self.at == self.start:
            return "a line starts with a name: `name = value`, `name: type`, `name { ... }`"
        if expected & _LITERALS and expected & {K["LPAR"]} and not expected & {NEWLINE, END}:
            return "write a value: a name, a number, a text in quotes, a list, a call"
        if expected == {NAME}:
            return "write a name"
        signs = sorted(TERMINALS[kind] for kind in expected & (OPERATORS | {NEWLINE}))
        if NEWLINE in expected and signs:
            return "end the line before it, or join the two with an operator such as `and`, `+`, `>=`"
        return "write one statement a line: `name = value`, `name: type`, a comparison, or `name { ... }`"
