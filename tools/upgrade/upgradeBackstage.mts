// Moves the repository to another release of Backstage, or leaves it as it was.
import { join } from 'node:path';
import semver from 'semver';
import { orRefuse, readCommandLine, refuse } from '../lib/commandLine.mts';
import { startGroup } from '../lib/processes.mts';
import { root } from '../lib/workspace.mts';
import { readSeams } from '../docs/seams.mts';
import { checkNames, checksUpTo } from './checks.mts';
import { CommandRunner } from './CommandRunner.mts';
import {
  prepare,
  readManifest,
  Refusal,
  requireCleanTree,
} from './prepare.mts';
import { upgrade, type Host } from './upgrade.mts';
import { WorkTree } from './workTree.mts';
import { YarnRegistry, type RunYarn } from './yarnRegistry.mts';

const usage = `Usage: yarn upgrade:backstage [VERSION] [--checks LAST] [--manifest FILE] [--keep]

Changes all packages to a release of Backstage, installs them and runs the checks. If a check fails, it restores the
files and node_modules, and names the places that depend on undocumented behavior.

  VERSION          for example 1.56.0; default: the newest release whose app template the registry has
  --checks LAST    the last check to run: ${checkNames.join(', ')}; default: e2e
  --manifest FILE  the manifest of the release, from https://versions.backstage.io/v1/releases/VERSION/manifest.json.
                   Default: the app template and the packages in the registry
  --keep           keeps the changed files if a check fails, to repair them
`;

const { values, positionals } = readCommandLine(usage, {
  options: {
    checks: { type: 'string', default: 'e2e' },
    manifest: { type: 'string' },
    keep: { type: 'boolean', default: false },
  },
  allowPositionals: true,
});
const [wanted, ...others] = positionals;
if (others.length > 0 || (wanted !== undefined && !semver.valid(wanted))) {
  refuse(
    usage,
    `The argument "${
      others[0] ?? wanted
    }" is not expected. A version has three numbers, such as 1.56.0.`,
  );
}
const checks = orRefuse(usage, () => checksUpTo(values.checks));

const commands = new CommandRunner();

/** Checks print as they go. Steps print only if they fail. */
const yarn: RunYarn = (args, { cwd, env } = {}) => {
  const isShown = checks.some(({ command }) => command === args[0]);
  return commands.run(
    // yarnw records that node_modules is up to date, which is only true for the repository itself.
    () =>
      startGroup(cwd ? 'yarn' : join(root, 'yarnw'), args, {
        cwd: cwd ?? root,
        env: { ...process.env, ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    isShown ? chunk => process.stdout.write(chunk) : undefined,
  );
};

const host: Host = {
  root,
  tree: new WorkTree(root),
  yarn,
  readSeams: () => readSeams(root),
  say: line => console.log(line),
};

// An ended command counts as failed. Then the files are restored.
function interrupt() {
  if (commands.interrupt()) {
    host.say('Interrupted.');
  }
}
process.on('SIGINT', interrupt);
process.on('SIGTERM', interrupt);
process.on('SIGHUP', interrupt);

async function main(): Promise<number> {
  requireCleanTree(host.tree);
  const registry = new YarnRegistry(yarn, join(root, '.cache/upgrade'));
  host.say('Reading the versions of the release');
  const release = values.manifest
    ? readManifest(values.manifest)
    : await registry.readRelease(wanted);
  if (wanted && release.version !== wanted) {
    throw new Refusal(
      `${values.manifest} is the manifest of Backstage ${release.version}, not of ${wanted}.`,
    );
  }
  const prepared = await prepare(release, registry, root);
  if (!prepared) {
    host.say(`The repository already uses Backstage ${release.version}.`);
    return 0;
  }
  const isGreen = await upgrade(
    { ...prepared, release: release.version, checks, keep: values.keep },
    host,
  );
  if (isGreen) {
    host.say(
      `The repository uses Backstage ${release.version}. Review the diff, and commit it with: chore(deps): upgrade Backstage to ${release.version}`,
    );
  }
  return isGreen ? 0 : 1;
}

main().then(
  code => process.exit(code),
  error => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
