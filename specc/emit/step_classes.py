"""Classes of fitted steps that scikit-learn lacks; `features.py` defines those that its steps use."""

from __future__ import annotations

CLASSES: dict[str, str] = {
    "TopTerms": '''class TopTerms(SelectorMixin, BaseEstimator):
    """Keeps the n most frequent terms of the training rows; of equally frequent ones the first in term order.

    As `max_features` of scikit-learn's vectorisers, which leaves ties at the cut to the machine's sort.
    """

    def __init__(self, n):
        self.n = n

    def fit(self, counts, y=None):
        self.n_features_in_ = counts.shape[1]
        occurrences = np.asarray(counts.sum(axis=0)).ravel()
        kept = np.argsort(-occurrences, kind="stable")[: self.n]  # the columns are in term order
        self.kept_ = np.zeros(counts.shape[1], dtype=bool)
        self.kept_[kept] = True
        return self

    def _get_support_mask(self):
        check_is_fitted(self)
        return self.kept_
''',
    "Frequency": '''class Frequency(OneToOneFeatureMixin, TransformerMixin, BaseEstimator):
    """The share of training rows that have the same level (none is one); 0 for a level that they lack."""

    def fit(self, column, y=None):
        self.n_features_in_ = 1
        self.feature_names_in_ = np.asarray(column.columns, dtype=object)
        levels = column.iloc[:, 0]
        counts = levels.value_counts(sort=False, dropna=True).sort_index()
        self.levels_, self.shares_ = counts.index.to_numpy(), counts.to_numpy() / len(levels)
        self.none_ = int(levels.isna().sum()) / len(levels)
        return self

    def transform(self, column):
        check_is_fitted(self)
        levels = column.iloc[:, 0]
        known = dict(zip(self.levels_, self.shares_, strict=True))
        shares = levels.map(known).astype(float).fillna(0.0).mask(levels.isna(), self.none_)
        return shares.to_numpy().reshape(-1, 1)
''',
    "Dense": '''class Dense(OneToOneFeatureMixin, TransformerMixin, BaseEstimator):
    """Sparse rows as a plain array, for a step that takes no sparse ones."""

    def fit(self, rows, y=None):
        self.n_features_in_ = rows.shape[1]
        return self

    def transform(self, rows):
        return rows.toarray() if hasattr(rows, "toarray") else np.asarray(rows)

    def __sklearn_is_fitted__(self):
        return hasattr(self, "n_features_in_")
''',
    "as_lists": '''def as_lists(column):
    """Each level in a list of its own, as `FeatureHasher` takes them; an empty list for none."""
    levels = np.asarray(column, dtype=object).ravel()
    whole = [str(int(level)) if isinstance(level, float) and level == level else level for level in levels]
    return [[] if pd.isna(level) else [str(level)] for level in whole]
''',
}
# What the classes above need: module -> names.
BASES: dict[str, dict[str, tuple[str, ...]]] = {
    "TopTerms": {
        "sklearn.base": ("BaseEstimator",),
        "sklearn.feature_selection": ("SelectorMixin",),
        "sklearn.utils.validation": ("check_is_fitted",),
    },
    "Frequency": {
        "sklearn.base": ("BaseEstimator", "OneToOneFeatureMixin", "TransformerMixin"),
        "sklearn.utils.validation": ("check_is_fitted",),
    },
    "Dense": {"sklearn.base": ("BaseEstimator", "OneToOneFeatureMixin", "TransformerMixin")},
    "as_lists": {},
}
