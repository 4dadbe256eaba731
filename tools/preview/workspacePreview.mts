// Prints the changes of the next run of a Bitbucket workspace, without applying them.
import { readCommandLine } from '../lib/commandLine.mts';
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
const { runPreview } = await import('./runPreview.mts');
const { describeCounts } = await import('./printPreview.mts');
const require = createSourceRequire(import.meta.url);

const { openPreview } =
  require('../../plugins/catalog-backend-module-bitbucket-workspace/src/preview/openPreview') as typeof import('../../plugins/catalog-backend-module-bitbucket-workspace/src/preview/openPreview.ts');

runPreview({
  what: 'members',
  write: options.write,
  read: async ({ onProgress, ...deps }) => {
    const { entities, lines, outcome } = await openPreview({
      ...deps,
      id: options.id,
      onMembers: onProgress,
    });
    return {
      entities,
      rows: lines.map(line => [line.change, line.entityRef, line.about]),
      counts: describeCounts(outcome, 'nothing would change', outcome.besides),
    };
  },
});
