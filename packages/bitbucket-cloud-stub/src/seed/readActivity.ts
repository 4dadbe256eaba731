import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SeedActivity } from '../model/activity';
import { activityFileSchema } from './activityParts';
import { describeIssues } from './describeIssues';

/**
 * Reads the pull requests and pipelines of a seed from the folder beside it that has its name: the JSON files, and
 * `logs/*.log`. They are JSON because a stub reads them at every start, and YAML takes a hundred times as long.
 *
 * @returns undefined without such a folder
 * @throws Error that names the file and each invalid field.
 */
export function readActivity(seedPath: string): SeedActivity | undefined {
  const folder = seedPath.replace(/\.ya?ml$/, '');
  if (folder === seedPath || !existsSync(folder)) {
    return undefined;
  }
  const parts = listFiles(folder, /\.json$/).map(readPart);
  const logs = listFiles(join(folder, 'logs'), /\.log$/).map(path => [
    path.replace(/^.*[\\/](.*)\.log$/, '$1'),
    readFileSync(path, 'utf8'),
  ]);
  return {
    definitions: Object.assign({}, ...parts.map(each => each.definitions)),
    logs: Object.fromEntries(logs),
    repositories: parts.flatMap(each => each.repositories ?? []),
  };
}

function readPart(path: string) {
  const result = activityFileSchema.safeParse(parse(path));
  if (!result.success) {
    throw new Error(
      `The seed ${path} is not valid.\n${describeIssues(result.error)}`,
    );
  }
  return result.data;
}

function parse(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new Error(
      `The seed ${path} is not JSON: ${(error as Error).message}`,
    );
  }
}

function listFiles(folder: string, pattern: RegExp): string[] {
  return existsSync(folder)
    ? readdirSync(folder)
        .filter(name => pattern.test(name))
        .sort()
        .map(name => join(folder, name))
    : [];
}
