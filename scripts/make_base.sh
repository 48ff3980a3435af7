#!/bin/bash
# A small base image for the tests: Debian 12 with its Python 3.11, packages unpacked and nothing run, so that
# the same packages give the same bytes. Needs root and mmdebstrap.
#   make_base.sh OUT.tar     an archive for `docker load`, as specc-base:bookworm
set -eu
out=$1
here=$(cd "$(dirname "$0")" && pwd)
export SOURCE_DATE_EPOCH=1735689600
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# the mirror that this machine itself uses, from either form of apt's list
mirror=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources 2>/dev/null |
  awk '$1 == "URIs:" || $1 == "deb" {for (i = 2; i <= NF; i++) if ($i ~ /^https?:.*\/debian\/?$/) {print $i; exit}}')
[ -n "$mirror" ] || { echo "make_base.sh: apt on this machine names no Debian mirror" >&2; exit 3; }
security=$(echo "$mirror" | sed 's,/debian/*$,/debian-security,')
key=/usr/share/keyrings/debian-archive-keyring.gpg
mmdebstrap --quiet --mode=root --variant=extract \
  --include=python3-minimal,python3.11,libpython3.11-stdlib,libstdc++6,base-files,base-passwd,dash,coreutils,netbase,ca-certificates,media-types \
  --aptopt='Apt::Install-Recommends "false"' --aptopt='Acquire::Languages "none"' \
  --customize-hook='cd "$1" && cp usr/share/base-passwd/passwd.master etc/passwd &&
    cp usr/share/base-passwd/group.master etc/group &&
    rm -rf var/lib/apt var/cache/apt usr/share/man usr/share/locale var/log etc/apt etc/resolv.conf etc/hostname \
      usr/share/doc-base usr/share/lintian usr/share/doc &&
    { [ -e usr/bin/sh ] || ln -s dash usr/bin/sh; }' \
  bookworm "$work/layer.tar" \
  "deb [signed-by=$key] $mirror bookworm main" \
  "deb [signed-by=$key] $mirror bookworm-updates main" \
  "deb [signed-by=$key] $security bookworm-security main"
python3 "$here/image_archive.py" "$work/layer.tar" "$work/image.tar" specc-base:bookworm
mv "$work/image.tar" "$out"
