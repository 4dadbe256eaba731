// Opens pull requests with a catalog file for many repositories.
import type {
  DatabaseService,
  LoggerService,
  RootConfigService,
} from '@backstage/backend-plugin-api';
import { orRefuse, readCommandLine, readNumber } from '../lib/commandLine.mts';
import { createQuietLogger } from '../lib/quietLogger.mts';
import { createSourceRequire } from '../lib/workspace.mts';
import { drawProgress } from '../preview/printPreview.mts';
import { formatOnboarding } from './formatOnboarding.mts';

const help = `Usage: yarn repositories:onboard [--write] [--max N] [--repository SLUG]... [--again] [--id ID] [--config FILE]...

Lists the repositories without a catalog file, with the entity and the owner that the import page would propose. With --write,
it opens a pull request in each of them. Stop it with Ctrl-C, and run it again to continue: it does not repeat a pull request
that is open, declined or merged.

  --write            opens the pull requests, with the credentials under integrations.bitbucketCloud
  --max N            maximum number of new pull requests; default: 10
  --repository SLUG  only these repositories; * matches any characters
  --again            repeats pull requests that were declined or merged
  --id ID            the entry under catalog.providers.bitbucketRepositories; optional if there is only one
  --config FILE      like the backend; default: app-config.yaml and app-config.local.yaml`;

const { values: options } = readCommandLine(help, {
  options: {
    write: { type: 'boolean' },
    max: { type: 'string' },
    repository: { type: 'string', multiple: true },
    again: { type: 'boolean' },
    id: { type: 'string' },
    config: { type: 'string', multiple: true },
  },
});
const max = orRefuse(help, () => readNumber('--max', options.max ?? '10', 1));

// Imported here because the import takes seconds.
const { runAsPlugin } = await import('../lib/runAsPlugin.mts');
const require = createSourceRequire(import.meta.url);
const { openOnboarding } =
  require('../../plugins/catalog-backend-module-bitbucket-repositories/src/onboarding/openOnboarding') as typeof import('../../plugins/catalog-backend-module-bitbucket-repositories/src/onboarding/openOnboarding.ts');

/** The first Ctrl-C stops before the next pull request. The second one ends the process. */
function stopOnInterrupt(): AbortSignal {
  const controller = new AbortController();
  // The framework would end the process between a commit and its pull request.
  process.removeAllListeners('SIGINT');
  process.once('SIGINT', () => {
    console.error('\nStopping after this pull request …');
    controller.abort();
  });
  return controller.signal;
}

async function onboard(deps: {
  config: RootConfigService;
  database: DatabaseService;
  logger: LoggerService;
}) {
  const progress = drawProgress(process.stderr, 'repositories');
  const signal = stopOnInterrupt();
  const write = options.write ?? false;
  const result = await openOnboarding({
    ...deps,
    write,
    max,
    signal,
    again: options.again ?? false,
    id: options.id,
    repositories: options.repository,
    onProgress: progress.update,
  }).finally(progress.clear);
  console.log(formatOnboarding(result, { write, isStopped: signal.aborted }));
  const problem = result.failure ?? (write ? result.problem : undefined);
  if (problem !== undefined) {
    throw new Error(problem);
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
  run: onboard,
});
