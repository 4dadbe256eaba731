import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  goodEnvironment,
  packageFile,
  productionArguments,
  testConfig,
  withEnvironment,
} from '../__testUtils__/productionConfig';
import { guardStart } from './guardStart';
import { runDoctor } from '../runDoctor';

const laptop = ['--config', testConfig('app-config.yaml')];

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'doctor-'));
});

afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

/** Writes another configuration file, and returns the arguments for it. */
function layer(content: object | string): string[] {
  const file = join(directory, 'layer.yaml');
  writeFileSync(
    file,
    typeof content === 'string' ? content : JSON.stringify(content),
  );
  return ['--config', file];
}

async function startWith(
  argv: string[],
  environment: Record<string, string | undefined>,
): Promise<string> {
  try {
    await withEnvironment(environment, () =>
      guardStart({ argv, environment, packageFile }),
    );
    return 'started';
  } catch (error) {
    return (error as Error).message;
  }
}

async function doctor(
  argv: string[],
  environment: Record<string, string | undefined>,
  isTerminal = false,
) {
  const lines: string[] = [];
  const code = await withEnvironment(environment, () =>
    runDoctor({
      argv,
      connect: argv.includes('--connect'),
      environment,
      isTerminal,
      packageFile,
      print: line => lines.push(line),
    }),
  );
  return { code, lines };
}

describe('the check before the start', () => {
  it('accepts a development configuration outside production', async () => {
    expect(await startWith(laptop, {})).toBe('started');
  });

  it('accepts a production build that only this machine can reach', async () => {
    expect(await startWith(laptop, { NODE_ENV: 'production' })).toBe('started');
  });

  it.each([
    [
      'it listens on all addresses',
      { backend: { listen: { host: '0.0.0.0' } } },
    ],
    [
      'the app has a public address',
      { app: { baseUrl: 'https://a.quayside.test' } },
    ],
    [
      'the backend has a public address',
      { backend: { baseUrl: 'https://a.quayside.test' } },
    ],
  ])(
    'rejects a development configuration in production if %s',
    async (_, change) => {
      const outcome = await startWith([...laptop, ...layer(change)], {
        NODE_ENV: 'production',
      });
      expect(outcome).toContain('The portal did not start, and wrote nothing');
      expect(outcome).toContain('auth.environment is development');
      expect(outcome).toContain('backend.database.client is better-sqlite3');
    },
  );

  it('rejects the stub in production, although all other settings are valid', async () => {
    const stub = layer({
      auth: {
        providers: {
          bitbucket: { production: { baseUrl: 'https://stub.quayside.test' } },
        },
      },
    });
    expect(
      await startWith([...productionArguments, ...stub], goodEnvironment),
    ).toMatch(
      /^.*\n {2}- auth\.providers\.bitbucket\.production\.baseUrl is https:\/\/stub\.quayside\.test and not Bitbucket Cloud[^\n]*$/,
    );
  });

  it('requires NODE_ENV to be production if auth.environment is production', async () => {
    const environment = { ...goodEnvironment, NODE_ENV: 'development' };
    expect(await startWith(productionArguments, environment)).toContain(
      'NODE_ENV is development',
    );
  });

  it('reports a missing database if the configuration is valid', async () => {
    const environment = {
      ...goodEnvironment,
      POSTGRES_HOST: 'database.invalid',
    };
    expect(await startWith(productionArguments, environment)).toContain(
      'backend.database.connection does not lead to a database: getaddrinfo',
    );
  });
});

