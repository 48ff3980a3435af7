"""The diabetes gallery spec by hand, and the figure that scikit-learn's documentation has for its data.

python benchmarks/raw_diabetes.py
"""

from __future__ import annotations

from sklearn.datasets import load_diabetes
from sklearn.linear_model import LinearRegression, Ridge
from sklearn.metrics import mean_absolute_error, mean_squared_error, r2_score, root_mean_squared_error

HELD_OUT = 89  # one in five of 442 rows, rounded up


def published() -> None:
    """Linear regression on body mass index alone, last 20 rows held out; documented: 2548.07 and 0.47."""
    data = load_diabetes(as_frame=True)
    x, y = data.data[["bmi"]].to_numpy(), data.target
    guess = LinearRegression().fit(x[:-20], y[:-20]).predict(x[-20:])
    error, r2 = mean_squared_error(y[-20:], guess), r2_score(y[-20:], guess)
    print(f"published mean squared error {error:.2f} r2 {r2:.2f}")


def main() -> None:
    """Ridge on all ten columns; the last fifth of the rows is held out."""
    published()
    data = load_diabetes(as_frame=True)
    x, y = data.data.to_numpy(), data.target
    model = Ridge(alpha=0.1).fit(x[:-HELD_OUT], y[:-HELD_OUT])
    truth, guess = y[-HELD_OUT:], model.predict(x[-HELD_OUT:])
    print(f"r2 {r2_score(truth, guess)!r}")
    print(f"rmse {root_mean_squared_error(truth, guess)!r}")
    print(f"mae {mean_absolute_error(truth, guess)!r}")


if __name__ == "__main__":
    main()
