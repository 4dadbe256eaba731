import { ConflictError, InputError, NotAllowedError } from '@backstage/errors';
import {
  BitbucketCloudError,
  BitbucketPublishingClient,
  BitbucketRepositoriesClient,
  type BitbucketRepository,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { apiCredentials, type IntegrationCredentials } from './credentials';

/** The repository that a template creates. */
export interface WantedRepository {
  workspace: string;
  /** The key of the project. */
  project: string;
  slug: string;
  description?: string;
  isPrivate: boolean;
}

/** Calls Bitbucket about one repository, and explains errors to the user of a template. */
export class Repository {
  readonly #wanted: WantedRepository;
  readonly #publishing: BitbucketPublishingClient;
  readonly #repositories: BitbucketRepositoriesClient;
  readonly #signal?: AbortSignal;

  constructor(
    wanted: WantedRepository,
    access: {
      apiBaseUrl?: string;
      credentials: IntegrationCredentials;
      signal?: AbortSignal;
    },
  ) {
    const options = {
      workspace: wanted.workspace,
      apiBaseUrl: access.apiBaseUrl,
      credentials: apiCredentials(access.credentials),
    };
    this.#wanted = wanted;
    this.#publishing = new BitbucketPublishingClient(options);
    this.#repositories = new BitbucketRepositoriesClient(options);
    this.#signal = access.signal;
  }

  /**
   * Creates the repository, unless it exists with the same project and visibility.
   *
   * @returns `isOwn`: whether the repository is new, or has the description that a template gave it
   *
   * @throws InputError, ConflictError or NotAllowedError with the reason and the remedy
   */
  async createUnlessExists(): Promise<{
    slug: string;
    isNew: boolean;
    isOwn: boolean;
  }> {
    const { project: projectKey, slug, description, isPrivate } = this.#wanted;
    const settings = { slug, projectKey, description, isPrivate };
    const signal = this.#signal;
    try {
      const made = await this.#publishing.createRepository(settings, {
        signal,
      });
      return { slug: made.slug, isNew: true, isOwn: true };
    } catch (error) {
      // Bitbucket has no separate status for a repository that exists.
      const existing = isRejected(error) ? await this.#find() : undefined;
      if (!existing) {
        throw explain(error, this.#wanted);
      }
      this.#assertSame(existing);
      return {
        slug: existing.slug,
        isNew: false,
        isOwn: isSameText(existing.description, description),
      };
    }
  }

  /** Returns the latest commits, at most `limit`. */
  listLatestCommits(limit: number) {
    return this.#publishing
      .listLatestCommits(this.#wanted.slug, limit, { signal: this.#signal })
      .catch(error => {
        throw explain(error, this.#wanted);
      });
  }

  async enablePipelines(): Promise<void> {
    const signal = this.#signal;
    try {
      await this.#publishing.setPipelines(this.#wanted.slug, true, { signal });
    } catch (error) {
      throw explain(error, this.#wanted);
    }
  }

  #find(): Promise<BitbucketRepository | undefined> {
    const signal = this.#signal;
    return this.#repositories.getRepository(this.#wanted.slug, { signal });
  }

  #assertSame({ project, isPrivate }: BitbucketRepository): void {
    const wanted = this.#wanted;
    const name = nameOf(wanted);
    if (project?.key.toLowerCase() !== wanted.project.toLowerCase()) {
      throw new ConflictError(
        `The repository ${name} already exists, in the project ${project?.key}. Choose another name.`,
      );
    }
    if (isPrivate !== wanted.isPrivate) {
      throw new ConflictError(
        `The repository ${name} already exists, and it is ${
          isPrivate ? 'private' : 'public'
        }. Choose another name.`,
      );
    }
  }
}

/** An empty description proves nothing. */
function isSameText(one = '', other = ''): boolean {
  const [first, second] = [one, other].map(each =>
    each.replace(/\s+/g, ' ').trim(),
  );
  return first !== '' && first === second;
}

function nameOf({ workspace, slug }: WantedRepository): string {
  return `${workspace}/${slug}`;
}

function isRejected(error: unknown): boolean {
  return (
    error instanceof BitbucketCloudError &&
    (error.status === 400 || error.status === 409)
  );
}

function explain(error: unknown, wanted: WantedRepository): unknown {
  if (!(error instanceof BitbucketCloudError)) {
    return error;
  }
  const { workspace, project } = wanted;
  const name = nameOf(wanted);
  switch (error.status) {
    case 400:
      return new InputError(
        `Bitbucket rejected the repository ${name}. Check that the project ${project} exists in the workspace ${workspace}, and that the name is valid. A private project cannot contain a public repository.`,
        error,
      );
    case 401:
      return new NotAllowedError(
        'Bitbucket rejected the credentials of the portal. An administrator of the portal replaces them under integrations.bitbucketCloud.',
        error,
      );
    case 403: {
      const scopes = error.requiredScopes?.join(', ');
      return new NotAllowedError(
        `The credentials of the portal do not have permission for this change of ${name}. An administrator of the portal gives them ${
          scopes ? `the scopes ${scopes}, and ` : ''
        }access to the project ${project}.`,
        error,
      );
    }
    case 404:
      return new InputError(
        `Bitbucket did not find the repository ${name}, the workspace or the project ${project}, or the credentials of the portal have no access.`,
        error,
      );
    default:
      return error;
  }
}
