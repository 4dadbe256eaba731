import { relative } from 'node:path/posix';

export type NavItem =
  /** A link to a page of the site, or to an external URL. */
  | { title: string; url: string; children?: undefined }
  | { title: string; children: NavItem[] };

export interface Heading {
  id: string;
  title: string;
}

export interface PageContent {
  siteName: string;
  /** URL of the page, relative to the site: '' or `operate/add-users/`. */
  url: string;
  body: string;
  headings: Heading[];
  nav: NavItem[];
}

/**
 * @seam TechDocs only loads a stylesheet with the name of MkDocs' Material theme (eight hexadecimal
 * digits), and shows no page without it:
 * https://github.com/backstage/backstage/blob/v1.55.0/plugins/techdocs/src/reader/transformers/html/hooks/links.ts
 * @seamTest tools/docs/renderSite.test.mts
 */
const STYLESHEET = 'assets/stylesheets/main.c0ffee01.min.css';

/** The files that all pages of a site share, by their path. */
export const sharedFiles = {
  // The portal adds its own styles for these classes: columns, colors and fonts.
  [STYLESHEET]: `
.md-typeset { line-height: 1.6; overflow-wrap: break-word; }
.md-content__inner { padding: 0 1.5rem 1.5rem; }
.md-typeset h1, .md-typeset h2, .md-typeset h3 { line-height: 1.3; margin: 1.5em 0 0.6em; font-weight: 500; }
.md-typeset h1 { font-size: 1.9em; margin-top: 0; }
.md-typeset h2 { font-size: 1.5em; }
.md-typeset h3 { font-size: 1.2em; }
.md-typeset code { padding: 0 0.3em; font-size: 0.85em; background-color: var(--md-code-bg-color); color: var(--md-code-fg-color); }
.md-typeset pre { position: relative; overflow: auto; }
.md-typeset pre > code { display: block; padding: 0.8em 1em; overflow: auto; line-height: 1.4; }
/* The button of the portal that copies code. The portal's styles do not reach it. */
.md-typeset .md-clipboard { padding: 0.2em; border: 0; background: none; color: inherit; cursor: pointer; line-height: 0; }
.md-typeset .md-clipboard svg { width: 1.2em; height: 1.2em; fill: currentColor; }
.md-typeset table { display: block; overflow-x: auto; border-collapse: collapse; }
.md-typeset th, .md-typeset td { padding: 0.5em 0.8em; text-align: left; vertical-align: top; border-bottom: 1px solid var(--md-default-fg-color--lightest, #8884); }
.md-typeset img { max-width: 100%; height: auto; }
.md-typeset blockquote { margin: 1em 0; padding-left: 1em; border-left: 4px solid #8886; }
.md-typeset th:empty { padding: 0; border: 0; }
.md-sidebar { overflow-y: auto; }
.md-nav__list { list-style: none; margin: 0; padding: 0; }
.md-nav .md-nav { padding-left: 0.8rem; }
.md-nav__title { display: block; padding: 0.3rem 0; font-weight: 700; }
.md-nav__link { display: block; padding: 0.25rem 0; color: inherit; text-decoration: none; }
a.md-nav__link:hover { text-decoration: underline; }
.md-toggle, .md-header__button, .md-overlay { display: none; }
@media screen and (max-width: 76.1875em) {
  .md-content__inner { padding: 0 0 1.5rem; }
  .md-header__button { display: inline-block; cursor: pointer; }
  .md-sidebar--primary { top: 0; transition: transform 0.2s; background-color: var(--md-default-bg-color); }
  .md-sidebar--primary .md-nav--primary { padding: 1rem; }
  [data-md-toggle="drawer"]:checked ~ .md-overlay { display: block; position: fixed; inset: 0; z-index: 100; background-color: #0008; }
}
`.trimStart(),
};

/** Escapes a text for HTML. */
export function escapeHtml(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;');
}

/** Returns the path from one page of a site to a file or page of it. */
export function pathFrom(url: string, target: string): string {
  const path = relative(`/${url}`, `/${target}`);
  const isFolder = target === '' || target.endsWith('/');
  if (!path) {
    return './';
  }
  return isFolder ? `${path}/` : path;
}

function renderNav(items: NavItem[], url: string): string {
  const rendered = items.map(item => {
    const title = escapeHtml(item.title);
    if (item.children) {
      return `<li class="md-nav__item md-nav__item--section"><span class="md-nav__title">${title}</span><nav class="md-nav" aria-label="${title}">${renderNav(
        item.children,
        url,
      )}</nav></li>`;
    }
    const isActive = item.url === url;
    const href = escapeHtml(
      URL.canParse(item.url) ? item.url : pathFrom(url, item.url),
    );
    return `<li class="md-nav__item${
      isActive ? ' md-nav__item--active' : ''
    }"><a class="md-nav__link${
      isActive ? ' md-nav__link--active" aria-current="page' : ''
    }" href="${href}">${title}</a></li>`;
  });
  return `<ul class="md-nav__list">${rendered.join('')}</ul>`;
}

function renderSidebar(kind: 'primary' | 'secondary', content: string): string {
  return `<div class="md-sidebar md-sidebar--${kind}"><div class="md-sidebar__scrollwrap"><div class="md-sidebar__inner">${content}</div></div></div>`;
}

function renderContents(headings: Heading[]): string {
  if (headings.length === 0) {
    return '';
  }
  const links = headings.map(
    ({ id, title }) =>
      `<li class="md-nav__item"><a class="md-nav__link" href="#${id}">${escapeHtml(
        title,
      )}</a></li>`,
  );
  return `<nav class="md-nav md-nav--secondary" aria-label="Table of contents"><span class="md-nav__title">Table of contents</span><ul class="md-nav__list">${links.join(
    '',
  )}</ul></nav>`;
}

/**
 * Renders a page as the HTML of MkDocs' Material theme, which TechDocs expects.
 *
 * @seam The classes by which TechDocs finds the parts of a page:
 * https://github.com/backstage/backstage/tree/v1.55.0/plugins/techdocs/src/reader/transformers
 * @seamTest tools/docs/renderSite.test.mts
 */
export function renderPage(page: PageContent): string {
  const { siteName, url, body, headings, nav } = page;
  const name = escapeHtml(siteName);
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${name}</title>
<link rel="stylesheet" href="${pathFrom(url, STYLESHEET)}">
</head>
<body>
<input class="md-toggle" data-md-toggle="drawer" type="checkbox" id="__drawer" autocomplete="off">
<label class="md-overlay" for="__drawer"></label>
<header class="md-header"><label class="md-header__button" for="__drawer"></label></header>
<div class="md-container"><main class="md-main" data-md-component="main"><div class="md-main__inner md-grid">
${renderSidebar(
  'primary',
  `<nav class="md-nav md-nav--primary" aria-label="${name}"><span class="md-nav__title">${name}</span>${renderNav(
    nav,
    url,
  )}</nav>`,
)}
${renderSidebar('secondary', renderContents(headings))}
<div class="md-content" data-md-component="content"><article class="md-content__inner md-typeset">
${body}
</article></div>
</div></main></div>
</body>
</html>
`;
}
