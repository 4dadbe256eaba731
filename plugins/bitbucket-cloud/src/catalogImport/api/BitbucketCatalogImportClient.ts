import {
  type BitbucketImportCandidate,
  type BitbucketImportPullRequest,
  type BitbucketRepositoryAnalysis,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { type ScmIntegrationRegistry } from '@backstage/integration';
import {
  type AnalyzeResult,
  type CatalogImportApi,
} from '@backstage/plugin-catalog-import';
import {
  type BitbucketClientDependencies,
  fetchCatalog,
  readBody,
} from '../../request/requestCatalog';

/**
 * The result of an analysis. Backstage's stepper passes it on to its steps.
 *
 * @public
 */
export type BitbucketAnalyzeResult = AnalyzeResult & {
  /** Missing for other hosts, and for catalog files. */
  bitbucket?: BitbucketRepositoryAnalysis;
};

/**
 * The options of a {@link BitbucketCatalogImportClient}.
 *
 * @public
 */
export interface BitbucketCatalogImportClientOptions
  extends BitbucketClientDependencies {
  /** Decides to which host an address belongs. */
  scmIntegrationsApi: ScmIntegrationRegistry;
  /** Handles catalog files and repositories of other hosts, such as a `CatalogImportClient`. */
  otherHosts: CatalogImportApi;
}

/**
 * Imports repositories of Bitbucket Cloud with the routes of the repositories module of the catalog. If the backend has no
 * such routes, and for other hosts, it behaves like Backstage's own client.
 *
 * @public
 */
export class BitbucketCatalogImportClient implements CatalogImportApi {
  readonly #options: BitbucketCatalogImportClientOptions;

  constructor(options: BitbucketCatalogImportClientOptions) {
    this.#options = options;
  }

  /**
   * Returns what the import of an address would add.
   *
   * @throws BitbucketRequestError with a sentence for the user
   */
  async analyzeUrl(url: string): Promise<BitbucketAnalyzeResult> {
    const { otherHosts } = this.#options;
    if (isCatalogFile(url) || this.#isOfOtherHost(url)) {
      return otherHosts.analyzeUrl(url);
    }
    const response = await this.#request(
      `?${new URLSearchParams({ url: url.trim() })}`,
    );
    if (await isWithoutRoutes(response)) {
      return otherHosts.analyzeUrl(url);
    }
    return toAnalyzeResult(await readJson(response));
  }

  /** Returns the proposed title and description of a pull request. */
  async preparePullRequest(): Promise<{ title: string; body: string }> {
    const prepare = this.#options.otherHosts.preparePullRequest;
    return prepare
      ? prepare.call(this.#options.otherHosts)
      : { title: 'Add catalog-info.yaml', body: '' };
  }

  /**
   * Opens a pull request, or returns the one that is open.
   *
   * @throws BitbucketRequestError with a sentence for the user
   */
  async submitPullRequest(options: {
    repositoryUrl: string;
    fileContent: string;
    title: string;
    body: string;
  }): Promise<{ link: string; location: string }> {
    const { body, fileContent: content, repositoryUrl: url, title } = options;
    if (this.#isOfOtherHost(url)) {
      return this.#options.otherHosts.submitPullRequest(options);
    }
    const response = await this.#request('/pull-requests', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ url, content, title, description: body }),
    });
    const created: BitbucketImportPullRequest = await readJson(response);
    return { link: created.url, location: created.fileUrl };
  }

  /** Returns the repositories without a catalog file that the user's Groups probably own. */
  async listCandidates(): Promise<BitbucketImportCandidate[]> {
    const response = await this.#request('/candidates');
    return (await isWithoutRoutes(response))
      ? []
      : (await readJson<{ items: BitbucketImportCandidate[] }>(response)).items;
  }

  /** An unknown host gets the explanation of the backend, which knows the addresses of Bitbucket Cloud. */
  #isOfOtherHost(url: string): boolean {
    const type = URL.canParse(url)
      ? this.#options.scmIntegrationsApi.byUrl(url)?.type
      : undefined;
    return type !== undefined && type !== 'bitbucketCloud';
  }

  #request(path: string, init?: RequestInit): Promise<Response> {
    return fetchCatalog(this.#options, `import${path}`, init);
  }
}

/** As in Backstage's client. */
function isCatalogFile(url: string): boolean {
  const { pathname, searchParams } = URL.parse(url) ?? {};
  return [pathname, searchParams?.get('path')].some(
    path => path && /\.ya?ml$/.test(path),
  );
}

/** The catalog has no message in its response for unknown routes. */
async function isWithoutRoutes(response: Response): Promise<boolean> {
  return response.status === 404 && (await readMessage(response)) === undefined;
}

async function readMessage(response: Response): Promise<string | undefined> {
  const body = await response
    .clone()
    .json()
    .catch(() => undefined);
  const message = body?.error?.message;
  return typeof message === 'string' && message !== '' ? message : undefined;
}

async function readJson<T>(response: Response): Promise<T> {
  return (await readBody(response)) as T;
}

function toAnalyzeResult(
  bitbucket: BitbucketRepositoryAnalysis,
): BitbucketAnalyzeResult {
  const { existingFiles, proposed, url } = bitbucket;
  return existingFiles.length > 0
    ? {
        type: 'locations',
        locations: existingFiles.map(file => ({
          target: file.url,
          exists: file.isRegistered,
          entities: file.entities.map(toRef),
        })),
        bitbucket,
      }
    : {
        type: 'repository',
        url,
        integrationType: 'Bitbucket',
        generatedEntities: proposed ? [proposed] : [],
        bitbucket,
      };
}

function toRef({
  kind,
  metadata,
}: BitbucketRepositoryAnalysis['existingFiles'][0]['entities'][0]) {
  const { name, namespace = 'default' } = Object(metadata);
  return { kind: String(kind), namespace, name };
}
