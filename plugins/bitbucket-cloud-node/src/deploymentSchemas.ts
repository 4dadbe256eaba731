import {
  type BitbucketDeployment,
  type BitbucketEnvironment,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { z } from 'zod/v4';
import { fieldsOf, personSchema, toPerson } from './pullRequestSchemas';
import { pageSchema, UUID_IN_BRACES } from './schemas';

const withName = z.object({ name: z.string().nullish() }).nullish();
const uuid = z.string().regex(UUID_IN_BRACES);

const environmentSchema = z.object({
  uuid,
  name: z.string().nullish(),
  environment_type: withName,
});

/** https://developer.atlassian.com/cloud/bitbucket/rest/api-group-deployments/#api-repositories-workspace-repo-slug-environments-get */
export const environmentPageSchema = pageSchema(environmentSchema);

/** https://developer.atlassian.com/cloud/bitbucket/rest/api-group-deployments/#api-repositories-workspace-repo-slug-deployments-get */
export const deploymentSchema = z.object({
  uuid,
  // Bitbucket documents only the uuid in this listing.
  environment: environmentSchema.nullish(),
  state: z
    .object({
      name: z.string(),
      status: withName,
      deployer: personSchema,
      start_date: z.string().nullish(),
      completion_date: z.string().nullish(),
    })
    .nullish(),
  release: z
    .object({
      name: z.string().nullish(),
      url: z.string().nullish(),
      commit: z.object({ hash: z.string().nullish() }).nullish(),
      created_on: z.string().nullish(),
    })
    .nullish(),
});

export const deploymentPageSchema = pageSchema(deploymentSchema);

/** The fields of {@link deploymentSchema}, for the parameter `fields`. */
export const DEPLOYMENT_FIELDS = [
  ...['uuid', 'state.name', 'state.status.name'],
  ...['uuid', 'name', 'environment_type.name'].map(
    name => `environment.${name}`,
  ),
  ...['state.start_date', 'state.completion_date'],
  ...fieldsOf('state.deployer'),
  ...['name', 'url', 'commit.hash', 'created_on'].map(
    name => `release.${name}`,
  ),
];

const MOST_IN_HISTORY = 20;
const TYPES = ['Test', 'Staging', 'Production'] as const;

/** An environment, as listings contain it. */
export type EnvironmentBody = z.output<typeof environmentSchema>;

/**
 * An environment without its deployments.
 *
 * @public
 */
export type BitbucketEnvironmentName = Pick<
  BitbucketEnvironment,
  'uuid' | 'name' | 'type'
>;

/** Returns an environment without its deployments. */
export function toEnvironmentName({
  environment_type: type,
  name,
  uuid: id,
}: EnvironmentBody): BitbucketEnvironmentName {
  return {
    uuid: id,
    name: name || 'Unnamed',
    type: TYPES.find(each => each === type?.name) ?? 'other',
  };
}

/** Returns the environments with their deployments; the latest deployment first. */
export function toEnvironments(
  environments: BitbucketEnvironmentName[],
  deployments: z.output<typeof deploymentSchema>[],
  page: string,
): BitbucketEnvironment[] {
  return environments.map(named => {
    const history = deployments
      .filter(({ environment }) => environment?.uuid === named.uuid)
      .map(each => toDeployment(each, page));
    return {
      ...named,
      current: history.find(({ state }) => state === 'successful'),
      history: history.slice(0, MOST_IN_HISTORY),
    };
  });
}

function toDeployment(
  { release, state, uuid: id }: z.output<typeof deploymentSchema>,
  page: string,
): BitbucketDeployment {
  const { url } = release ?? {};
  return {
    uuid: id,
    state: stateOf(state),
    release: release?.name ?? undefined,
    commit: release?.commit?.hash ?? undefined,
    url: url?.startsWith(`${page}/`) ? url : undefined,
    deployer: toPerson(state?.deployer),
    startedAt: state?.start_date ?? release?.created_on ?? undefined,
    endedAt: state?.completion_date ?? undefined,
  };
}

function stateOf(
  state: z.output<typeof deploymentSchema>['state'],
): BitbucketDeployment['state'] {
  switch (state?.name) {
    case 'COMPLETED':
      return (
        (
          { SUCCESSFUL: 'successful', FAILED: 'failed' } as Record<
            string,
            BitbucketDeployment['state']
          >
        )[state.status?.name ?? ''] ?? 'stopped'
      );
    case 'IN_PROGRESS':
      return 'running';
    default:
      return 'not deployed';
  }
}
