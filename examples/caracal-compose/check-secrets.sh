#!/bin/sh
# Proves that the backup can be opened and holds what is in use now, byte by byte.
set -eu
: "${AGE_IDENTITY:?file with the key that the backup is read with}" "${CARACAL_SECRETS_DIR:?the directory with the secret files}"
umask 077
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
age -d -i "$AGE_IDENTITY" "$RATCHET_LOCATION" | tar -C "$work" -xf -
diff -rq "$work" "$CARACAL_SECRETS_DIR" >&2
