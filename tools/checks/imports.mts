import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import ts from 'typescript';

/** The files that each file imports, including imports of types. All paths are absolute. */
export type Imports = Map<string, Set<string>>;

const SUFFIXES = ['', '.ts', '.tsx', '.mts', '/index.ts', '/index.tsx'];

/** Reads the relative imports of all TypeScript in git, without tests. */
export function readImports(folder: string): Imports {
  const files = execFileSync('git', ['ls-files', '*.ts', '*.tsx', '*.mts'], {
    cwd: folder,
    encoding: 'utf8',
  })
    .split('\n')
    .filter(file => file && !/\.test\.|__testUtils__|\.d\.ts$/.test(file))
    .map(file => join(folder, file))
    .filter(file => existsSync(file));
  const known = new Set(files);
  return new Map(
    files.map(file => [file, new Set(readTargets(file, known))] as const),
  );
}

function readTargets(file: string, known: Set<string>): string[] {
  const { importedFiles } = ts.preProcessFile(readFileSync(file, 'utf8'));
  return importedFiles
    .filter(({ fileName }) => fileName.startsWith('.'))
    .flatMap(({ fileName }) => {
      const path = resolve(dirname(file), fileName);
      const found = SUFFIXES.map(each => path + each).find(each =>
        known.has(each),
      );
      return found ? [found] : [];
    });
}

/** Finds the strongly connected components with more than one file, by Tarjan's algorithm. */
export function findCircles(graph: Imports): string[][] {
  const circles: string[][] = [];
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const visit = (file: string) => {
    order.set(file, order.size);
    lowest.set(file, order.get(file)!);
    open.push(file);
    for (const next of graph.get(file) ?? []) {
      if (!order.has(next)) {
        visit(next);
        lowest.set(file, Math.min(lowest.get(file)!, lowest.get(next)!));
      } else if (open.includes(next)) {
        lowest.set(file, Math.min(lowest.get(file)!, order.get(next)!));
      }
    }
    if (lowest.get(file) === order.get(file)) {
      const component = open.splice(open.indexOf(file));
      if (component.length > 1) {
        circles.push(component);
      }
    }
  };
  [...graph.keys()].filter(file => !order.has(file)).forEach(visit);
  return circles;
}
