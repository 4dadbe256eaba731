// Simulates a company on three instances of the portal, and counts the requests to Bitbucket.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatDay, type Hour } from './lib/sessionsReport.mts';
import { plotHours } from './lib/plotHours.mts';
import { scenarios } from './lib/scenarios.mts';
import {
  orRefuse,
  readCommandLine,
  readNumber,
  refuse,
} from 'tools/lib/commandLine.mts';
import { root } from 'tools/lib/workspace.mts';

const help = `Usage: yarn bench:sessions [--people N] [--loads N] [--only SCENARIO] [--svg FOLDER]

Simulates a working day of users who load pages of the portal, with three instances that share a database, and a
Bitbucket that allows 1,000 requests an hour. The simulation uses the clock of the stub, so a day takes minutes.

  --people N       default: 10,000
  --loads N        page loads of each user per hour; default: 10
  --only SCENARIO  ${scenarios.map(({ id }) => id).join(', ')}; default: all
  --svg FOLDER     writes a plot of each day to this folder`;

const { values } = readCommandLine(help, {
  options: {
    people: { type: 'string', default: '10000' },
    loads: { type: 'string', default: '10' },
    only: { type: 'string' },
    svg: { type: 'string' },
  },
});

const { people, loads } = orRefuse(help, () => ({
  people: readNumber('--people', values.people, 1),
  loads: readNumber('--loads', values.loads, 1),
}));
const chosen = scenarios.filter(
  ({ id }) => values.only === undefined || id === values.only,
);
if (chosen.length === 0) {
  refuse(help, `The scenario "${values.only}" does not exist.`);
}

// Imported here because the import takes seconds.
const { Company } = await import('./lib/Company.mts');
let isReached = true;
for (const scenario of chosen) {
  console.error(`${scenario.title}: ${people} people sign in …`);
  const company = await Company.start({ people, instances: 3 });
  try {
    const hours: Hour[] = await company.work({ ...scenario.day, loads });
    console.log(`\n${formatDay(scenario.title, hours)}`);
    isReached &&= hours.every(
      ({ failed, mostCalls }) => failed === 0 && mostCalls <= 800,
    );
    if (values.svg) {
      const folder = join(root, values.svg);
      mkdirSync(folder, { recursive: true });
      writeFileSync(
        join(folder, `sessions-${scenario.id}.svg`),
        plotHours(scenario.title, hours),
      );
    }
  } finally {
    await company.stop();
  }
}
console.log(
  isReached
    ? '\nNo page load failed, and no hour had more than 800 requests.'
    : '\nA page load failed, or an hour had more than 800 requests.',
);
process.exit(0);
