#!/bin/sh
# Keeps the files that a restored database cannot be read without, encrypted with age: nobody who finds the backup can read
# them, and whoever holds AGE_IDENTITY can. Standard output is for Ratchet alone.
set -eu
: "${CARACAL_SECRETS_DIR:?the directory with the secret files}" "${AGE_RECIPIENTS:?file with the recipients, one a line}"
kept=$RATCHET_BACKUP_DIRECTORY/secrets.tar.age
at=$(date -u +%Y-%m-%dT%H:%M:%SZ)
tar -C "$CARACAL_SECRETS_DIR" -cf - . | age -R "$AGE_RECIPIENTS" -o "$kept"
printf '{"location": "%s", "takenAt": "%s", "bytes": %s, "source": "%s"}\n' \
  "$kept" "$at" "$(wc -c <"$kept" | tr -d ' ')" "$CARACAL_SECRETS_DIR"
