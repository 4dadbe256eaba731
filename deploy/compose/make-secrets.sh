#!/bin/sh
# Creates the secrets that compose.yaml mounts, and prints a line for each.
#
#   make-secrets.sh HOST [FOLDER]
#
# HOST is the host name of the portal. The certificate is self-signed: replace proxy_certificate and proxy_key
# with those of your certificate authority. The script reads the key and the secret of the OAuth consumer from
# AUTH_BITBUCKET_CLIENT_ID and AUTH_BITBUCKET_CLIENT_SECRET, or asks for them.
#
# Optional, from the environment: BITBUCKET_CLOUD_USERNAME and BITBUCKET_CLOUD_TOKEN for private
# repositories and templates, BITBUCKET_WORKSPACE_CLIENT_ID and BITBUCKET_WORKSPACE_CLIENT_SECRET for the
# users of a workspace, BITBUCKET_REPOSITORIES_CLIENT_ID and BITBUCKET_REPOSITORIES_CLIENT_SECRET for its
# repositories, BITBUCKET_WEBHOOK_SECRET and BITBUCKET_WEBHOOK_SECRET_PREVIOUS for webhooks, and
# NODE_EXTRA_CA_CERTS, a file with the certificate authority of an HTTP proxy that inspects TLS.
# Without them, the files are empty.
#
# To set or renew one, export its variable and run the script again: docs/production.md
# Without FOLDER, it also writes APP_BASE_URL into .env, which Docker Compose reads.
set -eu
usage='Usage: make-secrets.sh HOST [FOLDER]

HOST is the name that people open, as in portal.your-company.com.
Secrets whose variable is set are renewed, all others are kept: docs/production.md'
if [ "${1:-}" = --help ]; then
  printf '%s\n' "$usage"
  exit 0
fi
case "$#:${1:-}" in
  [12]:-* | [12]: | 0:* | [3-9]:*)
    printf '%s\n' "$usage" >&2
    exit 2
    ;;
esac
host=$1
case $host in
  *[!A-Za-z0-9.-]*)
    echo "'$host' is not the name of a host. Leave out https://, the port and the path, as in portal.your-company.com." >&2
    exit 2
    ;;
esac
here=$(CDPATH='' cd "$(dirname "$0")" && pwd)
folder=${2:-$here/secrets}
authority=
if [ -n "${NODE_EXTRA_CA_CERTS:-}" ]; then
  if ! grep -qs 'BEGIN CERTIFICATE' "$NODE_EXTRA_CA_CERTS"; then
    echo "NODE_EXTRA_CA_CERTS is $NODE_EXTRA_CA_CERTS, which is not a file with certificates in PEM. Correct or unset it." >&2
    exit 1
  fi
  authority=$(cat "$NODE_EXTRA_CA_CERTS")
fi

# Containers run as other users. So the files are readable for all users, and the folder is not.
umask 022
mkdir -p "$folder"
chmod 700 "$folder"
cd "$folder"
changed=

random() { openssl rand -hex 24; }

report() { printf '%-37s %s\n' "$1" "$2"; }

# make NAME VALUE: for secrets that the script generates
make() {
  if [ -s "$1" ]; then
    report "$1" kept
  else
    printf '%s' "$2" >"$1"
    report "$1" made
  fi
}

# take NAME VARIABLE VALUE: for secrets that the operator sets
take() {
  if [ -z "$3" ] && [ -s "$1" ]; then
    report "$1" "kept, because $2 is not set"
  elif [ -z "$3" ]; then
    : >"$1"
    report "$1" "empty, because $2 is not set"
  elif [ "$(cat "$1" 2>/dev/null)" = "$3" ]; then
    report "$1" "kept, the same as $2"
  else
    how=made
    if [ -s "$1" ]; then how=renewed; fi
    if [ -e "$1" ]; then changed=1; fi
    printf '%s' "$3" >"$1"
    report "$1" "$how from $2"
  fi
}

# ask NAME VARIABLE VALUE QUESTION: for required secrets
ask() {
  value=$3
  if [ -z "$value" ] && [ ! -s "$1" ]; then
    printf '%s: ' "$4" >&2
    read -r value || true
    if [ -z "$value" ]; then
      echo "$1 is empty. Enter it, or set $2." >&2
      exit 1
    fi
  fi
  take "$1" "$2" "$value"
}

