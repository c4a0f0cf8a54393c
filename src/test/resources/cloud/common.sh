# Shared by the fake command lines. State lives in files of $D, one fact a file; a test writes what shall happen.
D=$(cd "$(dirname "$0")" && pwd)/state
mkdir -p "$D/snapshots" "$D/instances"
echo "$(basename "$0") $*" >> "$D/calls"

# The value of --NAME VALUE or --NAME=VALUE.
option() {
  wanted=$1; shift
  while [ $# -gt 0 ]; do
    case "$1" in
      "$wanted") echo "$2"; return;;
      "$wanted="*) echo "${1#*=}"; return;;
    esac
    shift
  done
}

# The content of a file of the state, or a default.
known() { if [ -e "$D/$1" ]; then cat "$D/$1"; else echo "$2"; fi; }

# The next word of a list of what shall happen; the last one stays.
next() {
  file=$D/$1
  [ -e "$file" ] || { echo "$2"; return; }
  word=$(head -n 1 "$file")
  if [ "$(wc -l < "$file")" -gt 1 ]; then sed -i 1d "$file"; fi
  echo "$word"
}

now() { date -u +%Y-%m-%dT%H:%M:%S.000Z; }
