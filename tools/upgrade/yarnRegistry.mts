import {
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import semver from 'semver';
import type { Registry, Release } from './lineVersions.mts';

/** Runs Yarn and resolves with its exit code and its output. */
export type RunYarn = (
  args: string[],
  options?: { cwd?: string; env?: NodeJS.ProcessEnv },
) => Promise<{ code: number; output: string }>;

interface Info {
  name: string;
  version: string;
  versions: string[];
  dependencies?: Record<string, string>;
}

const createApp = '@backstage/create-app';

/** How many releases of the app template are searched for a release of Backstage. */
const mostReleases = 8;

/** Packages per request to Yarn. */
const batch = 60;

/** Reads the registry with Yarn, so with the registry and the credentials of `.yarnrc.yml`. */
export class YarnRegistry implements Registry {
  readonly #yarn: RunYarn;
  readonly #scratch: string;
  readonly #versions = new Map<string, string[]>();

  /**
   * @param scratch - a folder for the app template, in the repository so that its `.yarnrc.yml` applies
   */
  constructor(yarn: RunYarn, scratch: string) {
    this.#yarn = yarn;
    this.#scratch = scratch;
  }

  async versions(names: string[]): Promise<Map<string, string[]>> {
    const unknown = names.filter(name => !this.#versions.has(name));
    unknown.forEach(name => this.#versions.set(name, []));
    (await this.#info(unknown)).forEach(({ name, versions }) =>
      this.#versions.set(name, versions),
    );
    return new Map(names.map(name => [name, this.#versions.get(name)!]));
  }

  async dependencies(
    specs: string[],
  ): Promise<Map<string, Record<string, string>>> {
    // For a version that does not exist, Yarn returns another one.
    return new Map(
      (await this.#info(specs))
        .map(
          ({ name, version, dependencies = {} }) =>
            [`${name}@${version}`, dependencies] as const,
        )
        .filter(([spec]) => specs.includes(spec)),
    );
  }

  /**
   * Returns a release of Backstage with the versions of its app template.
   *
   * @param wanted - for example `1.56.0`; default: the newest one
   * @throws Error if the registry does not have the app template of the release
   */
  async readRelease(wanted?: string): Promise<Release> {
    const published = (await this.versions([createApp])).get(createApp)!;
    const newest = semver
      .rsort(
        published.filter(
          version =>
            !semver.prerelease(version) || semver.prerelease(wanted ?? ''),
        ),
      )
      .slice(0, mostReleases);
    const seen: string[] = [];
    for (const version of newest) {
      const release = readTemplate(await this.#unpack(version));
      if (!wanted || release.version === wanted) {
        return release;
      }
      seen.push(release.version);
      if (semver.lt(release.version, wanted)) {
        break;
      }
    }
    throw new Error(
      `The registry has no ${createApp} of Backstage ${
        wanted ?? ''
      }, which lists the versions of the release. It has that of ${
        seen.join(', ') || 'no release'
      }. If you have the manifest of the release, add --manifest FILE.`,
    );
  }

  /** Yarn fails for all packages if it does not find one of them, so those that fail are read one by one. */
  async #info(specs: string[]): Promise<Info[]> {
    const found: Info[] = [];
    for (let start = 0; start < specs.length; start += batch) {
      const part = specs.slice(start, start + batch);
      const { code, output } = await this.#yarn([
        ...['npm', 'info', ...part, '--json'],
        ...['--fields', 'name,version,versions,dependencies'],
      ]);
      if (code === 0) {
        found.push(...readInfo(output));
      } else if (part.length > 1) {
        const half = Math.ceil(part.length / 2);
        found.push(...(await this.#info(part.slice(0, half))));
        found.push(...(await this.#info(part.slice(half))));
      } else if (!output.includes('404')) {
        throw new Error(`Yarn cannot read ${part[0]}:\n${output.trim()}`);
      }
    }
    return found;
  }

  /** Installs a version of the app template into a folder, once. */
  async #unpack(version: string): Promise<string> {
    const folder = join(this.#scratch, `create-app-${version}`);
    const unpacked = join(folder, 'node_modules', createApp);
    if (!existsSync(unpacked)) {
      mkdirSync(folder, { recursive: true });
      // An empty lockfile makes the folder a project of its own.
      writeFileSync(join(folder, 'yarn.lock'), '');
      writeFileSync(
        join(folder, 'package.json'),
        JSON.stringify({
          name: 'app-template',
          private: true,
          dependencies: { [createApp]: version },
        }),
      );
      const { code, output } = await this.#yarn(['install'], {
        cwd: folder,
        env: { YARN_ENABLE_IMMUTABLE_INSTALLS: 'false' },
      });
      if (code !== 0) {
        throw new Error(`${createApp} ${version} cannot be read:\n${output}`);
      }
    }
    return unpacked;
  }
}

function readInfo(output: string): Info[] {
  return output
    .split('\n')
    .filter(line => line.startsWith('{"name"'))
    .map(line => JSON.parse(line));
}

/**
 * Reads the versions that the app template writes into `package.json` files.
 *
 * @seam The build of the template has one module for each package, whose text contains the version, and one for the release.
 * https://github.com/backstage/backstage/blob/v1.55.0/packages/create-app/src/lib/versions.ts
 */
export function readTemplate(folder: string): Release {
  const versionOf = (file: string) =>
    /version = "([^"]+)"/.exec(readFileSync(file, 'utf8'))?.[1];
  const dist = join(folder, 'dist');
  const rootModule = join(dist, 'package.json.cjs.js');
  const version = existsSync(rootModule) ? versionOf(rootModule) : undefined;
  const versions = new Map(
    globSync('{packages,plugins}/*/package.json.cjs.js', { cwd: dist }).flatMap(
      file => {
        const found = versionOf(join(dist, file));
        const prefix = file.startsWith('plugins') ? 'plugin-' : '';
        return found
          ? [[`@backstage/${prefix}${basename(dirname(file))}`, found] as const]
          : [];
      },
    ),
  );
  if (!version || versions.size === 0) {
    throw new Error(
      `${createApp} does not contain the versions in the expected form. Get the manifest of the release, and add --manifest FILE.`,
    );
  }
  return { version, versions };
}
