"""The digits gallery spec by hand: scikit-learn's recognising-digits example.

python benchmarks/raw_digits.py      # 871 of 899 right (scikit-learn's own documentation: accuracy 0.97)
"""

from __future__ import annotations

from sklearn.datasets import load_digits
from sklearn.metrics import accuracy_score, balanced_accuracy_score, f1_score
from sklearn.svm import SVC


def main() -> None:
    """Train on the first half, in the order of the file; measure on the second."""
    digits = load_digits(as_frame=True)
    half = len(digits.data) // 2
    model = SVC(gamma=0.001).fit(digits.data[:half].to_numpy(), digits.target[:half])
    truth, guess = digits.target[half:], model.predict(digits.data[half:].to_numpy())
    print(f"right {(truth == guess).sum()} of {len(truth)}")
    print(f"accuracy {accuracy_score(truth, guess)!r}")
    print(f"balanced_accuracy {balanced_accuracy_score(truth, guess)!r}")
    print(f"f1 {f1_score(truth, guess, average='macro')!r}")


if __name__ == "__main__":
    main()
