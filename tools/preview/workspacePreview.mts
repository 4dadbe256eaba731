// Prints the changes of the next run of a Bitbucket workspace, without applying them.
import { stringify } from 'yaml';
import { closeSync, openSync, writeSync } from 'node:fs';
import type { Entity } from '@backstage/catalog-model';
import { readCommandLine } from '../lib/commandLine.mts';
import { createQuietLogger } from '../lib/quietLogger.mts';
import { drawProgress, formatPreview } from './printPreview.mts';
import { createSourceRequire } from '../lib/workspace.mts';

const help = `Usage: yarn workspace:preview [--id ID] [--config FILE]... [--write FILE]

Reads the configuration and the workspace as the backend would, and prints what the next run would add, change
and remove. With a database that holds a catalog it compares with that.

  --id ID        the entry under catalog.providers.bitbucketWorkspace; optional if there is only one
  --config FILE  like the backend; default: app-config.yaml and app-config.local.yaml
  --write FILE   writes all entities as YAML, for review or for catalog-info/`;

const { values: options } = readCommandLine(help, {
  options: {
    id: { type: 'string' },
    config: { type: 'string', multiple: true },
    write: { type: 'string' },
  },
});

// Imported here because the import takes seconds.
const { runAsPlugin } = await import('../lib/runAsPlugin.mts');
const require = createSourceRequire(import.meta.url);

const { openPreview } =
  require('../../plugins/catalog-backend-module-bitbucket-workspace/src/preview/openPreview') as typeof import('../../plugins/catalog-backend-module-bitbucket-workspace/src/preview/openPreview.ts');

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

async function show(
  deps: Pick<
    Parameters<typeof openPreview>[0],
    'config' | 'database' | 'logger'
  >,
) {
  const progress = drawProgress(process.stderr);
  const result = await openPreview({
    ...deps,
    id: options.id,
    onMembers: progress.update,
  }).finally(progress.clear);
  console.log(formatPreview(result));
  if (options.write) {
    write(options.write, result.entities);
    console.log(`${result.entities.length} entities are in ${options.write}`);
  }
}

runAsPlugin({
  pluginId: 'catalog',
  logger: createQuietLogger(),
  deps: ({ rootConfig, database, logger }) => ({
    config: rootConfig,
    database,
    logger,
  }),
  run: show,
});
