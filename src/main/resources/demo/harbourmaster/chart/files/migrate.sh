#!/bin/sh
# Brings the schemas to this version: each migration in a transaction of its own, in the order of the file names.
# What fails leaves nothing of itself behind; what was committed before it stays, and schema_migrations says so.
set -eu

ask() {
    "$PSQL" --no-psqlrc --quiet --no-align --tuples-only --set ON_ERROR_STOP=1 --dbname "$1" --command "$2"
}

migrate() {
    database=$1
    cd "$2"
    ask "$database" 'CREATE TABLE IF NOT EXISTS schema_migrations (
        version text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())'
    applied=$(ask "$database" 'SELECT version FROM schema_migrations')
    for file in *.sql; do
        if printf '%s\n' "$applied" | grep --quiet --line-regexp --fixed-strings "$file"; then
            continue
        fi
        echo "$database: applying $file"
        "$PSQL" --no-psqlrc --quiet --set ON_ERROR_STOP=1 --single-transaction --dbname "$database" \
            --file "$file" --command "INSERT INTO schema_migrations (version) VALUES ('$file')"
    done
    echo "$database: is at $(ask "$database" 'SELECT max(version) FROM schema_migrations')"
}

migrate "$METADATA_DATABASE" "${MOUNT_METADATA:-/migrations/metadata}"
if [ -n "$AIPROXY_DATABASE" ]; then
    migrate "$AIPROXY_DATABASE" "${MOUNT_AIPROXY:-/migrations/aiproxy}"
fi
