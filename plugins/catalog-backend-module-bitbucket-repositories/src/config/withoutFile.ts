import {
  type BitbucketRepository,
  ConfigProblemError,
  readChoice,
  readText,
  readTexts,
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
  /** What the Group and the System of the project are for Components. They count after the rules. */
  projectAs: ReadonlySet<string>;
  /** Each matching rule adds its values; the first value counts. */
  rules: (RepositoryConditions & ComponentValues)[];
  /** Values for all repositories, if nothing else has a value. */
  standard: ComponentValues;
}

const NAME = 'withoutFile';
const PROJECT_AS = ['owner', 'system'];
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
  return { create, projectAs: readProjectAs(config, key), rules, standard };
}

function readProjectAs(config: Config, key: string): ReadonlySet<string> {
  const name = `${NAME}.projectAs`;
  const isText = typeof config.getOptional(name) === 'string';
  const values = isText
    ? [readText(config, key, name)!]
    : readTexts(config, key, name) ?? [];
  const wrong = values.find(each => !PROJECT_AS.includes(each));
  if (wrong !== undefined) {
    throw new ConfigProblemError({
      key: `${key}.${name}`,
      found: `contains '${wrong}'`,
      remedy: `Use one or several of: ${PROJECT_AS.join(', ')}.`,
    });
  }
  return new Set(values);
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

/**
 * Returns a function that finds the values for a repository.
 *
 * @param ofProject - values of the project, which count after the rules
 */
export function createValuesOf(
  { rules, standard }: Pick<WithoutFile, 'rules' | 'standard'>,
  ofProject: (repository: BitbucketRepository) => ComponentValues = () => ({}),
): (repository: BitbucketRepository) => ComponentValues {
  const all = rules.map(
    ({ owner, system, type, lifecycle, ...conditions }) => ({
      matches: createConditions(conditions),
      values: { owner, system, type, lifecycle },
    }),
  );
  return repository => {
    const found: ComponentValues = {};
    const matching = all.filter(({ matches }) => matches(repository));
    for (const values of [
      ...matching.map(each => each.values),
      ofProject(repository),
      standard,
    ]) {
      found.owner ??= values.owner;
      found.system ??= values.system;
      found.type ??= values.type;
      found.lifecycle ??= values.lifecycle;
    }
    return found;
  };
}