describe('config:doctor', () => {
  it('exits with 0 if there are no problems, and prints advice', async () => {
    const { code, lines } = await doctor(productionArguments, goodEnvironment);
    expect(code).toBe(0);
    expect(lines.at(-1)).toMatch(/^The configuration is fit for production/);
  });

  it('exits with 1, and prints one line per problem', async () => {
    const { code, lines } = await doctor(productionArguments, {
      ...goodEnvironment,
      POSTGRES_PASSWORD: undefined,
      APP_BASE_URL: 'http://portal.quayside.test',
    });
    expect(code).toBe(1);
    expect(lines.filter(line => line.startsWith('problem'))).toHaveLength(3);
    expect(lines.at(-1)).toMatch(/^3 problems/);
  });

  it('connects to each server with --connect, and sends no secret to a rejected host', async () => {
    const { code, lines } = await doctor(
      [
        ...productionArguments,
        ...layer({
          auth: {
            providers: {
              bitbucket: { production: { baseUrl: 'https://b.invalid' } },
            },
          },
        }),
        '--connect',
      ],
      {
        ...goodEnvironment,
        POSTGRES_HOST: 'database.invalid',
        REDIS_URL: 'rediss://:r-4hT8vB1nQs6Y@cache.invalid:6380',
      },
    );
    expect(code).toBe(1);
    const problems = lines.filter(line => line.startsWith('problem'));
    expect(problems).toEqual([
      expect.stringContaining('production.baseUrl is https://b.invalid'),
      expect.stringContaining('database.connection does not lead to'),
      expect.stringContaining(
        'cache.connection.url does not lead to a working cache',
      ),
    ]);
  });

  it('reports a database that it cannot check itself', async () => {
    const { lines } = await doctor(
      [
        ...productionArguments,
        ...layer({
          auth: {
            providers: {
              bitbucket: { production: { baseUrl: 'https://b.invalid' } },
            },
          },
          backend: { database: { connection: { type: 'azure' } } },
        }),
        '--connect',
      ],
      {
        ...goodEnvironment,
        REDIS_URL: 'rediss://:r-4hT8vB1nQs6Y@cache.invalid:6380',
      },
    );
    const text = lines.join('\n');
    expect(text).toMatch(
      /advice +backend\.database\.connection could not be checked/,
    );
    expect(text).toContain(
      'cache.connection.url does not lead to a working cache',
    );
  });

  it('checks for production in any environment', async () => {
    const { code } = await doctor(laptop, {});
    expect(code).toBe(1);
  });

  it.each([
    [true, {}, true],
    [true, { NO_COLOR: '1' }, false],
    [false, {}, false],
  ])(
    'uses color only on a terminal (terminal: %s, %j)',
    async (isTerminal, more, isColoured) => {
      const { lines } = await doctor(
        productionArguments,
        { ...goodEnvironment, ...more },
        isTerminal,
      );
      expect(lines.join('').includes('\u001b[')).toBe(isColoured);
    },
  );

  it('reads a secret from a mounted file', async () => {
    const secret = join(directory, 'password');
    writeFileSync(secret, 'p-9fJ2kq7Lx0Zw\n');
    const { code } = await doctor(
      [
        ...productionArguments,
        ...layer({
          backend: {
            database: { connection: { password: { $file: secret } } },
          },
        }),
      ],
      { ...goodEnvironment, POSTGRES_PASSWORD: undefined },
    );
    expect(code).toBe(0);
  });

  it('reports a missing mounted file together with other problems', async () => {
    const { code, lines } = await doctor(
      [
        ...productionArguments,
        ...layer({
          backend: {
            database: {
              connection: {
                password: { $file: `${directory}/\${NAME:-none}` },
              },
            },
          },
        }),
      ],
      { ...goodEnvironment, REDIS_URL: undefined },
    );
    expect(code).toBe(1);
    const text = lines.join('\n');
    expect(text).toContain(
      `backend.database.connection.password comes from the file ${directory}/none, which cannot be read (ENOENT).`,
    );
    expect(text).toContain('backend.cache.connection.url is missing');
  });

  it('reports a missing or invalid configuration file together with other problems', async () => {
    const { code, lines } = await doctor(
      [
        ...productionArguments,
        ...['--config', join(directory, 'absent.yaml')],
        ...layer('a: [1, 2'),
      ],
      { ...goodEnvironment, REDIS_URL: undefined },
    );
    expect(code).toBe(1);
    const text = lines.join('\n');
    expect(text).toContain('absent.yaml cannot be read');
    expect(text).toContain('layer.yaml cannot be read');
    expect(text).toContain('backend.cache.connection.url is missing');
  });
});
