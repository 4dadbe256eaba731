import {
  ConfigProblemError,
  readText,
  readTexts,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { type Config } from '@backstage/config';

/** The database stores at most this number of characters. */
export const LONGEST_PATH = 400;

/** The paths of catalog files in each repository. */
export interface CatalogPaths {
  /** Read directly. */
  files: string[];
  /** Require a list of the files of the repository. */
  patterns: CatalogPathPattern[];
}

/** A path with `*` or `**`. */
export interface CatalogPathPattern {
  /** As configured. */
  pattern: string;
  /** The part before the first star, without a trailing slash. */
  folder: string;
  /** Number of levels of folders that the pattern can match. */
  depth: number;
  matches(path: string): boolean;
}

/** `**` in a pattern matches at most this number of folders. */
const DEEPEST = 10;

/** Reads `catalogPath`: one path or several. */
export function readCatalogPaths(config: Config, key: string): CatalogPaths {
  const name = 'catalogPath';
  const isText = typeof config.getOptional(name) === 'string';
  const one = isText ? readText(config, key, name) : undefined;
  const paths = one
    ? [one]
    : readTexts(config, key, name) ?? ['catalog-info.yaml'];
  const clean = paths.map(path => path.trim().replace(/^\//, ''));
  const wrong = clean.find(
    path =>
      path.length > LONGEST_PATH ||
      /[\\?#%\p{Cc}]/u.test(path) ||
      path.split('/').some(part => ['', '.', '..'].includes(part)),
  );
  if (wrong !== undefined) {
    throw new ConfigProblemError({
      key: `${key}.${name}`,
      found: `contains '${wrong}', which is not the path of a file in a repository`,
      remedy:
        'For example, write catalog-info.yaml or services/*/catalog-info.yaml, without . and .. between slashes.',
    });
  }
  return {
    files: clean.filter(path => !path.includes('*')),
    patterns: clean.filter(path => path.includes('*')).map(toPattern),
  };
}

/** Returns whether the provider reads the file of this path. */
export function isCatalogPath(
  { files, patterns }: CatalogPaths,
  path: string,
): boolean {
  return files.includes(path) || patterns.some(each => each.matches(path));
}

function toPattern(pattern: string): CatalogPathPattern {
  const parts = pattern.split('/');
  const fixed = parts.findIndex(part => part.includes('*'));
  const rest = parts.slice(fixed);
  return {
    pattern,
    folder: parts.slice(0, fixed).join('/'),
    depth: rest.includes('**') ? DEEPEST : rest.length,
    matches: path => matchesParts(path.split('/'), parts),
  };
}

/** `*` matches within one name, and `**` any number of folders. */
function matchesParts(names: string[], parts: string[]): boolean {
  const [part, ...rest] = parts;
  if (part === undefined) {
    return names.length === 0;
  }
  if (part === '**') {
    return (
      matchesParts(names, rest) ||
      (names.length > 0 && matchesParts(names.slice(1), parts))
    );
  }
  return (
    names.length > 0 &&
    toRegExp(part).test(names[0]) &&
    matchesParts(names.slice(1), rest)
  );
}

function toRegExp(part: string): RegExp {
  const text = part
    .split('*')
    .map(each => each.replace(/[.+^${}()|[\]\\]/g, String.raw`\$&`))
    .join('[^/]*');
  return new RegExp(`^${text}$`);
}
