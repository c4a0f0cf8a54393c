# Run by a Job of the method job: leaves an archive on the claim and says so in the last line of its output.
set -eu
umask 077
# mongodump reads it from its input: it is neither an argument nor in the environment of a program, nor in a file.
config=$RATCHET_CONFIG
unset RATCHET_CONFIG
cd "$RATCHET_ROOT"
# Of Jobs that were killed; the release's lock lets no other of this database run now.
rm -rf ./*."$RATCHET_NAME".partial
part="$RATCHET_DIRECTORY.partial"
mkdir "$part"
trap 'rm -rf "$RATCHET_ROOT/$part"' EXIT
trap 'exit 143' TERM INT
version=$("$RATCHET_PROGRAM" --version | sed -n 's/^mongodump version: *//p')
printf '%s\n' "$config" | "$RATCHET_PROGRAM" --config=/dev/stdin --db="$RATCHET_DATABASE" --gzip \
  --numParallelCollections="$RATCHET_PARALLEL" --archive >"$part/dump.archive.gz"
sync
mv "$part" "$RATCHET_DIRECTORY"
sum=$(sha256sum "$RATCHET_DIRECTORY/dump.archive.gz")
bytes=$(wc -c <"$RATCHET_DIRECTORY/dump.archive.gz")
trap - EXIT
printf '{"bytes":%d,"sha256":"%s","version":"%s"}\n' "$bytes" "${sum%% *}" "$version"
