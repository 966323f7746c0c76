#!/bin/sh
# Runs once, in an empty PostgreSQL: a login for each service, which can do no more than the role that it works as.
set -eu
password=$(cat "${LOGIN_PASSWORD_FILE:-/run/secrets/login-password}")
psql -v ON_ERROR_STOP=1 -v password="$password" --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
create role nexa_tenant nologin;
create role nexa_system nologin;
create role nexa_api login password :'password' noinherit in role nexa_tenant, nexa_system;
create role nexa_worker login password :'password' noinherit in role nexa_system;
create role nexa_agents login password :'password' noinherit in role nexa_tenant;
SQL
