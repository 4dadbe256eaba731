import { execFileSync } from 'node:child_process';

/** Runs Git in a folder and returns its output. */
export function git(
  folder: string,
  args: string[],
  input?: string | Buffer,
): string {
  return execFileSync('git', ['-C', folder, ...args], {
    encoding: 'utf8',
    input,
    maxBuffer: 1024 ** 3,
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  });
}
