#!/bin/sh
# Creates the role of the portal, and a database that the role owns. The container runs it for an empty database.
# Run it again to renew the password of the role: docs/production.md
set -eu
export PGPASSWORD="${PGPASSWORD:-$(cat /run/secrets/database_superuser_password)}"
psql --set=ON_ERROR_STOP=1 --set=password="$(cat /run/secrets/database_password)" \
  --username "${POSTGRES_USER:-postgres}" --dbname postgres <<'SQL'
SELECT 'CREATE ROLE portal LOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'portal') \gexec
ALTER ROLE portal PASSWORD :'password';
SELECT 'CREATE DATABASE backstage OWNER portal' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'backstage') \gexec
REVOKE ALL ON DATABASE backstage FROM PUBLIC;
SQL
