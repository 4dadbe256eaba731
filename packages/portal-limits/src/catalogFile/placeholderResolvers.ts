import {
  type PlaceholderResolver,
  type PlaceholderResolverParams,
  processingResult,
} from '@backstage/plugin-catalog-node';
import { BITBUCKET_CLOUD_BASE_URL } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import parseGitUrl from 'git-url-parse';
import { describeRemedy, formatCount, type Limits } from '../limits/limits';
import { countValues, measureText } from '../values/measureValue';
import { shortenMessage } from '../values/shortenMessage';
import { type RunInTurn } from '../workQueue';
import { type DryRunBudgets } from './DryRunBudgets';
import { parseDocuments } from './parseDocuments';
import { scanYaml } from './scanYaml';

/**
 * Resolvers for `$text`, `$json` and `$yaml` that check the limits of the file before they use it. Apart
 * from the limits, they work like Backstage's resolvers, which Backstage does not export.
 */
export function createPlaceholderResolvers(
  limits: Limits,
  dryRuns: DryRunBudgets,
  runInTurn: RunInTurn,
): Record<'json' | 'text' | 'yaml', PlaceholderResolver> {
  const createResolver =
    (parse: (text: string) => unknown): PlaceholderResolver =>
    async params => {
      const url = resolveUrl(params);
      const budget = dryRuns.current();
      const resolve = async () => {
        const text = await readText(params, url);
        params.emit(processingResult.refresh(`url:${url}`));
        try {
          budget?.charge({ bytes: measureText(text) });
          const value = await runInTurn(() => parse(text));
          budget?.charge({ values: countValues(value) });
          return value as never;
        } catch (error) {
          throw fail(params, `cannot use ${params.value}`, error);
        }
      };
      return budget ? budget.readInTurn(resolve) : resolve();
    };
  return {
    json: createResolver(text => parseJson(text, limits)),
    text: createResolver(text => checkSize(text, limits)),
    yaml: createResolver(text => parseOneDocument(text, limits)),
  };
}

function checkSize(text: string, limits: Limits): string {
  const size = limits['catalogFile.size'];
  if (Buffer.byteLength(text) > size) {
    throw new Error(
      `The file has more than ${formatCount(size)} bytes. ${describeRemedy(
        'catalogFile.size',
        'Link to the file instead.',
      )}`,
    );
  }
  return text;
}

function parseJson(text: string, limits: Limits): unknown {
  const problem = scanYaml(text, limits);
  if (problem) {
    throw new Error(problem);
  }
  return JSON.parse(text);
}

function parseOneDocument(text: string, limits: Limits): unknown {
  const documents = parseDocuments(text, limits);
  if (documents.length !== 1) {
    throw new Error(
      `The file has ${documents.length} documents. Write exactly one.`,
    );
  }
  const [document] = documents;
  if (document.error !== undefined) {
    throw new Error(document.error);
  }
  return document.content;
}

async function readText(
  params: PlaceholderResolverParams,
  url: string,
): Promise<string> {
  try {
    const text = (await params.read(url)).toString('utf8');
    return text.replace(/^\uFEFF/, '');
  } catch (error) {
    throw fail(params, `could not read location ${params.value}`, error);
  }
}

function resolveUrl(params: PlaceholderResolverParams): string {
  const { baseUrl, key, value } = params;
  if (typeof value !== 'string') {
    throw new Error(
      `Placeholder $${key} expected a string value parameter, in the form of an absolute URL or a relative path`,
    );
  }
  try {
    const url = params.resolveUrl(value, baseUrl);
    assertSameRepository(url, baseUrl);
    return url;
  } catch (error) {
    throw fail(
      params,
      `could not form a URL out of ${baseUrl} and ${value}`,
      error,
    );
  }
}

/**
 * A file can only refer to files of its own repository: the portal may be able to read repositories that
 * the author of the file cannot read.
 */
function assertSameRepository(url: string, baseUrl: string) {
  const file = parseRepository(url);
  const base = parseRepository(baseUrl);
  if (file && base && file !== base) {
    throw new Error(
      'Placeholder may only reference files from the same repository as the entity',
    );
  }
}

function parseRepository(url: string): string | undefined {
  const { host, pathname } = new URL(url);
  if (host === new URL(BITBUCKET_CLOUD_BASE_URL).host) {
    // A URL without a path also belongs to its repository.
    return [host, ...pathname.toLowerCase().split('/').slice(1, 3)].join('/');
  }
  try {
    const { filepath, full_name, name, owner, resource } = parseGitUrl(url);
    return owner && name && filepath ? `${resource}/${full_name}` : undefined;
  } catch {
    return undefined;
  }
}

function fail(
  { key }: PlaceholderResolverParams,
  what: string,
  error: unknown,
): Error {
  return new Error(shortenMessage(`Placeholder $${key} ${what}, ${error}`));
}
