import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The sentences in the strings of the source, with `…` for what is put in. */
function readSentences(): string[] {
  const client = dirname(
    require.resolve('@backstage-bitbucket/plugin-bitbucket-cloud-node'),
  );
  const own = readdirSync(__dirname)
    .filter(name => /\.ts$/.test(name) && !name.endsWith('.test.ts'))
    .map(name => join(__dirname, name));
  const shared = ['baseUrl.ts', 'readRequestTimeout.ts'].map(name =>
    join(client, name),
  );
  return [...own, ...shared].flatMap(file =>
    [
      ...readFileSync(file, 'utf8')
        .replace(/\/\*[^]*?\*\/|^\s*\/\/.*$/gm, '')
        .matchAll(/`[^`]*`|"[^"\n]*"|'[^'\n]*'/g),
    ]
      .map(([text]) => text.slice(1, -1).replace(/\$\{[^}]*\}/g, '…'))
      .filter(text => / .*\.$/.test(text) && text.length > 40),
  );
}

/** The messages in the first column of the tables of symptoms. */
function readMessages(): string[] {
  const readme = readFileSync(join(__dirname, '../README.md'), 'utf8');
  const [, symptoms] = readme.split('## When something does not work');
  return [...symptoms.matchAll(/^\| `([^`]+)`/gm)].map(([, text]) => text);
}

/** What of a message is the same each time, at its longest. */
function keyOf(message: string): string {
  const parts = message.split('…').map(part => part.trim());
  return parts.sort((a, b) => b.length - a.length)[0];
}

/** What Backstage itself says. */
function readFramework(): string[] {
  const oauth = join(
    dirname(require.resolve('@backstage/plugin-auth-node/package.json')),
    'dist/oauth',
  );
  return [
    ...readdirSync(oauth)
      .filter(name => name.endsWith('.cjs.js'))
      .map(name => join(oauth, name)),
    join(dirname(require.resolve('@backstage/config')), 'reader.cjs.js'),
  ].map(file => readFileSync(file, 'utf8'));
}

describe('the tables of symptoms in the README', () => {
  const sentences = readSentences();
  const keys = readMessages().map(keyOf);

  it('are read', () => {
    expect(sentences.length).toBeGreaterThan(30);
    expect(keys.length).toBeGreaterThan(40);
  });

  it.each(sentences)('explain %p', sentence => {
    expect(keys.filter(key => sentence.includes(key))).not.toEqual([]);
  });

  it.each(keys)('list nothing that nobody says: %p', key => {
    const sources = readdirSync(__dirname)
      .filter(name => name.endsWith('.ts') && !name.endsWith('.test.ts'))
      .map(name => readFileSync(join(__dirname, name), 'utf8'));
    const said = [...sentences, ...sources, ...readFramework()];
    expect(said.some(text => text.includes(key))).toBe(true);
  });
});
