"""Rules E6xx: the algorithm, its parameters, the search."""

from specc.diagnostics.rules import Rule


def _rule(code: str, summary: str, says: str, why: str, example: str, do: str) -> Rule:
    page = (
        f"## What it says\n\n{says}\n\n## Why it matters\n\n{why}\n\n"
        f"## Example\n\n```mlspec\n{example}\n```\n\n## What to do\n\n{do}\n"
    )
    return Rule(code, summary, page)


RULES: tuple[Rule, ...] = (
    _rule(
        "E601",
        "An algorithm is a name from the catalogue of the pinned scikit-learn.",
        "The word after `algorithm =` is no algorithm of the pinned version, under neither its portable "
        "name nor its class name in snake case.",
        "A name that nothing stands behind can't be trained, and a near miss may be quite another algorithm.",
        "train {\n  algorithm = random_forrest\n}",
        "Take the suggested name. Portable names such as `random_forest` fit both tasks; "
        "`random_forest_classifier` names the class `RandomForestClassifier`.",
    ),
    _rule(
        "E602",
        "An algorithm fits the label's task.",
        "The algorithm decides between classes and the label is a number, or it predicts a number and "
        "the label is a category.",
        "scikit-learn would either refuse or take every number for a class of its own.",
        "label price: float = paid\n\ntrain {\n  algorithm = logistic_regression\n}",
        "Choose an algorithm for the label's task, or a portable name (`random_forest`, `ridge`) that "
        "has both.",
    ),
    _rule(
        "E603",
        "Some of scikit-learn's estimators can't be named in a spec.",
        "The estimator wraps other estimators or predicts several labels at once.",
        "A spec makes one model for one label. What these wrappers do has a word of its own, or is "
        "several models.",
        "train {\n  algorithm = calibrated_classifier_cv\n}",
        "Follow the note: `calibration = sigmoid` calibrates, `deploy { threshold = ... }` moves the "
        "threshold, models that `use` one another make a stack.",
    ),
    _rule(
        "E604",
        "What is deprecated in the pinned version is a warning.",
        "The algorithm, the parameter or its value still works in the pinned scikit-learn and warns "
        "that a later version has it no more.",
        "The spec would break at an update, for a reason that is known today.",
        "train {\n  algorithm = logistic_regression\n  param penalty: text = l2\n}",
        "Say it the new way; the portable words (`regularizer = l2(strength = 1.0)`) are mapped for "
        "every version.",
    ),
    _rule(
        "E605",
        "The algorithm is checked against the pinned scikit-learn.",
        "`environment` pins no scikit-learn, or a version of a series that this specc has no catalogue "
        "of, so the nearest one was used.",
        "Names, ranges and defaults differ between versions; what was checked may not be what is built.",
        'environment {\n  python = "3.11"\n  package "scikit-learn" "2.7.0"\n}',
        "Pin a version of a series that the note lists, or use a newer specc.",
    ),
    _rule(
        "E610",
        "A parameter is one that the pinned version of the algorithm has.",
        "The name after `param` is no constructor parameter of the estimator, no portable name for one, "
        "and nothing in the section refers to it.",
        "A misspelt parameter would be left at its default, and the model would not be the one that was "
        "described.",
        "train {\n  algorithm = random_forest\n  param max_dept: int = 8\n}",
        "Take the suggestion, or see the list in the finding. A parameter made for the regularizer is "
        "used there: `l2(strength = name)`.",
    ),
    _rule(
        "E611",
        "A parameter's value is one that the pinned version takes.",
        "The value is outside the range, not one of the words, or of another type than the library's "
        "own constraint allows.",
        "Training would stop with this error after everything before it had run.",
        "train {\n  algorithm = support_vector_machine\n  param C: float = -1.0\n}",
        "Give a value as the finding describes. Whole numbers and numbers with a point differ for some "
        "parameters (`max_features`): the declared type decides.",
    ),
    _rule(
        "E612",
        "A parameter is declared with a type, and a value or a domain of that type.",
        "The value does not fit the declared type, has a unit, or can't be read as a constant; or there "
        "is neither value nor domain, or both.",
        "The type says how a value is meant: `1` as a share of all features or as one feature.",
        "train {\n  algorithm = random_forest\n  param max_depth: int = 4.5\n}",
        "Make type and value agree. `none` needs a type with `?`. A domain is `[1, 2, 3]`, `1 .. 10` or "
        "`log(1e-3 .. 1e3)`; a list in it, as in `[[64], [32, 16]]`, is one value, words may stand beside "
        'numbers, as in `["sqrt", 0.5]`.',
    ),
    _rule(
        "E613",
        "All of a domain is what the pinned version takes.",
        "A value of the list, or an end of the range, is outside the library's own constraint.",
        "The search would stop at that trial, after all those before it.",
        "train {\n  algorithm = random_forest\n  param max_depth: int in [0, 4, 8]\n}",
        "Take out the values that the finding names, or narrow the range.",
    ),
    _rule(
        "E614",
        "Seeds, threads and progress are not parameters.",
        "`random_state`, `n_jobs`, `verbose` or `warm_start` is set as a parameter.",
        "Each is owned by one place of the spec, or changes nothing about a model. `n_jobs` above 1 "
        "changes a forest's probabilities from run to run.",
        "train {\n  algorithm = random_forest\n  param random_state: int = 42\n}",
        "Leave it out. The seed is `environment.seed`, the number of threads `environment.threads`.",
    ),
    _rule(
        "E615",
        "A parameter is something that a spec can write.",
        "The parameter takes an object of the library: a kernel, an estimator, a function.",
        "A spec holds no code. Kernels of Gaussian processes and wrapped estimators are not supported.",
        "train {\n  algorithm = gaussian_process\n  param kernel: text = rbf\n}",
        "Leave it out, so that the library's default is used, or choose another algorithm.",
    ),
    _rule(
        "E616",
        "One thing is said once.",
        "Two lines set the same argument of the estimator: a portable word and the library's own name, "
        "or two `param` lines.",
        "One of the two would silently win.",
        "train {\n  algorithm = logistic_regression\n  regularizer = l2(strength = 0.1)\n  param C: "
        "float = 1.0\n}",
        "Keep one of the two lines.",
    ),
    _rule(
        "E617",
        "A param that a step's option names has values of that option.",
        "An option such as the `n` of `pca` names a `param` of `train`, and a value of that param is not of "
        "the option's type or range; or the option decides what kind of columns come out, and is fixed.",
        "The search would set the step to something that it does not take, and fail in the middle of a run.",
        'features {\n  pixels: vector = columns("pixel_*") | pca(components)\n}\n\ntrain {\n'
        "  algorithm = logistic_regression\n  param components: int in [0, 5, 15]\n}",
        "Give the param values that the option takes (`specc explain pca` lists them), or write the option "
        "out in the feature.",
    ),
    _rule(
        "E618",
        "A param sets one thing: an option of the features' steps, or the algorithm.",
        "The param that a step's option names is also called like a parameter of the algorithm, stands in "
        "a portable word too, or has a name that the generated code keeps for itself.",
        "It could not be said which of the two the search sets.",
        'features {\n  pixels: vector = columns("pixel_*") | pca(C)\n}\n\ntrain {\n'
        "  algorithm = svc\n  param C: int in [5, 15]\n}",
        "Rename the param that the step uses, in `train` and in the feature.",
    ),
    _rule(
        "E620",
        "An objective is one that the algorithm has.",
        "The algorithm can't minimise this, or the pinned version can't yet, or not for a label of this "
        "kind.",
        "The objective decides what the model is good at; another one is another model.",
        "train {\n  algorithm = linear_regression\n  objective = absolute_error\n}",
        "Choose one of those that the finding lists, or an algorithm that has the objective.",
    ),
    _rule(
        "E621",
        "The brackets of a portable word hold what it takes.",
        "An argument is unknown to the word here, given twice, missing, or neither a number nor a "
        "`param` of the section.",
        "A number that goes nowhere would be read as set.",
        "train {\n  algorithm = ridge\n  regularizer = l2(weight = 1.0)\n}",
        "Use the suggested name. A number may be a `param` with a domain, to search it: `l2(strength = "
        "alpha)`.",
    ),
    _rule(
        "E622",
        "Class weights need an algorithm that can weigh.",
        "The estimator takes weights neither for classes nor for rows in the pinned version, takes "
        "balanced ones only, or predicts a number.",
        "Unweighted training of an unbalanced label favours the larger class; it must not happen in silence.",
        "train {\n  algorithm = k_nearest_neighbors\n  objective = log_loss(class_weight = balanced)\n}",
        "Leave `class_weight` out, pin a version that has it, or choose another algorithm.",
    ),
    _rule(
        "E623",
        "Class weights name every class of the label.",
        "A weight is given for a word that is no class, a class has none, or the weight is no number of "
        "at least 0.",
        "A class without a weight would count 1 beside classes that count 50.",
        "train {\n  algorithm = logistic_regression\n  objective = log_loss(class_weight = weights(ham "
        "= 1, spa = 5))\n}",
        "Write `balanced`, `weights(ham = 1, spam = 5)`, or a list in the declared order of the classes.",
    ),
    _rule(
        "E624",
        "A regularizer is one that the algorithm has.",
        "The algorithm has no such penalty.",
        "A penalty that is not there would be read as one that is.",
        "train {\n  algorithm = support_vector_machine\n  regularizer = l1(strength = 1.0)\n}",
        "Choose one of those that the finding lists, or leave the line out.",
    ),
    _rule(
        "E625",
        "A portable word goes with the other parameters.",
        "The word needs a value of another parameter, and the spec gives one that the library refuses "
        "beside it.",
        "Training would stop: each of the two lines is fine alone.",
        "train {\n  algorithm = logistic_regression\n  regularizer = l1(strength = 0.5)\n  param "
        "solver: text = lbfgs\n}",
        "Choose one of the values that the finding lists, or leave the parameter out: it is then set to "
        "one that goes with the word.",
    ),
    _rule(
        "E626",
        "A strength can be turned into the library's inverse.",
        "The library takes the inverse of the strength (`C = 1 / strength`), and the strength is 0, or "
        "its domain is an even range.",
        "Draws that are even in the strength are not even in its inverse, so the search would not be "
        "the one that was described.",
        "train {\n  algorithm = logistic_regression\n  regularizer = l2(strength = s)\n  param s: float "
        "in 0.1 .. 10.0\n}",
        "Write `log(0.1 .. 10.0)`, or a list; both turn exactly. Without a penalty, write `regularizer "
        "= none`.",
    ),
    _rule(
        "E630",
        "Only a network has layers.",
        "An `architecture` block stands beside an algorithm that is no network.",
        "The layers would be ignored.",
        "train {\n  algorithm = random_forest\n  architecture {\n    layer dense 64 relu\n  }\n}",
        "Leave the block out, or choose `multilayer_perceptron`.",
    ),
    _rule(
        "E631",
        "A layer has a kind, a size and an activation, and the output layer is last.",
        "A size is below 1, an activation does not belong to a hidden layer, or a layer follows the "
        "output layer.",
        "The network would not be the one that was drawn.",
        "architecture {\n  layer dense 0 relu\n  layer output 1 logistic\n}",
        "Write hidden layers as `layer dense 64 relu`, from the input on.",
    ),
    _rule(
        "E632",
        "All hidden layers have one activation.",
        "Two hidden layers name different activations.",
        "scikit-learn's networks have one activation for all hidden layers.",
        "architecture {\n  layer dense 64 relu\n  layer dense 16 tanh\n}",
        "Write the same activation in every hidden layer.",
    ),
    _rule(
        "E633",
        "The output layer fits the label.",
        "Its size or activation is not what scikit-learn gives a label of this kind: `1 logistic` for "
        "two classes, `n softmax` for n, `1 identity` for a number.",
        "The line would say something that is not built.",
        "label digit: category[zero, one, two] = class\n\ntrain {\n  algorithm = "
        "multilayer_perceptron\n  architecture {\n    layer dense 64 relu\n    layer output 1 "
        "logistic\n  }\n}",
        "Write the output layer as the finding says, or leave it out.",
    ),
    _rule(
        "E640",
        "A search has something to search.",
        "There is a `search` block, and no parameter has a domain.",
        "Nothing would be searched, and the report would say that it was.",
        "train {\n  algorithm = ridge\n  param alpha: float = 1.0\n  search {\n    select = r2\n  }\n}",
        "Give a parameter a domain (`param alpha: float in log(1e-3 .. 1e3)`), or leave the block out.",
    ),
    _rule(
        "E641",
        "A domain is searched.",
        "A parameter has a domain, and there is no `search` block.",
        "No value would be chosen.",
        "train {\n  algorithm = ridge\n  param alpha: float in [0.1, 1.0]\n}",
        "Add `search { strategy = grid ... }`, or give one value with `=`.",
    ),
    _rule(
        "E642",
        "A grid has values that can be counted.",
        "`strategy = grid`, and a domain is a range of numbers with a point, a logarithmic range, or "
        "more than 1,000 whole numbers.",
        "Grid search tries every value.",
        "train {\n  algorithm = ridge\n  param alpha: float in log(1e-3 .. 1e3)\n  search {\n    "
        "strategy = grid\n    select = r2\n  }\n}",
        "Give a list, or write `strategy = random` with `trials`.",
    ),
    _rule(
        "E643",
        "Trials belong to random search.",
        "Random search lacks `trials`, grid search has them, or there are more of them than combinations.",
        "The number of trials decides what is found and how long it takes.",
        "search {\n  strategy = random\n  select = accuracy\n}",
        "Write `trials = 20` for random search; leave it out for a grid.",
    ),
    _rule(
        "E644",
        "A search is decided by a metric that fits.",
        "`select` names no metric, one for another kind of label, or one that needs probabilities from "
        "an algorithm that gives none.",
        "The metric decides which parameters win.",
        "label kind: category[ham, spam] = kind\n\ntrain {\n  search {\n    select = rmse\n  }\n}",
        "Name a metric of `evaluate`, or a metric's function such as `average_precision`.",
    ),
    _rule(
        "E645",
        "Calibration is for classes.",
        "`calibration` stands beside a label that is a number.",
        "Calibration corrects probabilities, and a regression has none.",
        "label price: float = paid\n\ntrain {\n  algorithm = ridge\n  calibration = sigmoid\n}",
        "Leave it out.",
    ),
    _rule(
        "E646",
        "A search and a calibration are judged on folds.",
        "The split has fewer than two folds.",
        "Without folds the choice would be judged on the rows that it was fitted to, or on the test part.",
        "split {\n  test = 20%\n}\n\ntrain {\n  algorithm = ridge\n  param alpha: float in [0.1, 1.0]\n "
        "search {\n    select = r2\n  }\n}",
        "Write `folds = 5` in `split`.",
    ),
    _rule(
        "E650",
        "Features that may be none need an algorithm that takes missing values.",
        "A feature's type ends in `?`, and the algorithm of the pinned version stops at a missing value.",
        "Training would stop, or, worse, at the first such row in use.",
        "features {\n  age: float? = age\n}\n\ntrain {\n  algorithm = logistic_regression\n}",
        "Fill it in: `age ?? 0`, or `age | impute(median, indicator = true)`. `hist_gradient_boosting` "
        "takes missing values as they are.",
    ),
    _rule(
        "E651",
        "Counts are not negative.",
        "The last step of a feature gives values around 0, and the algorithm takes none below 0.",
        "Training would stop at the first negative value.",
        "features {\n  size: float = standardise(n_chars)\n}\n\ntrain {\n  algorithm = "
        "multinomial_naive_bayes\n}",
        "End the feature with `min_max`, or choose another algorithm, such as `gaussian_naive_bayes`.",
    ),
    _rule(
        "E652",
        "Isotonic regression takes one column.",
        "The algorithm fits a curve over one number, and the features have more columns.",
        "Training would stop.",
        "features {\n  a: float = a\n  b: float = b\n}\n\ntrain {\n  algorithm = isotonic_regression\n}",
        "Keep one feature, or choose another algorithm.",
    ),
)
