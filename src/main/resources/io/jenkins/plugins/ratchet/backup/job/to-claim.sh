# Leaves a dump on the claim and says so in the last line of its output.
cd "$RATCHET_ROOT"
# Of Jobs that were killed; the release's lock lets no other of this database run now.
rm -rf ./*."$RATCHET_NAME".partial
part="$RATCHET_DIRECTORY.partial"
mkdir "$part"
trap 'rm -rf "$RATCHET_ROOT/$part"' EXIT
trap 'exit 143' TERM INT
version=$(client_version)
dump >"$part/$RATCHET_FILE"
sync
mv "$part" "$RATCHET_DIRECTORY"
sum=$(sha256sum "$RATCHET_DIRECTORY/$RATCHET_FILE")
bytes=$(wc -c <"$RATCHET_DIRECTORY/$RATCHET_FILE")
trap - EXIT
printf '{"bytes":%d,"sha256":"%s","version":"%s"}\n' "$bytes" "${sum%% *}" "$version"
