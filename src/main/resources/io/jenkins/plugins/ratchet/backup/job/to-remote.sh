# Streams a dump to a remote of rclone, under a name that does not look whole, and says in the last line of its output
# what it sent. Whoever started the Job gives it its name, once it has read that line.
[ -z "$RATCHET_PROGRAMS" ] || PATH="$RATCHET_PROGRAMS:$PATH"
work="$RATCHET_ROOT/ratchet.$$"
mkdir "$work"
printf '%s\n' "$RATCHET_RCLONE_CONFIG" >"$work/rclone.conf"
unset RATCHET_RCLONE_CONFIG
export RCLONE_CONFIG="$work/rclone.conf" RCLONE_ASK_PASSWORD=false
uploading=
sent=
ended() {
  if [ -z "$sent" ] && [ -n "$uploading" ]; then
    kill "$uploading" 2>/dev/null || true
    wait "$uploading" 2>/dev/null || true
    rclone purge "$RATCHET_PARTIAL" 2>/dev/null || true
  fi
  rm -rf "$work"
}
trap ended EXIT
trap 'exit 143' TERM INT
rclone version >/dev/null # one that is missing says so before anything is dumped
version=$(client_version)
mkfifo "$work/dump" "$work/summed" "$work/counted" "$work/sent"
# All of them are waited for one by one: a pipeline would tell of its last only. They end each other by closing.
dump >"$work/dump" &
dumping=$!
sha256sum <"$work/summed" >"$work/sum" &
summing=$!
wc -c <"$work/counted" >"$work/count" &
counting=$!
rclone rcat "$RATCHET_PARTIAL/$RATCHET_FILE" <"$work/sent" &
uploading=$!
tee "$work/summed" "$work/counted" <"$work/dump" >"$work/sent" &
copying=$!
for each in "$dumping" "$copying" "$summing" "$counting" "$uploading"; do
  wait "$each"
done
read -r sum rest <"$work/sum"
read -r bytes <"$work/count"
sent=yes
printf '{"bytes":%d,"sha256":"%s","version":"%s"}\n' "$bytes" "$sum" "$version"
