// Measures the import of repositories into the catalog, and the time from a push to the catalog: with the module of this
// repository, and with Backstage's own module for Bitbucket Cloud.
import { join } from 'node:path';
import { readList, readNumber } from 'tools/lib/commandLine.mts';
import { runIngestionBench } from './lib/ingestionBench.mts';
import {
  measureOneProject,
  measurePushes,
  measureRuns,
} from './lib/repositoriesMeasurements.mts';
import { moduleNames, readModule } from './lib/repositoriesModules.mts';
import {
  formatOneProject,
  formatPushes,
  formatRuns,
} from './lib/repositoriesReport.mts';

const help = `Usage: yarn bench:repositories [--repositories 2000,5000,20000] [--one-project N] [--module ours,backstage]
                               [--database sqlite,postgres] [--count N]

  --repositories LIST  numbers of repositories, in projects of 50 (default: 2000,5000,20000)
  --one-project N      number of repositories in one project; 0 for no measurement (default: 5000)
  --module LIST        ours for the module of this repository, backstage for Backstage's own module for Bitbucket Cloud,
                       or both (default: both)
  --database LIST      sqlite, postgres or both (default: both)
  --count N            number of measured pushes (default: 10)`;

await runIngestionBench({
  help,
  sizes: 'repositories',
  defaults: { sizes: '2000,5000,20000', count: '10' },
  more: {
    defaults: { module: moduleNames.join(','), 'one-project': '5000' },
    read: values => ({
      modules: readList(values.module, readModule),
      inOneProject: readNumber('--one-project', values['one-project'], 0),
    }),
  },
  async measure({ databases, sizes, count, folder, more }) {
    const { modules, inOneProject } = more;
    const cases = databases.flatMap(database =>
      modules.map(module => ({
        subject: { database, module },
        place: (name: string | number) =>
          join(folder, `${database}-${module}-${name}`),
      })),
    );
    const runs = [];
    const oneProject = [];
    const pushes = [];
    for (const { subject, place } of cases) {
      for (const repositories of sizes) {
        runs.push(
          await measureRuns({ ...subject, repositories }, place(repositories)),
        );
      }
      if (inOneProject > 0) {
        const measured = { ...subject, repositories: inOneProject };
        oneProject.push(await measureOneProject(measured, place('one')));
      }
      pushes.push(
        await measurePushes(subject, { count, folder: place('push') }),
      );
    }
    return [
      formatRuns(runs),
      ...(oneProject.length > 0 ? [formatOneProject(oneProject)] : []),
      formatPushes(pushes),
    ].join('\n\n');
  },
});
