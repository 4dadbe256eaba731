// Runs the tests and prints how many passed and failed, as its last line.
import { describeFailure } from '../lib/describeFailure.mts';
import { readCommandLine, refuse } from '../lib/commandLine.mts';
import { add, formatTally, judge, type Tally } from './results.mts';
import { runBrowserTests, runPackageTests, runToolTests } from './suites.mts';

const help = `Usage: yarn test
       yarn test unit
       yarn test tools
       yarn test e2e [FILE]... [OPTION]...

Runs all tests, or those of the packages, of the tools or in the browser, and prints how many passed and failed.
Arguments after "e2e" are passed to Playwright, for example: signIn --headed`;

const [chosen, ...args] = process.argv.slice(2);
// Playwright has its own options and its own help.
if (chosen !== 'e2e' || args.includes('--help')) {
  const { positionals } = readCommandLine(help, {
    options: {},
    allowPositionals: true,
  });
  if (positionals.length > 1) {
    refuse(help, `The argument "${positionals[1]}" is not expected.`);
  }
}

interface Suite {
  name: string;
  title: string;
  run: () => Promise<Tally>;
}
const suites: Suite[] = [
  { name: 'unit', title: 'Tests of the packages', run: runPackageTests },
  { name: 'tools', title: 'Tests of the tools', run: runToolTests },
  {
    name: 'e2e',
    title: 'Tests in the browser',
    run: () => runBrowserTests(args),
  },
];

async function runSuite({ title, run }: Suite): Promise<Tally> {
  console.log(`\n=== ${title}`);
  try {
    return await run();
  } catch (error) {
    console.error(describeFailure(error));
    return judge(undefined, 1);
  }
}

async function main(): Promise<number> {
  const wanted = suites.filter(({ name }) => !chosen || name === chosen);
  if (wanted.length === 0) {
    return refuse(help, `The test suite "${chosen}" does not exist.`);
  }
  const tallies: Tally[] = [];
  // One after the other: the time limits of tests count on a machine that is not overloaded.
  for (const suite of wanted) {
    tallies.push(await runSuite(suite));
  }
  const summary = wanted.map(
    ({ title }, index) => `${title}: ${formatTally(tallies[index])}`,
  );
  const sum = add(...tallies);
  console.log(`\n${summary.join('\n')}\n${formatTally(sum)}`);
  return sum.failed > 0 ? 1 : 0;
}

main().then(code => process.exit(code));
