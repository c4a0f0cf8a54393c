# Run by a Job of the method job: leaves a dump on the claim and says so in the last line of its output.
set -eu
umask 077
cd "$RATCHET_ROOT"
# Of Jobs that were killed; the release's lock lets no other of this database run now.
rm -rf ./*."$RATCHET_DATABASE".partial
part="$RATCHET_DIRECTORY.partial"
mkdir "$part"
trap 'rm -rf "$RATCHET_ROOT/$part"' EXIT
trap 'exit 143' TERM INT
version=$("$RATCHET_PROGRAM" --version)
version=${version#pg_dump (PostgreSQL) }
version=${version%% *}
"$RATCHET_PROGRAM" --format=custom --compress=1 --snapshot="$RATCHET_SNAPSHOT" --lock-wait-timeout=60s --no-password \
  --file="$part/dump"
sync
mv "$part" "$RATCHET_DIRECTORY"
sum=$(sha256sum "$RATCHET_DIRECTORY/dump")
bytes=$(wc -c <"$RATCHET_DIRECTORY/dump")
trap - EXIT
printf '{"bytes":%d,"sha256":"%s","version":"%s"}\n' "$bytes" "${sum%% *}" "$version"
