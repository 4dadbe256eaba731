import {
  spawn,
  type ChildProcess,
  type SpawnOptions,
} from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { root } from './workspace.mts';

/** How a program ended. After a signal, `code` is 128 plus the number of the signal, as in a shell. */
export interface Ending {
  code: number;
  signal: NodeJS.Signals | undefined;
}

const signalCodes: Partial<Record<NodeJS.Signals, number>> = {
  SIGHUP: 129,
  SIGINT: 130,
  SIGKILL: 137,
  SIGTERM: 143,
};

/** Returns the exit code of a program that a signal ended. */
export function exitCodeOf(signal: NodeJS.Signals): number {
  return signalCodes[signal] ?? 1;
}

/** Resolves when the program has ended; rejects only if it could not be started. */
export function endOf(child: ChildProcess): Promise<Ending> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) =>
      resolve({
        code: code ?? (signal ? exitCodeOf(signal) : 1),
        signal: signal ?? undefined,
      }),
    );
  });
}

/** Runs a program in the repository with this terminal's output, and resolves with its exit code. */
export async function run(
  command: string,
  args: string[],
  options: SpawnOptions = {},
): Promise<number> {
  const child = spawn(command, args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    ...options,
  });
  return (await endOf(child)).code;
}

/** Like {@link run}, but shows the output of the program only if it fails. */
export async function runQuietly(
  command: string,
  args: string[],
  options: SpawnOptions = {},
): Promise<number> {
  const child = spawn(command, args, {
    cwd: root,
    ...options,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const chunks: Buffer[] = [];
  child.stdout?.on('data', chunk => chunks.push(chunk));
  child.stderr?.on('data', chunk => chunks.push(chunk));
  const { code } = await endOf(child);
  if (code !== 0) {
    process.stderr.write(Buffer.concat(chunks));
  }
  return code;
}

/**
 * Starts a program as the leader of a separate process group, so that all its processes can be ended
 * together, and a Ctrl-C in the terminal does not reach it twice.
 */
export function startGroup(
  command: string,
  args: string[],
  options: SpawnOptions = {},
): ChildProcess {
  return spawn(command, args, { cwd: root, ...options, detached: true });
}

function signalGroup(leader: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-leader, signal);
    return true;
  } catch {
    return false;
  }
}

/**
 * Ends every process of the group: with SIGTERM first, and with SIGKILL after `patience` milliseconds.
 * Resolves when no process of the group is left.
 */
export async function endGroup(
  child: ChildProcess,
  patience = 4000,
): Promise<void> {
  const leader = child.pid;
  if (leader === undefined) {
    return;
  }
  signalGroup(leader, 'SIGTERM');
  const deadline = Date.now() + patience;
  while (signalGroup(leader, 0) && Date.now() < deadline) {
    await wait(50);
  }
  signalGroup(leader, 'SIGKILL');
  while (signalGroup(leader, 0) && Date.now() < deadline + 2000) {
    await wait(50);
  }
}
