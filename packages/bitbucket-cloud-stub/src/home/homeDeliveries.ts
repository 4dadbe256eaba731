import { html } from 'hono/html';
import type { StubContext } from '../context';
import type { WebhookDelivery } from '../hooks/Deliveries';
import type { Markup } from '../pages/layout';
import { renderActionButton } from './homeSwitches';

const SHOWN_DELIVERIES = 10;

/** Renders the latest events that were sent to webhooks, like Bitbucket's list of requests. */
export function renderDeliveries(context: StubContext): Markup {
  const latest = context.deliveries.list().slice(-SHOWN_DELIVERIES).reverse();
  return latest.length === 0
    ? html``
    : html`<h2 id="deliveries">Latest webhook requests</h2>
        <div
          class="scroll tall"
          role="region"
          aria-labelledby="deliveries"
          tabindex="0"
        >
          <table>
            <thead>
              <tr>
                <th scope="col">Time (UTC)</th>
                <th scope="col">Event</th>
                <th scope="col">URL</th>
                <th scope="col">Answers</th>
                ${context.control.isOn ? html`<th scope="col">Again</th>` : ''}
              </tr>
            </thead>
            <tbody>
              ${latest.map(delivery => renderDelivery(context, delivery))}
            </tbody>
          </table>
        </div>`;
}

function renderDelivery(
  context: StubContext,
  { id, sentAt, event, url, attempts, delivered, skipped }: WebhookDelivery,
): Markup {
  const answers = attempts.map(status => status ?? 'none').join(', ');
  return html`<tr>
    <td><time>${new Date(sentAt).toISOString().slice(11, 19)}</time></td>
    <td><code>${event}</code></td>
    <td><code>${url}</code></td>
    <td class="${delivered ? 'good' : 'bad'}">${skipped ?? answers}</td>
    ${context.control.isOn
      ? html`<td>
          ${renderActionButton(
            context,
            `resend-delivery ${id}`,
            'Send again',
            `Send again: ${event} ${id}`,
          )}
        </td>`
      : ''}
  </tr>`;
}
