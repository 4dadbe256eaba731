// Runs a preview of an ingestion module with the configuration and the database of the backend.
import { stringify } from 'yaml';
import { closeSync, openSync, writeSync } from 'node:fs';
import type { Entity } from '@backstage/catalog-model';
import type {
  DatabaseService,
  LoggerService,
  RootConfigService,
} from '@backstage/backend-plugin-api';
import { createQuietLogger } from '../lib/quietLogger.mts';
import { runAsPlugin } from '../lib/runAsPlugin.mts';
import {
  drawProgress,
  formatPreview,
  type PrintedPreview,
} from './printPreview.mts';

/** What a preview reads. */
export interface PreviewDeps {
  config: RootConfigService;
  database: DatabaseService;
  logger: LoggerService;
  onProgress(read: number, total: number | undefined): void;
}

/** What a preview returns. */
export interface PreviewResult extends PrintedPreview {
  /** Written to the file of `--write`. */
  entities: Entity[];
}

/** Prints the result of a preview and exits: with 0, or with 1 after printing an error. */
export function runPreview(options: {
  /** What the progress bar counts. */
  what: string;
  /** The file for the entities. */
  write: string | undefined;
  read(deps: PreviewDeps): Promise<PreviewResult>;
}): void {
  const progress = drawProgress(process.stderr, options.what);
  runAsPlugin({
    pluginId: 'catalog',
    logger: createQuietLogger(),
    deps: ({ rootConfig, database, logger }) => ({
      config: rootConfig,
      database,
      logger,
    }),
    run: async (deps: Omit<PreviewDeps, 'onProgress'>) => {
      const result = await options
        .read({ ...deps, onProgress: progress.update })
        .finally(progress.clear);
      console.log(formatPreview(result));
      if (options.write) {
        write(options.write, result.entities);
        console.log(
          `${result.entities.length} entities are in ${options.write}`,
        );
      }
    },
  });
}

/** Returns the fields in the usual order, without those that only the catalog needs. */
function withoutSource({ apiVersion, kind, metadata, ...rest }: Entity) {
  const { annotations = {}, ...others } = metadata;
  const own = Object.entries(annotations).filter(
    ([name]) => !name.startsWith('backstage.io/managed-by-'),
  );
  return {
    apiVersion,
    kind,
    metadata: {
      ...others,
      ...(own.length > 0 && { annotations: Object.fromEntries(own) }),
    },
    ...rest,
  };
}

function write(path: string, entities: Entity[]) {
  const file = openSync(path, 'w');
  for (const entity of entities) {
    writeSync(file, `---\n${stringify(withoutSource(entity))}`);
  }
  closeSync(file);
}
