/**
 * Builds the documentation of every entity of the seed into `site/`, from which the portal serves it
 * (techdocs.publisher.local in app-config.yaml).
 *
 * The new pages replace the old ones only after all of them were built.
 */
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readCommandLine } from '../lib/commandLine.mts';
import { root } from '../lib/workspace.mts';
import { DocsError, findDocumented } from './documented.mts';
import { buildWithMkDocs, findMkDocs } from './mkdocs.mts';
import { renderSite } from './renderSite.mts';

const help = `Usage: yarn docs:build [--plain]

Builds the documentation of every entity of the seed into site/, from which the portal serves it.
It uses MkDocs if it is installed, and otherwise its own renderer for plain Markdown.

  --plain  does not use MkDocs`;

const { values } = readCommandLine(help, {
  options: { plain: { type: 'boolean' } },
});

const installMaterial =
  '"apt-get install mkdocs mkdocs-material", or "pipx install mkdocs-techdocs-core --include-deps"';

async function main() {
  const version = values.plain ? undefined : await findMkDocs();
  const documented = findDocumented();
  await mkdir(join(root, '.cache'), { recursive: true });
  const scratch = await mkdtemp(join(root, '.cache/docs-build-'));
  const built = join(scratch, 'site');
  const notes: string[] = [];
  try {
    if (version) {
      const { materialTheme } = await buildWithMkDocs(documented, built);
      if (!materialTheme) {
        notes.push(
          `The pages are plain: the Material theme, which TechDocs expects, is not installed (${installMaterial}).`,
        );
      }
    } else {
      for (const entity of documented) {
        renderSite(entity, join(built, entity.path));
      }
      notes.push(
        `Diagrams and other Markdown extensions require MkDocs (${installMaterial}).`,
      );
    }
    await rm(join(root, 'site'), { recursive: true, force: true });
    await rename(built, join(root, 'site'));
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  console.log(`Built with ${version ?? 'the plain renderer'}:`);
  for (const { path } of documented) {
    console.log(`  site/${path}`);
  }
  notes.forEach(note => console.log(note));
}

try {
  await main();
} catch (error) {
  if (!(error instanceof DocsError)) {
    throw error;
  }
  console.error(`${error.message}\nsite/ was not changed.`);
  process.exitCode = 1;
}
