// Builds documentation with MkDocs, through Backstage's own generator.
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { Writable } from 'node:stream';
import { promisify, stripVTControlCharacters } from 'node:util';
import { root } from '../lib/workspace.mts';
import {
  DocsError,
  type Documented,
  type MkDocsSettings,
  readSettings,
} from './documented.mts';

const run = promisify(execFile);

const require = createRequire(import.meta.url);
const {
  TechdocsGenerator,
}: typeof import('@backstage/plugin-techdocs-node') = require('@backstage/plugin-techdocs-node');
const {
  ConfigReader,
}: typeof import('@backstage/config') = require('@backstage/config');

/** The features of the installed MkDocs besides Markdown. */
interface Abilities {
  techdocsCore: boolean;
  materialTheme: boolean;
}

/**
 * Returns the version of MkDocs, or `undefined` if it is not installed.
 *
 * @throws DocsError if it is installed but does not run
 */
export async function findMkDocs(): Promise<string | undefined> {
  try {
    const { stdout } = await run('mkdocs', ['--version']);
    return stdout.trim().replace(/ from .*/, '');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return undefined;
    }
    throw new DocsError(
      `"mkdocs --version" does not run on this machine, so no page was built: ${
        (error as Error).message
      }`,
    );
  }
}

/**
 * Builds the documentation of each entity into a folder.
 *
 * @returns whether the Material theme, which TechDocs expects, is installed
 * @throws DocsError with the warnings of MkDocs
 */
export async function buildWithMkDocs(
  documented: Documented[],
  target: string,
): Promise<{ materialTheme: boolean }> {
  const scratch = await mkdtemp(join(root, '.cache/mkdocs-'));
  try {
    const techdocsCore = await canBuildWith(
      { plugins: ['techdocs-core'] },
      scratch,
    );
    const materialTheme =
      techdocsCore ||
      (await canBuildWith({ theme: { name: 'material' } }, scratch));
    for (const { path, folder } of documented) {
      // A copy, because the generator rewrites mkdocs.yml.
      const copy = await copySources(folder, scratch);
      await generate({
        source: copy,
        name: `${path} (${relative(root, folder)}/mkdocs.yml)`,
        target: join(target, path),
        abilities: { techdocsCore, materialTheme },
      });
    }
    return { materialTheme };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Builds a page to check the features, because the plugins are in a separate environment. */
async function canBuildWith(settings: object, scratch: string) {
  const folder = await mkdtemp(join(scratch, 'try-'));
  await mkdir(join(folder, 'docs'));
  await writeFile(join(folder, 'docs/index.md'), '# Try\n');
  await writeFile(
    join(folder, 'mkdocs.yml'),
    JSON.stringify({ site_name: 'Try', ...settings }),
  );
  return run('mkdocs', ['build', '--quiet'], { cwd: folder }).then(
    () => true,
    () => false,
  );
}

async function copySources(folder: string, scratch: string): Promise<string> {
  const copy = await mkdtemp(join(scratch, 'input-'));
  const { docs_dir: docs = 'docs' } = readSettings(folder);
  await cp(join(folder, 'mkdocs.yml'), join(copy, 'mkdocs.yml'));
  await cp(join(folder, docs), join(copy, docs), { recursive: true });
  return copy;
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
          // Also selects the Material theme for pages without a theme.
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

async function generate(options: {
  source: string;
  /** Name of the entity and its file, for messages. */
  name: string;
  target: string;
  abilities: Abilities;
}) {
  const { source, name, target, abilities } = options;
  await mkdir(target, { recursive: true });
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
      inputDir: source,
      outputDir: target,
      // The type is a complete winston logger, but the generator only calls these methods.
      logger: logger as unknown as GeneratorLogger,
      logStream,
    });
  } catch {
    const complaints = stripVTControlCharacters(output.join(''))
      .split('\n')
      .filter(line => /^(WARNING|ERROR|Aborted)/.test(line));
    throw new DocsError(
      `MkDocs did not build the documentation of ${name}:\n${complaints.join(
        '\n',
      )}`,
    );
  }
  await addTitle(target, readSettings(source));
}

/** Writes the title for the portal. The plugin techdocs-core does this; MkDocs alone does not. */
async function addTitle(target: string, settings: MkDocsSettings) {
  const file = join(target, 'techdocs_metadata.json');
  const metadata: object = JSON.parse(await readFile(file, 'utf8'));
  const { site_name, site_description = '' } = settings;
  await writeFile(
    file,
    JSON.stringify({ site_name, site_description, ...metadata }),
  );
}
