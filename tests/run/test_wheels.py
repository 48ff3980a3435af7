"""Which wheel a platform takes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specc.run.requirements import Wheel, choose_wheels
from specc.run.wheels import rank, same_platform, target_of

# best first, for CPython 3.11 on linux/amd64
ORDER = [
    "x-1-cp311-cp311-manylinux_2_27_x86_64.manylinux_2_28_x86_64.whl",
    "x-1-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl",
    "x-1-cp311-cp311-manylinux1_x86_64.whl",
    "x-1-cp311-cp311-linux_x86_64.whl",
    "x-1-cp311-abi3-manylinux_2_17_x86_64.whl",
    "x-1-cp38-abi3-manylinux_2_28_x86_64.whl",
    "x-1-cp311-none-any.whl",
    "x-1-py3-none-manylinux_2_17_x86_64.whl",
    "x-1-py3-none-any.whl",
]
UNFIT = [
    "x-1-cp312-cp312-manylinux_2_28_x86_64.whl",
    "x-1-cp311-cp311-manylinux_2_34_x86_64.whl",
    "x-1-cp311-cp311-manylinux_2_28_aarch64.whl",
    "x-1-cp311-cp311-musllinux_1_2_x86_64.whl",
    "x-1-cp311-cp311-win_amd64.whl",
    "x-1-cp312-abi3-manylinux_2_28_x86_64.whl",
    "x-1-cp311-cp311t-manylinux_2_28_x86_64.whl",
    "x-1-py2-none-any.whl",
    "x-1.tar.gz",
    "x.whl",
    "",
]
LINUX = target_of("3.11.7", "linux/amd64")
assert LINUX is not None


def test_the_order_of_wheels() -> None:
    ranks = [rank(name, LINUX) for name in ORDER]
    assert None not in ranks
    assert ranks == sorted(ranks, key=lambda value: value or (0, 0, ""))


@pytest.mark.parametrize("name", UNFIT)
def test_wheels_for_others(name: str) -> None:
    assert rank(name, LINUX) is None


def test_wheels_of_a_mac() -> None:
    mac = target_of("3.12", "macos/arm64")
    assert mac is not None
    assert rank("x-1-cp312-cp312-macosx_11_0_arm64.whl", mac)
    assert rank("x-1-cp312-cp312-macosx_10_9_universal2.whl", mac)
    assert rank("x-1-cp312-cp312-macosx_10_9_x86_64.whl", mac) is None
    assert rank(ORDER[0], mac) is None


@given(st.permutations(ORDER + UNFIT))
def test_the_choice_does_not_depend_on_the_order_of_an_index(names: list[str]) -> None:
    wheels = [Wheel("x", "1", name, "0" * 64, 1, "") for name in names]
    assert [wheel.filename for wheel in choose_wheels(wheels, LINUX)] == ORDER[:1]


@given(st.text(), st.text())
def test_any_text_is_a_known_platform_or_none(python: str, platform: str) -> None:
    target = target_of(python, platform)
    assert target is None or target.uv_platform


def test_one_platform_has_several_names() -> None:
    assert same_platform("linux/amd64", "linux/x86_64")
    assert same_platform("darwin/arm64", "macos/aarch64")
    assert not same_platform("linux/amd64", "linux/arm64")
    assert not same_platform("plan9/mips", "plan9/mips")
