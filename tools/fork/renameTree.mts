import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { removeEmptyFolders } from '../lib/removeEmptyFolders.mts';
import type { Answers } from './answers.mts';
import { sortLockfile } from './lockfile.mts';
import { sortDependencies } from './manifest.mts';
import { createRenaming } from './words.mts';

const require = createRequire(import.meta.url);

/** What Git does not track, and what contains no names. */
const ignoredFolders = new Set([
  ...['.git', 'node_modules', '.cache', '.nx', '.yarn'],
  ...['dist', 'dist-types', 'coverage', 'site'],
]);
const ignoredFiles = /^(?:LICENSE|CHANGELOG\.md|fork\.json)$/;

/**
 * Replaces the names of the template by those of a fork in all texts and paths of a checkout, and formats what has
 * changed. It needs neither Git nor the network, and it changes nothing in a checkout that is renamed already.
 *
 * @param directory - absolute path of any version of the template
 * @returns paths of the changed files, relative to the directory, with their new names
 */
export async function renameTree(
  directory: string,
  answers: Answers,
): Promise<string[]> {
  const rename = createRenaming(answers);
  const changed: string[] = [];
  for (const path of listFiles(directory)) {
    const file = join(directory, path);
    const isMoved = rename(path) !== path;
    const target = join(directory, rename(path));
    if (isMoved) {
      mkdirSync(dirname(target), { recursive: true });
      renameSync(file, target);
      removeEmptyFolders(dirname(file));
    }
    const text = readText(target);
    const renamed = text === undefined ? undefined : rename(text);
    if (renamed !== undefined && renamed !== text) {
      writeFileSync(target, await finish(directory, target, renamed));
    }
    if (isMoved || renamed !== text) {
      changed.push(relative(directory, target));
    }
  }
  return changed;
}

/** Returns the paths of all files, relative to the directory. */
export function listFiles(directory: string, folder = directory): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .flatMap(entry => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        return ignoredFolders.has(entry.name) ? [] : listFiles(directory, path);
      }
      return entry.isFile() && !ignoredFiles.test(entry.name)
        ? [relative(directory, path)]
        : [];
    })
    .sort();
}

/** Returns undefined for a binary file. */
export function readText(file: string): string | undefined {
  const content = readFileSync(file);
  return content.includes(0) ? undefined : content.toString('utf8');
}

async function finish(directory: string, file: string, text: string) {
  const path = relative(directory, file);
  if (path === 'yarn.lock') {
    return sortLockfile(text);
  }
  return format(
    directory,
    file,
    path.endsWith('package.json') ? sortDependencies(text) : text,
  );
}

/** Formats a text with the settings of this repository, if the checkout has its files formatted. */
export async function format(
  directory: string,
  file: string,
  text: string,
): Promise<string> {
  const prettier = require('prettier') as {
    getFileInfo: (
      path: string,
      options: { ignorePath: string },
    ) => Promise<{ ignored: boolean; inferredParser: string | null }>;
    format: (source: string, options: object) => string | Promise<string>;
  };
  const { ignored, inferredParser } = await prettier.getFileInfo(file, {
    ignorePath: join(directory, '.prettierignore'),
  });
  if (ignored || !inferredParser) {
    return text;
  }
  return prettier.format(text, {
    ...require('@backstage/cli/config/prettier'),
    filepath: file,
  });
}
