#!/usr/bin/env bash
# Restores a backup into a new database: deploy/restore.sh FILE DATABASE. Takes PGHOST, PGPORT, PGUSER and PGPASSWORD; the user must be
# able to make databases and, on a server that has never had Nexa, roles.
set -euo pipefail
file=${1:?Usage: deploy/restore.sh FILE DATABASE}
database=${2:?Usage: deploy/restore.sh FILE DATABASE}
export PGDATABASE=postgres
query() { psql --no-psqlrc --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 "$@"; }

pg_restore --list "$file" > /dev/null
[ -z "$(query -v database="$database" <<< "select 1 from pg_database where datname = :'database'")" ] || {
  echo "Database $database is there already; it is not written over." >&2
  exit 1
}

# The policies name these roles; they belong to the server, so no backup of a database holds them.
for role in nexa_tenant nexa_system; do
  [ -n "$(query -c "select 1 from pg_roles where rolname = '$role'")" ] || query -c "create role $role nologin"
done
query -v database="$database" <<< 'create database :"database"'
trap 'query -v database="$database" <<< '"'"'drop database :"database" with (force)'"'"'; echo "$file could not be restored; $database is gone again." >&2' ERR
pg_restore --exit-on-error --no-owner --dbname="$database" "$file"
PGDATABASE=$database query <<'SQL'
do $$ declare wanted text; begin
  foreach wanted in array array['nexa_tenant', 'nexa_system'] loop
    if not pg_has_role(session_user, wanted, 'member') then execute format('grant %I to %I', wanted, session_user); end if;
  end loop;
end $$;
analyze;
SQL
echo "Database $database is restored: $(PGDATABASE=$database query -c \
  'select max(migration_id) || $$, $$ || (select count(*) from task) || $$ tasks, $$ || (select count(*) from classification)
    || $$ classifications$$ from "__EFMigrationsHistory"')."
