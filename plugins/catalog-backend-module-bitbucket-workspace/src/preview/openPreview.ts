import {
  BitbucketWorkspaceClient,
  chooseProvider,
  createCredentials,
  type EntityRecord,
  EntityRecords,
  explainFailure,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import {
  type DatabaseService,
  type LoggerService,
} from '@backstage/backend-plugin-api';
import {
  ANNOTATION_LOCATION,
  ANNOTATION_ORIGIN_LOCATION,
  type Entity,
  parseEntityRef,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { type Config } from '@backstage/config';
import { ForwardedError } from '@backstage/errors';
import { type Knex } from 'knex';
import { type AccountLink, AccountLinks } from '../store/AccountLinks';
import { type CatalogReader } from '../catalog/CatalogIndex';
import { findConfiguredRefs } from '../config/findConfiguredRefs';
import { ENTITIES_TABLE } from '../store/database';
import { GroupSubjects, SUBJECTS_TABLE } from '../store/GroupSubjects';
import { isFromProvider, locationOf } from '../model/location';
import { type Preview, previewRun } from './previewRun';
import { PROVIDERS_KEY, readProviderConfigs } from '../config/providerConfig';
import { type ReadProgress } from '../model/ReadProgress';

/** Opens a run without any effect, with the configuration and the database of a backend. */
export async function openPreview(options: {
  config: Config;
  database: DatabaseService;
  logger: LoggerService;
  /** Optional if only one provider is configured. */
  id?: string;
  onMembers?: ReadProgress;
}): Promise<Preview> {
  const config = chooseProvider(
    readProviderConfigs(options.config),
    PROVIDERS_KEY,
    options.id,
  );
  const knex = await options.database.getClient();
  const { records, subjects, links } = await readRecords(knex, config.id);
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
      subjects,
      links,
      catalog: createReader(
        (await readEntities(knex)) ?? assumeSent(records, config.id),
        config.id,
      ),
      configuredRefs: () => findConfiguredRefs(options.config),
    });
  } catch (error) {
    const remedy = explainFailure(error);
    throw remedy ? new ForwardedError(remedy, error) : error;
  }
}

/** Returns no records if this module, or the version that created the table, has never run. */
async function readRecords(knex: Knex, id: string) {
  const isThere = await knex.schema.hasTable(ENTITIES_TABLE);
  const hasSubjects = await knex.schema.hasTable(SUBJECTS_TABLE);
  return {
    subjects: hasSubjects
      ? await new GroupSubjects(knex, id).read()
      : new Map<string, string>(),
    records: isThere
      ? await new EntityRecords({
          knex,
          table: ENTITIES_TABLE,
          providerId: id,
        }).read()
      : new Map<string, EntityRecord>(),
    links: isThere
      ? await new AccountLinks(knex).read(id)
      : new Map<string, AccountLink>(),
  };
}

/**
 * Reads the Users and Groups from the catalog's own table, because the catalog does not run here.
 * Returns undefined if the database contains no catalog.
 *
 * @seam The table with the entities that the catalog returns. The API of the catalog requires a running portal, and a preview often
 * precedes the first start:
 * https://github.com/backstage/backstage/blob/v1.55.0/plugins/catalog-backend/src/database/tables.ts
 */
async function readEntities(knex: Knex): Promise<Entity[] | undefined> {
  if (!(await knex.schema.hasTable('final_entities'))) {
    return undefined;
  }
  const rows: { final_entity: string }[] = await knex('final_entities')
    .where(filter =>
      filter
        .where('entity_ref', 'like', 'user:%')
        .orWhere('entity_ref', 'like', 'group:%'),
    )
    .whereNotNull('final_entity')
    .select('final_entity');
  return rows.map(row => JSON.parse(row.final_entity) as Entity);
}

/** If the database contains no catalog, every sent entity counts as present. */
function assumeSent(
  records: ReadonlyMap<string, EntityRecord>,
  providerId: string,
): Entity[] {
  const location = locationOf(providerId);
  return [...records.values()]
    .filter(({ state }) => state === 'present')
    .map(record => {
      const { kind, namespace, name } = parseEntityRef(record.entity_ref);
      const annotations = {
        [ANNOTATION_LOCATION]: location,
        [ANNOTATION_ORIGIN_LOCATION]: location,
      };
      const metadata = { namespace, name, annotations };
      return { apiVersion: 'backstage.io/v1alpha1', kind, metadata };
    });
}

/** Answers the catalog queries of a run. Its streams return all entities, from which the run selects. */
function createReader(entities: Entity[], providerId: string): CatalogReader {
  const found = new Map(
    entities.map(entity => [stringifyEntityRef(entity), entity]),
  );
  const own = entities.filter(entity => isFromProvider(entity, providerId));
  return {
    getEntitiesByRefs: async ({ entityRefs }) => ({
      items: entityRefs.map(ref => found.get(ref)),
    }),
    queryEntities: async () => ({
      items: [],
      totalItems: own.length,
      pageInfo: {},
    }),
    async *streamEntities() {
      yield entities;
    },
  };
}
