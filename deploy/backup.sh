#!/usr/bin/env bash
# Writes a consistent backup of the database to a file: deploy/backup.sh FILE. Takes PGHOST, PGPORT, PGUSER, PGPASSWORD and PGDATABASE.
set -euo pipefail
file=${1:?Usage: deploy/backup.sh FILE}
[ ! -e "$file" ] || { echo "$file is there already; it is not written over." >&2; exit 1; }
umask 077 # it holds everything
export PGDATABASE=${PGDATABASE:-nexadb}
trap 'rm -f "$file.part"' EXIT
pg_dump --format=custom --no-owner --file="$file.part"
pg_restore --list "$file.part" > /dev/null # a backup that can't be read is none
mv "$file.part" "$file"
echo "$file holds database $PGDATABASE ($(du -h "$file" | cut -f1))."
