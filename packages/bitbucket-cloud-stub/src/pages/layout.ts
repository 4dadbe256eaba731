import { html, raw } from 'hono/html';
import { STYLE } from './style';

/** A piece of escaped HTML. */
export type Markup = ReturnType<typeof html>;

/** Renders a complete page around its main part, with the notice that every page contains. */
export function renderLayout(page: {
  title: string;
  wide?: boolean;
  /** Seconds after which the page reloads. */
  refresh?: number;
  body: Markup;
}): Markup {
  return html`<!DOCTYPE html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        ${page.refresh === undefined
          ? ''
          : html`<meta http-equiv="refresh" content="${page.refresh}" />`}
        <link rel="icon" href="/_stub/avatars/stub.svg" />
        <title>${page.title} · Bitbucket Cloud stub</title>
        ${raw(`<style>${STYLE}</style>`)}
      </head>
      <body>
        <p class="notice" role="note">
          This is a stub for Bitbucket Cloud, run for development and tests.
          <strong>It is not Bitbucket.</strong>
        </p>
        <main class="${page.wide ? 'wide' : 'narrow'}">${page.body}</main>
      </body>
    </html>`;
}
