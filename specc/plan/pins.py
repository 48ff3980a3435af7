"""The environment variables under which the same data gives the same bits on every CPU of a class.

Measured over 34 pipelines, native and emulated (facts 2 of the design): one thread, one OpenBLAS core,
numpy's newer instruction sets off, a fixed hash seed; below AVX2 also glibc's own choice of mathematical
functions.
"""

from __future__ import annotations

# numpy 2.4 groups its instruction sets by x86-64 level; before, each had a name of its own. A name that the
# pinned numpy does not know would be ignored, so the list depends on its version.
_ABOVE_V3 = "X86_V4 AVX512_ICL AVX512_SPR"
_ABOVE_V2 = "X86_V3 " + _ABOVE_V3
_OLD_V2 = "AVX F16C FMA3 AVX2"
_OLD_AVX512 = {(2, 0): "AVX512F AVX512CD AVX512_SKX AVX512_CLX AVX512_CNL AVX512_ICL AVX512_SPR"}
_OLDEST_AVX512 = "AVX512F AVX512CD AVX512_SKX AVX512_CLX AVX512_CNL AVX512_ICL"
_NO_AVX = "glibc.cpu.hwcaps=-AVX2,-FMA,-FMA4,-AVX,-AVX512F,-AVX512VL,-AVX512DQ,-AVX512BW"
_CORES = {"x86_64_v3": "Haswell", "x86_64_v2": "Nehalem"}


def pins(cpu: str, threads: int, numpy: str) -> tuple[tuple[str, str], ...]:
    """The variables for a CPU class (`x86_64_v3`, `x86_64_v2`, `native`), threads, and the pinned version of
    numpy.

    An empty value means that the variable must not be set.
    """
    count = str(threads)
    core = _CORES.get(cpu, "")
    return (
        ("PYTHONHASHSEED", "0"),
        ("OMP_NUM_THREADS", count),
        ("OPENBLAS_NUM_THREADS", count),
        ("MKL_NUM_THREADS", count),
        ("OMP_DYNAMIC", ""),
        ("OPENBLAS_CORETYPE", core),
        ("NPY_DISABLE_CPU_FEATURES", _disabled(cpu, numpy)),
        ("NPY_ENABLE_CPU_FEATURES", ""),
        ("GLIBC_TUNABLES", _NO_AVX if cpu == "x86_64_v2" else ""),
    )


def _disabled(cpu: str, numpy: str) -> str:
    if cpu not in _CORES:
        return ""
    version = tuple(int(part) for part in numpy.split(".")[:2] if part.isdigit()) or (2, 4)
    if version >= (2, 4):
        return _ABOVE_V3 if cpu == "x86_64_v3" else _ABOVE_V2
    above = next((names for since, names in _OLD_AVX512.items() if version >= since), _OLDEST_AVX512)
    return above if cpu == "x86_64_v3" else f"{_OLD_V2} {above}"
