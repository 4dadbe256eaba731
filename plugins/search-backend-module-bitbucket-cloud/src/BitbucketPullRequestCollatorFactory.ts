import {
  BITBUCKET_PULL_REQUEST_DOCUMENT_TYPE,
  type BitbucketPullRequestDocument,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import {
  type AuthService,
  type DiscoveryService,
} from '@backstage/backend-plugin-api';
import { ResponseError } from '@backstage/errors';
import { catalogEntityReadPermission } from '@backstage/plugin-catalog-common/alpha';
import { type DocumentCollatorFactory } from '@backstage/plugin-search-common';
import { Readable } from 'node:stream';

const PLUGIN = 'bitbucket-cloud';
const TIMEOUT_MS = 5 * 60_000;

/** Reads the documents from the plugin `bitbucket-cloud`. A failure keeps the index as it is. */
export class BitbucketPullRequestCollatorFactory
  implements DocumentCollatorFactory
{
  readonly type = BITBUCKET_PULL_REQUEST_DOCUMENT_TYPE;
  /** For the component in `authorization.resourceRef` of each document. */
  readonly visibilityPermission = catalogEntityReadPermission;

  constructor(
    private readonly deps: { auth: AuthService; discovery: DiscoveryService },
  ) {}

  async getCollator(): Promise<Readable> {
    return Readable.from(await this.#readDocuments());
  }

  async #readDocuments(): Promise<BitbucketPullRequestDocument[]> {
    const { auth, discovery } = this.deps;
    const { token } = await auth.getPluginRequestToken({
      onBehalfOf: await auth.getOwnServiceCredentials(),
      targetPluginId: PLUGIN,
    });
    const baseUrl = await discovery.getBaseUrl(PLUGIN);
    const response = await fetch(`${baseUrl}/search/pull-requests`, {
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!response.ok) {
      throw await ResponseError.fromResponse(response);
    }
    const { documents } = (await response.json()) as {
      documents: BitbucketPullRequestDocument[];
    };
    return documents;
  }
}
