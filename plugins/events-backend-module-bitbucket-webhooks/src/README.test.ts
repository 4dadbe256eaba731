import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RefusedDelivery } from './model/RefusedDelivery';

const readme = readFileSync(join(__dirname, '../README.md'), 'utf8');
const schema = readFileSync(join(__dirname, '../config.d.ts'), 'utf8');

const sources = readdirSync(__dirname, { encoding: 'utf8', recursive: true })
  .filter(name => /\.ts$/.test(name) && !/\.test\.|__testUtils__/.test(name))
  .map(name => readFileSync(join(__dirname, name), 'utf8'))
  .map(source => source.replace(/\/\*[^]*?\*\/|^\s*\/\/.*$/gm, ''));
const code = sources.join('\n');

/** Returns the cells of the tables of a section, without quotes. */
function rowsOf(title: string): string[][] {
  const [, text = ''] = readme.split(`\n## ${title}\n`);
  return text
    .split(/\n## /)[0]
    .split('\n')
    .filter(line => line.startsWith('| `'))
    .map(line =>
      line
        .split('|')
        .slice(1, -1)
        .map(cell => cell.trim().replace(/^`([^`]*)`$/, '$1')),
    );
}

/** Returns the sentences for operators, with `…` for inserted values. */
function readSentences(): string[] {
  const texts = code
    .replace(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, '…')
    // One sentence for the parts of a problem of the configuration
    .replace(
      /found:\s*([`'"])((?:(?!\1)[^])*)\1,\s*remedy:\s*(?:([`'"])((?:(?!\3)[^])*)\3|\w+)/g,
      (_, _1, found, _2, remedy = '') => `\`${found}. ${remedy}\``,
    )
    .matchAll(/`[^`]*`|"[^"\n]*"|'[^'\n]*'/g);
  return (
    [...texts]
      .map(([text]) => text.slice(1, -1))
      .filter(text => / .*\.$/.test(text) && text.length > 40)
      // A remedy of several problems
      .filter(text => !text.startsWith('Generate a secret'))
  );
}

describe('the troubleshooting table', () => {
  const symptoms = rowsOf('When something does not work').map(([key]) => key);
  const sentences = readSentences();

  it('is parsed', () => {
    expect(sentences.length).toBeGreaterThan(20);
    expect(symptoms.length).toBeGreaterThan(20);
  });

  it.each(sentences)('explains %p', sentence => {
    expect(symptoms.filter(key => sentence.includes(key))).not.toEqual([]);
  });

  it.each(symptoms)('only lists messages that exist in the code: %p', key => {
    expect([code, ...sentences].join('\n')).toContain(key);
  });
});

it('contains exactly the keys of the schema', () => {
  const keys = [...schema.matchAll(/^ +(\w+)\?: string\[\]/gm)].map(
    ([, key]) => key,
  );
  expect(keys).toHaveLength(2);
  expect(rowsOf('Configure').map(([key]) => key)).toEqual(keys);
});

describe('the outcomes', () => {
  const rows = rowsOf('Responses, audit log and metrics');
  const outcomes = rows.filter(([, status]) => /^\d+$/.test(status));
  const [, union] = /DeliveryOutcome =([^;]*);/.exec(code)!;

  it('are exactly those of the code', () => {
    const names = [...union.matchAll(/'(\w+)'/g)].map(([, name]) => name);
    expect(names.length).toBeGreaterThan(5);
    expect(outcomes.map(([name]) => name).sort()).toEqual(names.sort());
  });

  it.each(outcomes.filter(([name]) => !/^a/.test(name)))(
    '%s has the status %s',
    (name, status) => {
      const { statusCode } = new RefusedDelivery(name as 'busy', '');
      expect(String(statusCode)).toBe(status);
    },
  );

  it('belong to the only metric', () => {
    const metrics = [...code.matchAll(/'(bitbucket_webhooks\.\w+)'/g)];
    expect(metrics.map(([, name]) => name)).toEqual([
      rows.find(([name]) => name.includes('.'))![0],
    ]);
  });
});

it('contains exactly the metadata', () => {
  const [, metadata] = code.split('function toMetadata');
  const names = [...metadata.matchAll(/'(x-[\w-]+)':/g)];
  expect(rowsOf('Events').map(([name]) => name)).toEqual(
    names.map(([, name]) => name),
  );
});
