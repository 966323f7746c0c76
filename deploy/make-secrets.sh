#!/usr/bin/env bash
# Makes what deploy/compose.yaml mounts as secrets, in deploy/secrets; what is there already stays. Needs openssl.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
mkdir -p secrets && chmod 700 secrets && cd secrets

make() { # make NAME COMMAND…: the containers' users read the files, whose folder nobody else may enter
  [ -s "$1" ] || { "${@:2}" > "$1"; chmod 644 "$1"; echo "made secrets/$1"; }
}

random() { openssl rand -hex 24; }
database() { printf 'Host=postgres;Database=nexadb;Username=%s;Password=%s' "$1" "$(cat "$2")"; }

make owner-password random
make login-password random
make redis-password random
make grafana-password random
make agents-secret random
make signing-key openssl rand -base64 48
make encryption-key openssl rand -base64 48
make owner-database database nexa owner-password
make api-database database nexa_api login-password
make worker-database database nexa_worker login-password
make agents-database database nexa_agents login-password
make redis printf 'redis:6379,password=%s' "$(cat redis-password)"
make metrics-key printf 'put an API key with the scope operate here'
if [ ! -s tls.crt ] || [ ! -s tls.key ]; then
  openssl req -x509 -newkey rsa:2048 -nodes -days 365 -keyout tls.key -out tls.crt \
    -subj "/CN=${NEXA_HOST:-nexa.localhost}" \
    -addext "subjectAltName=DNS:${NEXA_HOST:-nexa.localhost},DNS:${NEXA_API_HOST:-api.nexa.localhost}" 2>/dev/null
  chmod 644 tls.crt tls.key
  echo "made secrets/tls.crt and tls.key, signed by themselves: put those of your certificate authority in their place"
fi
