import {
  type BitbucketRepositoriesClient,
  EntityRecords,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { type LoggerService } from '@backstage/backend-plugin-api';
import { type Entity, stringifyEntityRef } from '@backstage/catalog-model';
import { type Knex } from 'knex';
import { createRepositoryFilter } from '../config/filters';
import { locationKeyOf } from '../config/locationKey';
import { type BitbucketRepositoriesProviderConfig } from '../config/providerConfig';
import { keyOf } from '../model/locationEntity';
import { type RunReport } from '../model/RunReport';
import { type RunContext } from '../run/RunContext';
import { FailureStreak } from '../model/FailureStreak';
import { runWorkspace } from '../run/runWorkspace';
import { CatalogEntities } from '../store/CatalogEntities';
import { CatalogFiles, FILES_TABLE } from '../store/CatalogFiles';
import { CatalogLocations } from '../store/CatalogLocations';
import { CatalogProblems, PROBLEMS_TABLE } from '../store/CatalogProblems';
import { countInvalid } from '../store/listProblems';
import { ENTITIES_TABLE } from '../store/database';
import { SeenRepositories } from '../store/SeenRepositories';
import { Changes, type PreviewLine } from './Changes';
import { copyToMemory } from './copyToMemory';
import { readReplaced } from './readReplaced';

/** The result of a preview. */
export interface Preview {
  report: RunReport;
  lines: PreviewLine[];
  /** The Locations and Components of all repositories, changed or not. */
  entities: Entity[];
}

/** What a preview reads. */
export interface PreviewOptions {
  config: BitbucketRepositoriesProviderConfig;
  client: BitbucketRepositoriesClient;
  logger: LoggerService;
  /** The database of the catalog, which the preview only reads. */
  knex: Knex;
  onListed?: RunContext['onListed'];
}

/** Does the same as a run, with a copy of the records and without the catalog. */
export async function previewRun(options: PreviewOptions): Promise<Preview> {
  const { config, knex } = options;
  const copy = await copyToMemory(knex, config.id);
  try {
    return await runOnCopy(options, copy);
  } finally {
    await copy.destroy();
  }
}

async function runOnCopy(
  options: PreviewOptions,
  copy: Knex,
): Promise<Preview> {
  const { config, knex } = options;
  const entities: Entity[] = [];
  const targets = await readTargets(copy);
  const replaced = await readReplaced(knex, config.replaces);
  const changes = new Changes(targets, replaced);
  const hasCatalog = await knex.schema.hasTable('refresh_state');
  const hasProblems = await knex.schema.hasTable(PROBLEMS_TABLE);
  const report = await runWorkspace({
    ...options,
    catalog: new CatalogEntities(knex),
    connection: changes.connection,
    countInvalid: async () =>
      hasProblems ? countInvalid(new CatalogProblems(knex), config.id) : 0,
    files: new CatalogFiles(copy, config.id),
    isWanted: createRepositoryFilter(config.filters),
    locationKey: locationKeyOf(config),
    locations: hasCatalog
      ? new CatalogLocations(knex)
      : { findMissing: async () => new Set() },
    records: new EntityRecords({
      knex: copy,
      table: ENTITIES_TABLE,
      providerId: config.id,
    }),
    seen: new SeenRepositories(copy, config.id),
    streak: new FailureStreak(),
    onWanted: ({ entity }) => entities.push(entity),
  });
  const kept = new Set(entities.map(entity => stringifyEntityRef(entity)));
  // As the provider, which removes nothing of Backstage's module after such a run.
  if (report.heldBack === 0 && kept.size > 0) {
    [...replaced].filter(ref => !kept.has(ref)).forEach(changes.remove);
  }
  return { report, lines: changes.lines, entities };
}

/** Returns the URL of each Location's file. */
async function readTargets(copy: Knex): Promise<Map<string, string>> {
  const files = await copy(FILES_TABLE).select('uuid', 'path', 'target');
  const byKey = new Map(
    files.map(({ uuid, path, target }) => [keyOf(uuid, path), target]),
  );
  const records = await copy(ENTITIES_TABLE)
    .whereNot({ state: 'gone' })
    .select('key', 'entity_ref');
  return new Map(
    records.map(({ key, entity_ref }) => [entity_ref, byKey.get(key) ?? '']),
  );
}