# certificate NAME HOST: NAME_certificate and NAME_key
certificate() {
  if [ ! -s "$1_certificate" ] && [ ! -s "$1_key" ]; then
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes \
      -days 825 -subj "/CN=$2" -addext "subjectAltName=DNS:$2" \
      -keyout "$1_key" -out "$1_certificate" 2>/dev/null
    report "$1_certificate, $1_key" "made for $2, self-signed"
    return
  fi
  if [ ! -s "$1_certificate" ] || [ ! -s "$1_key" ]; then
    echo "Of $1_certificate and $1_key only one is in $folder. Add the other one, or remove both." >&2
    exit 1
  fi
  how=kept
  if openssl x509 -noout -checkhost "$2" -in "$1_certificate" 2>/dev/null | grep -q 'NOT match'; then
    how="kept, but the certificate is not for $2: replace both files, or remove both and run this again"
  elif ! openssl x509 -noout -checkend 2592000 -in "$1_certificate" >/dev/null 2>&1; then
    how='kept, but the certificate ends within 30 days: replace both files, or remove both and run this again'
  fi
  report "$1_certificate, $1_key" "$how"
}

# Each command of Compose needs the address.
write_env() {
  file=$here/.env
  url=$(sed -n 's/^APP_BASE_URL=//p' "$file" 2>/dev/null | tail -n 1)
  if [ -z "$url" ]; then
    printf 'APP_BASE_URL=https://%s\n' "$host" >>"$file"
    report .env "APP_BASE_URL=https://$host added"
  elif [ "$url" = "https://$host" ]; then
    report .env "APP_BASE_URL kept"
  else
    report .env "APP_BASE_URL kept, but it is $url: change it in $file if the portal is at https://$host"
  fi
}

ask bitbucket_client_id AUTH_BITBUCKET_CLIENT_ID "${AUTH_BITBUCKET_CLIENT_ID:-}" 'Key of the OAuth consumer'
ask bitbucket_client_secret AUTH_BITBUCKET_CLIENT_SECRET "${AUTH_BITBUCKET_CLIENT_SECRET:-}" 'Secret of the OAuth consumer'
take bitbucket_cloud_username BITBUCKET_CLOUD_USERNAME "${BITBUCKET_CLOUD_USERNAME:-}"
take bitbucket_cloud_token BITBUCKET_CLOUD_TOKEN "${BITBUCKET_CLOUD_TOKEN:-}"
take bitbucket_workspace_client_id BITBUCKET_WORKSPACE_CLIENT_ID "${BITBUCKET_WORKSPACE_CLIENT_ID:-}"
take bitbucket_workspace_client_secret BITBUCKET_WORKSPACE_CLIENT_SECRET "${BITBUCKET_WORKSPACE_CLIENT_SECRET:-}"
take bitbucket_repositories_client_id BITBUCKET_REPOSITORIES_CLIENT_ID "${BITBUCKET_REPOSITORIES_CLIENT_ID:-}"
take bitbucket_repositories_client_secret BITBUCKET_REPOSITORIES_CLIENT_SECRET "${BITBUCKET_REPOSITORIES_CLIENT_SECRET:-}"
take bitbucket_webhook_secret BITBUCKET_WEBHOOK_SECRET "${BITBUCKET_WEBHOOK_SECRET:-}"
take bitbucket_webhook_secret_previous BITBUCKET_WEBHOOK_SECRET_PREVIOUS "${BITBUCKET_WEBHOOK_SECRET_PREVIOUS:-}"
take outbound_ca NODE_EXTRA_CA_CERTS "$authority"
make database_superuser_password "$(random)"
make database_password "$(random)"
make cache_password "$(random)"
make cache_url "redis://:$(cat cache_password)@cache:6379"
make grafana_password "$(random)"
certificate proxy "$host"
certificate database database
cp database_certificate database_ca
# nginx runs as another user, and must also read a key that the operator has added.
chmod 644 ./*
if [ -z "${2:-}" ]; then write_env; fi
if [ -n "$changed" ]; then
  echo "Start the portal again, so that it reads the new values: docker compose --file $here/compose.yaml up --detach --force-recreate portal"
fi
echo "The secrets are in $(pwd). Keep the folder to yourself, and out of every repository."
