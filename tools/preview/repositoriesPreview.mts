// Prints the changes of the next run of a Bitbucket repositories provider, without applying them.
import { readCommandLine, refuse } from '../lib/commandLine.mts';
import { createSourceRequire } from '../lib/workspace.mts';

const help = `Usage: yarn repositories:preview [--list] [--id ID] [--config FILE]... [--write FILE]

Reads the configuration and the repositories as the backend would, and prints which Locations and Components the next run
would add, change and remove, and which files have another content. It compares with the database, and changes nothing in it.

  --list         prints only the repositories that the run would read, and the number of calls. The preview of a first
                 run reads all files, and Bitbucket allows 1,000 calls an hour
  --id ID        the entry under catalog.providers.bitbucketRepositories; optional if there is only one
  --config FILE  like the backend; default: app-config.yaml and app-config.local.yaml
  --write FILE   writes all Locations and Components as YAML, for review`;

const { values: options } = readCommandLine(help, {
  options: {
    list: { type: 'boolean' },
    id: { type: 'string' },
    config: { type: 'string', multiple: true },
    write: { type: 'string' },
  },
});
if (options.list && options.write) {
  refuse(help, '--list reads no files, so --write has nothing to write.');
}

// Imported here because the import takes seconds.
const { runPreview } = await import('./runPreview.mts');
const { describeCounts } = await import('./printPreview.mts');
const require = createSourceRequire(import.meta.url);

const { openListPreview, openPreview } =
  require('../../plugins/catalog-backend-module-bitbucket-repositories/src/preview/openPreview') as typeof import('../../plugins/catalog-backend-module-bitbucket-repositories/src/preview/openPreview.ts');

type Options = Parameters<typeof openPreview>[0];

async function list(deps: Options) {
  const { calls, excluded, lines, unchanged } = await openListPreview(deps);
  return {
    entities: [],
    rows: lines.map(({ about, slug }) => ['read', slug, about]),
    counts: [
      `${lines.length} to read`,
      `${unchanged} unchanged`,
      `${excluded} excluded by filters`,
      `about ${calls} calls`,
    ],
  };
}

async function preview(deps: Options) {
  const { entities, lines, report } = await openPreview(deps);
  const count = (change: string) =>
    lines.filter(line => line.change === change).length;
  const counts = {
    added: count('add'),
    changed: count('change'),
    removed: count('remove'),
    heldBack: report.heldBack,
  };
  return {
    entities,
    rows: lines.map(line => [line.change, line.entityRef, line.about]),
    counts: describeCounts(counts, 'nothing would be removed', {
      'with another content': count('update'),
      'to take over': count('take over'),
      'without a file': report.withoutFile,
      invalid: report.invalid,
    }),
  };
}

runPreview({
  what: 'repositories',
  write: options.write,
  read: ({ onProgress, ...deps }) =>
    (options.list ? list : preview)({
      ...deps,
      id: options.id,
      onListed: onProgress,
    }),
});
