import {
  BitbucketRepositoriesClient,
  chooseProvider,
  createCredentials,
  explainFailure,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import {
  type DatabaseService,
  type LoggerService,
} from '@backstage/backend-plugin-api';
import { type Config } from '@backstage/config';
import { ForwardedError } from '@backstage/errors';
import { PROVIDERS_KEY, readProviderConfigs } from '../config/providerConfig';
import { type ListPreview, previewList } from './previewList';
import { type Preview, type PreviewOptions, previewRun } from './previewRun';

interface OpenPreviewOptions {
  config: Config;
  database: DatabaseService;
  logger: LoggerService;
  /** Optional if only one provider is configured. */
  id?: string;
  onListed?: PreviewOptions['onListed'];
}

/** Opens a run without any effect, with the configuration and the database of a backend. */
export async function openPreview(
  options: OpenPreviewOptions,
): Promise<Preview> {
  return open(options, previewRun);
}

/** Lists the repositories that a run would read. */
export async function openListPreview(
  options: OpenPreviewOptions,
): Promise<ListPreview> {
  return open(options, previewList);
}

async function open<T>(
  options: OpenPreviewOptions,
  preview: (options: PreviewOptions) => Promise<T>,
): Promise<T> {
  const config = chooseProvider(
    readProviderConfigs(options.config),
    PROVIDERS_KEY,
    options.id,
  );
  const client = new BitbucketRepositoriesClient({
    workspace: config.workspace,
    credentials: createCredentials(config.credentials, config),
    apiBaseUrl: config.apiBaseUrl,
    timeoutMs: config.timeoutMs,
  });
  const knex = await options.database.getClient();
  try {
    return await preview({ ...options, config, client, knex });
  } catch (error) {
    const remedy = explainFailure(error);
    throw remedy ? new ForwardedError(remedy, error) : error;
  }
}
