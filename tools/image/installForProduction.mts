import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../lib/workspace.mts';

/** Unpacks the build of the backend into a folder, and installs its dependencies. */
export function installForProduction(folder: string): void {
  const built = join(root, 'packages/backend/dist');
  for (const name of ['skeleton.tar.gz', 'bundle.tar.gz']) {
    const archive = join(built, name);
    if (!existsSync(archive)) {
      throw new Error(
        `${archive} does not exist: run \`./yarnw node tools/test/buildProduction.mts\` first.`,
      );
    }
    execFileSync('tar', ['-xzf', archive, '-C', folder]);
  }
  for (const name of ['.yarn/releases', '.yarnrc.yml', 'yarn.lock']) {
    cpSync(join(root, name), join(folder, name), { recursive: true });
  }
  const settings = readFileSync(join(root, '.yarnrc.yml'), 'utf8');
  const yarn = /^yarnPath: (.+)$/m.exec(settings)?.[1] ?? '';
  const focus = ['workspaces', 'focus', '--all', '--production'];
  execFileSync(process.execPath, [join(folder, yarn), ...focus], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}
