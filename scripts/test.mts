// Runs the tests and prints how many passed and failed, as its last line.
// yarn test [unit | scripts | e2e [what Playwright is to run]]
import {
  add,
  formatTally,
  judge,
  noTests,
  type Tally,
} from './lib/results.mts';
import {
  runBrowserTests,
  runPackageTests,
  runScriptTests,
} from './lib/suites.mts';

const [chosen, ...args] = process.argv.slice(2);

type Suite = { name: string; title: string; run: () => Promise<Tally> };
const suites: Suite[] = [
  { name: 'unit', title: 'Tests of the packages', run: runPackageTests },
  { name: 'scripts', title: 'Tests of the scripts', run: runScriptTests },
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
    console.error(error instanceof Error ? error.message : error);
    return judge(undefined, 1);
  }
}

async function main(): Promise<number> {
  const wanted = suites.filter(({ name }) => !chosen || name === chosen);
  if (wanted.length === 0) {
    const names = suites.map(({ name }) => name).join(', ');
    console.error(
      `There is no "${chosen}" among the tests: choose of ${names}.`,
    );
    return 2;
  }
  let sum = noTests;
  const summary: string[] = [];
  for (const suite of wanted) {
    const tally = await runSuite(suite);
    summary.push(`${suite.title}: ${formatTally(tally)}`);
    sum = add(sum, tally);
  }
  console.log(`\n${summary.join('\n')}\n${formatTally(sum)}`);
  return sum.failed > 0 ? 1 : 0;
}

main().then(code => process.exit(code));
