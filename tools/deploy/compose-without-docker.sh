#!/bin/sh
# Starts the database and the cache of deploy/compose as compose.yaml does, but without containers,
# and has the doctor try them: compose-without-docker.sh SECRETS CACHE_COMMAND NODE
#
# In namespaces of its own (unshare --mount --net --pid --fork), as root. What the images would bring
# is made here: valkey-server, and of PostgreSQL's entrypoint what it does with an empty folder.
set -eu
secrets=$1 cache_command=$2 node=$3
compose=$(pwd)/deploy/compose
# Not the files at the top of the repository, which belong to the company.
tests=packages/test-kit/config

ip link set lo up
mount -t tmpfs tmpfs /run
mkdir /run/secrets /run/bin /run/postgresql
cp "$secrets"/* /run/secrets
chmod 1777 /run/postgresql
echo '127.0.0.1 localhost database cache' >/run/hosts
mount --bind /run/hosts /etc/hosts

ln -s "$(command -v redis-server)" /run/bin/valkey-server
cat >/run/bin/docker-entrypoint.sh <<'SH'
#!/bin/sh
set -eu
as() { setpriv --reuid=postgres --regid=postgres --clear-groups "$@"; }
install -d -o postgres -g postgres -m 0700 /run/data
cd /run/data
as initdb --pgdata=/run/data --username=postgres --pwfile=/run/secrets/database_superuser_password --auth=scram-sha-256 --no-sync
echo 'host all all all scram-sha-256' >>pg_hba.conf
as pg_ctl --pgdata=/run/data --wait --options="-c listen_addresses= -k /run/postgresql" start
PGHOST=/run/postgresql PGPASSWORD=$(cat /run/secrets/database_superuser_password) sh "$COMPOSE/create-role.sh"
as pg_ctl --pgdata=/run/data --wait stop
shift
exec setpriv --reuid=postgres --regid=postgres --clear-groups postgres -D /run/data -k /run/postgresql -c 'listen_addresses=*' "$@"
SH
chmod +x /run/bin/docker-entrypoint.sh
for folder in /usr/lib/postgresql/*/bin; do PATH=$folder:$PATH; done
export PATH="/run/bin:$PATH" COMPOSE="$compose"

# Of start-database.sh; /tmp stays the one of this machine, since the repository may lie there.
trap 'rm -f /tmp/server.key' EXIT
sh -c "$cache_command" >/run/cache.log 2>&1 &
sh "$compose/start-database.sh" >/run/database.log 2>&1 &
tries=0
until pg_isready --quiet --username=portal --dbname=backstage --host=127.0.0.1; do
  tries=$((tries + 1))
  if [ $tries -gt 300 ]; then
    cat /run/database.log
    exit 2
  fi
  sleep 0.2
done

# As docs/production.md renews the password of the database.
printf renewed-4c1d9e >/run/secrets/database_password
PGHOST=/run/postgresql sh "$compose/create-role.sh"

"$node" tools/checks/configDoctor.mts --connect \
  --config "$tests/app-config.yaml" --config "$tests/app-config.production.yaml" \
  --config "$compose/app-config.compose.yaml"
