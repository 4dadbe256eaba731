/**
 * Builds the documentation of every entity of the seed into `site/`, where the
 * portal serves it from (techdocs.publisher.local in app-config.yaml).
 *
 * MkDocs does the work, through Backstage's own generator. The new pages take the
 * place of the old ones only when all of them were built.
 */
import { execFile } from 'node:child_process';
import {
  cp,
  mkdir,
  mkdtemp,
  readFile,
  rename,
  rm,
  writeFile,
} from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { Writable } from 'node:stream';
import { promisify, stripVTControlCharacters } from 'node:util';
import { readCatalogFile, readCatalogSettings } from './lib/catalog-files.mts';
import { takeNoArguments } from './lib/command-line.mts';
import { requireFrom, root } from './lib/workspace.mts';

const help = `Usage: yarn docs:build

Builds the documentation of every entity of the seed into site/, where the portal serves it from. Needs MkDocs.
`;

takeNoArguments(help);

const run = promisify(execFile);
const site = join(root, 'site');

// What the backend depends on, and what that depends on in turn: nothing undeclared.
const fromBackend = requireFrom('packages/backend');
const fromTechDocs = requireThrough('@backstage/plugin-techdocs-backend');
const fromCatalog = requireThrough('@backstage/plugin-catalog-backend');
const { TechdocsGenerator }: typeof import('@backstage/plugin-techdocs-node') =
  fromTechDocs('@backstage/plugin-techdocs-node');
const { ConfigReader }: typeof import('@backstage/config') =
  fromTechDocs('@backstage/config');
const yaml: typeof import('yaml') = fromCatalog('yaml');

/** An entity with documentation in this repository. */
type Documented = {
  /** `namespace/kind/name` in lower case, the folder that TechDocs looks in. */
  path: string;
  /** The folder of its `mkdocs.yml`. */
  folder: string;
};

/** What the MkDocs on this machine can do besides Markdown. */
type Abilities = { techdocsCore: boolean; materialTheme: boolean };

class Refusal extends Error {}

function requireThrough(dependency: string): NodeJS.Require {
  return createRequire(fromBackend.resolve(dependency));
}

async function findMkDocs(): Promise<string> {
  try {
    const { stdout } = await run('mkdocs', ['--version']);
    return stdout.trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      throw new Refusal(
        'MkDocs, which makes the pages, was not found: install it with ' +
          '"apt-get install mkdocs mkdocs-material" on Debian and Ubuntu, or with ' +
          '"pipx install mkdocs-techdocs-core --include-deps" anywhere, and run this again. ' +
          'The portal runs without: it only has no documentation to show.',
      );
    }
    throw new Refusal(
      `"mkdocs --version" does not run on this machine, so no page was built: ${
        (error as Error).message
      }`,
    );
  }
}

/** Asks MkDocs by building a page, since plugins live in an environment of its own. */
async function canBuildWith(settings: object, scratch: string) {
  const folder = await mkdtemp(join(scratch, 'try-'));
  await mkdir(join(folder, 'docs'));
  await writeFile(join(folder, 'docs/index.md'), '# Try\n');
  await writeFile(
    join(folder, 'mkdocs.yml'),
    yaml.stringify({ site_name: 'Try', ...settings }),
  );
  return run('mkdocs', ['build', '--quiet'], { cwd: folder }).then(
    () => true,
    () => false,
  );
}

/** The entities with a `backstage.io/techdocs-ref`, in the files of the catalog. */
function findDocumented(): Documented[] {
  const { files } = readCatalogSettings([join(root, 'app-config.yaml')]);
  return files.flatMap(readCatalogFile).flatMap(({ entity, file }) => {
    const ref = entity.metadata.annotations?.['backstage.io/techdocs-ref'];
    if (entity.kind === 'Location' || !ref?.startsWith('dir:')) {
      return [];
    }
    const { name, namespace = 'default' } = entity.metadata;
    return [
      {
        path: [namespace, entity.kind, name].join('/').toLowerCase(),
        folder: resolve(dirname(file), ref.slice('dir:'.length)),
      },
    ];
  });
}

