#!/bin/sh
# Makes .env with the secrets of a new installation for docker compose. Never touches an .env that is there.
set -eu
cd "$(dirname "$0")/.."
if [ -e .env ]; then
  echo "make-env: .env is there already; move it away to make new secrets" >&2
  exit 1
fi
draw() { LC_ALL=C tr -dc "$1" </dev/urandom | head -c "$2"; }
umask 077
cat >.env <<END
# Secrets of this installation, made on $(date -u +%Y-%m-%d). Keep a copy; see .env.example for more settings.
POSTGRES_PASSWORD=$(draw A-Za-z0-9 40)
REDIS_PASSWORD=$(draw A-Za-z0-9 40)
LIMPID_TOKEN_SECRET=$(draw A-Za-z0-9 64)
LIMPID_ADMIN_USERNAME=admin
LIMPID_ADMIN_PASSWORD=$(draw A-Za-z0-9 20)
LIMPID_ACCESS_KEY=$(draw A-Z0-9 30)
LIMPID_SECRET_KEY=$(draw A-Za-z0-9 64)
END
echo "Wrote .env. Next: docker compose up -d --wait, then log in as admin with LIMPID_ADMIN_PASSWORD from .env."
