// Measures the published stub for Bitbucket Cloud: its start time and memory, sign-ins per second, and
// the time to read 10,000 members. Prints the figures with their goals, and exits with 1 if a goal is
// missed.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describeFailure } from 'tools/lib/describeFailure.mts';
import { takeNoArguments } from 'tools/lib/commandLine.mts';
import { KeepAliveConnection } from './lib/keepAliveClient.mts';
import { median } from './lib/statistics.mts';
import { memoryOf, processorTimeOf } from 'tools/lib/processFigures.mts';
import { runQuietly } from 'tools/lib/processes.mts';
import { root } from 'tools/lib/workspace.mts';

const help = `Usage: yarn bench:stub

Measures the published stub: start, memory, sign-ins per second, and a long listing.`;

const folder = join(root, 'packages/bitbucket-cloud-stub');
/** The built package as published, without its sources. */
const published = join(root, 'node_modules/.cache/bench-stub');
const authorization = `Basic ${Buffer.from(
  'harbour-bikes-portal:not-a-secret-only-the-stub-accepts-it',
).toString('base64')}`;
const form = 'Content-Type: application/x-www-form-urlencoded\r\n';
const connections = 16;
const warmUpInSeconds = 2;
const seconds = 6;

interface Figure {
  what: string;
  value: number;
  unit: string;
  goal?: [string, number];
}

const children = new Set<ChildProcess>();

function start(...args: string[]): ChildProcess {
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.add(child);
  return child;
}

function startCommand(...args: string[]): ChildProcess {
  return start(
    join(published, 'bin/bitbucket-cloud-stub'),
    '--port=0',
    ...args,
  );
}

async function publish(): Promise<void> {
  const cli = join(root, 'node_modules/@backstage/cli/bin/backstage-cli');
  const code = await runQuietly(process.execPath, [cli, 'package', 'build'], {
    cwd: folder,
  });
  if (code !== 0) {
    throw new Error('The stub could not be built (see the output above).');
  }
  rmSync(published, { recursive: true, force: true });
  for (const part of ['bin', 'dist', 'seed']) {
    cpSync(join(folder, part), join(published, part), { recursive: true });
  }
  const manifest = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  );
  const { main: entry } = manifest.publishConfig;
  writeFileSync(
    join(published, 'package.json'),
    JSON.stringify({ ...manifest, main: entry }),
  );
}

async function firstLine(child: ChildProcess): Promise<string> {
  const [line] = await once(createInterface(child.stdout!), 'line');
  return line;
}

async function stop(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill();
  await ended;
}

async function measureStart(): Promise<Figure[]> {
  const script = `const stub = require(${JSON.stringify(published)});
  (async () => {
    const times = [];
    for (let round = 0; round < 11; round++) {
      const startedAt = performance.now();
      const each = await stub.createBitbucketCloudStub();
      times.push(performance.now() - startedAt);
      await each.close();
    }
    console.log(JSON.stringify(times));
  })()`;
  const times: number[] = JSON.parse(await firstLine(start('-e', script)));
  const commands: number[] = [];
  const memory: number[] = [];
  for (let round = 0; round < 5; round++) {
    const startedAt = performance.now();
    const child = startCommand();
    await firstLine(child);
    commands.push(performance.now() - startedAt);
    memory.push(memoryOf(child.pid!));
    await stop(child);
  }
  const goal: [string, number] = ['under', 100];
  return [
    { what: 'Start in process, the first', value: times[0], unit: 'ms', goal },
    {
      what: 'Start in process, median of the next 10',
      value: median(times.slice(1)),
      unit: 'ms',
      goal,
    },
    {
      what: 'Start of the command, including Node.js',
      value: median(commands),
      unit: 'ms',
    },
    {
      what: 'Memory of the command after its start',
      value: median(memory),
      unit: 'MB',
      goal: ['under', 80],
    },
  ];
}

async function open(
  ...args: string[]
): Promise<{ child: ChildProcess; url: string }> {
  const child = startCommand(...args);
  const [url] = /http\S+$/.exec(await firstLine(child)) ?? [''];
  return { child, url };
}

