import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { endOf } from '../lib/processes.mts';
import { judge, readTally, type Tally } from './results.mts';

const command = join(import.meta.dirname, 'test.mts');

/**
 * Runs a suite in a process of its own, while other suites run, and prints its output with the name of
 * the suite before each line.
 */
export async function runSuite(name: string): Promise<Tally> {
  const child = spawn(process.execPath, [command, name], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let last = '';
  const print = (stream: Readable, write: (line: string) => void) =>
    createInterface({ input: stream }).on('line', write);
  print(child.stdout, line => {
    last = line;
    console.log(`${name}: ${line}`);
  });
  print(child.stderr, line => console.error(`${name}: ${line}`));
  const { code } = await endOf(child);
  return judge(readTally(last), code);
}
