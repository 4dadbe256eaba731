import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

const DAY_MS = 24 * 60 * 60 * 1000;

/** A production build that Node.js can start: `node packages/backend` in its folder, as in the image. */
export interface UnpackedBuild {
  folder: string;
  /** The Node.js variables of the image. */
  environment: Record<string, string>;
}

/**
 * Unpacks the output of `yarn build` into a folder of the repository, once for all processes.
 *
 * The bundle contains the compiled packages of this repository. Node.js finds all other packages in the
 * repository's `node_modules`, because the bundle is inside the repository.
 *
 * @param repository - absolute path
 * @throws Error if there is no build
 */
export function unpackBuild(repository: string): UnpackedBuild {
  const archives = ['skeleton.tar.gz', 'bundle.tar.gz'].map(name =>
    join(repository, 'packages/backend/dist', name),
  );
  if (!archives.every(archive => existsSync(archive))) {
    throw new Error(
      'The production build does not exist. Run `./yarnw build`, or `./yarnw test:e2e`, which builds it first.',
    );
  }
  const hash = createHash('sha256');
  archives.forEach(archive => hash.update(readFileSync(archive)));
  const name = `bundle-${hash.digest('hex').slice(0, 16)}`;
  // Relative paths of the configuration are the same from here as from packages/backend.
  const parent = join(repository, '.cache');
  const folder = join(parent, name);
  const environment = {
    NODE_ENV: 'production',
    NODE_COMPILE_CACHE: join(folder, '.compile-cache'),
  };
  removeOldBuilds(parent, name);
  if (!existsSync(folder)) {
    unpack(archives, folder);
    // Works like the image, for all starts.
    execFileSync(
      process.execPath,
      [join(repository, 'tools/image/warmUp.cjs')],
      {
        cwd: folder,
        env: { ...process.env, ...environment },
        stdio: ['ignore', 'ignore', 'inherit'],
      },
    );
  }
  return { folder, environment };
}

/** Another run may use a build of today, or unpack the same one at this moment. */
function removeOldBuilds(parent: string, except: string) {
  mkdirSync(parent, { recursive: true });
  const builds = readdirSync(parent).filter(name =>
    /^(bundle|unpacking)-/.test(name),
  );
  for (const name of builds) {
    const directory = join(parent, name);
    const age = Date.now() - statSync(directory).mtimeMs;
    if (name !== except && age > DAY_MS) {
      rmSync(directory, { recursive: true, force: true });
    }
  }
}

function unpack(archives: string[], folder: string) {
  const draft = mkdtempSync(join(dirname(folder), 'unpacking-'));
  for (const archive of archives) {
    execFileSync('tar', ['-xzf', archive, '-C', draft]);
  }
  for (const path of findPackages(draft)) {
    const manifest = readFileSync(join(draft, path, 'package.json'), 'utf8');
    const { name }: { name: string } = JSON.parse(manifest);
    const link = join(draft, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(folder, path), link, 'dir');
  }
  try {
    renameSync(draft, folder);
  } catch (error) {
    if (!existsSync(folder)) {
      throw error;
    }
    rmSync(draft, { recursive: true, force: true });
  }
}

function findPackages(bundle: string): string[] {
  return ['packages', 'plugins']
    .filter(parent => existsSync(join(bundle, parent)))
    .flatMap(parent =>
      readdirSync(join(bundle, parent)).map(name => join(parent, name)),
    )
    .filter(path => existsSync(join(bundle, path, 'package.json')));
}
