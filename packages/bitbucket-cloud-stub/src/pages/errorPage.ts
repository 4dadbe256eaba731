import { html } from 'hono/html';
import { renderLayout, type Markup } from './layout';

/** A request for which no redirect to a callback is possible, with an explanation for the user. */
export interface Refusal {
  /** Bitbucket's wording. */
  title: string;
  problem: string;
  remedy: string;
  /** The compared values, with their names. */
  details: [string, string][];
}

/** Renders the page for such a request, with the problem and the remedy. */
export function renderErrorPage(refusal: Refusal): Markup {
  const body = html`
    <h1>${refusal.title}</h1>
    <p>${refusal.problem}</p>
    <p>${refusal.remedy}</p>
    ${refusal.details.length > 0
      ? html`<dl class="facts">
          ${refusal.details.map(
            ([name, value]) =>
              html`<div>
                <dt>${name}</dt>
                <dd><code>${value}</code></dd>
              </div>`,
          )}
        </dl>`
      : ''}
  `;
  return renderLayout({ title: refusal.title, body });
}
