#!/bin/sh
# Starts the portal with the secrets that are set. An empty file counts as not set.
# The script passes its arguments to the backend: docker compose run --rm portal --doctor --connect
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
pass BITBUCKET_REPOSITORIES_CLIENT_ID bitbucket_repositories_client_id
pass BITBUCKET_REPOSITORIES_CLIENT_SECRET bitbucket_repositories_client_secret
pass BITBUCKET_WEBHOOK_SECRET bitbucket_webhook_secret
pass BITBUCKET_WEBHOOK_SECRET_PREVIOUS bitbucket_webhook_secret_previous

# Compose always sets the variable, and the backend rejects an empty name.
if [ -z "${BITBUCKET_WORKSPACE:-}" ]; then unset BITBUCKET_WORKSPACE; fi

# The HTTP proxy for requests to Bitbucket. Node.js ignores it without NODE_USE_ENV_PROXY.
if [ -n "${HTTPS_PROXY:-}" ]; then
  export NODE_USE_ENV_PROXY=1
else
  unset HTTPS_PROXY NO_PROXY
fi
# The certificate authority of a proxy that inspects TLS.
if [ -s "$secrets/outbound_ca" ]; then export NODE_EXTRA_CA_CERTS="$secrets/outbound_ca"; fi

# Adds the users of the workspace to the catalog.
if [ -n "${BITBUCKET_WORKSPACE_CLIENT_ID:-}" ]; then
  set -- --config /etc/portal/app-config.workspace.yaml "$@"
fi
# Adds the repositories of the workspace to the catalog.
if [ -n "${BITBUCKET_REPOSITORIES_CLIENT_ID:-}" ]; then
  set -- --config /etc/portal/app-config.repositories.yaml "$@"
fi

exec node --import ./packages/portal-telemetry/start.mjs packages/backend \
  --config app-config.yaml \
  --config app-config.production.yaml \
  --config /etc/portal/app-config.compose.yaml \
  "$@"
