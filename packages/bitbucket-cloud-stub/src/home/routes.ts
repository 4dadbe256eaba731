import { Hono } from 'hono';
import type { StubContext } from '../context';
import type { StubEnv } from '../http/StubEnv';
import { renderAvatar } from './avatar';
import { renderHomePage } from './homePage';
import { sendPage } from '../pages/sendPage';

/** The stub's own pages and pictures, which Bitbucket does not have. */
export function createPageRoutes(context: StubContext): Hono<StubEnv> {
  const routes = new Hono<StubEnv>();

  routes.get('/', c => {
    const query = {
      find: c.req.query('find') ?? '',
      isFollowing: c.req.query('follow') !== undefined,
    };
    // The forms are only sent to this page, with the origin of this page.
    return sendPage(c, 200, renderHomePage(context, query), {
      formAction: "'self'",
      referrerPolicy: 'same-origin',
    });
  });

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
