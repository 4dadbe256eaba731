#!/bin/sh
# PostgreSQL requires a private key that no other user can read. The permissions of a mounted file can differ.
set -eu
install -o postgres -g postgres -m 0600 /run/secrets/database_key /tmp/server.key
exec docker-entrypoint.sh postgres \
  -c ssl=on \
  -c ssl_cert_file=/run/secrets/database_certificate \
  -c ssl_key_file=/tmp/server.key \
  -c max_connections=240
