#!/bin/sh
# Run once, in an empty database: the role of the portal, and a database that it owns.
set -eu
psql --set=ON_ERROR_STOP=1 --set=password="$(cat /run/secrets/database_password)" \
  --username "${POSTGRES_USER:-postgres}" --dbname postgres <<'SQL'
CREATE ROLE portal LOGIN PASSWORD :'password';
CREATE DATABASE backstage OWNER portal;
REVOKE ALL ON DATABASE backstage FROM PUBLIC;
SQL
