"""The same work gives the same bytes in a venv of this machine and in a container of another Debian.

Real numpy and scikit-learn, with the pins of facts that are measured: one thread, one kind of kernel.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hand import Lines

from specc.model.spec import Package
from specc.run.docker import DockerRunner
from specc.run.requirements import Requirements, resolve
from specc.run.types import Runner, RunRequest
from specc.run.venv import VenvRunner

WORK = """
PINS = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "OPENBLAS_CORETYPE": "Haswell",
        "NPY_DISABLE_CPU_FEATURES": "X86_V4 AVX512_ICL AVX512_SPR"}
os.environ.update(PINS)
import hashlib
import numpy as np
from sklearn.datasets import load_digits
from sklearn.decomposition import PCA
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC
from threadpoolctl import threadpool_info

def digest(array):
    array = np.ascontiguousarray(array)
    return hashlib.sha256(str((array.dtype.str, array.shape)).encode() + array.tobytes()).hexdigest()

X, y = load_digits(return_X_y=True)
half = len(X) // 2
models = {
    "pca_logistic": make_pipeline(
        StandardScaler(), PCA(20, svd_solver="full"), LogisticRegression(max_iter=200)
    ),
    "forest": RandomForestClassifier(50, random_state=1),
    "svc": SVC(gamma=0.001),
}
said = {"random": digest(np.random.default_rng(1).normal(size=1000)), "gemm": digest(X.T @ X / 3),
        "exp": digest(np.exp(X / 7)), "svd": digest(np.linalg.svd(X, compute_uv=False))}
for number, (name, model) in enumerate(models.items(), 1):
    say(f"[{number}/{len(models)}] {name}")
    model.fit(X[:half], y[:half])
    right = int((model.predict(X[half:]) == y[half:]).sum())
    scores = model.decision_function(X[half:]) if name == "svc" else model.predict_proba(X[half:])
    said[name] = [right, digest(scores)]
record(said=said, threads=sorted({pool["num_threads"] for pool in threadpool_info()}),
       kernels=sorted({pool.get("architecture", "") for pool in threadpool_info()} - {""}),
       python=sys.version.split()[0])
"""


@pytest.mark.docker
@pytest.mark.slow
@pytest.mark.usefixtures("use_engine")
def test_venv_and_container_agree(context: Callable[..., RunRequest], lines: Lines, base_image: str) -> None:
    request = context(WORK, base_image)
    environment = replace(request.environment, packages=(Package("scikit-learn", "1.9.1"),))
    requirements = resolve(environment, ("numpy", "threadpoolctl"))
    if not isinstance(requirements, Requirements):
        assert "E816" in [finding.code for finding in requirements], requirements
        pytest.skip("the package index can't be reached")
    (request.context / "requirements.lock").write_text(requirements.text)
    request = replace(request, environment=environment, requirements=requirements)
    said = []
    runners: tuple[Runner, ...] = (VenvRunner(), DockerRunner())
    for runner in runners:
        result = runner.run(request, lines)
        assert result.record is not None, result.findings
        assert result.record["threads"] == [1]
        said.append(result.record)
    assert said[0]["said"] == said[1]["said"]
    assert said[0]["kernels"] == said[1]["kernels"] == ["Haswell"]
    figures = said[0]["said"]
    assert isinstance(figures, dict)
    svc = figures["svc"]
    assert isinstance(svc, list)
    assert svc[0] == 871  # of 899, as scikit-learn's documentation has it
