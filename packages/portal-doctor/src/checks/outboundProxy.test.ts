import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { productionSettings } from '../__testUtils__/productionConfig';
import { checkOutboundProxy } from './outboundProxy';
import { formatFinding } from '../findings/formatFindings';

const PROXY = 'http://me:pw-4419@proxy.quayside.test:3128';
const LOCAL = 'localhost,127.0.0.1';
const NONE = Object.fromEntries(
  ['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY', 'NO_PROXY'].flatMap(name => [
    [name, undefined],
    [name.toLowerCase(), undefined],
  ]),
);

async function find(environment: object, execArgv: string[] = []) {
  const settings = await productionSettings(
    {},
    { ...NONE, NODE_USE_ENV_PROXY: undefined, ...environment },
  );
  return checkOutboundProxy(settings, execArgv).map(formatFinding);
}

describe('an HTTP proxy in the environment', () => {
  it.each([
    [{}],
    [{ NODE_USE_ENV_PROXY: '1' }],
    [{ HTTPS_PROXY: '' }],
    [{ HTTPS_PROXY: PROXY, NODE_USE_ENV_PROXY: '1' }],
    [{ https_proxy: PROXY, NODE_USE_ENV_PROXY: '1' }],
    [{ HTTPS_PROXY: PROXY, NODE_OPTIONS: '--use-env-proxy' }],
    [{ HTTPS_PROXY: PROXY, NO_PROXY: '.bitbucket.org, bitbucket.org' }],
    [{ HTTPS_PROXY: PROXY, NO_PROXY: '*' }],
    [
      {
        HTTPS_PROXY: PROXY,
        HTTP_PROXY: PROXY,
        NO_PROXY: LOCAL,
        NODE_USE_ENV_PROXY: '1',
      },
    ],
  ])('is accepted: %j', async environment => {
    expect(await find(environment)).toEqual([]);
  });

  it('is accepted with the option of Node.js', async () => {
    expect(await find({ HTTPS_PROXY: PROXY }, ['--use-env-proxy'])).toEqual([]);
  });

  const both = { HTTPS_PROXY: PROXY, HTTP_PROXY: PROXY };
  it.each([
    [
      { HTTPS_PROXY: PROXY },
      /^NODE_USE_ENV_PROXY is unset, .* HTTPS_PROXY and/,
    ],
    [
      { https_proxy: PROXY },
      /^NODE_USE_ENV_PROXY is unset, .* https_proxy and/,
    ],
    [{ HTTP_PROXY: PROXY }, /^NODE_USE_ENV_PROXY is unset, .* HTTP_PROXY and/],
    [{ ALL_PROXY: PROXY }, /^NODE_USE_ENV_PROXY is unset, .* ALL_PROXY and/],
    [{ ...both, NODE_USE_ENV_PROXY: 'true' }, /^NODE_USE_ENV_PROXY is not 1,/],
    [
      { HTTP_PROXY: PROXY, NO_PROXY: LOCAL, NODE_USE_ENV_PROXY: '1' },
      /^HTTPS_PROXY is unset, but HTTP_PROXY is set/,
    ],
    [
      { ALL_PROXY: PROXY, NODE_USE_ENV_PROXY: '1' },
      /^HTTPS_PROXY is unset, but ALL_PROXY is set/,
    ],
    [
      { ...both, NODE_USE_ENV_PROXY: '1' },
      /^NO_PROXY does not contain 127\.0\.0\.1,/,
    ],
    [
      {
        ...both,
        NO_PROXY: 'localhost 127.0.0.1',
        NODE_USE_ENV_PROXY: '1',
      },
      /^NO_PROXY does not contain 127\.0\.0\.1,/,
    ],
    [
      { ...both, NO_PROXY: '127.0.0.0/8', NODE_USE_ENV_PROXY: '1' },
      /^NO_PROXY does not contain 127\.0\.0\.1,/,
    ],
    [
      {
        ...both,
        NO_PROXY: LOCAL,
        no_proxy: 'quayside.test',
        NODE_USE_ENV_PROXY: '1',
      },
      /^NO_PROXY does not contain 127\.0\.0\.1,/,
    ],
    [{ HTTPS_PROXY: 'proxy.quayside.test:3128' }, /^HTTPS_PROXY is not a URL/],
    [{ HTTPS_PROXY: 'socks5://proxy:1080' }, /^HTTPS_PROXY is not a URL/],
  ])('is a problem: %j', async (environment, message) => {
    const found = await find(environment);
    expect(found).toEqual([expect.stringMatching(message)]);
    expect(found[0]).not.toContain('4419');
  });
});

