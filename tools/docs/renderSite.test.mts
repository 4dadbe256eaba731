import assert from 'node:assert/strict';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { root } from '../lib/workspace.mts';
import { findDocumented } from './documented.mts';
import { keepRendered } from './keepRendered.mts';
import { renderSite } from './renderSite.mts';

let folder: string;
let target: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'docs-'));
  target = join(folder, 'site');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Writes files by their path below the folder of an entity. */
function writeDocs(files: Record<string, string>) {
  const all = {
    'mkdocs.yml': 'site_name: Ferry & co\nsite_description: How it sails\n',
    'docs/index.md': '# Start\n',
    ...files,
  };
  for (const [path, content] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return { path: 'default/component/ferry', folder };
}

function render(files: Record<string, string>) {
  renderSite(writeDocs(files), target);
}

const read = (path: string) => readFileSync(join(target, path), 'utf8');

describe('renderSite', () => {
  it('renders a page of Markdown with tables, code and headings that links reach', () => {
    render({
      'docs/index.md':
        '# Start\n\n## When it `breaks`, call\n\n## Again\n\n## Again\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\n```ts\nconst a = 1 < 2;\n```\n',
    });
    const page = read('index.html');
    assert.match(page, /<h2 id="when-it-breaks-call"/);
    assert.match(page, /href="#when-it-breaks-call">When it breaks, call</);
    assert.match(page, /<h2 id="again">.*<h2 id="again_1">/s);
    assert.match(page, /<td>1<\/td>/);
    assert.match(page, /const a = 1 &lt; 2;/);
    assert.match(page, /<title>Ferry &amp; co<\/title>/);
  });

  it('converts links between files to links between pages', () => {
    render({
      'docs/index.md':
        '[a](operate/start.md#ports) ![b](images/b.png) [c](https://a.example/x.md) [d](#start)',
      'docs/operate/start.md': '# Ports\n\n[home](../index.md) [next](next.md)',
      'docs/operate/next.md': '# Next',
      'docs/images/b.png': 'png',
    });
    const page = read('index.html');
    for (const link of [
      'href="operate/start/#ports"',
      'src="images/b.png"',
      'href="https://a.example/x.md"',
      'href="#start"',
    ]) {
      assert.ok(page.includes(link), link);
    }
    const start = read('operate/start/index.html');
    assert.match(start, /<a href="..\/..\/">home/);
    assert.match(start, /<a href="..\/next\/">next/);
    assert.match(
      start,
      /href="..\/..\/assets\/stylesheets\/main.c0ffee01.min.css"/,
    );
    assert.equal(read('images/b.png'), 'png');
    assert.match(
      read('assets/stylesheets/main.c0ffee01.min.css'),
      /\.md-clipboard svg \{ width: \S+ height: \S+ fill: currentColor; \}/,
    );
  });

  it('follows the nav, with sections', () => {
    render({
      'mkdocs.yml':
        'site_name: Ferry\nnav:\n  - Home: index.md\n  - Run:\n    - Ports: run/ports.md\n    - Bitbucket: https://bitbucket.org/\n',
      'docs/run/ports.md': '# The ports',
    });
    const page = read('run/ports/index.html');
    assert.match(page, /md-nav__title">Run</);
    assert.match(page, /aria-current="page" href=".\/">Ports</);
    assert.match(page, /href="..\/..\/">Home</);
    assert.match(page, /href="https:\/\/bitbucket.org\/">Bitbucket</);
  });

  it('writes the files for the portal and its search', () => {
    render({ 'docs/a.md': '# Tides\n\nHigh at *noon*.' });
    const metadata = JSON.parse(read('techdocs_metadata.json'));
    assert.equal(metadata.site_name, 'Ferry & co');
    assert.equal(metadata.site_description, 'How it sails');
    assert.ok(metadata.files.includes('a/index.html'));
    const { docs } = JSON.parse(read('search/search_index.json'));
    assert.deepEqual(docs.at(0), {
      location: 'a/',
      title: 'Tides',
      text: 'Tides\nHigh at noon.',
    });
  });

  for (const [name, files, problem] of [
    [
      'a link to a file that does not exist',
      { 'docs/index.md': '[a](gone.md)' },
      /index\.md links to gone\.md, which is not a file of this documentation/,
    ],
    [
      'a nav entry that does not exist',
      { 'mkdocs.yml': 'site_name: a\nnav:\n  - A: gone.md\n' },
      /nav of mkdocs\.yml names gone\.md, which does not exist/,
    ],
    ['a site without a name', { 'mkdocs.yml': 'nav: []' }, /has no site_name/],
    ['settings that are not YAML', { 'mkdocs.yml': 'a: [' }, /cannot be read/],
  ] as const) {
    it(`rejects ${name}, and writes nothing`, () => {
      assert.throws(() => render(files), problem);
      assert.throws(() => read('index.html'), { code: 'ENOENT' });
    });
  }
});

describe('keepRendered', () => {
  const site = () => join(folder, 'site');

  it('re-renders its own output, and does not change pages that MkDocs built', () => {
    const entity = writeDocs({});
    target = join(site(), entity.path);
    assert.deepEqual(keepRendered([entity], site()), []);
    writeDocs({ 'docs/index.md': '# Changed' });
    keepRendered([entity], site());
    assert.match(read('index.html'), /Changed/);

    writeFileSync(join(target, 'techdocs_metadata.json'), '{}');
    writeDocs({ 'docs/index.md': '# Again' });
    keepRendered([entity], site());
    assert.match(read('index.html'), /Changed/);
  });

  it('reports an entity whose documentation is wrong', () => {
    const entity = writeDocs({ 'docs/index.md': '[a](gone.md)' });
    assert.match(
      keepRendered([entity], site()).join(),
      /^The documentation of default\/component\/ferry was not rendered: .*gone\.md/,
    );
  });
});

it('the documentation of this repository has no broken link', () => {
  const own = { path: 'default/component/portal', folder: root };
  assert.deepEqual(keepRendered([own, ...findDocumented()], target), []);
  assert.match(
    readFileSync(join(target, own.path, 'index.html'), 'utf8'),
    /<h1/,
  );
});
