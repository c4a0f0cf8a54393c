# Run by a Job of the method job: how pg_dump dumps to standard output.
set -eu
umask 077
client_version() {
  version=$("$RATCHET_PROGRAM" --version)
  version=${version#pg_dump (PostgreSQL) }
  printf '%s' "${version%% *}"
}
dump() {
  "$RATCHET_PROGRAM" --format=custom --compress=1 --snapshot="$RATCHET_SNAPSHOT" --lock-wait-timeout=60s --no-password
}
