import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findDifference } from './findDifference';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'find-difference-'));
});

afterEach(() => rm(folder, { recursive: true }));

async function write(name: string, files: Record<string, string>) {
  for (const [path, content] of Object.entries(files)) {
    const file = join(folder, name, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }
  return join(folder, name);
}

const FILES = { 'README.md': 'a', 'docs/index.md': 'b', '.gitignore': 'c' };

it.each([
  [
    'the same files, apart from the data of git',
    { '.git/HEAD': 'x' },
    undefined,
  ],
  ['a file with other content', { 'docs/index.md': 'x' }, 'docs/index.md'],
  ['one more file', { 'docs/more.md': 'x' }, 'docs/more.md'],
])('compares %s', async (_, more, difference) => {
  const first = await write('first', FILES);
  const second = await write('second', { ...FILES, ...more });

  expect(await findDifference(first, second)).toBe(difference);
  expect(await findDifference(second, first)).toBe(difference);
});
