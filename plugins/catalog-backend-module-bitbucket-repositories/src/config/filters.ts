import {
  type BitbucketRepository,
  ConfigProblemError,
  readChoice,
  readTexts,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { type Config } from '@backstage/config';

/** Conditions for repositories. A repository matches if it matches one value of each given list. */
export interface RepositoryConditions {
  projects?: string[];
  repositories?: string[];
  languages?: string[];
  visibility?: 'public' | 'private';
}

/** Which repositories a provider reads. */
export interface RepositoryFilters {
  include: RepositoryConditions;
  exclude: RepositoryConditions;
}

const NAMES = ['projects', 'repositories', 'languages', 'visibility'];

/**
 * Reads the conditions under one key.
 *
 * @param name - `filters.include` or `filters.exclude`
 */
export function readConditions(
  config: Config,
  key: string,
  name: string,
): RepositoryConditions {
  const unknown = config
    .getOptionalConfig(name)
    ?.keys()
    .find(each => !NAMES.includes(each));
  if (unknown !== undefined) {
    throw new ConfigProblemError({
      key: `${key}.${name}.${unknown}`,
      found: 'is not a key of this provider',
      remedy: `Use one of: ${NAMES.join(', ')}.`,
    });
  }
  const texts = (list: string) =>
    readTexts(config, key, `${name}.${list}`)?.map(text => text.trim());
  return {
    projects: texts('projects'),
    repositories: texts('repositories'),
    languages: texts('languages'),
    visibility: readChoice(config, key, `${name}.visibility`, [
      'public',
      'private',
    ]),
  };
}

/** Returns a function that decides which repositories a provider reads. */
export function createRepositoryFilter({
  include,
  exclude,
}: RepositoryFilters): (repository: BitbucketRepository) => boolean {
  const isIncluded = createConditions(include);
  const hasExclusions = Object.values(exclude).some(each => each !== undefined);
  const isExcluded = hasExclusions ? createConditions(exclude) : () => false;
  return repository => isIncluded(repository) && !isExcluded(repository);
}

function createConditions(
  conditions: RepositoryConditions,
): (repository: BitbucketRepository) => boolean {
  const projects = createMatcher(conditions.projects);
  const repositories = createMatcher(conditions.repositories);
  const languages = createMatcher(conditions.languages);
  const { visibility } = conditions;
  return ({ isPrivate, language, project, slug }) =>
    projects(project?.key) &&
    repositories(slug) &&
    languages(language) &&
    (visibility === undefined || (visibility === 'private') === isPrivate);
}

/** `*` matches any characters. Bitbucket ignores the case of keys, slugs and languages. */
function createMatcher(
  patterns: string[] | undefined,
): (value: string | undefined) => boolean {
  if (!patterns) {
    return () => true;
  }
  const parts = patterns.map(pattern => pattern.toLowerCase().split('*'));
  return value =>
    value !== undefined &&
    parts.some(each => matchesParts(value.toLowerCase(), each));
}

/** Takes linear time, unlike a regular expression with several stars. */
function matchesParts(value: string, [first, ...rest]: string[]): boolean {
  if (rest.length === 0) {
    return value === first;
  }
  const last = rest.pop()!;
  if (
    !value.startsWith(first) ||
    !value.endsWith(last) ||
    value.length < first.length + last.length
  ) {
    return false;
  }
  const end = value.length - last.length;
  let at = first.length;
  return rest.every(part => {
    const found = value.indexOf(part, at);
    at = found + part.length;
    return found >= 0 && at <= end;
  });
}
