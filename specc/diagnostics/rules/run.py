"""Rules E811 to E843: packages, environments, runs, engines."""

from specc.diagnostics.rules import Rule

RULES: tuple[Rule, ...] = (
    Rule(
        "E811",
        "uv is not installed or does not start.",
        """\
## What it says
specc chooses and installs packages with uv, which is one of its own dependencies. Its program was not found
or can't be run.

## Why it matters
Without it neither the lock's packages can be chosen nor an environment be made.

## Example
specc was copied to a machine without its dependencies.

## What to do
Install it with `python -m pip install uv`.
""",
    ),
    Rule(
        "E812",
        "The index has no such version of a package.",
        """\
## What it says
The package exists, the version that the spec pins does not.

## Why it matters
specc never takes another version than the one that was asked for.

## Example
`package "scikit-learn" "99.1"`.

## What to do
Use a version that exists. Versions that were withdrawn (yanked) are not taken.
""",
    ),
    Rule(
        "E813",
        "The index has no such package, or the name or version is malformed.",
        """\
## What it says
No package of that name is in the index, or the text is not a name with an exact version.

## Why it matters
A misspelt name may be somebody else's package tomorrow; what is not a name could be read as an option by an
installer.

## Example
`package "scikit-lern" "1.9.1"`.

## What to do
Correct the name. For a private index, set UV_DEFAULT_INDEX or UV_INDEX.
""",
    ),
    Rule(
        "E814",
        "The packages can't be installed together.",
        """\
## What it says
Two packages ask for versions of a third that exclude one another. uv's own account stands in the notes.

## Why it matters
An environment that breaks one package's demands fails later, and less clearly.

## Example
`package "pandas" "3.1.1"` needs numpy 2, and the spec says `package "numpy" "1.26.4"`.

## What to do
Change one of the versions that are named.
""",
    ),
    Rule(
        "E815",
        "A package has no wheel for this Python and platform.",
        """\
## What it says
Only wheels are installed, because building from source on each machine gives other bytes on each. There is
none that fits.

## Why it matters
A package compiled on the spot depends on the compiler at hand, which no lock can hold.

## Example
scikit-learn 1.5.2 has wheels for Python 3.9 to 3.13; for 3.14 it has none.

## What to do
Take a version that has a wheel, or another Python version. A data set that comes as source only can be kept
as a file beside the spec.
""",
    ),
    Rule(
        "E816",
        "The package index can't be reached.",
        """\
## What it says
uv could not connect to the index, or got no answer in time.

## Why it matters
Packages that are not in uv's cache or in the store yet must be fetched once.

## Example
A laptop without network, or a company proxy that is not set in HTTPS_PROXY.

## What to do
Check the network and the index settings (UV_DEFAULT_INDEX, HTTPS_PROXY), and run again. A build whose
environment exists needs no network.
""",
    ),
    Rule(
        "E817",
        "uv could not choose the packages, for a reason of its own.",
        """\
## What it says
The reason is none of those that specc knows; uv's last lines are in the notes.

## Why it matters
Nothing was locked.

## Example
A user-wide `uv.toml` that is not valid.

## What to do
Mend what uv says, and run again.
""",
    ),
    Rule(
        "E818",
        "Packages can't be pinned for this platform or Python.",
        """\
## What it says
The spec's `platform` or `python` is none that wheels are made for.

## Why it matters
Wheels are chosen for one processor and one Python; without knowing both there is nothing to choose.

## Example
`platform = "plan9/mips"`.

## What to do
Use `linux/amd64`, `linux/arm64` or `macos/arm64`, and a Python version such as `3.11`.
""",
    ),
    Rule(
        "E819",
        "A pinned version was uploaded after the last day that is taken.",
        """\
## What it says
`exclude_newer`, said in the spec or kept by the lock, leaves out everything that came later. The pinned
version came later.

## Why it matters
The date makes the choice of all other packages repeatable: without it, a new release would change the
environment.

## Example
`exclude_newer = 2026-11-01` with `package "pandas" "3.1.1"`, which came on 2026-11-04.

## What to do
Set a later `exclude_newer`, or pin an older version.
""",
    ),
    Rule(
        "E820",
        "The Python version is not on this machine.",
        """\
## What it says
uv found no interpreter of the version in the spec. None is downloaded unasked.

## Why it matters
Another version would be another environment than the lock's.

## Example
`python = "3.13"` on a machine that has 3.11 and 3.12.

## What to do
Install it, for example with `uv python install 3.13`, or use `--runner docker` with a base image that has
it.
""",
    ),
    Rule(
        "E821",
        "The locked packages can't be installed here.",
        """\
## What it says
uv refused to install the wheels of the lock into a new environment; its words are in the notes.

## Why it matters
A run in an environment with something missing or different would not be the locked one.

## Example
A lock for Linux on a C library that is older than the wheels ask for.

## What to do
Mend what uv says, or use `--runner docker`.
""",
    ),
    Rule(
        "E822",
        "A wheel is not the one in the lock.",
        """\
## What it says
A wheel that was downloaded, or a file that was installed from it, has another hash than the lock or the
wheel's own list says.

## Why it matters
This is what the hashes are for: somebody replaced a file in an index, a cache is damaged, or the lock was
edited.

## Example
The lock says sha256 3dbb..., the file that came has 77aa...; nothing was installed.

## What to do
Find out which of the two is right before anything else. For a damaged cache: `uv cache clean`.
""",
    ),
    Rule(
        "E823",
        "A file of the installed environment was changed, removed or added.",
        """\
## What it says
Every file of an environment is hashed before a run and by `specc verify`. The file named is not as it was
installed.

## Why it matters
A flipped byte in an installed library changes models without any visible sign; so does a file that Python
loads at its start.

## Example
`installed file sklearn/tree/_classes.py of scikit_learn 1.9.1 holds other bytes than the wheel that was
installed`.

## What to do
`specc build` makes the environment again from the locked wheels. Never edit an environment in `.specc/`.
""",
    ),
    Rule(
        "E824",
        "This machine is another platform than the spec's.",
        """\
## What it says
The lock holds wheels for the platform in the spec, and those don't run here.

## Why it matters
Wheels for another platform would be other bytes, and other numbers.

## Example
A spec for `linux/amd64` on a Mac with an ARM processor.

## What to do
Use `--runner docker` with an engine on that platform, or a machine of that platform.
""",
    ),
    Rule(
        "E825",
        "The generated program failed.",
        """\
## What it says
`train.py` ended with an error that is not one of its own findings. Its last lines are in the notes.

## Why it matters
Nothing was recorded; the lock and the former output are as they were.

## Example
A scikit-learn class refuses a combination of parameters with a traceback.

## What to do
Read the last line: often a parameter of `train` does not fit the data. If the spec is right, it is a defect
of specc to report.
""",
    ),
    Rule(
        "E826",
        "The run took longer than the spec allows.",
        """\
## What it says
The time limit of `environment` was over; everything that was started was ended.

## Why it matters
A limit keeps a CI job from hanging for hours.

## Example
A random search with 500 trials and a limit of 10 minutes.

## What to do
Raise the limit, or make the work smaller. Finished steps and trials are kept for the next run.
""",
    ),
    Rule(
        "E827",
        "The run needed more memory than its limit.",
        """\
## What it says
The memory limit of `environment` (or the machine's end) was reached.

## Why it matters
A run that swaps or is ended by the system at a random place can't be repeated.

## Example
One-hot columns of a category with 500,000 levels and `memory <= 4GiB`.

## What to do
Raise `memory`, or make the work smaller: `hashed` instead of `one_hot`, fewer n-grams.
""",
    ),
    Rule(
        "E828",
        "The run was ended from outside.",
        """\
## What it says
Another process, or the system, sent a signal that ended it.

## Why it matters
Nothing was recorded; the lock and the former output are as they were.

## Example
The kernel ends the largest process when memory runs out; an operator ends a job.

## What to do
Run again; finished steps are kept. With SIGKILL look at the machine's memory, with SIGILL at `cpu` in
`environment`.
""",
    ),
    Rule(
        "E830",
        "A run ended well and wrote no record.",
        """\
## What it says
`train.py` ended with status 0, and the file it must write is not there.

## Why it matters
Without the record there is nothing to lock or to compare.

## Example
`train.py` in the build folder was edited by hand.

## What to do
Generate the build folder again with `specc build`.
""",
    ),
    Rule(
        "E831",
        "What a run wrote is not in the form that is expected.",
        """\
## What it says
`record.json` or `findings.json` is no JSON, or lacks parts, or has values of another kind; the first ones
are listed.

## Why it matters
What is read from outside is checked before it is used, so that a damaged file is named here and not by a
later error.

## Example
`features.n_chars.digest: not a digest`.

## What to do
Generate the build folder again with `specc build`.
""",
    ),
    Rule(
        "E832",
        "There is no container engine.",
        """\
## What it says
No socket is where DOCKER_HOST, CONTAINER_HOST or the usual places say.

## Why it matters
`--runner docker` needs an engine that answers.

## Example
Docker is not installed, or DOCKER_HOST names a host that does not exist.

## What to do
Install and start Docker or Podman, set DOCKER_HOST, or use `--runner venv`.
""",
    ),
    Rule(
        "E833",
        "The engine's socket is there and nobody answers.",
        """\
## What it says
The socket file exists; no process listens on it. An engine that was stopped or crashed leaves such a file.

## Why it matters
`--runner docker` needs an engine that answers.

## Example
`systemctl stop docker` was run, or Docker Desktop is not started.

## What to do
Start the engine, or use `--runner venv`.
""",
    ),
    Rule(
        "E834",
        "This user may not use the engine.",
        """\
## What it says
The socket belongs to another user or group.

## Why it matters
Whoever may use the engine is as good as root on the machine, so access is given by hand.

## Example
`/var/run/docker.sock` belongs to group `docker`, and the user is not in it.

## What to do
Add the user to the group, use a rootless engine, or use `--runner venv`.
""",
    ),
    Rule(
        "E835",
        "The base image is not on the engine and can't be fetched.",
        """\
## What it says
The engine does not hold the image with that digest, and its registry does not give it.

## Why it matters
Another base would have another Python and C library.

## Example
The registry needs a login, or the digest was typed wrong.

## What to do
Check name and digest, `docker login`, or load the image with `docker load`.
""",
    ),
    Rule(
        "E836",
        "The base image is named by a tag.",
        """\
## What it says
The name has no digest (`@sha256:...`).

## Why it matters
A tag is moved with each release of the image; the same spec would get another base next week.

## Example
`base_image = "python:3.11-slim"`.

## What to do
Name it by digest: `python:3.11-slim@sha256:...`. `docker images --digests` shows the digest of an image
that was pulled.
""",
    ),
    Rule(
        "E837",
        "The image could not be built.",
        """\
## What it says
A step of the generated Dockerfile failed; the last lines of the build are in the notes.

## Why it matters
The build has no network and takes only the locked wheels, so it fails in the same way everywhere.

## Example
The base image has Python 3.12 and the wheels are for 3.11.

## What to do
Read the last lines. Use a base image whose Python is the spec's.
""",
    ),
    Rule(
        "E838",
        "A locked wheel can't be had.",
        """\
## What it says
The index does not offer a wheel with the hash in the lock, or it could not be downloaded.

## Why it matters
Only the locked bytes are installed; a wheel of the same version with another hash is another wheel.

## Example
The lock was made from a company's index, and this machine uses another one.

## What to do
Set the index that the lock was made from (UV_DEFAULT_INDEX), or lock again.
""",
    ),
    Rule(
        "E839",
        "The engine failed.",
        """\
## What it says
The engine refused something or stopped answering; its own words are in the notes.

## Why it matters
The run did not come to its end; nothing was recorded.

## Example
The engine was restarted in the middle of a run.

## What to do
Read its words; `docker info` shows its state. Then run again.
""",
    ),
    Rule(
        "E840",
        "The engine runs on another platform than the spec's.",
        """\
## What it says
The engine's processor is not the one that the spec and its wheels are for.

## Why it matters
Wheels for another platform would be other bytes, and other numbers.

## Example
A spec for `linux/amd64` and Docker Desktop on a Mac with an ARM processor.

## What to do
Point DOCKER_HOST to an engine on that platform.
""",
    ),
    Rule(
        "E841",
        "The Python package `docker` is missing.",
        """\
## What it says
specc talks to the engine through it; it is one of specc's own dependencies.

## Why it matters
Without it only `--runner venv` works.

## Example
specc was installed with `--no-deps`.

## What to do
Install it with `python -m pip install docker`.
""",
    ),
    Rule(
        "E842",
        "There is no such runner.",
        """\
## What it says
`--runner` takes `venv`, `docker` or `auto`.

## Why it matters
Where a model was made is part of what is recorded, so it is never guessed.

## Example
`--runner podman`: Podman is reached through its socket by `--runner docker`.

## What to do
Use `venv`, `docker` or `auto`.
""",
    ),
    Rule(
        "E843",
        "The environment names no base image.",
        """\
## What it says
`--runner docker` was asked for, and `environment` has no `base_image`.

## Why it matters
A container starts from an image; which one decides the Python and the C library that the model is made
with.

## Example
A spec with `python` and `package` lines only, built with `--runner docker`.

## What to do
Add `base_image` with a digest, or use `--runner venv`.
""",
    ),
)
