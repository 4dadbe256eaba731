import { Hono, type Context } from 'hono';
import type { StubContext } from '../context';
import type { StubEnv } from '../http/StubEnv';
import { renderAuthorizePage } from './authorizePage';
import { renderErrorPage } from '../pages/errorPage';
import { sendPage } from '../pages/sendPage';
import {
  readAuthorizationRequest,
  type AuthorizationRequest,
} from './authorizationRequest';
import { readForm } from '../http/readForm';
import { Parameters } from './parameters';

/** The authorize page, where a user selects an account or cancels. */
export function createAuthorizeRoutes(context: StubContext): Hono<StubEnv> {
  const routes = new Hono<StubEnv>();

  routes.get('/authorize', c => {
    c.header('Cross-Origin-Opener-Policy', context.switches.openerPolicy);
    return answer(c, new URL(c.req.url).searchParams, request =>
      // Browsers apply form-action to every redirect after the form, and the callback can redirect the
      // user to an unknown address.
      sendPage(
        c,
        200,
        renderAuthorizePage(request, context, c.req.query('find')),
        {
          formAction: "'self' http: https:",
        },
      ),
    );
  });

  routes.post('/authorize', c => {
    const form = readForm(c);
    if (!form) {
      return sendPage(
        c,
        415,
        renderErrorPage({
          title: 'Unsupported form',
          problem:
            'The selected account must be sent as application/x-www-form-urlencoded.',
          remedy: 'Send it like the form on the authorize page.',
          details: [],
        }),
      );
    }
    return answer(c, form, request => {
      const choice = new Parameters(form);
      return choice.get('cancel')
        ? redirect(c, request, {
            error: 'access_denied',
            error_description: 'The user cancelled the request for access.',
          })
        : grant(c, request, choice.get('account'));
    });
  });

  function answer(
    c: Context<StubEnv>,
    sent: URLSearchParams,
    proceed: (request: AuthorizationRequest) => Response | Promise<Response>,
  ): Response | Promise<Response> {
    const result = readAuthorizationRequest(new Parameters(sent), context);
    if ('refusal' in result) {
      return sendPage(c, 400, renderErrorPage(result.refusal));
    }
    const { request } = result;
    c.set('client', request.client);
    return request.error
      ? redirect(c, request, {
          error: request.error.error,
          error_description: request.error.description,
        })
      : proceed(request);
  }

  function grant(
    c: Context<StubEnv>,
    request: AuthorizationRequest,
    account: string | undefined,
  ): Response | Promise<Response> {
    const person = account ? context.store.findPerson(account) : undefined;
    if (!person || person.removed) {
      return sendPage(
        c,
        400,
        renderErrorPage({
          title: 'Unknown account',
          problem: 'The selected account does not exist, or no longer exists.',
          remedy: 'Go back to the application and sign in again.',
          details: [['Sent', account ?? 'nothing']],
        }),
      );
    }
    c.set('person', person);
    const code = context.grants.issueCode(
      {
        clientId: request.client.id,
        personUuid: person.uuid,
        scopes: request.scopes,
      },
      request.redirectUri,
    );
    return redirect(c, request, { code });
  }

  return routes;
}

function redirect(
  c: Context<StubEnv>,
  request: AuthorizationRequest,
  answer: Record<string, string>,
): Response {
  const url = new URL(request.callback);
  for (const [name, value] of Object.entries(answer)) {
    url.searchParams.append(name, value);
  }
  if (request.state !== undefined) {
    url.searchParams.append('state', request.state);
  }
  c.header('Cache-Control', 'no-store');
  c.header('Referrer-Policy', 'no-referrer');
  return c.redirect(url.href, 302);
}
