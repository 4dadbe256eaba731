import { Hono } from 'hono';
import type { StubContext, StubEnv } from '../context';
import { renderAvatar } from './avatar';
import { renderHomePage } from './homePage';
import { sendPage } from './sendPage';

/** The stand-in's own pages and pictures, which Bitbucket has not. */
export function createPageRoutes(context: StubContext): Hono<StubEnv> {
  const routes = new Hono<StubEnv>();

  routes.get('/', c => sendPage(c, 200, renderHomePage(context)));

  routes.get('/_stub/avatars/:name', c => {
    const name = c.req.param('name').replace(/\.svg$/, '');
    const person = context.store.findPerson(name);
    c.header('Content-Security-Policy', "default-src 'none'");
    c.header('Cross-Origin-Resource-Policy', 'cross-origin');
    c.header('X-Content-Type-Options', 'nosniff');
    return c.body(renderAvatar(person?.display_name ?? name), 200, {
      'Content-Type': 'image/svg+xml; charset=utf-8',
    });
  });

  return routes;
}
