import { html } from 'hono/html';
import type { StubContext } from '../context';
import type { AuthorizationRequest } from '../oauth/authorizationRequest';
import { SCOPES } from '../oauth/scopes';
import { renderLayout, type Markup } from './layout';
import { renderPerson } from './person';

/** The page where a person says as whom to sign in, or cancels. */
export function renderAuthorizePage(
  request: AuthorizationRequest,
  context: StubContext,
): Markup {
  const application = request.client.name ?? request.client.id;
  const people = context.store.people.filter(person => !person.removed);
  const hidden: [string, string | undefined][] = [
    ['response_type', 'code'],
    ['client_id', request.client.id],
    ['redirect_uri', request.redirectUri],
    ['state', request.state],
    ['scope', [...request.scopes, ...request.refusedScopes].join(' ')],
  ];
  const body = html`
    <h1>Sign in to ${application}</h1>
    <p>Pick an account. ${application} will be allowed to:</p>
    <ul class="scopes">
      ${request.scopes.map(
        scope =>
          html`<li>
            <span>${SCOPES.get(scope) ?? scope}</span> <code>${scope}</code>
          </li>`,
      )}
    </ul>
    ${request.refusedScopes.length > 0 ? renderRefused(request) : ''}
    <form method="post" action="/site/oauth2/authorize">
      ${hidden
        .filter(([, value]) => value !== undefined)
        .map(
          ([name, value]) =>
            html`<input type="hidden" name="${name}" value="${value}" />`,
        )}
      <h2 id="accounts">Continue as</h2>
      <ul class="people" aria-labelledby="accounts">
        ${people.map(
          person =>
            html`<li>
              <button class="person" name="account" value="${person.uuid}">
                ${renderPerson(person, context.site)}
              </button>
            </li>`,
        )}
      </ul>
      ${people.length === 0
        ? html`<p>
            There is nobody to pick: the seed of the stand-in has no people, or
            all of them were removed.
          </p>`
        : ''}
      <button class="cancel" name="cancel" value="true">Cancel</button>
    </form>
  `;
  return renderLayout({ title: 'Sign in', body });
}

function renderRefused(request: AuthorizationRequest): Markup {
  return html`<p class="aside">
    Also asked for, and not granted because the OAuth client is not registered
    for it: <code>${request.refusedScopes.join(' ')}</code>
  </p>`;
}
