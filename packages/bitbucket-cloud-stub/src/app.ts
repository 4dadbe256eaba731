import { Hono } from 'hono';
import type { ControlledStub } from './BitbucketCloudStub';
import type { StubContext } from './context';
import type { StubEnv } from './http/StubEnv';
import { createActionRoutes } from './control/createActionRoutes';
import { createControlRoutes } from './control/createControlRoutes';
import { createFaultMiddleware } from './middleware/createFaultMiddleware';
import { createAuthorizeRoutes } from './oauth/authorizeRoutes';
import { createTokenRoutes } from './oauth/tokenRoutes';
import { renderErrorPage } from './pages/errorPage';
import { createPageRoutes } from './home/routes';
import { sendPage } from './pages/sendPage';
import { readBody } from './middleware/readBody';
import { sendError, sendNotImplemented } from './rest/errors';
import { createRestRoutes } from './rest/routes';
import { createArchiveRoutes } from './web/archiveRoutes';
import { createGitRoutes } from './web/gitRoutes';
import { createLogRoutes } from './web/logRoutes';

/** The header of every response. */
export const NOT_BITBUCKET = {
  'X-Bitbucket-Cloud-Stub': 'this is not Bitbucket',
};

/** Combines the routes of one stub. */
export function createApp(
  context: StubContext,
  stub: ControlledStub,
): Hono<StubEnv> {
  const app = new Hono<StubEnv>();

  app.use((c, next) => {
    const exchange = context.exchanges.of(c);
    if (exchange) {
      exchange.context = c;
    }
    return next();
  });

  app.on(['POST', 'PUT', 'PATCH', 'DELETE'], '*', readBody);
  app.use(createFaultMiddleware(context));

  app.route('/site/oauth2', createAuthorizeRoutes(context));
  app.route('/site/oauth2', createTokenRoutes(context));
  app.route('/2.0', createRestRoutes(context));
  app.all('/1.0/*', c =>
    sendNotImplemented(c, `${c.req.method} ${c.req.path}`),
  );
  app.route('/', createPageRoutes(context));
  app.route('/', createArchiveRoutes(context));
  app.route('/', createGitRoutes(context));

  app.route('/', createLogRoutes(context));
  app.route('/_stub', createActionRoutes(context, stub));
  app.route('/_stub', createControlRoutes(context, stub));

  app.notFound(c =>
    sendPage(
      c,
      404,
      renderErrorPage({
        title: 'Page not found',
        problem: 'The stub has no page at this address.',
        remedy:
          'It has its overview at /, the authorize page at /site/oauth2/authorize, and the REST API under /2.0.',
        details: [['Address', c.req.path]],
      }),
    ),
  );

  app.onError((error, c) => {
    console.error(error);
    return sendError(c, 500, 'The stub failed. Its log contains the reason.');
  });

  return app;
}