/**
 * Verifies the behavior that the check relies on: with which variables Node.js uses the proxy, and for
 * which URLs.
 */
describe('Node.js', () => {
  let proxy: Server;
  let asked: string[];
  let url: string;

  beforeAll(async () => {
    proxy = createServer((req, res) => {
      asked.push(`request ${req.url}`);
      res.end();
    });
    proxy.on('connect', (req, socket) => {
      asked.push(req.url ?? '');
      socket.end('HTTP/1.1 503 Unavailable\r\n\r\n');
    });
    proxy.listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  });

  beforeEach(() => {
    asked = [];
  });

  afterAll(() => {
    proxy.close();
  });

  /** Runs a program that requests a URL, and returns the requests that the proxy received. */
  async function ask(
    program: string,
    environment: Record<string, string>,
  ): Promise<string[]> {
    await promisify(execFile)(process.execPath, ['-e', program], {
      cwd: __dirname,
      env: { PATH: process.env.PATH, ...environment },
    });
    return asked.splice(0);
  }

  const target = 'https://bitbucket.invalid';
  const programs = {
    fetch: `fetch('${target}').catch(() => {})`,
    https: `require('node:https').get('${target}').on('error', () => {})`,
  };
  const isAsked = ['bitbucket.invalid:443'];

  it.each([
    ['fetch', { HTTPS_PROXY: true }, false],
    ['https', { HTTPS_PROXY: true }, false],
    ['fetch', { HTTPS_PROXY: true, NODE_USE_ENV_PROXY: '1' }, true],
    ['https', { HTTPS_PROXY: true, NODE_USE_ENV_PROXY: '1' }, true],
    ['https', { https_proxy: true, NODE_USE_ENV_PROXY: '1' }, true],
    ['https', { HTTPS_PROXY: true, NODE_USE_ENV_PROXY: 'true' }, false],
    // This case is the reason why HTTPS_PROXY must be set.
    ['fetch', { HTTP_PROXY: true, NODE_USE_ENV_PROXY: '1' }, true],
    ['https', { HTTP_PROXY: true, NODE_USE_ENV_PROXY: '1' }, false],
    ['https', { ALL_PROXY: true, NODE_USE_ENV_PROXY: '1' }, false],
  ] as const)(
    'uses the proxy for %s with %j: %s',
    async (client, names, is) => {
      const environment = Object.fromEntries(
        Object.entries(names).map(([name, value]) => [
          name,
          value === true ? url : String(value),
        ]),
      );
      expect(await ask(programs[client], environment)).toEqual(
        is ? isAsked : [],
      );
    },
  );

  it.each([
    [
      'the sign-in',
      `new (require('@backstage-bitbucket/plugin-bitbucket-cloud-node').BitbucketOAuthClient)({
        clientId: 'a', clientSecret: 'b', baseUrl: '${target}',
      }).requestClientCredentialsToken().catch(() => {})`,
    ],
    [
      'reading a repository',
      `require('@backstage/integration').getBitbucketCloudDefaultBranch(
        'https://bitbucket.org/acme/app', { apiBaseUrl: '${target}' },
      ).catch(() => {})`,
    ],
    [
      'the push of a template',
      `require('@backstage/plugin-scaffolder-node').cloneRepo({
        url: '${target}/acme/app.git', dir: '/nonexistent/portal',
        auth: { username: 'a', password: 'b' }, logger: { info() {} },
      }).catch(() => {})`,
    ],
  ])(
    'uses the proxy for %s',
    async (_, request) => {
      const program = `require('@backstage/cli/config/nodeTransform.cjs'); ${request}`;
      const environment = { HTTPS_PROXY: url, NODE_USE_ENV_PROXY: '1' };
      expect([...new Set(await ask(program, environment))]).toEqual(isAsked);
      expect(await ask(program, { HTTPS_PROXY: url })).toEqual([]);
    },
    30_000,
  );
});
