#!/bin/sh
# Starts the portal with the secrets that are set. An empty file is a secret that is not set.
# More arguments go to the backend: docker compose run --rm portal --doctor --connect
set -eu
secrets=${SECRETS:-/run/secrets}

# pass VARIABLE SECRET
pass() {
  if [ -s "$secrets/$2" ]; then
    value=$(cat "$secrets/$2")
    export "$1=$value"
  fi
}

pass BITBUCKET_CLOUD_USERNAME bitbucket_cloud_username
pass BITBUCKET_CLOUD_TOKEN bitbucket_cloud_token
pass BITBUCKET_WORKSPACE_CLIENT_ID bitbucket_workspace_client_id
pass BITBUCKET_WORKSPACE_CLIENT_SECRET bitbucket_workspace_client_secret

# Compose sets it in any case, and the backend does not accept an empty name.
if [ -z "${BITBUCKET_WORKSPACE:-}" ]; then unset BITBUCKET_WORKSPACE; fi

# The HTTP proxy on the way to Bitbucket. Node.js ignores it without NODE_USE_ENV_PROXY.
if [ -n "${HTTPS_PROXY:-}" ]; then
  export NODE_USE_ENV_PROXY=1
else
  unset HTTPS_PROXY NO_PROXY
fi
# The authority of a proxy that opens TLS.
if [ -s "$secrets/outbound_ca" ]; then export NODE_EXTRA_CA_CERTS="$secrets/outbound_ca"; fi

# The users of the workspace come into the catalog.
if [ -n "${BITBUCKET_WORKSPACE_CLIENT_ID:-}" ]; then
  set -- --config /etc/portal/app-config.workspace.yaml "$@"
fi

exec node packages/backend \
  --config app-config.yaml \
  --config app-config.production.yaml \
  --config /etc/portal/app-config.compose.yaml \
  "$@"
