import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const readme = readFileSync(join(__dirname, '../README.md'), 'utf8');

function sectionOf(title: string): string {
  const [, text = ''] = readme.split(`\n${title}\n`);
  return text.split(/\n## /)[0];
}

/** Returns the code in the first column of all tables of a section. */
function firstColumn(section: string): string[] {
  return [...section.matchAll(/^\| `([^`]+)`/gm)].map(([, text]) => text);
}

function readSources(folder: string): string[] {
  return readdirSync(folder, { encoding: 'utf8', recursive: true })
    .filter(name => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map(name => readFileSync(join(folder, name), 'utf8'));
}

/** The library that all ingestion modules share. */
const library = dirname(
  require.resolve('@backstage-bitbucket/plugin-bitbucket-cloud-node'),
);

const sources = [
  ...readSources(__dirname),
  ...readSources(join(library, 'config')),
  ...readSources(join(library, 'ingestion')),
].map(source =>
  source.replace('`shrinkGuard.${guardedKey}`', "'shrinkGuard.people'"),
);

/** Returns the sentences for operators, with `…` for inserted values. */
function readSentences(): string[] {
  const shared = ['baseUrl.ts', 'readRequestTimeout.ts'].map(name =>
    readFileSync(join(library, name), 'utf8'),
  );
  return [...sources, ...shared].flatMap(source =>
    [
      ...source
        .replace(/\/\*[^]*?\*\/|^\s*\/\/.*$/gm, '')
        .replace(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, '…')
        // One sentence for the parts of a problem of the configuration
        .replace(
          /key(?:: (?:`([^`]*)`|\w+))?,\s*found:\s*([`'"])((?:(?!\2)[^])*)\2,\s*remedy:\s*([`'"])((?:(?!\4)[^])*)\4/g,
          (_, key = '…', _found, found, _remedy, remedy) =>
            `\`${key} ${found}. ${remedy}\``,
        )
        .matchAll(/`[^`]*`|"[^"\n]*"|'[^'\n]*'/g),
    ]
      .map(([text]) => text.slice(1, -1))
      .filter(text => / .*\.$/.test(text) && text.length > 40),
  );
}

const symptoms = firstColumn(
  readme.split('## When something does not work')[1],
);

describe('the troubleshooting tables', () => {
  const sentences = readSentences();

  it('are parsed', () => {
    expect(sentences.length).toBeGreaterThan(25);
    expect(symptoms.length).toBeGreaterThan(35);
  });

  it.each(
    // Excludes the messages of the preview, which only its user sees.
    sentences.filter(sentence => !/--config|--id|^The provider/.test(sentence)),
  )('explain %p', sentence => {
    expect(symptoms.filter(key => sentence.includes(key))).not.toEqual([]);
  });

  it.each(symptoms)('only list messages that exist in the code: %p', key => {
    const text = [...sources, ...sentences]
      .map(source => source.replace(/\$\{[^}]*\}/g, '…'))
      .join('\n');
    expect(text).toContain(
      key.replace(/^(workspace|schedule|requestTimeout) /, ''),
    );
  });
});

describe('the table of keys', () => {
  const documented = firstColumn(sectionOf('## Configure'));
  const schema = readFileSync(join(__dirname, '../config.d.ts'), 'utf8');

  it('contains exactly the keys of the schema', () => {
    const [, body] = schema.split('[id: string]: {');
    const path: string[] = [];
    const keys: string[] = [];
    for (const line of body.replace(/\/\*\*[^]*?\*\//g, '').split('\n')) {
      const [, name, opens] = /^\s*(\w+)\??:\s*(\{$)?/.exec(line) ?? [];
      if (name && opens) {
        path.push(name);
      } else if (name) {
        keys.push([...path, name].join('.'));
      } else if (/^\s*\};?$/.test(line)) {
        path.pop();
      }
    }
    expect(keys.length).toBeGreaterThan(15);
    expect([...documented].sort()).toEqual(keys.sort());
  });

  const numbers = sectionOf('## Configure')
    .split('\n')
    .filter(line => /^\| `/.test(line))
    .map(line => line.split('|').map(cell => cell.trim()))
    .flatMap(([, key, , standard]) => {
      const [, number] = /^`([\d.]+)`$/.exec(standard) ?? [];
      return number ? [[key, number]] : [];
    });

  it('contains defaults that are numbers', () => {
    expect(numbers).toHaveLength(4);
  });

  it.each(numbers)(
    'contains the default of %s from the code: %s',
    (key, number) => {
      const name = key.replaceAll('`', '');
      const [, read = ''] = sources.join('\n').split(`'${name}'`);
      expect(/\?\?\s+([\d.]+)/.exec(read)?.[1]).toBe(number);
    },
  );
});

it('contains exactly the metrics', () => {
  const code = [
    ...sources.join('\n').matchAll(/'(bitbucket_workspace\.\w+)'/g),
  ].map(([, name]) => name);
  const documented = firstColumn(sectionOf('## Calls, log and metrics'));
  expect(documented.sort()).toEqual(code.sort());
});
