import { html } from 'hono/html';
import type { StubContext } from '../context';
import { shorten } from '../journal/redact';
import type { OAuthClient } from '../model/types';
import { renderActionButton, renderSwitches } from './homeSwitches';
import { renderDeliveries } from './homeDeliveries';
import { renderJournal } from './homeJournal';
import { renderLayout, type Markup } from '../pages/layout';
import {
  findPeople,
  MOST_SHOWN,
  renderCount,
  renderPerson,
} from '../pages/person';

const SHOWN_TOKENS = 10;

/** What the address of the home page asks for. */
export interface HomeQuery {
  /** The text to find people by; empty for all people. */
  find: string;
  /** Whether the page reloads itself repeatedly. */
  isFollowing: boolean;
}

/** Renders the page that describes the stub, its requests and its faults. */
export function renderHomePage(context: StubContext, query: HomeQuery): Markup {
  const { site, store, control } = context;
  const body = html`
    <h1>Bitbucket Cloud stub</h1>
    <p>
      Applications under development and their tests sign people in here instead
      of at <code>bitbucket.org</code>. It plays the
      <strong>${context.dialect}</strong> OAuth service of Bitbucket Cloud.
    </p>
    <dl class="facts row">
      <div>
        <dt>Replaces https://bitbucket.org</dt>
        <dd><code>${site.url}</code></dd>
      </div>
      <div>
        <dt>Replaces https://api.bitbucket.org/2.0</dt>
        <dd><code>${site.apiUrl}</code></dd>
      </div>
      <div>
        <dt>Time (UTC)</dt>
        <dd>
          <time>${timeOf(context.clock.now())}</time>
          ${control.isOn
            ? renderActionButton(context, 'advance-clock', 'An hour later')
            : ''}
        </dd>
      </div>
    </dl>
    ${renderJournal(context, query.isFollowing)} ${renderDeliveries(context)}
    ${renderSwitches(context)} ${renderPeople(context, query.find)}
    <h2 id="clients">OAuth clients</h2>
    <ul class="cards clients">
      ${store.clients.map(client => html`<li>${renderClient(client)}</li>`)}
    </ul>
    ${renderTokens(context)}
  `;
  return renderLayout({
    title: 'Overview',
    wide: true,
    refresh: query.isFollowing ? 3 : undefined,
    body,
  });
}

function renderPeople(context: StubContext, typed: string): Markup {
  const { site, store, control } = context;
  const people = findPeople(store.people, typed);
  const shown = people.slice(0, MOST_SHOWN);
  return html`
    <form class="heading" method="get" action="/#people">
      <h2 id="people">People who can sign in</h2>
      <div class="filter">
        <input
          type="search"
          name="find"
          value="${typed}"
          aria-label="Find people by name, address or note"
          placeholder="Name or address"
          autocomplete="off"
        />
        <button class="plain">Find</button>
      </div>
    </form>
    ${renderCount(shown.length, people.length, typed)}
    <ul class="cards">
      ${shown.map(person => {
        const { uuid, removed } = person;
        const name = person.display_name;
        const button = removed
          ? renderActionButton(
              context,
              `bring-back-account ${uuid}`,
              'Bring back',
              `Bring back the account of ${name}`,
            )
          : renderActionButton(
              context,
              `remove-account ${uuid}`,
              'Remove',
              `Remove the account of ${name}`,
            );
        return html`<li>
          <div class="person ${removed ? 'removed' : ''}">
            ${renderPerson(person, site)} ${control.isOn ? button : ''}
          </div>
        </li>`;
      })}
    </ul>
    ${control.isOn
      ? html`<p class="quiet">
          To simulate a removed account: sign in to your application, remove the
          account here, and continue there. Its tokens are no longer valid.
        </p>`
      : ''}
  `;
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
          : 'None, so users cannot sign in'}
      </dd>
    </div>
    <div>
      <dt>Scopes</dt>
      <dd><code>${client.scopes.join(' ')}</code></dd>
    </div>
  </dl>`;
}

function renderTokens({ grants, store, clock }: StubContext): Markup {
  const live = grants.live;
  const latest = live.slice(-SHOWN_TOKENS).reverse();
  return html`
    <h2 id="tokens">Valid access tokens</h2>
    ${latest.length === 0
      ? html`<p class="quiet">None yet.</p>`
      : html`<div
            class="scroll"
            role="region"
            aria-labelledby="tokens"
            tabindex="0"
          >
            <table>
              <thead>
                <tr>
                  <th scope="col">Token</th>
                  <th scope="col">Person</th>
                  <th scope="col">Client</th>
                  <th scope="col">Scopes</th>
                  <th scope="col">Valid for another</th>
                </tr>
              </thead>
              <tbody>
                ${latest.map(grant => {
                  const person =
                    grant.personUuid === undefined
                      ? undefined
                      : store.findPerson(grant.personUuid);
                  const minutes = (grant.expiresAt - clock.now()) / 60_000;
                  return html`<tr>
                    <td><code>${shorten(grant.token)}</code></td>
                    <td>${person?.username ?? '–'}</td>
                    <td>${grant.clientId}</td>
                    <td><code>${grant.scopes.join(' ')}</code></td>
                    <td>${Math.ceil(minutes)} min</td>
                  </tr>`;
                })}
              </tbody>
            </table>
          </div>
          ${live.length > latest.length
            ? html`<p class="quiet">
                The latest ${latest.length} of
                ${live.length.toLocaleString('en')}.
              </p>`
            : ''}`}
  `;
}

function timeOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 19).replace('T', ' ');
}
