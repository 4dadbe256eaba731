import { html } from 'hono/html';
import type { StubContext } from '../context';
import type { JournalEntry } from '../journal/JournalEntry';
import type { Markup } from '../pages/layout';

const SHOWN_ENTRIES = 20;

/** Renders the latest requests, and the link to follow them. */
export function renderJournal(
  { journal }: StubContext,
  isFollowing: boolean,
): Markup {
  const latest = journal.entries().slice(-SHOWN_ENTRIES).reverse();
  return html`<div class="heading">
      <h2 id="requests">Latest requests</h2>
      ${isFollowing
        ? html`<a href="/#requests">Stop following</a>`
        : html`<a href="/?follow=1#requests"
            >Follow (loads every 3 seconds)</a
          >`}
    </div>
    ${latest.length > 0
      ? renderTable(latest)
      : html`<p class="quiet">
          No requests yet. Sign in to your application, then reload this page.
        </p>`}`;
}

function renderTable(entries: JournalEntry[]): Markup {
  return html`<div
    class="scroll tall"
    role="region"
    aria-labelledby="requests"
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
          <th scope="col">Fault</th>
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
              <td class="${isGood(entry.status) ? 'good' : 'bad'}">
                ${entry.status === 0 ? 'none' : entry.status}
              </td>
              <td>${entry.person ?? '–'}</td>
              <td>${entry.client ?? '–'}</td>
              <td>${entry.faults?.join(', ') ?? '–'}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function isGood(status: number): boolean {
  return status >= 200 && status < 400;
}
