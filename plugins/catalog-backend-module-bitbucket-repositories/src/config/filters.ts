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
 * Reads conditions.
 *
 * @param at - `key`: the full key of `config`, for errors; `others`: keys besides the conditions
 */
export function readConditions(
  config: Config | undefined,
  at: { key: string; others?: readonly string[] },
): RepositoryConditions {
  if (!config) {
    return {};
  }
  const { key, others = [] } = at;
  const known = [...NAMES, ...others];
  const unknown = config.keys().find(each => !known.includes(each));
  if (unknown !== undefined) {
    throw new ConfigProblemError({
      key: `${key}.${unknown}`,
      found: 'is not a key of this provider',
      remedy: `Use one of: ${known.join(', ')}.`,
    });
  }
  const texts = (name: string) =>
    readTexts(config, key, name)?.map(text => text.trim());
  return {
    projects: texts('projects'),
    repositories: texts('repositories'),
    languages: texts('languages'),
    visibility: readChoice(config, key, 'visibility', ['public', 'private']),
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

/** Returns whether a repository matches all conditions. */
export function createConditions(
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
