# Run by a Job of the method job: how mongodump dumps to standard output.
set -eu
umask 077
# mongodump reads it from its input: it is neither an argument nor in the environment of a program, nor in a file.
config=$RATCHET_CONFIG
unset RATCHET_CONFIG
client_version() {
  "$RATCHET_PROGRAM" --version | sed -n 's/^mongodump version: *//p'
}
dump() {
  printf '%s\n' "$config" | "$RATCHET_PROGRAM" --config=/dev/stdin --db="$RATCHET_DATABASE" --gzip \
    --numParallelCollections="$RATCHET_PARALLEL" --archive
}
