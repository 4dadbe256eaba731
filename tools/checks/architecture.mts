// Prints circular imports and imports of higher layers, and fails if it finds any.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { relative } from 'node:path';
import { takeNoArguments } from '../lib/commandLine.mts';
import { root } from '../lib/workspace.mts';
import { findCircles, readImports, type Imports } from './imports.mts';

interface Tables {
  imports: Record<string, string[]>;
  layers: Record<string, string[][]>;
  namesBitbucket: string[];
}

const { layers, namesBitbucket }: Tables = createRequire(import.meta.url)(
  '../lint/architecture.cjs',
);

/** A string literal that is a host or URL of Bitbucket Cloud. Sentences can contain it. */
const HOST =
  /['"`](?:https:\/\/)?(?:api\.)?bitbucket\.org(?:\/[^\s'"`]*)?['"`]/;

takeNoArguments(`Usage: yarn architecture:check

Prints circular imports, including those of types, imports of a higher layer, and packages that name Bitbucket's hosts
although tools/lint/architecture.cjs does not allow it.
`);

const graph = readImports(root);
const name = (file: string) => relative(root, file);
const problems = [
  ...findCircles(graph).map(
    files =>
      `circular import of ${files.length} files: ${files.map(name).join(', ')}`,
  ),
  ...findUpward(graph),
  ...[...graph.keys()]
    .filter(spellsHost)
    .map(
      file =>
        `${name(
          file,
        )} contains a host of Bitbucket. Import it from plugins/bitbucket-cloud-node or plugins/bitbucket-cloud-common.`,
    ),
];
problems.forEach(problem => console.error(problem));
const count = [...graph.values()].reduce((sum, each) => sum + each.size, 0);
console.log(
  `${graph.size} files, ${count} imports between them: ${problems.length} problems.`,
);
process.exitCode = problems.length > 0 ? 1 : 0;

function findUpward(imports: Imports): string[] {
  return [...imports].flatMap(([file, imported]) =>
    [...imported]
      .filter(each => isHigher(each, file))
      .map(
        each =>
          `${name(file)} imports ${name(each)}, which is in a higher layer.`,
      ),
  );
}

function isHigher(imported: string, file: string): boolean {
  const own = findLayer(file);
  const other = findLayer(imported);
  return (
    own?.folder === other?.folder && (other?.index ?? 0) > (own?.index ?? 0)
  );
}

function findLayer(file: string) {
  const path = name(file);
  const folder = Object.keys(layers).find(each => path.startsWith(`${each}/`));
  if (!folder) {
    return undefined;
  }
  const inside = path.slice(`${folder}/src/`.length);
  const index = layers[folder].findIndex(layer =>
    layer.some(each => inside === each || inside.startsWith(`${each}/`)),
  );
  return index < 0 ? undefined : { folder, index };
}

function spellsHost(file: string): boolean {
  return (
    /^(packages|plugins)\//.test(name(file)) &&
    !namesBitbucket.some(each => name(file).startsWith(`${each}/`)) &&
    !name(file).startsWith('packages/test-kit/') &&
    HOST.test(withoutComments(readFileSync(file, 'utf8')))
  );
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[^]*?\*\/|^\s*\/\/.*$/gm, '');
}
