#!/bin/sh
# Makes the secrets that compose.yaml mounts, and never changes one that is there.
#
#   make-secrets.sh HOST [FOLDER]
#
# HOST is the name that people open. The certificate is self-signed: put the one of your authority in its
# place, as proxy_certificate and proxy_key. The key and the secret of the OAuth consumer are asked for, or
# taken from AUTH_BITBUCKET_CLIENT_ID and AUTH_BITBUCKET_CLIENT_SECRET.
#
# Optional, from the environment: BITBUCKET_CLOUD_USERNAME and BITBUCKET_CLOUD_TOKEN for private
# repositories and templates, BITBUCKET_WORKSPACE_CLIENT_ID and BITBUCKET_WORKSPACE_CLIENT_SECRET for the
# users of a workspace. Without them the files are empty. To set one later, run the script again.
set -eu
usage='Usage: make-secrets.sh HOST [FOLDER]

HOST is the name that people open, as in portal.your-company.com.'
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
folder=${2:-$(dirname "$0")/secrets}

# Containers run as users of their own, so the files are readable, and the folder is not.
umask 022
mkdir -p "$folder"
chmod 700 "$folder"
cd "$folder"

random() { openssl rand -hex 24; }

keep() {
  [ -s "$1" ] || printf '%s' "$2" >"$1"
}

# certificate NAME HOST: NAME_certificate and NAME_key
certificate() {
  [ -s "$1_key" ] || openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes \
    -days 825 -subj "/CN=$2" -addext "subjectAltName=DNS:$2" \
    -keyout "$1_key" -out "$1_certificate" 2>/dev/null
  chmod 644 "$1_key"
}

ask() {
  if [ -s "$1" ]; then return; fi
  value=$2
  if [ -z "$value" ]; then
    printf '%s: ' "$3" >&2
    read -r value
  fi
  keep "$1" "$value"
}

ask bitbucket_client_id "${AUTH_BITBUCKET_CLIENT_ID:-}" 'Key of the OAuth consumer'
ask bitbucket_client_secret "${AUTH_BITBUCKET_CLIENT_SECRET:-}" 'Secret of the OAuth consumer'
keep bitbucket_cloud_username "${BITBUCKET_CLOUD_USERNAME:-}"
keep bitbucket_cloud_token "${BITBUCKET_CLOUD_TOKEN:-}"
keep bitbucket_workspace_client_id "${BITBUCKET_WORKSPACE_CLIENT_ID:-}"
keep bitbucket_workspace_client_secret "${BITBUCKET_WORKSPACE_CLIENT_SECRET:-}"
keep database_superuser_password "$(random)"
keep database_password "$(random)"
keep cache_password "$(random)"
keep cache_url "redis://:$(cat cache_password)@cache:6379"
certificate proxy "$host"
certificate database database
cp database_certificate database_ca
echo "The secrets are in $(pwd). Keep the folder to yourself, and out of every repository."
