import {
  type BitbucketRepository,
  ConfigProblemError,
  readChoice,
  readText,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { type Config } from '@backstage/config';
import {
  createConditions,
  readConditions,
  type RepositoryConditions,
} from './filters';

/** The values of a Component for a repository without a catalog file. */
export interface ComponentValues {
  /** A full ref. */
  owner?: string;
  system?: string;
  type?: string;
  lifecycle?: string;
}

/** Whether repositories without a catalog file become Components. */
export interface WithoutFile {
  create: 'nothing' | 'component';
  /** Each matching rule adds its values; the first value counts. The last rule matches all repositories. */
  rules: (RepositoryConditions & ComponentValues)[];
}

const NAME = 'withoutFile';
const VALUES = ['owner', 'system', 'type', 'lifecycle'];

/** Reads `withoutFile`. */
export function readWithoutFile(config: Config, key: string): WithoutFile {
  const create =
    readChoice(config, key, `${NAME}.create`, ['nothing', 'component']) ??
    'nothing';
  const own = config.getOptionalConfig(NAME);
  const rules = (own?.getOptionalConfigArray('rules') ?? []).map(
    (rule, index) => {
      const ruleKey = `${key}.${NAME}.rules[${index}]`;
      return {
        ...readConditions(rule, { key: ruleKey, others: VALUES }),
        ...readValues(rule, ruleKey),
      };
    },
  );
  const standard = own ? readValues(own, `${key}.${NAME}`) : {};
  if (create === 'component' && standard.owner === undefined) {
    throw new ConfigProblemError({
      key: `${key}.${NAME}.owner`,
      found: 'is missing',
      remedy:
        'Set the ref of the Group that owns repositories that no rule assigns, for example group:default/platform.',
    });
  }
  return { create, rules: [...rules, standard] };
}

function readValues(config: Config, key: string): ComponentValues {
  return {
    owner: readOwner(config, key),
    system: readText(config, key, 'system'),
    type: readText(config, key, 'type'),
    lifecycle: readText(config, key, 'lifecycle'),
  };
}

function readOwner(config: Config, key: string): string | undefined {
  const owner = readText(config, key, 'owner');
  try {
    return (
      owner &&
      stringifyEntityRef(parseEntityRef(owner, { defaultKind: 'Group' }))
    );
  } catch {
    throw new ConfigProblemError({
      key: `${key}.owner`,
      found: `is '${owner}', which is not the ref of a Group`,
      remedy: 'Write it as group:default/platform.',
    });
  }
}

/** Returns a function that finds the values for a repository. */
export function createValuesOf({
  rules,
}: WithoutFile): (repository: BitbucketRepository) => ComponentValues {
  const all = rules.map(
    ({ owner, system, type, lifecycle, ...conditions }) => ({
      matches: createConditions(conditions),
      values: { owner, system, type, lifecycle },
    }),
  );
  return repository => {
    const found: ComponentValues = {};
    for (const { matches, values } of all) {
      if (matches(repository)) {
        found.owner ??= values.owner;
        found.system ??= values.system;
        found.type ??= values.type;
        found.lifecycle ??= values.lifecycle;
      }
    }
    return found;
  };
}
