import { type BitbucketEnvironment } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import {
  type BitbucketEnvironmentName,
  DEPLOYMENT_FIELDS,
  deploymentPageSchema,
  type EnvironmentBody,
  environmentPageSchema,
  toEnvironmentName,
  toEnvironments,
} from './deploymentSchemas';
import { ProgramCalls } from './ProgramCalls';
import { readFirstPages } from './readPages';
import { type RepositoryClientOptions, RepositoryUrls } from './RepositoryUrls';
import { type BitbucketCallOptions } from './workspaceClientOptions';

/**
 * Options of `BitbucketDeploymentsClient.listEnvironments`.
 *
 * @public
 */
export interface BitbucketEnvironmentOptions extends BitbucketCallOptions {
  /**
   * Called if Bitbucket's list of deployments does not contain the names of the environments. It returns the names from
   * `read`, or from an earlier call of it. Default: calls `read`.
   *
   * @param uuids - of the environments of the latest deployments
   * @param read - sends one call
   */
  readNames?(
    uuids: string[],
    read: () => Promise<BitbucketEnvironmentName[]>,
  ): Promise<BitbucketEnvironmentName[]>;
}

/**
 * Reads the deployments of a workspace with a program's credentials, which need the scope `pipeline`.
 *
 * Every method throws a `BitbucketCloudError`, like `BitbucketRepositoriesClient`.
 *
 * https://developer.atlassian.com/cloud/bitbucket/rest/api-group-deployments/
 *
 * @public
 */
export class BitbucketDeploymentsClient {
  readonly #calls: ProgramCalls;
  readonly #urls: RepositoryUrls;

  constructor(options: RepositoryClientOptions) {
    this.#urls = new RepositoryUrls(options);
    this.#calls = new ProgramCalls(options);
  }

  /**
   * Returns the environments of the latest 100 deployments of a repository, for one call; two if Bitbucket's list
   * of deployments does not contain the names of the environments.
   *
   * @param slug - of the repository
   */
  async listEnvironments(
    slug: string,
    options: BitbucketEnvironmentOptions = {},
  ): Promise<BitbucketEnvironment[]> {
    const what = 'the deployments of a repository';
    const parameters = new URLSearchParams({
      pagelen: '100',
      sort: '-state.started_on',
      fields: DEPLOYMENT_FIELDS.map(field => `values.${field}`).join(','),
    });
    const { values: deployments } = await readFirstPages({
      url: `${this.#urls.api(slug)}/deployments?${parameters}`,
      schema: deploymentPageSchema,
      what,
      pages: 1,
      get: url => this.#calls.get(url, what, options),
    });
    const named = new Map<string, EnvironmentBody>();
    for (const { environment } of deployments) {
      if (environment) {
        named.set(environment.uuid, environment);
      }
    }
    const environments = [...named.values()];
    const read = () => this.#readNames(slug, options);
    const names = environments.every(({ name }) => name)
      ? environments.map(toEnvironmentName)
      : await (options.readNames?.([...named.keys()], read) ?? read());
    return toEnvironments(names, deployments, this.#urls.place(slug).page);
  }

  async #readNames(
    slug: string,
    options: BitbucketCallOptions,
  ): Promise<BitbucketEnvironmentName[]> {
    const what = 'the environments of a repository';
    const { values } = await readFirstPages({
      url: `${this.#urls.api(slug)}/environments?pagelen=100`,
      schema: environmentPageSchema,
      what,
      pages: 1,
      get: url => this.#calls.get(url, what, options),
    });
    return values.map(toEnvironmentName);
  }
}
