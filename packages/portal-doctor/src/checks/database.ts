import { advice, exceptable, type Finding, problem } from '../findings/Finding';
import { isSocket, isThisMachine, parseUrl } from '../settings/hosts';
import { isObject, type Settings } from '../settings/Settings';
import { checkTls } from './databaseTls';
import { checkSecret, checkSecretValue } from './secrets';

const KEY = 'backend.database';
const USE_PG =
  'Add app-config.production.yaml as the last configuration file: it sets pg.';

/** Connection types in which the server authenticates the client without a password. */
const WITHOUT_PASSWORD = ['azure', 'cloudsql', 'rds'];

/** Checks the database of the portal. */
export function checkDatabase(settings: Settings): Finding[] {
  const overrides = settings.keys(`${KEY}.plugin`).flatMap(plugin => {
    const key = `${KEY}.plugin.${plugin}`;
    return [
      ...checkClient(settings, `${key}.client`, true),
      ...checkMemory(settings, `${key}.connection`),
      ...checkTls(settings, `${key}.connection`, true),
    ];
  });
  const wrongClient = [
    ...checkClient(settings, `${KEY}.client`, false),
    ...checkMemory(settings, `${KEY}.connection`),
  ];
  return [
    ...wrongClient,
    // With another database client, missing PostgreSQL settings are not worth a report.
    ...(wrongClient.length === 0 ? checkConnection(settings) : []),
    ...overrides,
  ];
}

function checkClient(
  settings: Settings,
  key: string,
  isOptional: boolean,
): Finding[] {
  const client = settings.text(key);
  if (client === 'pg' || (client === undefined && isOptional)) {
    return [];
  }
  if (client === undefined) {
    return [problem(key, 'is missing', USE_PG)];
  }
  const why = /sqlite/.test(client)
    ? 'which only one process can use'
    : 'which this portal does not support';
  return [problem(key, `is ${client}, ${why}`, USE_PG)];
}

function checkMemory(settings: Settings, key: string): Finding[] {
  const connection = settings.get(key);
  const file = isObject(connection) ? connection.filename : connection;
  return file === ':memory:'
    ? [problem(key, 'is in memory, so a restart deletes all data', USE_PG)]
    : [];
}

function checkConnection(settings: Settings): Finding[] {
  const key = `${KEY}.connection`;
  const connection = settings.get(key);
  if (typeof connection === 'string') {
    return [
      ...checkConnectionString(key, connection),
      ...checkTls(settings, key, false),
    ];
  }
  const type = settings.text(`${key}.type`) ?? 'default';
  const findings: Finding[] = [];
  if (type !== 'cloudsql') {
    findings.push(...checkAddress(settings, key));
    findings.push(...checkTls(settings, key, false));
  }
  if (!settings.has(`${key}.user`)) {
    findings.push(
      problem(`${key}.user`, 'is missing', 'Set POSTGRES_USER to the role.'),
    );
  } else if (settings.text(`${key}.user`) === 'postgres') {
    findings.push(
      advice(
        `${key}.user`,
        'is postgres, which has all permissions on that server',
        'Create a separate role for the portal: docs/production.md.',
      ),
    );
  }
  if (!WITHOUT_PASSWORD.includes(type)) {
    findings.push(...checkPassword(settings, `${key}.password`));
  }
  if (settings.text(`${KEY}.pluginDivisionMode`) === 'schema') {
    if (!settings.has(`${key}.database`)) {
      findings.push(
        problem(
          `${key}.database`,
          'is missing, but pluginDivisionMode is schema',
          'Set POSTGRES_DATABASE to the database that holds the schemas.',
        ),
      );
    }
  }
  return [...findings, ...checkMigrations(settings)];
}

function checkPassword(settings: Settings, key: string): Finding[] {
  const found = checkSecret(settings, key, {
    remedy: 'Set POSTGRES_PASSWORD to the password of the role.',
    minimum: 8,
  });
  return settings.has(key)
    ? found
    : found.map(each => exceptable('databaseWithoutPassword', each));
}

function checkAddress(settings: Settings, key: string): Finding[] {
  const findings: Finding[] = [];
  const host = settings.text(`${key}.host`);
  const remedy = 'Set POSTGRES_HOST to the name of the server.';
  if (host === undefined) {
    findings.push(problem(`${key}.host`, 'is missing', remedy));
  } else if (isThisMachine(host) || isSocket(host)) {
    findings.push(
      exceptable(
        'databaseOnThisMachine',
        problem(`${key}.host`, `is ${host}, which is this machine`, remedy),
      ),
    );
  }
  const port = settings.text(`${key}.port`);
  if (port === undefined && isSocket(host)) {
    // The driver uses 5432 then. The number is a part of the name of the socket.
  } else if (
    port === undefined ||
    !/^\d{1,5}$/.test(port) ||
    Number(port) > 65_535
  ) {
    findings.push(
      problem(
        `${key}.port`,
        port === undefined ? 'is missing' : 'is not a port',
        'Set POSTGRES_PORT, for example to 5432.',
      ),
    );
  }
  return findings;
}

function checkConnectionString(key: string, connection: string): Finding[] {
  const url = parseUrl(connection);
  const remedy =
    'Set host, port, user, password and ssl separately, as app-config.production.yaml does.';
  if (!url || !/^postgres(ql)?:$/.test(url.protocol)) {
    return [problem(key, 'is not the URL of a PostgreSQL server', remedy)];
  }
  return [
    ...(isThisMachine(url.hostname)
      ? [
          exceptable(
            'databaseOnThisMachine',
            problem(
              key,
              `is on ${url.hostname}, which is this machine`,
              remedy,
            ),
          ),
        ]
      : []),
    ...(url.password
      ? checkSecretValue(key, decodeURIComponent(url.password), {
          remedy: 'Use the password of the role.',
          minimum: 8,
        })
      : [
          exceptable(
            'databaseWithoutPassword',
            problem(key, 'has no password', remedy),
          ),
        ]),
  ];
}

function checkMigrations(settings: Settings): Finding[] {
  const key = `${KEY}.skipMigrations`;
  return settings.isTrue(key)
    ? [
        advice(
          key,
          'is true, so an operator must migrate the database at each upgrade',
          'Remove it, unless you migrate the database yourself.',
        ),
      ]
    : [];
}
