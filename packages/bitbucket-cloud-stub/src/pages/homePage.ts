import { html } from 'hono/html';
import type { StubContext } from '../context';
import type { JournalEntry } from '../journal/Journal';
import type { OAuthClient } from '../seed/types';
import { renderLayout, type Markup } from './layout';
import { renderPerson } from './person';

const SHOWN_ENTRIES = 20;

/** The page that says what this is, who can sign in, which clients there are, and what they did. */
export function renderHomePage(context: StubContext): Markup {
  const { site, store, journal } = context;
  const latest = journal.entries().slice(-SHOWN_ENTRIES).reverse();
  const body = html`
    <h1>Bitbucket Cloud stand-in</h1>
    <p>
      Applications under development and their tests sign people in here instead
      of at <code>bitbucket.org</code>. It plays the
      <strong>${context.dialect}</strong> OAuth service of Bitbucket Cloud.
    </p>
    <dl class="facts">
      <div>
        <dt>Stands for https://bitbucket.org</dt>
        <dd><code>${site.url}</code></dd>
      </div>
      <div>
        <dt>Stands for https://api.bitbucket.org/2.0</dt>
        <dd><code>${site.apiUrl}</code></dd>
      </div>
    </dl>
    <h2>People who can sign in</h2>
    <ul class="cards">
      ${store.people
        .filter(person => !person.removed)
        .map(
          person =>
            html`<li>
              <div class="person">${renderPerson(person, site)}</div>
            </li>`,
        )}
    </ul>
    <h2>OAuth clients</h2>
    <ul class="cards clients">
      ${store.clients.map(client => html`<li>${renderClient(client)}</li>`)}
    </ul>
    <h2>Latest requests</h2>
    ${latest.length > 0
      ? renderJournal(latest)
      : html`<p class="quiet">
          None yet. Sign in to your application, then reload this page.
        </p>`}
  `;
  return renderLayout({ title: 'Overview', wide: true, body });
}

function renderClient(client: OAuthClient): Markup {
  return html`<dl class="facts">
    <div>
      <dt>${client.name ?? 'Unnamed client'}</dt>
      <dd><code>${client.id}</code></dd>
    </div>
    <div>
      <dt>Callback URL</dt>
      <dd>
        ${client.callbackUrl
          ? html`<code>${client.callbackUrl}</code>`
          : 'None, so nobody can sign in'}
      </dd>
    </div>
    <div>
      <dt>Scopes</dt>
      <dd><code>${client.scopes.join(' ')}</code></dd>
    </div>
  </dl>`;
}

function renderJournal(entries: JournalEntry[]): Markup {
  return html`<div
    class="scroll"
    role="region"
    aria-label="Latest requests"
    tabindex="0"
  >
    <table>
      <thead>
        <tr>
          <th scope="col">Time (UTC)</th>
          <th scope="col">Request</th>
          <th scope="col">Answer</th>
          <th scope="col">Person</th>
          <th scope="col">Client</th>
        </tr>
      </thead>
      <tbody>
        ${entries.map(
          entry =>
            html`<tr>
              <td>
                <time>${new Date(entry.at).toISOString().slice(11, 19)}</time>
              </td>
              <td><code>${entry.method} ${entry.path}</code></td>
              <td class="${entry.status < 400 ? 'good' : 'bad'}">
                ${entry.status}
              </td>
              <td>${entry.person ?? '–'}</td>
              <td>${entry.client ?? '–'}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
