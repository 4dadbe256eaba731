import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The parts of the shared library that contain messages of ingestion modules. */
const SHARED = ['config', 'ingestion', 'baseUrl.ts', 'readRequestTimeout.ts'];

/** The README of an ingestion module, and the code that it describes. */
export class ModuleReadme {
  readonly #readme: string;
  readonly #schema: string;
  /** The texts of the source files, without tests. */
  readonly sources: string[];

  /**
   * @param folder - of the module, with `README.md`, `config.d.ts` and `src`
   * @param options - `library`: the sources of the library that all ingestion modules share;
   * `guardedKey`: the name of the number under `shrinkGuard`; `elsewhere`: folders of `src` whose messages another
   * page documents
   */
  constructor(
    folder: string,
    options: { library: string; guardedKey: string; elsewhere?: string[] },
  ) {
    this.#readme = readFileSync(join(folder, 'README.md'), 'utf8');
    this.#schema = readFileSync(join(folder, 'config.d.ts'), 'utf8');
    this.sources = [
      join(folder, 'src'),
      ...SHARED.map(name => join(options.library, name)),
    ]
      .flatMap(path => readSources(path, options.elsewhere))
      .map(source =>
        source.replace(
          '`shrinkGuard.${guardedKey}`',
          `'shrinkGuard.${options.guardedKey}'`,
        ),
      );
  }

  /** Returns the text between a heading of the second level and the next one. */
  sectionOf(title: string): string {
    const [, text = ''] = this.#readme.split(`\n## ${title}\n`);
    return text.split(/\n## /)[0];
  }

  /** Returns the code in the first column of all tables of a section. */
  firstColumn(title: string): string[] {
    const rows = this.sectionOf(title).matchAll(/^\| `([^`]+)`/gm);
    return [...rows].map(([, text]) => text);
  }

  /** Returns the full sentences in the code for operators, with `…` for inserted values. */
  sentences(): string[] {
    return this.sources.flatMap(source =>
      [...withoutComments(source).matchAll(/`[^`]*`|"[^"\n]*"|'[^'\n]*'/g)]
        .map(([text]) => text.slice(1, -1))
        .filter(text => / .*\.$/.test(text) && text.length > 40),
    );
  }

  /** Returns the code and its sentences, with `…` for inserted values. */
  allText(): string {
    return [...this.sources, ...this.sentences()]
      .map(source => source.replace(/\$\{[^}]*\}/g, '…'))
      .join('\n');
  }

  /** Returns the keys of one provider in the schema of the configuration. */
  schemaKeys(): string[] {
    const [, body] = this.#schema.split('[id: string]: {');
    const path: string[] = [];
    const keys: string[] = [];
    for (const line of body.replace(/\/\*\*[^]*?\*\//g, '').split('\n')) {
      const [, name, list, opens] =
        /^\s*(\w+)\??:\s*(Array<)?(\{$)?/.exec(line) ?? [];
      if (name && opens) {
        path.push(list ? `${name}[]` : name);
      } else if (name) {
        keys.push([...path, name].join('.'));
      } else if (/^\s*\}>?;?$/.test(line)) {
        path.pop();
      }
    }
    return keys;
  }

  /** Returns the keys with a number as their default, with the number in the README and the one in the code. */
  numbers(title: string): { key: string; readme: string; code?: string }[] {
    const code = this.sources.join('\n');
    return this.sectionOf(title)
      .split('\n')
      .map(line => /^\| `([^`]+)`\s*\|[^|]*\|\s*`([\d.]+)`/.exec(line))
      .flatMap(match => (match ? [match] : []))
      .map(([, key, readme]) => ({
        key,
        readme,
        code: /\?\?\s+([\d.]+)/.exec(code.split(`'${key}'`)[1] ?? '')?.[1],
      }));
  }

  /** Returns the names of the metrics in the code. */
  metrics(prefix: string): string[] {
    // The library adds the prefix of the module to the names of common metrics.
    const code = this.sources
      .join('\n')
      .replace(/`\$\{prefix\}(\.\w+)`/g, `'${prefix}$1'`);
    const names = new RegExp(String.raw`'(${prefix}\.[\w.]+)'`, 'g');
    return [...code.matchAll(names)].map(([, name]) => name);
  }
}

function readSources(path: string, without: string[] = []): string[] {
  if (path.endsWith('.ts')) {
    return [readFileSync(path, 'utf8')];
  }
  return readdirSync(path, { encoding: 'utf8', recursive: true })
    .filter(name => /(?<!\.test)\.ts$/.test(name))
    .filter(name => !['__testUtils__', ...without].includes(dirname(name)))
    .map(name => readFileSync(join(path, name), 'utf8'));
}

/** Also replaces inserted values, and joins the parts of a problem of the configuration to one sentence. */
function withoutComments(source: string): string {
  return source
    .replace(/\/\*[^]*?\*\/|^\s*\/\/.*$/gm, '')
    .replace(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, '…')
    .replace(
      /key(?:: (?:`([^`]*)`|\w+))?,\s*found:\s*([`'"])((?:(?!\2)[^])*)\2,\s*remedy:\s*([`'"])((?:(?!\4)[^])*)\4/g,
      (_, key = '…', _found, found, _remedy, remedy) =>
        `\`${key} ${found}. ${remedy}\``,
    );
}
