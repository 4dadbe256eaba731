import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import {
  goodEnvironment,
  packageFile,
  productionArguments,
  productionSettings,
  withEnvironment,
} from '../__testUtils__/productionConfig';
import { checkSettings } from './checkSettings';
import { formatFinding } from '../findings/formatFindings';
import { guardStart } from '../start/guardStart';

/** The configurations in the document. */
const documented = Array.from(
  readFileSync(
    resolve(__dirname, '../../../../docs/operate/exceptions.md'),
    'utf8',
  ).matchAll(/```yaml\n([\s\S]*?)```/g),
  ([, text]) => text,
);

const CACHE = 'redis://localhost:6379';
const REASONS = {
  databaseOnThisMachine: 'The Cloud SQL Auth Proxy runs in the same pod.',
  databaseWithoutPassword: 'It signs in with IAM.',
  cacheOnThisMachine: 'It runs in the same pod',
  cacheWithoutPassword: 'Only the pod reaches it',
};

async function find(exceptions: unknown, connection: object, url?: string) {
  const settings = await productionSettings(
    { doctor: { exceptions }, backend: { database: { connection } } } as never,
    {
      POSTGRES_PASSWORD: undefined,
      ...(url && { REDIS_URL: url }),
    },
  );
  return checkSettings(settings);
}

const linesOf = (
  findings: Awaited<ReturnType<typeof find>>,
  severity: string,
) =>
  findings
    .filter(each => each.severity === severity)
    .map(formatFinding)
    .filter(line => !/trustProxy|\.sessions /.test(line));

describe('doctor.exceptions', () => {
  const local = { host: '127.0.0.1', ssl: false };
  const socket = {
    host: '/cloudsql/project:region:name',
    port: null,
    ssl: false,
  };

  it.each([
    ['at localhost', local],
    ['over a unix socket', socket],
  ])(
    'accept a database %s and a cache without passwords, and print the reason',
    async (_, connection) => {
      const findings = await find(REASONS, connection, CACHE);
      expect(linesOf(findings, 'problem')).toEqual([]);
      expect(linesOf(findings, 'note')).toEqual([
        `backend.database.connection.host is ${connection.host}, which is this machine. Accepted by doctor.exceptions.databaseOnThisMachine: The Cloud SQL Auth Proxy runs in the same pod.`,
        'backend.database.connection.ssl is off, so the portal sends passwords unencrypted. Accepted by doctor.exceptions.databaseOnThisMachine: The Cloud SQL Auth Proxy runs in the same pod.',
        'backend.database.connection.password is missing. Accepted by doctor.exceptions.databaseWithoutPassword: It signs in with IAM.',
        'backend.cache.connection.url is on localhost, which is this machine. Accepted by doctor.exceptions.cacheOnThisMachine: It runs in the same pod.',
        'backend.cache.connection.url has no password, so every program that reaches the cache can read and change it. Accepted by doctor.exceptions.cacheWithoutPassword: Only the pod reaches it.',
        'backend.rateLimit.store.connection is on localhost, which is this machine. Accepted by doctor.exceptions.cacheOnThisMachine: It runs in the same pod.',
        'backend.rateLimit.store.connection has no password, so every program that reaches the cache can read and change it. Accepted by doctor.exceptions.cacheWithoutPassword: Only the pod reaches it.',
      ]);
    },
  );

  it('accept the unix socket of a cache, with a password and without', async () => {
    const key = 'backend.rateLimit.store.connection';
    const lines = async (url: string) =>
      linesOf(await find(REASONS, local, url), 'note').filter(line =>
        line.startsWith(key),
      );
    const isLocal = `${key} is the unix socket of a cache on this machine. Accepted by doctor.exceptions.cacheOnThisMachine: It runs in the same pod.`;
    expect(await lines('unix:/run/redis.sock?password=r-4hT8vB1nQs6Y')).toEqual(
      [isLocal],
    );
    expect(await lines('unix:/run/redis.sock')).toEqual([
      isLocal,
      expect.stringContaining('has no password'),
    ]);
  });

  it.each(documented)(
    'are accepted as docs/operate/exceptions.md shows them (%#)',
    async text => {
      const settings = await productionSettings(parse(text));
      expect(linesOf(checkSettings(settings), 'problem')).toEqual([]);
    },
  );

  it('are named in each problem that can be accepted', async () => {
    const problems = linesOf(await find({}, local, CACHE), 'problem');
    expect(problems).toHaveLength(7);
    expect(problems[0]).toMatch(
      /Or accept the problem with doctor\.exceptions\.databaseOnThisMachine: docs\/operate\/exceptions\.md\.$/,
    );
  });

  it('do not accept a remote database without TLS', async () => {
    const findings = await find(REASONS, {
      host: 'db.quayside.test',
      ssl: false,
    });
    expect(linesOf(findings, 'problem')).toEqual([
      expect.stringMatching(/^backend\.database\.connection\.ssl is off/),
    ]);
  });

  it('cause advice if no setting needs them', async () => {
    const findings = await find(REASONS, local);
    expect(linesOf(findings, 'advice')).toContain(
      'doctor.exceptions.cacheOnThisMachine has no effect, because no setting needs it. Remove it.',
    );
  });

  it.each([
    [
      { ...REASONS, databaseOnMachine: 'x' },
      'databaseOnMachine is not the name',
    ],
    [
      { ...REASONS, cacheOnThisMachine: true },
      'cacheOnThisMachine has no reason',
    ],
    [
      { ...REASONS, cacheOnThisMachine: ' ' },
      'cacheOnThisMachine has no reason',
    ],
    ['databaseOnThisMachine', 'doctor.exceptions is not an object'],
  ])('refuse %j', async (exceptions, message) => {
    const problems = linesOf(await find(exceptions, local, CACHE), 'problem');
    expect(problems.join('\n')).toContain(message);
  });

  it('are removed by a later file with null', async () => {
    const problems = linesOf(
      await find({ ...REASONS, databaseOnThisMachine: null }, local, CACHE),
      'problem',
    );
    expect(problems).toHaveLength(2);
  });

  it('do not accept TLS over a unix socket', async () => {
    const findings = await find(REASONS, { host: '/cloudsql/x' }, CACHE);
    expect(linesOf(findings, 'problem')).toEqual([
      'backend.database.connection.ssl is on, but PostgreSQL does not support TLS over a unix socket. Set it to false.',
    ]);
  });

  it('are printed by the check before the start', async () => {
    const printed: string[] = [];
    const environment = {
      ...goodEnvironment,
      REDIS_URL: 'redis://cache.quayside.test:6379',
      APP_CONFIG_backend_database_connection_type: 'cloudsql',
      APP_CONFIG_doctor_exceptions_cacheWithoutPassword:
        'Only the network of the portal reaches it',
    };
    await withEnvironment(environment, () =>
      guardStart({
        argv: productionArguments,
        environment,
        packageFile,
        print: line => printed.push(line),
      }),
    );
    expect(printed).toEqual(
      [
        'backend.cache.connection.url',
        'backend.rateLimit.store.connection',
      ].map(
        key =>
          `${key} has no password, so every program that reaches the cache can read and change it. Accepted by doctor.exceptions.cacheWithoutPassword: Only the network of the portal reaches it.`,
      ),
    );
  });
});