/** A complete sign-in. The last three requests are those of a portal. */
async function signIn(
  connection: KeepAliveConnection,
  person: string,
): Promise<string> {
  const picked = await connection.send(
    'POST',
    '/site/oauth2/authorize',
    form,
    `response_type=code&client_id=harbour-bikes-portal&state=abc&account=${person}`,
  );
  const code = /[?&]code=(\w+)/.exec(picked.head)?.[1];
  const { body } = await connection.send(
    'POST',
    '/site/oauth2/access_token',
    `${form}Authorization: ${authorization}\r\n`,
    `grant_type=authorization_code&code=${code}`,
  );
  const token: string = JSON.parse(body).access_token;
  const bearer = `Authorization: Bearer ${token}\r\n`;
  for (const path of [
    '/2.0/user',
    '/2.0/user/emails',
    '/2.0/user/workspaces',
  ]) {
    const { status } = await connection.send('GET', path, bearer);
    if (status !== 200) {
      throw new Error(`${path} answered ${status}.`);
    }
  }
  return token;
}

async function measureSignIns(): Promise<Figure[]> {
  const { child, url } = await open();
  const people = [
    'mira_lindqvist',
    'treyes',
    'aiko-t',
    'samferreira',
    'nadia-h',
  ];
  let count = 0;
  let isOver = false;
  const work = Array.from({ length: connections }, async () => {
    const connection = await KeepAliveConnection.open(url);
    while (!isOver) {
      await signIn(connection, people[count % people.length]);
      count += 1;
    }
    connection.close();
  });
  await wait(warmUpInSeconds);
  const before = {
    count,
    used: processorTimeOf(child.pid!),
    at: performance.now(),
  };
  await wait(seconds);
  const signedIn = count - before.count;
  const used = processorTimeOf(child.pid!) - before.used;
  const elapsed = (performance.now() - before.at) / 1000;
  isOver = true;
  await Promise.all(work);
  const memory = memoryOf(child.pid!);
  await stop(child);
  return [
    {
      what: 'Sign-ins per second, wall-clock time',
      value: signedIn / elapsed,
      unit: '/s',
    },
    {
      what: 'Sign-ins per second of one core',
      value: signedIn / used,
      unit: '/s',
      goal: ['at least', 1000],
    },
    { what: `Memory after ${count} sign-ins`, value: memory, unit: 'MB' },
  ];
}

async function measureMembers(): Promise<Figure[]> {
  const { child, url } = await open(
    '--generate=members=10000,repositories=2000',
  );
  const connection = await KeepAliveConnection.open(url);
  const first = await connection.send(
    'GET',
    '/site/oauth2/authorize?response_type=code&client_id=harbour-bikes-portal',
  );
  const uuid = /name="account"\s+value="([^"]+)"/.exec(first.body)?.[1] ?? '';
  const token = await signIn(connection, encodeURIComponent(uuid));
  const startedAt = performance.now();
  let next:
    | string
    | undefined = `${url}/2.0/workspaces/generated/members?pagelen=100`;
  let members = 0;
  while (next) {
    const { pathname, search }: URL = new URL(next);
    const { status, body } = await connection.send(
      'GET',
      `${pathname}${search}`,
      `Authorization: Bearer ${token}\r\n`,
    );
    const page = JSON.parse(body);
    if (status !== 200) {
      throw new Error(`The members request returned ${status}: ${body}`);
    }
    members += page.values.length;
    next = page.next;
  }
  const elapsed = (performance.now() - startedAt) / 1000;
  connection.close();
  await stop(child);
  if (members !== 10_000) {
    throw new Error(`The list contained ${members} members instead of 10,000.`);
  }
  return [
    {
      what: '10,000 members in pages of 100',
      value: elapsed,
      unit: 's',
      goal: ['under', 2],
    },
  ];
}

async function wait(duration: number): Promise<void> {
  await new Promise(resolve => setTimeout(resolve, duration * 1000));
}

function report({ what, value, unit, goal }: Figure): boolean {
  const isMet =
    !goal || (goal[0] === 'under' ? value < goal[1] : value >= goal[1]);
  const digits = value < 10 ? 2 : 0;
  const aim = goal
    ? ` (goal: ${goal[0]} ${goal[1]} ${unit}${isMet ? '' : ', MISSED'})`
    : '';
  console.log(`${what}: ${value.toFixed(digits)} ${unit}${aim}`);
  return isMet;
}

async function main(): Promise<number> {
  takeNoArguments(help);
  await publish();
  let areMet = true;
  for (const measure of [measureStart, measureSignIns, measureMembers]) {
    for (const figure of await measure()) {
      areMet = report(figure) && areMet;
    }
  }
  return areMet ? 0 : 1;
}

main()
  .catch(error => {
    console.error(describeFailure(error));
    return 1;
  })
  .then(code => {
    // A failed measurement leaves its process running.
    children.forEach(child => child.kill());
    process.exitCode = code;
  });
