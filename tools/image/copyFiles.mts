import {
  copyFileSync,
  lstatSync,
  mkdirSync,
  readlinkSync,
  symlinkSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Copies files from one folder to the same paths in another. Links remain links, because Yarn links the
 * packages of the repository.
 *
 * @returns the number of copied bytes
 */
export function copyFiles(files: string[], from: string, to: string): number {
  let bytes = 0;
  for (const file of files) {
    const source = join(from, file);
    const target = join(to, file);
    const status = lstatSync(source);
    mkdirSync(dirname(target), { recursive: true });
    if (status.isSymbolicLink()) {
      symlinkSync(readlinkSync(source), target);
    } else if (status.isFile()) {
      copyFileSync(source, target);
      bytes += status.size;
    }
  }
  return bytes;
}
