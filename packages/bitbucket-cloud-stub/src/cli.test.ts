import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import packageJson from '../package.json';
import { runCli } from './cli';
import { createBitbucketCloudStub } from './createBitbucketCloudStub';

const COMMAND = require.resolve('../bin/bitbucket-cloud-stub');

function run(
  ...args: string[]
): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise(resolve => {
    execFile(process.execPath, [COMMAND, ...args], (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
}

describe('the command bitbucket-cloud-stub', () => {
  jest.setTimeout(30_000);

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'prints one line when it is ready, and exits with 0 at %s',
    async signal => {
      const child = spawn(process.execPath, [
        COMMAND,
        '--port=0',
        '--dialect=legacy',
        '--callback=http://localhost:41234/callback',
      ]);
      const [line] = await once(createInterface(child.stdout), 'line');
      const [, url] = /^Stub .*not Bitbucket.* (http\S+)$/.exec(line) ?? [];
      const page = await (await fetch(url)).text();
      child.kill(signal);
      const [code] = await once(child, 'exit');

      expect(page).toContain('legacy');
      expect(page).toContain('http://localhost:41234/callback');
      expect(code).toBe(0);
    },
  );

  it('reports that the port is taken, and exits with 1', async () => {
    const stub = await createBitbucketCloudStub();
    const { code, stdout, stderr } = await run('--port', String(stub.port));
    await stub.close();

    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toBe(
      `Port ${stub.port} is already in use: stop the program that uses it, or choose another port for the stub.\n`,
    );
  });

  it.each([
    [2, ['--port', 'many'], '--port must be a number from 0 to 65535'],
    [2, ['--port', '70000'], '--port must be a number from 0 to 65535'],
    [2, ['--dialect', 'klingon'], '--dialect must be "current" or "legacy"'],
    [2, ['--prot', '1'], "Unknown option '--prot'.\n\nUsage: bitbucket-cloud"],
    [2, ['--generate', 'members=many'], '--generate must be like members=100'],
    [2, ['--generate', 'members=200000'], 'members must be a whole number'],
    [
      2,
      ['--generate', 'members=1', '--seed', 'x.yaml'],
      '--seed and --generate exclude each other',
    ],
    [2, ['extra'], "Unexpected argument 'extra'"],
    [2, ['--switch', 'toString=1'], '--switch has no "toString". Use one of'],
    [2, ['--switch', 'pkce'], '--switch pkce must be ignored or refused'],
    [2, ['--switch', 'retryAfter=yes'], '--switch retryAfter must be true or'],
    [
      1,
      ['--seed', 'none.yaml'],
      'none.yaml cannot be read: there is no such file.',
    ],
    [
      1,
      ['--port=0', '--callback', 'x'],
      'clients[0].callbackUrl: must be an http',
    ],
  ])(
    'exits with code %i at %j, with a message',
    async (code, args, message) => {
      const stderr = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
      try {
        await runCli(args);

        expect(stderr.mock.calls.join()).toContain(message);
        expect(stderr.mock.calls.join()).not.toMatch(/^ {4}at /m);
        expect(process.exitCode).toBe(code);
      } finally {
        process.exitCode = undefined;
        stderr.mockRestore();
      }
    },
  );

  it('generates a seed, accepts switches, and enables control for other machines', async () => {
    const child = spawn(process.execPath, [
      COMMAND,
      ...['--port=0', '--host=0.0.0.0', '--control'],
      '--generate=members=60,repositories=2',
      ...['--switch=retryAfter=true', '--switch=pkce=refused'],
    ]);
    const [line] = await once(createInterface(child.stdout), 'line');
    const [url] = /http\S+$/.exec(line) ?? [];
    const response = await fetch(`${url}/_stub/people`, {
      headers: { 'x-stub-control': '1' },
    });
    const people = await response.json();
    const overview = await fetch(`${url}/_stub`, {
      headers: { 'x-stub-control': '1' },
    });
    const { switches } = await overview.json();
    child.kill();
    await once(child, 'exit');

    expect(people).toHaveLength(60);
    expect(switches).toMatchObject({
      retryAfter: true,
      pkce: 'refused',
      rateLimitBody: 'json',
    });
  });

  it('shows its help and its version', async () => {
    const help = await run('--help');
    const version = await run('--version');

    expect(help).toMatchObject({ code: 0, stderr: '' });
    expect(help.stdout).toContain('--callback URL');
    expect(version.stdout).toBe(`${packageJson.version}\n`);
  });
});
