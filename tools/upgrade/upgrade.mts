import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findStaleResolutions } from '../pins/findPinProblems.mts';
import type { Seam } from '../docs/seams.mts';
import { formatMarkdown as formatFile } from '../lib/formatMarkdown.mts';
import type { Check } from './checks.mts';
import { explainSeams, findNamedFiles } from './explainFailure.mts';
import type { Versions } from './lineVersions.mts';
import {
  describeDouble,
  findDoubles,
  keepVersions,
  readLockfile,
} from './lockfile.mts';
import { readJson, readResolutions, writeResolutions } from './manifests.mts';
import { withoutRules, type PinPlan } from './pins.mts';
import type { ChangedFile, WorkTree } from './workTree.mts';
import type { RunYarn } from './yarnRegistry.mts';

export interface Upgrade {
  /** The version of the release. */
  release: string;
  versions: Versions;
  pins: PinPlan;
  checks: Check[];
  /** Keeps the changed files if a check fails. */
  keep: boolean;
}

export interface Host {
  root: string;
  tree: WorkTree;
  yarn: RunYarn;
  readSeams(): Seam[];
  say(line: string): void;
}

/** A step or a check that failed. */
class Failure extends Error {
  readonly output: string;
  readonly check: Check | undefined;

  constructor(sentence: string, output = '', check?: Check) {
    super(sentence);
    this.output = output;
    this.check = check;
  }
}

/** How many lines of a failed command are shown. */
const lastLines = 30;

/**
 * Moves a repository to a release and runs the checks. If a step or a check fails, it restores the files and `node_modules`.
 *
 * @returns whether all checks passed
 */
export async function upgrade(plan: Upgrade, host: Host): Promise<boolean> {
  let changed: ChangedFile[] | undefined;
  try {
    await change(plan, host);
    // Only these files are restored, and not those that the user edits during the checks.
    changed = host.tree.changedFiles();
    await runChecks(plan, host);
    return true;
  } catch (error) {
    explain(asFailure(error), host);
    if (changed && plan.keep) {
      host.say(
        `The files keep the versions of Backstage ${plan.release}. To discard them: git restore . && ./yarnw install`,
      );
    } else {
      await restore(changed ?? host.tree.changedFiles(), host);
    }
    return false;
  }
}

async function change(plan: Upgrade, host: Host): Promise<void> {
  const { root, say } = host;
  const { release, versions, pins } = plan;
  const lockfile = join(root, 'yarn.lock');
  const step = (title: string, ...args: string[]) => {
    say(title);
    return runStep(args, writeManifest(plan, root), host);
  };
  await step(
    `Raising the versions to those of Backstage ${release}`,
    ...['backstage-cli', 'versions:bump', '--skip-install', '--skip-migrate'],
  );
  // With exact versions first, no range resolves to a version of a later release.
  writeResolutions(root, { ...Object.fromEntries(versions), ...pins.kept });
  await step('Resolving them', 'install', '--mode=update-lockfile');
  const exact = readFileSync(lockfile, 'utf8');
  writeFileSync(lockfile, keepVersions(exact, versions));
  writeResolutions(root, pins.kept);
  await step('Resolving the rest', 'install', '--mode=update-lockfile');
  const resolved = readFileSync(lockfile, 'utf8');
  const doubles = findDoubles(resolved);
  if (doubles.length > 0) {
    throw new Failure(
      [
        ...doubles.map(describeDouble),
        'Stay on the former release until all packages require the same major versions.',
      ].join('\n'),
    );
  }
  const stale = findStaleResolutions(pins.kept, readLockfile(resolved));
  await removePins(root, stale, [...pins.lifted, ...stale]);
  await step('Installing', 'install');
  await step(
    'Replacing packages that were renamed',
    ...['backstage-cli', 'versions:migrate'],
  );
  if (pins.lifted.length + stale.length > 0) {
    await step(
      `Removing the pins of ${[...pins.lifted, ...stale].join(', ')}`,
      'pins',
    );
  }
}

/** Removes entries of `resolutions`, and the rules of pins from renovate.json, which docs/contribute/pins.md is made from. */
async function removePins(
  root: string,
  resolutions: string[],
  pins: string[],
): Promise<void> {
  writeResolutions(
    root,
    Object.fromEntries(
      Object.entries(readResolutions(root)).filter(
        ([name]) => !resolutions.includes(name),
      ),
    ),
  );
  const file = join(root, 'renovate.json');
  if (existsSync(file) && pins.length > 0) {
    const text = JSON.stringify(withoutRules(readJson(file), pins));
    writeFileSync(file, await formatFile(file, text));
  }
}

async function runStep(
  args: string[],
  manifest: string,
  { yarn }: Host,
): Promise<void> {
  const { code, output } = await yarn(args, {
    env: {
      BACKSTAGE_MANIFEST_FILE: manifest,
      YARN_ENABLE_IMMUTABLE_INSTALLS: 'false',
    },
  });
  if (code !== 0) {
    throw new Failure(
      `"yarn ${args.join(' ')}" failed.${explainInstall(output)}`,
      output,
    );
  }
}

async function runChecks({ checks }: Upgrade, host: Host): Promise<void> {
  for (const check of checks) {
    const { name, command, hint } = check;
    host.say(`Check "${name}": ./yarnw ${command}`);
    const { code, output } = await host.yarn([command]);
    if (code !== 0) {
      throw new Failure(
        [`The check "${name}" failed: ./yarnw ${command}.`, hint]
          .filter(Boolean)
          .join(' '),
        output,
        check,
      );
    }
  }
}

function explain({ message, output, check }: Failure, host: Host): void {
  const lines = output.trimEnd().split('\n').slice(-lastLines);
  lines.filter(Boolean).forEach(line => host.say(`  | ${line}`));
  host.say(message);
  if (check?.guardsSeams) {
    explainSeams(findNamedFiles(output), host.readSeams()).forEach(host.say);
  }
}

async function restore(files: ChangedFile[], host: Host): Promise<void> {
  const { say, tree } = host;
  say('Restoring the files and node_modules');
  tree.restore(files);
  const { code } = await host.yarn(['install', '--immutable']);
  say(
    code === 0
      ? 'The repository is as it was before.'
      : 'The files are as they were before, but node_modules could not be restored. Run ./yarnw install.',
  );
}

function asFailure(error: unknown): Failure {
  return error instanceof Failure
    ? error
    : new Failure(error instanceof Error ? error.message : String(error));
}

function explainInstall(output: string): string {
  const missing = [
    ...new Set(
      [...output.matchAll(/(\S+): No candidates found/g)].map(([, one]) => one),
    ),
  ];
  return missing.length > 0
    ? ` The registry has no fitting version of ${missing.join(
        ', ',
      )}. Pin the package that requires it: docs/contribute/pins.md.`
    : '';
}

/** Writes the release in the form that the Backstage CLI reads. */
function writeManifest({ release, versions }: Upgrade, root: string): string {
  const file = join(root, 'node_modules/.cache/upgrade/manifest.json');
  const packages = [...versions].map(([name, version]) => ({ name, version }));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify({ releaseVersion: release, packages }));
  return file;
}
