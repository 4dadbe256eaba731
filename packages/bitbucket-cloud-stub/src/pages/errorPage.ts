import { html } from 'hono/html';
import { renderLayout, type Markup } from './layout';

/** A request that cannot be answered at a callback, in words for the person who made it. */
export interface Refusal {
  /** In Bitbucket's words. */
  title: string;
  problem: string;
  remedy: string;
  /** What was compared, name and value. */
  details: [string, string][];
}

/** The page for what cannot be answered anywhere else: what is wrong, and what to change. */
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
