import { html } from 'hono/html';
import type { StubContext } from '../context';
import type { AuthorizationRequest } from './authorizationRequest';
import { SCOPES } from '../model/scopes';
import { renderLayout, type Markup } from '../pages/layout';
import {
  findPeople,
  MOST_SHOWN,
  renderCount,
  renderPerson,
} from '../pages/person';

/**
 * Renders the page where a user selects an account or cancels.
 *
 * @param typed - The text to find people by; empty for all people.
 */
export function renderAuthorizePage(
  request: AuthorizationRequest,
  context: StubContext,
  typed = '',
): Markup {
  const application = request.client.name ?? request.client.id;
  const people = context.store.people.filter(person => !person.removed);
  const found = findPeople(people, typed);
  const shown = found.slice(0, MOST_SHOWN);
  const hidden: [string, string | undefined][] = [
    ['response_type', 'code'],
    ['client_id', request.client.id],
    ['redirect_uri', request.redirectUri],
    ['state', request.state],
    ['scope', [...request.scopes, ...request.refusedScopes].join(' ')],
  ];
  const body = html`
    <h1>Sign in to ${application}</h1>
    <p>
      Select an account. No password is required, because all accounts are
      fictional. ${application} will be allowed to:
    </p>
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
      <div class="heading">
        <h2 id="accounts">Continue as</h2>
        ${people.length > 1 ? renderFilter(typed) : ''}
      </div>
      ${renderCount(shown.length, found.length, typed)}
      <ul class="people" aria-labelledby="accounts">
        ${shown.map(
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
            There are no accounts: the seed of the stub has no people, or all of
            them were removed.
          </p>`
        : ''}
      <div class="end">
        <button class="cancel" name="cancel" value="true">Cancel</button>
      </div>
    </form>
  `;
  return renderLayout({ title: 'Sign in', body });
}

// The button sends the form as a GET, so that the URL contains the parameters of the request. The Enter
// key in the field activates the first button of the form, which is this one.
function renderFilter(typed: string): Markup {
  return html`<div class="filter">
    <input
      type="search"
      name="find"
      value="${typed}"
      aria-label="Find people by name, address or note"
      placeholder="Name or address"
      autocomplete="off"
    />
    <button formmethod="get" class="plain">Find</button>
  </div>`;
}

function renderRefused(request: AuthorizationRequest): Markup {
  return html`<p class="aside">
    Also requested, but not granted because the OAuth client is not registered
    for it: <code>${request.refusedScopes.join(' ')}</code>
  </p>`;
}
