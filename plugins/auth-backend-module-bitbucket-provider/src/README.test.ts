import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { KEYS } from './config/checkConfig';
import { SESSION_KEYS } from './config/sessionConfig';

/** Returns the sentences in the strings of the source, with `…` for inserted values. */
function readSentences(): string[] {
  const client = dirname(
    require.resolve('@backstage-bitbucket/plugin-bitbucket-cloud-node'),
  );
  const own = readdirSync(__dirname, { recursive: true, encoding: 'utf8' })
    .filter(
      name => /(?<!\.test)\.ts$/.test(name) && !/__testUtils__/.test(name),
    )
    .map(name => join(__dirname, name));
  const shared = ['baseUrl.ts', 'readRequestTimeout.ts'].map(name =>
    join(client, name),
  );
  return [...own, ...shared].flatMap(file =>
    [
      ...readFileSync(file, 'utf8')
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

/** Returns the messages in the first column of the troubleshooting tables. */
function readMessages(): string[] {
  const readme = readFileSync(join(__dirname, '../README.md'), 'utf8');
  const [, symptoms] = readme.split('## Troubleshooting');
  return [...symptoms.matchAll(/^\| `([^`]+)`/gm)].map(([, text]) => text);
}

/** Returns the longest constant part of a message. */
function keyOf(message: string): string {
  const parts = message.split('…').map(part => part.trim());
  return parts.sort((a, b) => b.length - a.length)[0];
}

/** Returns the text of all code in a folder and its subfolders, without tests. */
function readCode(folder: string): string {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(name => /(?<!\.test)\.ts$|\.cjs\.js$/.test(name))
    .map(name => readFileSync(join(folder, name), 'utf8'))
    .join('\n');
}

const folderOf = (file: string) => dirname(require.resolve(file));

/** All code that can return a message of the tables. */
const code = [
  __dirname,
  folderOf('@backstage-bitbucket/plugin-bitbucket-cloud-node'),
  // Messages on Bitbucket's own pages
  folderOf('@backstage-bitbucket/bitbucket-cloud-stub'),
  join(folderOf('@backstage/plugin-auth-node/package.json'), 'dist'),
  join(folderOf('@backstage/plugin-auth-backend/package.json'), 'dist'),
  folderOf('@backstage/config'),
].map(readCode);

describe('the tables of keys in the README', () => {
  const read = (name: string) =>
    readFileSync(join(__dirname, '..', name), 'utf8');
  const keysIn = (text: string, pattern: RegExp) =>
    [...text.matchAll(pattern)].map(([, key]) => key).sort();
  const [, configure] = read('README.md').split('## Configure');
  const [table, others] = configure.split('### Sessions');
  const [sessionTable] = others.split('### Resolvers');
  const schema = read('config.d.ts');

  it('have the keys of an auth environment', () => {
    const inTable = keysIn(table, /^\| `([a-zA-Z]+)(?:\.resolvers)?` /gm);
    expect(inTable).toEqual([...KEYS].sort());
    expect(inTable).toEqual(keysIn(schema, /^ {10}([a-zA-Z]+)\??:/gm));
  });

  it('have the keys of `sessions`', () => {
    const inTable = keysIn(sessionTable, /^\| `([a-zA-Z]+)` /gm);
    const [, sessions] = /^ {10}sessions\?: \{([^]*?)^ {10}\};/m.exec(schema)!;
    expect(inTable).toEqual([...SESSION_KEYS].sort());
    expect(inTable).toEqual(keysIn(sessions, /^ {12}([a-zA-Z]+)\??:/gm));
  });
});

describe('the troubleshooting tables in the README', () => {
  const sentences = readSentences();
  const keys = readMessages().map(keyOf);

  it('are parsed', () => {
    expect(sentences.length).toBeGreaterThan(30);
    expect(keys.length).toBeGreaterThan(40);
  });

  it.each(sentences)('explain %p', sentence => {
    expect(keys.filter(key => sentence.includes(key))).not.toEqual([]);
  });

  it.each(keys)('only list messages that exist in the code: %p', key => {
    const said = [...sentences, ...code];
    expect(said.some(text => text.includes(key))).toBe(true);
  });
});