type GeneratorLogger = Parameters<
  ReturnType<typeof createGenerator>['generator']['run']
>[0]['logger'];

function createGenerator(abilities: Abilities) {
  const logger = {
    debug: () => {},
    info: () => {},
    warn: (message: string) => console.warn(`docs:build: ${message}`),
    error: (message: string) => console.error(`docs:build: ${message}`),
    child: () => logger,
  };
  const config = new ConfigReader({
    techdocs: {
      generator: {
        runIn: 'local',
        mkdocs: {
          omitTechdocsCorePlugin: !abilities.techdocsCore,
          // Also chooses the Material theme, for pages that name no theme.
          disableExternalFonts: abilities.materialTheme,
        },
      },
    },
  });
  return {
    logger,
    generator: TechdocsGenerator.fromConfig(config, { logger }),
  };
}

async function build(
  { path, folder }: Documented,
  abilities: Abilities,
  scratch: string,
) {
  // A copy, because the generator rewrites mkdocs.yml.
  const inputDir = await mkdtemp(join(scratch, 'input-'));
  const mkdocsYml = join(folder, 'mkdocs.yml');
  const settings = yaml.parse(await readFile(mkdocsYml, 'utf8'));
  const docs: string = settings.docs_dir ?? 'docs';
  await cp(mkdocsYml, join(inputDir, 'mkdocs.yml'));
  await cp(join(folder, docs), join(inputDir, docs), { recursive: true });

  const outputDir = join(scratch, 'site', path);
  await mkdir(outputDir, { recursive: true });
  const output: string[] = [];
  const logStream = new Writable({
    write(chunk, _encoding, done) {
      output.push(String(chunk));
      done();
    },
  });
  const { generator, logger } = createGenerator(abilities);
  try {
    await generator.run({
      inputDir,
      outputDir,
      // Declared as a whole winston logger; these methods are what it calls.
      logger: logger as unknown as GeneratorLogger,
      logStream,
    });
  } catch {
    const complaints = stripVTControlCharacters(output.join(''))
      .split('\n')
      .filter(line => /^(WARNING|ERROR|Aborted)/.test(line));
    throw new Refusal(
      `The documentation of ${path} was not built, and site/ is as it was. ` +
        `MkDocs says about ${relative(root, mkdocsYml)}:\n${complaints.join(
          '\n',
        )}`,
    );
  }
  await addTitle(outputDir, settings);
}

/** The plugin techdocs-core writes the title where the portal reads it; MkDocs alone does not. */
async function addTitle(
  outputDir: string,
  settings: { site_name: string; site_description?: string },
) {
  const file = join(outputDir, 'techdocs_metadata.json');
  const metadata: object = JSON.parse(await readFile(file, 'utf8'));
  const { site_name, site_description = '' } = settings;
  await writeFile(
    file,
    JSON.stringify({ site_name, site_description, ...metadata }),
  );
}

async function main() {
  const version = await findMkDocs();
  const documented = findDocumented();
  await mkdir(join(root, '.cache'), { recursive: true });
  const scratch = await mkdtemp(join(root, '.cache/docs-build-'));
  try {
    const techdocsCore = await canBuildWith(
      { plugins: ['techdocs-core'] },
      scratch,
    );
    const materialTheme =
      techdocsCore ||
      (await canBuildWith({ theme: { name: 'material' } }, scratch));
    for (const entity of documented) {
      await build(entity, { techdocsCore, materialTheme }, scratch);
    }
    await rm(site, { recursive: true, force: true });
    await rename(join(scratch, 'site'), site);

    console.log(`Built with ${version.replace(/ from .*/, '')}:`);
    for (const { path } of documented) {
      console.log(`  site/${path}`);
    }
    if (!materialTheme) {
      console.log(
        'The pages are plain, because the Material theme that TechDocs is made for is not ' +
          'installed ("apt-get install mkdocs-material", or "pipx install mkdocs-techdocs-core --include-deps").',
      );
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

try {
  await main();
} catch (error) {
  if (!(error instanceof Refusal)) {
    throw error;
  }
  console.error(error.message);
  process.exitCode = 1;
}
