import { BitbucketWorkspaceClient } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { DatabaseService, LoggerService } from '@backstage/backend-plugin-api';
import { Entity } from '@backstage/catalog-model';
import { Config } from '@backstage/config';
import { ForwardedError, InputError } from '@backstage/errors';
import { Knex } from 'knex';
import { AccountLink, AccountLinks } from './AccountLinks';
import { CatalogReader } from './CatalogIndex';
import { createCredentials } from './credentialsConfig';
import { EntityRecord, EntityRecords } from './EntityRecords';
import { explainFailure } from './explainFailure';
import { Preview, previewRun } from './previewRun';
import { readProviderConfigs } from './providerConfig';
import { ReadProgress } from './readWorkspace';

/** A run without any effect, with the configuration and the database of a backend. */
export async function openPreview(options: {
  config: Config;
  database: DatabaseService;
  logger: LoggerService;
  /** Not needed where one provider is configured. */
  id?: string;
  onMembers?: ReadProgress;
}): Promise<Preview> {
  const config = chooseProvider(options.config, options.id);
  const knex = await options.database.getClient();
  const { records, links } = await readRecords(knex, config.id);
  const client = new BitbucketWorkspaceClient({
    workspace: config.workspace,
    credentials: createCredentials(config.credentials, config),
    apiBaseUrl: config.apiBaseUrl,
    timeoutMs: config.timeoutMs,
  });
  try {
    return await previewRun({
      ...options,
      config,
      client,
      records,
      links,
      catalog: createReader(await readUsers(knex)),
    });
  } catch (error) {
    const remedy = explainFailure(error);
    throw remedy ? new ForwardedError(remedy, error) : error;
  }
}

function chooseProvider(rootConfig: Config, id: string | undefined) {
  const configs = readProviderConfigs(rootConfig);
  const ids = configs.map(each => each.id).join(', ');
  if (configs.length === 0) {
    throw new InputError(
      'There is nothing under catalog.providers.bitbucketWorkspace. Add an entry, or give the configuration that has one by --config.',
    );
  }
  if (id === undefined && configs.length > 1) {
    throw new InputError(`Choose one of the providers by --id: ${ids}.`);
  }
  const chosen = configs.find(each => id === undefined || each.id === id);
  if (!chosen) {
    throw new InputError(`There is no provider '${id}'. There are: ${ids}.`);
  }
  return chosen;
}

/** Empty where this module has never run. */
async function readRecords(knex: Knex, id: string) {
  const isThere = await knex.schema.hasTable('bitbucket_workspace_entities');
  return {
    records: isThere
      ? await new EntityRecords(knex, id).read()
      : new Map<string, EntityRecord>(),
    links: isThere
      ? await new AccountLinks(knex).read(id)
      : new Map<string, AccountLink>(),
  };
}

/**
 * The Users of the catalog from its own table, since the catalog does not run here; empty where there
 * is none.
 */
async function readUsers(knex: Knex): Promise<Entity[]> {
  if (!(await knex.schema.hasTable('final_entities'))) {
    return [];
  }
  const rows: { final_entity: string }[] = await knex('final_entities')
    .where('entity_ref', 'like', 'user:%')
    .whereNotNull('final_entity')
    .select('final_entity');
  return rows.map(row => JSON.parse(row.final_entity) as Entity);
}

/** Answers what a run asks. */
function createReader(users: Entity[]): CatalogReader {
  return {
    // Everything that was sent counts as being there.
    queryEntities: async () => ({
      items: [],
      totalItems: Number.MAX_SAFE_INTEGER,
      pageInfo: {},
    }),
    async *streamEntities() {
      yield users;
    },
  };
}
