// Renders the pages of an `mkdocs.yml` without MkDocs: Markdown with tables, navigation and search.
import {
  copyFileSync,
  globSync,
  mkdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { join as joinUrl, normalize } from 'node:path/posix';
import MarkdownIt, { type Token } from 'markdown-it';
import {
  DocsError,
  type Documented,
  type NavEntry,
  readSettings,
} from './documented.mts';
import {
  type Heading,
  type NavItem,
  pathFrom,
  renderPage,
  sharedFiles,
} from './page.mts';

/** The name of this renderer in the metadata of its pages. */
export const RENDERER = 'render-site';

/** A Markdown file, relative to the folder of the documents: `operate/add-users.md`. */
type Source = string;

interface Site {
  /** Absolute path of the folder with the documents. */
  docs: string;
  sources: Set<Source>;
  /** Files that are not Markdown. */
  assets: Set<string>;
}

interface Rendered {
  body: string;
  title: string;
  headings: Heading[];
  text: string;
}

/** Creates the IDs of headings like MkDocs. */
function createId(title: string, taken: string[]): string {
  const slug = title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_\s-]/gu, '')
    .trim()
    .replace(/[-\s]+/g, '-');
  let id = slug;
  for (let count = 1; taken.includes(id); count += 1) {
    id = `${slug}_${count}`;
  }
  return id;
}

const markdown = new MarkdownIt({ html: true, linkify: true });

/** Returns the URL of a page relative to its site: '' for `index.md`, `a/b/` for `a/b.md`. */
function urlOf(source: Source): string {
  const path = source.replace(/\.md$/, '');
  const folder = basename(path) === 'index' ? dirname(path) : path;
  return folder === '.' ? '' : `${folder}/`;
}

/** Renders the documentation of an entity into a folder. @throws DocsError */
export function renderSite({ folder }: Documented, target: string): void {
  const settings = readSettings(folder);
  const site = findFiles(join(folder, settings.docs_dir ?? 'docs'));
  const pages = new Map(
    [...site.sources].map(source => [source, renderSource(source, site)]),
  );
  if (!pages.has('index.md')) {
    throw new DocsError(`${site.docs} has no index.md. Add the first page.`);
  }
  const nav = readNav(settings.nav ?? listSources(site), pages);
  for (const [source, { body, headings }] of pages) {
    const url = urlOf(source);
    const siteName = settings.site_name;
    write(
      join(target, url, 'index.html'),
      renderPage({ siteName, url, body, headings, nav }),
    );
  }
  for (const asset of site.assets) {
    mkdirSync(dirname(join(target, asset)), { recursive: true });
    copyFileSync(join(site.docs, asset), join(target, asset));
  }
  for (const [path, content] of Object.entries(sharedFiles)) {
    write(join(target, path), content);
  }
  writeIndex(pages, target);
  const { site_name, site_description = '' } = settings;
  write(
    join(target, 'techdocs_metadata.json'),
    JSON.stringify({
      site_name,
      site_description,
      generator: RENDERER,
      build_timestamp: Date.now(),
      files: globSync('**/*.*', { cwd: target }).sort(),
    }),
  );
}

function write(file: string, content: string) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}

function findFiles(docs: string): Site {
  const files = globSync('**/*.*', { cwd: docs });
  return {
    docs,
    sources: new Set(files.filter(file => file.endsWith('.md')).sort()),
    assets: new Set(files.filter(file => !file.endsWith('.md'))),
  };
}

/** Returns the first page, then the others by name. */
function listSources({ sources }: Site): Source[] {
  return ['index.md', ...[...sources].filter(source => source !== 'index.md')];
}

function renderSource(source: Source, site: Site): Rendered {
  const tokens = markdown.parse(
    readFileSync(join(site.docs, source), 'utf8'),
    {},
  );
  const headings: (Heading & { level: string })[] = [];
  tokens.forEach((token, index) => {
    if (token.type === 'heading_open') {
      const title = textOf(tokens[index + 1]);
      const taken = headings.map(heading => heading.id);
      const id = createId(title, taken);
      token.attrSet('id', id);
      headings.push({ id, title, level: token.tag });
    }
    for (const child of token.children ?? []) {
      for (const name of ['href', 'src']) {
        const link = child.attrGet(name);
        if (link) {
          child.attrSet(name, rewriteLink(link, source, site));
        }
      }
    }
  });
  return {
    body: markdown.renderer.render(tokens, markdown.options, {}),
    title: headings.find(({ level }) => level === 'h1')?.title ?? source,
    headings: headings.filter(({ level }) => level === 'h2'),
    text: tokens.map(textOf).filter(Boolean).join('\n'),
  };
}

/** Returns the text of a heading or a paragraph, or the code of a block. */
function textOf(token: Token): string {
  return token.children
    ? token.children.map(({ content }) => content).join('')
    : token.content;
}

/** Converts a link between Markdown files to a link between pages. */
function rewriteLink(link: string, source: Source, site: Site): string {
  if (link.startsWith('#') || link.startsWith('/') || URL.canParse(link)) {
    return link;
  }
  const [, path, rest] = /^([^?#]*)(.*)$/.exec(link) ?? [];
  const file = normalize(joinUrl(dirname(source), decodeURI(path)));
  if (!site.sources.has(file) && !site.assets.has(file)) {
    throw new DocsError(
      `${join(
        site.docs,
        source,
      )} links to ${link}, which is not a file of this documentation. Correct the link.`,
    );
  }
  const target = site.sources.has(file) ? urlOf(file) : file;
  return `${pathFrom(urlOf(source), target)}${rest}`;
}

function readNav(entries: NavEntry[], pages: Map<Source, Rendered>): NavItem[] {
  return entries.flatMap(entry => {
    if (typeof entry === 'string') {
      return [toItem(entry, pages)];
    }
    return Object.entries(entry).map(([title, value]) =>
      typeof value === 'string'
        ? { ...toItem(value, pages), title }
        : { title, children: readNav(value, pages) },
    );
  });
}

function toItem(source: string, pages: Map<Source, Rendered>): NavItem {
  if (URL.canParse(source)) {
    return { title: source, url: source };
  }
  const page = pages.get(source);
  if (!page) {
    throw new DocsError(
      `The nav of mkdocs.yml names ${source}, which does not exist.`,
    );
  }
  return { title: page.title, url: urlOf(source) };
}

/** Writes the search index of a site for the portal. */
function writeIndex(pages: Map<Source, Rendered>, target: string) {
  const docs = [...pages].map(([source, { title, text }]) => ({
    location: urlOf(source),
    title,
    text,
  }));
  write(
    join(target, 'search/search_index.json'),
    JSON.stringify({ config: { lang: ['en'] }, docs }),
  );
}
