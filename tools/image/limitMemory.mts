import {
  existsSync,
  mkdirSync,
  readFileSync,
  rmdirSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

/** Version 1 of the control groups, and version 2: https://docs.kernel.org/admin-guide/cgroup-v2.html */
const versions = [
  { parent: '/sys/fs/cgroup/memory', limit: 'memory.limit_in_bytes' },
  { parent: '/sys/fs/cgroup', limit: 'memory.max' },
];

/** A control group with a limit, for the processes that enter it. */
export interface MemoryLimit {
  folder: string;
  close(): void;
}

/**
 * Creates a control group whose processes the kernel ends if they use more memory.
 *
 * @returns `undefined` if this machine does not allow it
 */
export function limitMemory(bytes: number): MemoryLimit | undefined {
  for (const { parent, limit } of versions) {
    const folder = join(parent, `portal-check-${process.pid}`);
    try {
      mkdirSync(folder);
    } catch {
      continue;
    }
    const close = () => rmdirSync(folder);
    try {
      if (existsSync(join(folder, limit))) {
        writeFileSync(join(folder, limit), String(bytes));
        if (Number(readFileSync(join(folder, limit), 'utf8')) === bytes) {
          return { folder, close };
        }
      }
    } catch {
      // Not allowed in this container.
    }
    close();
  }
  return undefined;
}
